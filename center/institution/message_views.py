"""The list of messages that did not reach anybody, and what is done about each."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from center.foundation import masking
from center.foundation.fields import DecryptionError
from center.foundation.models import Notice
from center.institution import messages
from center.institution.permissions import scope

PAGE = 50


@login_required
@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """Messages that failed for good, oldest first: whom to tell in another way."""
    _check(request)
    page = Paginator(Notice.objects.undelivered().defer("address"), PAGE).get_page(request.GET.get("page"))
    addresses = _masked([notice.pk for notice in page])
    lines = [
        {
            "notice": notice,
            "address": addresses.get(notice.pk, ""),
            "number": notice.about.removeprefix("case:") if _sees_cases(request) else "",
            "again": messages.may_go_again(notice),
        }
        for notice in page
    ]
    return render(request, "institution/messages.html", {"lines": lines, "page": page})


@login_required
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it once more."""
    messages.again(_failed(request, pk), by=request.actor)
    return redirect("messages")


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The person was told in another way."""
    messages.settle(_failed(request, pk), by=request.actor)
    return redirect("messages")


def _check(request: HttpRequest) -> None:
    if not scope(request.user).allows("message.see_to"):
        raise Http404


def _sees_cases(request: HttpRequest) -> bool:
    """Administrators see no case, and so not its number either."""
    return scope(request.user).everything


def _failed(request: HttpRequest, pk: int) -> Notice:
    """A message that failed at some time; the verb refuses where it has meanwhile moved on."""
    _check(request)
    return get_object_or_404(Notice.objects.defer("address").exclude(channel=Notice.Channel.INBOX), pk=pk)


def _masked(pks: list[int]) -> dict[int, str]:
    """The addresses of a page in one query; where one does not open, one by one without it."""
    rows = Notice.objects.filter(pk__in=pks).values_list("pk", "channel", "address")
    try:
        found = list(rows)
    except DecryptionError:
        found = [row for pk in pks for row in _one(pk)]
    return {
        pk: masking.mask_address(address) if channel == Notice.Channel.EMAIL else masking.mask_phone(address)
        for pk, channel, address in found
    }


def _one(pk: int) -> list[tuple[int, str, str]]:
    try:
        return list(Notice.objects.filter(pk=pk).values_list("pk", "channel", "address"))
    except DecryptionError:
        return []
