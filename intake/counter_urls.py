"""Doors of the counter; part of the namespace "intake"."""

from django.urls import path

from intake.views import counter, receipt, related, suggestion

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/person/", counter.person, name="counter_person"),
    path("counter/alike/", related.counter_alike, name="counter_alike"),
    path("counter/suggestion/", suggestion.counter_suggestion, name="counter_suggestion"),
    path("suggestion/terms/", suggestion.terms, name="terms"),
    path("suggestion/terms/keep/", suggestion.term, name="term"),
    path("counter/proposal/", counter.proposal, name="counter_proposal"),
    path("counter/party/", counter.party, name="counter_party"),
    path("counter/people/", counter.people, name="counter_people"),
    path("counter/draft/", counter.draft, name="counter_draft"),
    path("counter/draft/discard/", counter.discard, name="counter_discard"),
    path("counter/receipt/<str:number>/", receipt.receipt, name="receipt"),
]
