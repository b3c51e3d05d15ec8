"""Every request of a member of staff is made in one seat: `request.seats` (today's postings) and `request.actor` in one of them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from center.institution import actors

SESSION_KEY = "seat"


def seat(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Both are looked up when first asked for; a seat that ended yesterday is never taken."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.seats = SimpleLazyObject(lambda: actors.seats(request.user) if request.user.is_authenticated else [])
        request.actor = SimpleLazyObject(lambda: _actor(request))
        return get_response(request)

    return middleware


def current(request: HttpRequest):
    """The posting the person sits in: the one chosen, else the first in force today, else None."""
    held = list(request.seats)
    chosen = [posting for posting in held if posting.pk == request.session.get(SESSION_KEY)]
    return (chosen or held or [None])[0]


def _actor(request: HttpRequest):
    posting = current(request)
    return actors.of(posting) if posting else actors.without_seat(request.user)
