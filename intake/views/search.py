"""Search: what is typed may be a name or an identity number, and so is never part of an address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from center.foundation import audit
from center.foundation.now import now
from center.institution import permissions
from center.institution.doors import for_readers_of_cases
from intake import paging, reading, voided, worklists
from intake.search import find


@for_readers_of_cases
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """POST `q`. The audit keeps what kind of thing was looked for and how many were found, not what was typed."""
    if request.method != "POST":
        return render(request, "intake/search.html")
    permissions.require(request.actor, "person.search")
    typed = request.POST.get("q", "")
    found = find(typed, request.user)
    page = paging.page(worklists.for_lines(worklists.newest_first(found.cases)), request.POST.get("page"))
    audit.record("searched", by=request.actor, kind=found.kind, count=page.count)
    reading.count(request.actor, what="searched", limit=settings.SEARCHES_PER_HOUR)
    if found.kind == "number" and page.count == 1:
        return redirect("intake:case", page.rows[0].number)
    if found.kind == "number" and (void := voided.find(request.user, typed)):
        return redirect("intake:case", void.number)
    shown = {"typed": typed, "found": found, "page": page, "rows": worklists.rows(page.rows, now())}
    return render(request, "intake/search.html", shown, status=422 if found.message else 200)
