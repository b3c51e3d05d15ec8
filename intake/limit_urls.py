"""Addresses of the limits."""

from django.urls import path

from intake.views import limits

urlpatterns = [
    path("limits/", limits.index, name="limits"),
    path("limits/<str:key>/", limits.limit, name="limit"),
    path("limits/<str:key>/change/", limits.change, name="limit_change"),
    path("limits/<str:key>/switch/", limits.switch, name="limit_switch"),
]
