"""Asking for a list, deciding on it, fetching it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation.errors import Refused
from center.foundation.throttle import hit
from center.institution.middleware import current
from center.institution.permissions import scope
from center.institution.signing_in import second_factor
from center.papers.exports import building, lifecycle
from center.papers.exports.forms import AskForm
from center.papers.exports.registers import ExportKind, exports
from center.papers.exports.workbook import MEDIA_TYPE
from center.papers.models import Export

PAGE = 50
LONGEST_QUERY = 1000


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What I asked for, and what waits for my word."""
    if current(request) is None:
        raise Http404
    found = visible(request).select_related("asked_by", "posting__desk__center").order_by("-asked_at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    lines = [{"export": one, "kind": exports.get(one.kind), "mine": one.asked_by_id == request.user.pk} for one in page]
    return render(request, "papers/exports.html", {"lines": lines, "page": page})


@login_required
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """A list as it is filtered in the address: which columns, what for, and who has to agree."""
    kind = exports.get(key)
    if kind is None or not kind.shown(request.user) or not scope(request.user).allows("export.ask"):  # type: ignore[arg-type]
        raise Http404
    query = request.GET.urlencode()[:LONGEST_QUERY]
    form = AskForm(kind, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = _asking(request, kind, query) | {"form": form}
        return render(request, "papers/export_ask.html", context, status=422 if request.method == "POST" else 200)
    if not hit(f"export:{request.user.pk}", limit=settings.EXPORTS_PER_HOUR, per=timedelta(hours=1)):
        raise Refused(
            _("You have asked for many lists in this hour. Nothing was made. Please wait."), "too_many", status=429
        )
    export = lifecycle.ask(kind, user=request.user, query=query, by=request.actor, **form.cleaned_data)  # type: ignore[arg-type, attr-defined]
    return redirect("exports:export", export.pk)


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: where it stands and what may be done."""
    found = _found(request, pk)
    kind = exports.get(found.kind)
    context = {
        "export": found,
        "kind": kind,
        "columns": [column.label for column in kind.columns if column.key in found.columns] if kind else [],
        "mine": found.asked_by_id == request.user.pk,
        "may_decide": found.state == Export.State.ASKED and lifecycle.may_decide(found, request.actor),  # type: ignore[attr-defined]
        "approvers": list(lifecycle.approvers(found.posting)[:20]) if found.state == Export.State.ASKED else [],
    }
    return render(request, "papers/export.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Approve or refuse as the second person, or withdraw one's own."""
    found = _found(request, pk)
    by: Any = request.actor  # type: ignore[attr-defined]
    if act == "withdraw":
        lifecycle.withdraw(found, by=by)
        return redirect("exports:export", pk)
    second_factor.ask(request, "export.approve")
    if act == "approve":
        lifecycle.approve(found, by=by)
    else:
        lifecycle.refuse(found, reason=request.POST.get("reason", "")[:300], by=by)
    return redirect("exports:export", pk)


@login_required
@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook, to whoever asked for it and has just proved it."""
    found = get_object_or_404(Export.objects.select_related("content", "posting"), pk=pk, asked_by=request.user)
    second_factor.ask(request, "export.fetch")
    lifecycle.fetch(found, by=request.actor)  # type: ignore[attr-defined]
    answer = HttpResponse(building.content(found), content_type=MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.pk}.xlsx"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def visible(request: HttpRequest) -> QuerySet[Export]:
    """My own, and those of my line where I approve."""
    seat = current(request)
    mine = Q(asked_by=request.user)
    reach = scope(request.user)  # type: ignore[arg-type]  # signed in
    if seat is None or not reach.allows(lifecycle.APPROVES):
        return Export.objects.filter(mine)
    if reach.everything:
        return Export.objects.all()
    line = Q(posting__desk__center__in=reach.centers) | Q(posting__desk__department__in=reach.departments)
    return Export.objects.filter(mine | line)


def waiting(user: Any) -> int:
    """How many wait for this person's word: the small numeral on the rail."""
    reach = scope(user)
    if not reach.allows(lifecycle.APPROVES):
        return 0
    asked = Export.objects.filter(state=Export.State.ASKED).exclude(asked_by=user)
    if reach.everything:
        return asked.count()
    line = Q(posting__desk__center__in=reach.centers) | Q(posting__desk__department__in=reach.departments)
    return asked.filter(line).count()


def _found(request: HttpRequest, pk: int) -> Export:
    return get_object_or_404(
        visible(request).select_related("asked_by", "posting__desk__center", "decided_by__user"), pk=pk
    )


def _asking(request: HttpRequest, kind: ExportKind, query: str) -> dict[str, Any]:
    seat = current(request)
    return {
        "kind": kind,
        "query": query,
        "rows": kind.found(request.user, QueryDict(query)).count(),
        "free": settings.EXPORT_FREE_ROWS,
        "most": settings.EXPORT_MAX_ROWS,
        "hours": settings.EXPORT_HOURS,
        "approvers": list(lifecycle.approvers(seat)[:20]) if seat else [],
    }
