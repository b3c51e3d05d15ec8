"""The doors of the portal, and those of the bare views they are held against."""

from django.urls import path

from bench import bare
from center.config.urls import urlpatterns as portal

urlpatterns = [
    *portal,
    path("bare/save/", bare.Save.as_view()),
    path("bare/status/<str:number>/", bare.status),
]
