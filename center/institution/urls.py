"""The doors of the institution: the inbox, one's seat, large print."""

from django.urls import path

from center.institution import job_views, message_views, views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<int:pk>/", views.inbox_open, name="inbox_open"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("messages/", message_views.undelivered, name="messages"),
    path("messages/<int:pk>/again/", message_views.again, name="notice_again"),
    path("messages/<int:pk>/settle/", message_views.settle, name="notice_settle"),
    path("jobs/", job_views.runs, name="jobs"),
    path("seat/", views.take_seat, name="take_seat"),
    path("large-print/", views.elder, name="elder"),
]
