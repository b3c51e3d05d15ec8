"""The door: where a person lands after signing in."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from center.foundation.navigation import LOOKED_UP, navigation


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the first thing this person does in a day, a superuser to the tables; without a posting, a page that says whom to ask."""
    shown = sorted((entry for entry in navigation if entry.shown(request.user)), key=lambda entry: entry.order)
    if request.user.is_superuser and (not shown or shown[0].order >= LOOKED_UP):
        return redirect("admin:index")
    return redirect(shown[0].url) if shown else render(request, "no_posting.html")


def front(request: HttpRequest) -> HttpResponse:
    """The street door: staff go to their work, citizens to their case."""
    return redirect("home" if request.user.is_authenticated else "intake:status")


def closed(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """No sign-up, and no password by e-mail: the county's administrators give accounts and passwords."""
    raise Http404
