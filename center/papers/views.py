"""The public page on which anybody may check a paper. It needs no account and no script, and keeps nothing."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from center.foundation import address
from center.foundation.errors import Refused
from center.papers import proving

KEPT = "paper_code"
TYPED = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}


class ProveForm(forms.Form):
    """Number and code as they stand on the paper; the file too, where somebody has it."""

    use_required_attribute = False
    number = forms.CharField(label=_("Number of the paper"), max_length=80, widget=forms.TextInput(TYPED))
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(TYPED),
        help_text=_("At the foot of each page, after 查验码."),
    )
    file = forms.FileField(
        label=_("The PDF, if you have it"), required=False, widget=forms.FileInput({"accept": "application/pdf"}),
        help_text=_("It can be dropped here. It is compared and not kept."),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Number and code, and what the paper is; after a QR code without typing."""
    if request.method != "POST":
        return _scanned(request)
    form = ProveForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, 422)
    given = form.cleaned_data
    try:
        proof = proving.prove(
            number=given["number"], code=given["code"], file=given["file"], address=address.of(request)
        )
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _page(request, form, refusal.status)
    return _page(request, form, 200, proof)


@never_cache
@require_GET
def scanned(request: HttpRequest, code: str) -> HttpResponse:
    """The QR code of a paper: to the page, on an address that tells nothing."""
    request.session[KEPT] = code[: proving.LONGEST]
    answer = redirect("papers:verify")
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _scanned(request: HttpRequest) -> HttpResponse:
    code = request.session.pop(KEPT, "")
    if not code:
        return _page(request, ProveForm(), 200)
    try:
        return _page(request, ProveForm(), 200, proving.prove_by_code(code=code, address=address.of(request)))
    except Refused as refusal:
        return _page(request, ProveForm(), refusal.status, message=refusal.message)


def _page(
    request: HttpRequest, form: ProveForm, status: int, proof: proving.Proof | None = None, message: Any = ""
) -> HttpResponse:
    return render(request, "papers/verify.html", {"form": form, "proof": proof, "message": message}, status=status)
