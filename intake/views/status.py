"""The citizen's pages: number and code, the case, and leaving it. They need no account and no script."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from center.foundation.errors import Refused
from center.foundation.now import now
from intake import access, filings
from intake.models import Case
from intake.status import find, view_of

SESSION_KEY = "status"
STAYS = timedelta(minutes=30)  # without a look at the page; a telephone is lent, a hall computer is left


class StatusForm(forms.Form):
    """Two large fields; however the number and the code are spelled."""

    number = forms.CharField(
        label=_("Number on the receipt"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Query code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code; the right ones open the case."""
    if request.method != "POST":
        return render(request, "intake/status.html", {"form": StatusForm()})
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            found = access.by_code(
                form.cleaned_data["number"], form.cleaned_data["code"], address=access.address_of(request)
            )
        except Refused as refusal:
            return _again(request, form, refusal)
        return _let_in(request, found)
    return render(request, "intake/status.html", {"form": form}, status=422)


@never_cache
@require_GET
def qr(request: HttpRequest, token: str) -> HttpResponse:
    """The QR code of the receipt: to the case, on an address that tells nothing."""
    try:
        found = access.by_token(token, address=access.address_of(request))
    except Refused as refusal:
        return _again(request, StatusForm(), refusal)
    answer = _let_in(request, found)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_GET
def case(request: HttpRequest) -> HttpResponse:
    """The case that this browser was let in to; after half an hour without a look, the form again."""
    kept = let_in_to(request)
    found = find(kept) if kept else None
    if found is None:
        return redirect("intake:status")
    if request.session[SESSION_KEY]["until"] - now().timestamp() < STAYS.total_seconds() / 2:
        _stay(request, found)
    status = view_of(found)
    filed = filings.of_visit(found.visit_id) if status.filed else None
    return render(request, "intake/status_case.html", {"status": status, "filed": filed})


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """The citizen has read enough; nothing of the case stays in this browser."""
    request.session.pop(SESSION_KEY, None)
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("intake:status")


def let_in_to(request: HttpRequest) -> int | None:
    """The key of the case that this browser was let in to, nothing after half an hour without a look."""
    kept = request.session.get(SESSION_KEY) or {}
    if kept.get("until", 0) < now().timestamp():
        request.session.pop(SESSION_KEY, None)
        return None
    return kept["case"]


def _let_in(request: HttpRequest, found: Case) -> HttpResponse:
    request.session.cycle_key()
    _stay(request, found)
    return redirect("intake:status_case")


def _stay(request: HttpRequest, found: Case) -> None:
    request.session[SESSION_KEY] = {"case": found.pk, "until": (now() + STAYS).timestamp()}


def _again(request: HttpRequest, form: StatusForm, refusal: Refused) -> HttpResponse:
    """The form with the sentence; the code is typed anew where too many tries were made."""
    if refusal.status == 429:
        return render(request, "intake/status_wait.html", {"message": refusal.message}, status=429)
    if form.is_bound:
        form.add_error("number" if refusal.code == "wrong_number" else None, str(refusal.message))
        return render(request, "intake/status.html", {"form": form}, status=422)
    return render(request, "intake/status.html", {"form": form, "message": refusal.message}, status=422)
