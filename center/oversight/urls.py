from django.urls import path

from center.oversight import views
from center.oversight.work_calendar import views as calendar_views

app_name = "oversight"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("calendar/", calendar_views.year, name="calendar"),
    path("calendar/notice/", calendar_views.notice, name="calendar_notice"),
    path("calendar/days/", calendar_views.days, name="calendar_days"),
    path("calendar/proposals/<int:pk>/", calendar_views.proposal, name="calendar_proposal"),
    path("calendar/proposals/<int:pk>/<slug:verb>/", calendar_views.decide, name="calendar_decide"),
    path("calendar/recomputations/<int:pk>/", calendar_views.recomputation, name="recomputation"),
]
