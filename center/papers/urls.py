"""The public door of papers."""

from django.urls import path

from center.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("q/<str:code>/", views.scanned, name="scanned"),
]
