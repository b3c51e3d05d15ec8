"""Addresses of the limits, and of what may be done to one that runs."""

from django.urls import path

from intake.views import clocks, limits

urlpatterns = [
    path("cases/<str:number>/limits/<int:pk>/<slug:verb>/", clocks.clock, name="clock"),
    path("limits/", limits.index, name="limits"),
    path("limits/<str:key>/", limits.limit, name="limit"),
    path("limits/<str:key>/change/", limits.change, name="limit_change"),
    path("limits/<str:key>/switch/", limits.switch, name="limit_switch"),
]
