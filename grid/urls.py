from django.urls import path

from grid import views

app_name = "grid"
urlpatterns = [
    path("", views.home, name="home"),
    path("report/", views.report, name="report"),
    path("reports/", views.reports, name="reports"),
    path("reports/<uuid:uuid>/", views.shown, name="shown"),
    path("reports/<uuid:uuid>/photo/", views.photo, name="photo"),
    path("coverage/", views.coverage, name="coverage"),
]
