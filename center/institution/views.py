"""What every member of staff has: an inbox, a seat to choose; and large print for everybody."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from center.foundation import notices
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, now
from center.institution.middleware import SESSION_KEY

PAGE = 50
ELDER_COOKIE, ELDER_KEPT = "elder", timedelta(days=365)


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What the house had to tell this person, newest first; `?unread` leaves out what was read."""
    found = Notice.objects.inbox(request.user)
    unread_only = "unread" in request.GET
    page = Paginator(found.unread() if unread_only else found, PAGE).get_page(request.GET.get("page"))
    lines = [
        {"notice": notice, "words": notices.words(notice), "day": notice.sent_at.astimezone(SHANGHAI).date()}
        for notice in page
    ]
    return render(request, "institution/inbox.html", {"lines": lines, "page": page, "unread_only": unread_only})


@login_required
@require_safe
def inbox_open(request: HttpRequest, pk: int) -> HttpResponse:
    """To where a notice leads; the first time it is opened is kept."""
    notice = get_object_or_404(Notice.objects.inbox(request.user), pk=pk)
    if request.method == "GET":
        Notice.objects.filter(pk=notice.pk).unread().update(read_at=now())
    return _back(request, notice.url, "inbox")


@login_required
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page showed: `notice`, once for each. Others' and unknown ones are passed over."""
    chosen = [
        int(pk) for pk in request.POST.getlist("notice")[:PAGE] if pk.isascii() and pk.isdecimal() and len(pk) < 19
    ]
    Notice.objects.inbox(request.user).unread().filter(pk__in=chosen).update(read_at=now())
    return _back(request, request.POST.get("next", ""), "inbox")


@login_required
@require_POST
def take_seat(request: HttpRequest) -> HttpResponse:
    """Sit in another of one's own seats, for the rest of the session."""
    chosen = request.POST.get("posting", "")
    if chosen not in {str(posting.pk) for posting in request.seats}:  # type: ignore[attr-defined]
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    return _back(request, request.POST.get("next", ""), "home")


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Large print on or off, and back to the page."""
    wanted = request.POST.get("elder", "0" if request.COOKIES.get(ELDER_COOKIE) == "1" else "1")
    response = _back(request, request.POST.get("next", ""), "front")
    if wanted == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=ELDER_KEPT, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


def _back(request: HttpRequest, url: str, otherwise: str) -> HttpResponseRedirect:
    """To the address if it is one of this house, else to a page by name."""
    own = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(iri_to_uri(url) if own else reverse(otherwise))
