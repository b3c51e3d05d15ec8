"""Doors for citizens; part of the namespace "intake". No number and no code is ever in an address."""

from django.urls import path

from intake.views import chasing, filing, status

urlpatterns = [
    path("status/", status.ask, name="status"),
    path("status/case/", status.case, name="status_case"),
    path("status/answer/", filing.answer, name="status_answer"),
    path("status/chase/", chasing.chase, name="status_chase"),
    path("status/done/", status.done, name="status_done"),
    path("q/<str:token>/", status.qr, name="qr"),
]
