"""The doors of exports."""

from django.urls import path, re_path

from center.papers.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:key>/", views.ask, name="ask"),
    path("<int:pk>/", views.export, name="export"),
    path("<int:pk>/file/", views.fetch, name="fetch"),
    re_path(r"^(?P<pk>\d{1,18})/(?P<act>approve|refuse|withdraw)/$", views.decide, name="decide"),
]
