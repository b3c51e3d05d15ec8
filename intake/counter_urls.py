"""Doors of the counter; part of the namespace "intake"."""

from django.urls import path

from intake.views import counter, receipt

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/person/", counter.person, name="counter_person"),
    path("counter/proposal/", counter.proposal, name="counter_proposal"),
    path("counter/draft/", counter.draft, name="counter_draft"),
    path("counter/draft/discard/", counter.discard, name="counter_discard"),
    path("counter/receipt/<str:number>/", receipt.receipt, name="receipt"),
]
