"""The doors of the institution: the inbox, one's seat, large print."""

from django.urls import path

from center.institution import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.inbox_open, name="inbox_open"),
    path("seat/", views.take_seat, name="take_seat"),
    path("large-print/", views.elder, name="elder"),
]
