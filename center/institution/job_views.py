"""The runs of the periodic jobs: which ran when, what they looked at and did, which one broke."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from center.foundation import health
from center.foundation.models import JobRun
from center.institution.job_words import WORDS
from center.institution.permissions import scope

PAGE = 100


@login_required
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The last run of each job; below, the runs of the one chosen by `job`, or of all, newest first."""
    if not scope(request.user).allows("jobs.read"):
        raise Http404
    newest = JobRun.objects.values("name").annotate(newest=Max("pk")).order_by("name")
    last = list(JobRun.objects.filter(pk__in=[row["newest"] for row in newest]).order_by("name"))
    chosen = request.GET.get("job", "")
    known = chosen in {run.name for run in last}
    found = JobRun.objects.order_by("-started_at", "-pk")
    page = Paginator(found.filter(name=chosen) if known else found, PAGE).get_page(request.GET.get("page"))
    for run in [*last, *page]:
        run.words = WORDS.get(run.name, run.name)
    context = {
        "last": last,
        "page": page,
        "chosen": chosen if known else "",
        "chosen_words": WORDS.get(chosen, chosen),
        "silent": health.late(),
    }
    return render(request, "institution/jobs.html", context)
