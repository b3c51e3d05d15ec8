"""Import: a template out, a file in, tried, taken in, undone; what takes long is done by a worker, and the page tells how far."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from center.foundation import audit
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.permissions import scope
from intake import batch_page, paging
from intake.batch_forms import UndoForm, UploadForm
from intake.importing import bringing, workbooks
from intake.lifecycle import batching
from intake.models import Batch, BatchRow
from intake.tasks import send_batch
from intake.views.counter import desk_of


def for_importers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, with a posting that imports; to all others there is no page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not scope(request.user).allows("case.import"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_importers
@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """The imports of the reader's counters, and the form for the next."""
    if request.method != "POST":
        return _list(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=422)
    given = form.cleaned_data
    try:
        batch = bringing.from_sheet(
            given["file"], size=given["file"].size, source=given["source"], desk=desk_of(request), by=request.actor, client_key=given["client_key"]
        )  # fmt: skip
    except Refused as refusal:  # said beside the file; the source that was chosen stays
        form.add_error("file", str(refusal.message))
        return _list(request, form, status=refusal.status)
    _wake(batch)
    return redirect("intake:batch", batch.pk)


@for_importers
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with notes and lists."""
    return _workbook(workbooks.template(desk_of(request)), f"import-template-{today():%Y%m%d}.xlsx")


@for_importers
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands; asked again by htmx while a worker is at it."""
    found = _visible(request, pk)
    shown = batch_page.context(found, request.user, request.actor, request.GET)
    shown["undo"] = UndoForm()
    return render(request, "intake/_batch.html" if request.htmx else "intake/batch.html", shown)


@for_importers
@require_GET
def faults(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows with faults as a workbook, to be corrected and imported again. Personal data goes out: it is written into the audit."""
    found = _visible(request, pk)
    rows = found.rows.filter(state=BatchRow.State.FAULTY).exclude(content="").order_by("line")
    if found.way != Batch.Way.EXCEL or not rows.exists():
        raise Http404
    audit.record("exported", by=request.actor, about=f"batch:{found.pk}", rows=rows.count())
    return _workbook(workbooks.with_faults(rows.iterator(500)), f"import-{found.pk}-faults.xlsx")


@for_importers
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the rows that are in order."""
    found = _visible(request, pk)
    batching.take_in(found, by=request.actor)
    _wake(found)
    return redirect("intake:batch", found.pk)


@for_importers
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, with a reason."""
    found, form = _visible(request, pk), UndoForm(request.POST)
    if not form.is_valid():
        shown = batch_page.context(found, request.user, request.actor, request.GET)
        return render(request, "intake/batch.html", {**shown, "undo": form}, status=422)
    batching.undo(found, reason=form.cleaned_data["reason"], by=request.actor)
    _wake(found)
    return redirect("intake:batch", found.pk)


def _visible(request: HttpRequest, pk: int) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("desk__center", "desk__department", "by", "undone_by")
    return get_object_or_404(rows, pk=pk)


def _wake(batch: Batch) -> None:
    transaction.on_commit(lambda: send_batch(batch.pk))


def _list(request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    rows = (
        Batch.objects.visible_to(request.user)
        .select_related("desk__center", "desk__department", "by")
        .order_by("-at", "-pk")
    )
    return render(
        request,
        "intake/batches.html",
        {"form": form, "page": paging.page(rows, request.GET.get("page"))},
        status=status,
    )


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=workbooks.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
