"""Addresses of the routing table and of the kinds of matter."""

from django.urls import path

from intake.views import matters, routes

urlpatterns = [
    path("matters/", matters.index, name="matters"),
    path("matters/<slug:key>/", matters.matter, name="matter"),
    path("routes/", routes.index, name="routes"),
    path("routes/new/", routes.write, name="route_new"),
    path("routes/<slug:key>/", routes.route, name="route"),
    path("routes/<slug:key>/write/", routes.write, name="route_write"),
    path("routes/<slug:key>/try/", routes.try_out, name="route_try"),
    path("routes/<slug:key>/publish/", routes.publish, name="route_publish"),
    path("routes/<slug:key>/discard/", routes.discard, name="route_discard"),
]
