"""The files of a case: the panel, and giving one out. Whoever may see the case may see them; nothing has an address of its own."""

import io
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from PIL import Image

from center.foundation import audit
from center.foundation.errors import Refused
from center.papers import serving
from intake import answers, attachments, lifecycle
from intake.file_forms import AttachForm, BindForm, DetachForm
from intake.models import Attachment, Binding, Case
from intake.permissions import require

SMALL = 240  # pixels of a thumbnail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, number: str) -> HttpResponse:
    """The files of a case, and a form to add some: several at once, all or none."""
    case = answers.visible_case(request, number)
    if request.method != "POST":
        template = "intake/_attachments.html" if request.htmx else "intake/files.html"
        return render(request, template, _words(request, case))
    require(request.actor, "case.attach", case)  # before the files are examined
    form = AttachForm(request.POST, request.FILES, case=case, request=request)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("papers", "party", "label")}
        try:
            added = lifecycle.attach(case, by=request.actor, **chosen)
        except Refused as refusal:  # said beside the field, so that nothing typed is lost
            form.add_error("papers", str(refusal.message))
        else:
            said = ngettext("%(n)s file added.", "%(n)s files added.", len(added)) % {"n": len(added)}
            return answers.done(request, case, said)
    template = "intake/_attach_form.html" if request.htmx else "intake/files.html"
    return render(request, template, _words(request, case, form=form), status=422)


@login_required
@require_safe
def original(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A file as it came, to be kept, never run in the browser. That of a restricted case is opened on the record."""
    case = answers.visible_case(request, number)
    kept = _kept(case, pk)
    if case.restricted:
        audit.record("file_opened", by=request.actor, about=f"case:{case.number}", attachment=kept.pk)
    return serving.answer(request, kept.file, f"{case.number}-{kept.pk}")


@login_required
@require_safe
def shown(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The public copy, or a recording to be played: what a citizen or the other side would get."""
    case = answers.visible_case(request, number)
    kept = _kept(case, pk)
    _check_readable(kept)
    return serving.answer(request, kept.public or kept.file, f"{case.number}-{kept.pk}", inline=True)


@login_required
@require_safe
def small(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The picture for the list. Of a JPEG only every eighth pixel is unpacked."""
    kept = _kept(answers.visible_case(request, number), pk)
    _check_readable(kept)
    file = kept.public or kept.file
    if file.media_type not in attachments.PICTURES:
        raise Http404
    try:
        with file.content.open("rb") as source:
            image: Any = Image.open(source, formats=("JPEG", "PNG", "WEBP"))
            image.thumbnail((SMALL, SMALL))
            content = io.BytesIO()
            image.convert("RGB").save(content, "JPEG", quality=70)
    except OSError as error:  # the bytes are gone, or are no longer a picture
        raise Http404 from error
    return HttpResponse(content.getvalue(), content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detach(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a file off, with a reason."""
    case = answers.visible_case(request, number)
    kept = _kept(case, pk)
    require(request.actor, "case.detach", case)
    form = DetachForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        lifecycle.detach(case, attachment=kept, by=request.actor, reason=form.cleaned_data["reason"])
        return answers.done(request, case, _("Taken off."))
    template = "intake/_detach_form.html" if request.htmx else "intake/detach.html"
    words = {"case": case, "row": attachments.row(kept), "form": form}
    return render(request, template, words, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bind(request: HttpRequest, number: str) -> HttpResponse:
    """Choose photos and scans, in order, and bind them into one PDF."""
    case = answers.visible_case(request, number)
    require(request.actor, "case.bind_pages", case)
    form = BindForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid():
        try:
            asked = lifecycle.bind_pages(
                case, attachments=form.chosen(), by=request.actor, label=form.cleaned_data["label"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            done = asked.state == Binding.State.DONE
            said = _("Bound into one PDF.") if done else _("The pages are being bound. The PDF will be in the list.")
            return answers.done(request, case, said)
    template = "intake/_bind_form.html" if request.htmx else "intake/bind.html"
    return render(request, template, {"case": case, "form": form}, status=422 if form.is_bound else 200)


def _kept(case: Case, pk: int) -> Attachment:
    return get_object_or_404(attachments.live(case), pk=pk)


def _check_readable(kept: Attachment) -> None:
    """A copy is given out only where its original may be."""
    if not kept.file.readable:
        raise serving.held(kept.file)


def _words(request: HttpRequest, case: Case, form: AttachForm | None = None) -> dict[str, Any]:
    return {
        "case": case,
        "files": attachments.panel(case, request.actor),
        "attach_form": form or AttachForm(case=case, request=request),
    }
