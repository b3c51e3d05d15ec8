"""The page of a side: its own agreement, what is owed by when, and the proof of a payment. It needs no account and no script."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import today
from center.papers import serving
from intake import access
from intake import lifecycle as case_lifecycle
from intake.counter.fields import Yuan
from intake.file_forms import read_all
from intake.models import Attachment
from intake.views.status import StatusForm
from mediation import agreement_page, lifecycle, party_access
from mediation.agreement_forms import day
from mediation.models import Agreement, Instalment, Mediation, PartyKey, Payment

PROOF = _("Proof of payment")


class MineForm(StatusForm):
    """Number of the case, and the code from the slip of the agreement."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Number of the case")
        self.fields["code"].label = _("Code of your agreement")


class ProofForm(forms.Form):
    """A payment with its proof; the file is examined while the form is checked."""

    use_required_attribute = False
    amount_cents = Yuan(label=_("Paid, in yuan"), max_length=40)
    paid_on = day(_("Paid on"))
    proof = forms.FileField(
        label=_("Photo or scan of the receipt"), allow_empty_file=True, widget=forms.FileInput({"accept": "image/*,.pdf"})
    )  # fmt: skip

    def __init__(self, *args: Any, request: HttpRequest, key: PartyKey, row: Instalment, **kwargs: Any) -> None:
        left = lifecycle.left(row)
        initial = {"amount_cents": f"{left / 100:.2f}".removesuffix(".00"), "paid_on": today()}
        super().__init__(*args, auto_id=f"proof_{row.pk}_%s", initial=initial, **kwargs)
        self.request, self.key = request, key

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.errors:
            try:
                given["papers"] = read_all(self.request, [given["proof"]], self.key.party.case, actor(self.key))
            except Refused as refusal:
                self.add_error("proof", ValidationError(refusal.message, refusal.code))
        return given


def actor(key: PartyKey) -> Actor:
    return Actor(ActorKind.PARTY, id=key.party_id)


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Number and code; the right ones open the page of this side."""
    form = MineForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "mediation/mine/ask.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        key = party_access.by_code(
            form.cleaned_data["number"], form.cleaned_data["code"], address=access.address_of(request)
        )
    except Refused as refusal:
        if refusal.status == 429:
            return render(request, "intake/status_wait.html", {"message": refusal.message}, status=429)
        form.add_error("number" if refusal.code == "wrong_number" else None, str(refusal.message))
        return render(request, "mediation/mine/ask.html", {"form": form}, status=422)
    party_access.let_in(request, key)
    return redirect("mediation:mine_agreement")


@never_cache
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The agreement of the side this browser was let in for; after half an hour without a look, the form again."""
    key = party_access.key_of(request)
    agreement = _agreement(key)
    if key is None or agreement is None:
        return redirect("mediation:mine")
    party_access.stay(request, key)
    return render(request, "mediation/mine/agreement.html", _words(request, key, agreement))


@never_cache
@require_POST
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a payment was made, with its proof; staff look at it."""
    key = party_access.key_of(request)
    agreement = _agreement(key)
    if key is None or agreement is None:
        return redirect("mediation:mine")
    row = get_object_or_404(agreement.instalments, pk=pk)
    form = ProofForm(request.POST, request.FILES, request=request, key=key, row=row)
    if form.is_valid():
        try:
            _report(row, form.cleaned_data, key)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Thank you. The center looks at the proof; what comes of it stands here."))
            return redirect("mediation:mine_agreement")
    return render(request, "mediation/mine/agreement.html", _words(request, key, agreement, (row.pk, form)), status=422)


@never_cache
@require_GET
def copy(request: HttpRequest) -> HttpResponse:
    """The copy that this side holds, as a PDF (人民调解法 art. 29)."""
    key = party_access.key_of(request)
    if key is None:
        return redirect("mediation:mine")
    paper = party_access.copy_of(key.party.case, key)
    if paper is None or paper.file is None:
        raise Http404
    return serving.answer(request, paper.file, key.party.case.number)


@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Read enough; nothing of the case stays in this browser."""
    request.session.pop(party_access.SESSION_KEY, None)
    if not request.user.is_authenticated:
        request.session.flush()
    return redirect("mediation:mine")


def _report(row: Instalment, given: dict[str, Any], key: PartyKey) -> Payment:
    """Checked before the file is kept, so that a refusal leaves nothing behind."""
    case, by = key.party.case, actor(key)
    lifecycle.check_payment(row, amount_cents=given["amount_cents"], paid_on=given["paid_on"], by=by)
    try:
        proof = case_lifecycle.attach(case, papers=given["papers"], party=key.party, label=str(PROOF), by=by)[0]
    except Refused as refusal:
        sent = given["papers"][0].sha256
        same = Attachment.objects.filter(case=case, party=key.party, removed_at=None, file__sha256=sent).first()
        if refusal.code != "already_attached" or same is None:
            raise
        proof = same
    return lifecycle.report_payment(
        row, amount_cents=given["amount_cents"], paid_on=given["paid_on"], proof=proof, party=key.party, by=by
    )


def _agreement(key: PartyKey | None) -> Agreement | None:
    """In effect, performed or broken; a draft is nobody's copy yet."""
    if key is None:
        return None
    found = Agreement.objects.select_related("confirmation", "mediation__proceeding__case")
    of_case = found.filter(mediation__proceeding__case=key.party.case, mediation__state=Mediation.State.AGREED)
    return of_case.order_by("-pk").first()


def _words(
    request: HttpRequest, key: PartyKey, agreement: Agreement, sent: tuple[int, ProofForm] | None = None
) -> dict[str, Any]:
    """Nothing of the other side but the words both agreed on."""
    rows = []
    for one in agreement_page.owed(agreement):
        waiting = any(payment.state == Payment.State.REPORTED for payment in one.payments)
        open_ = one.left and not waiting and agreement.state == Agreement.State.IN_EFFECT
        form = sent[1] if sent and sent[0] == one.row.pk else None
        if form is None and open_:
            form = ProofForm(request=request, key=key, row=one.row)
        payer = one.row.payer_id
        whose = "" if payer is None else "mine" if payer == key.party_id else "theirs"
        rows.append((one, whose, form, bool(sent and sent[0] == one.row.pk)))
    case = key.party.case
    return {
        "case": case, "agreement": agreement, "rows": rows, "side": key.party.get_side_display(), "paper": party_access.copy_of(case, key),
        "center": case.desk.center, **agreement_page.court(agreement),
    }  # fmt: skip
