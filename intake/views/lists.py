"""The lists people work from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from center.foundation.now import now
from center.institution.doors import for_readers_of_cases
from center.institution.permissions import scope
from intake import chips, paging, worklists
from intake.filters import CaseFilter
from intake.models import Case


@dataclass(frozen=True)
class WorkList:
    """A list: its heading, what is said when it is empty, its cases and their order."""

    heading: Any
    empty: Any
    cases: Callable[[Any], QuerySet]
    order: Callable[[QuerySet], QuerySet]


ALL = WorkList(_("Cases"), _("No case here."), lambda user: Case.objects.visible_to(user), worklists.newest_first)
MINE = WorkList(_("My cases"), _("You have no case in hand."), worklists.mine, worklists.due_first)
TO_SIGN = WorkList(
    _("To sign for"), _("Nothing waits for sign-for at your desk."), worklists.to_sign, worklists.due_first
)


@for_readers_of_cases
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """Every case the reader may see."""
    return _list(request, ALL)


@for_readers_of_cases
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the reader has in hand, what ends first on top."""
    return _list(request, MINE)


@for_readers_of_cases
@require_safe
def to_sign(request: HttpRequest) -> HttpResponse:
    """What waits at the reader's desks, what ends first on top."""
    return _list(request, TO_SIGN)


def _list(request: HttpRequest, which: WorkList) -> HttpResponse:
    narrowed = CaseFilter(request.GET, queryset=which.cases(request.user), request=request)
    page = paging.page(worklists.for_lines(which.order(narrowed.cases)), request.GET.get("page"))
    return render(
        request,
        "intake/cases.html",
        {
            "worklist": which,
            "fields": [narrowed.form[name] for name in chips.SELECTS],
            "kept": chips.kept(narrowed),
            "understood": narrowed.is_valid(),
            "active": chips.active(narrowed, request),
            "offered": chips.offered(narrowed, request),
            "page": page,
            "query": chips.without_page(request),
            "rows": worklists.rows(page.rows, now()),
            "may_register": scope(request.user).allows("case.register"),
        },
    )
