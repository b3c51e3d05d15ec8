"""What pages show of an agreement: who signed, what is owed by when, how long a court may still be asked, and how long it all took."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.foundation.now import SHANGHAI, today
from intake import sides
from intake.models import Clock
from mediation.lifecycle.agreeing import CONFIRM, unsigned
from mediation.models import Agreement, Instalment, Mediation, PartyKey, Payment


@dataclass(frozen=True)
class Owed:
    """A payment for the eye: what is left of it, how it stands in words, and what was paid or reported."""

    row: Instalment
    left: int
    words: str
    tone: str
    payments: list[Payment]


def of(mediation: Mediation) -> Agreement | None:
    found = Agreement.objects.select_related("sealed_by", "confirmation", "mediation__proceeding__case")
    return found.filter(mediation=mediation).first()


def agreement(mediation: Mediation) -> dict[str, Any]:
    """For the section with the text, the signatures and the court."""
    found = of(mediation)
    if found is None:
        return {"agreement": None}
    signed = found.signatures.select_related("party__person", "agent", "witness")
    keys = PartyKey.objects.filter(party__case=mediation.case).select_related("party__person")
    waiting = found.state in (Agreement.State.DRAFT, Agreement.State.SIGNING)
    return {
        "agreement": found,
        "signatures": [(one, sides.masked_name(one.party)) for one in signed],
        "missing": [sides.masked_name(party) for party in unsigned(found)] if waiting else [],
        "promised": owed(found),
        "keys_given": keys.exists(),
        **court(found),
    }


def payments(mediation: Mediation) -> dict[str, Any]:
    """For the section with the payments and the visits."""
    found = of(mediation)
    visits = found.follow_ups.select_related("party__person", "by") if found else []
    return {
        "agreement": found,
        "promised": owed(found) if found else [],
        "visits": [(one, sides.masked_name(one.party)) for one in visits],
        "took": took(found) if found else "",
    }


def owed(agreement: Agreement) -> list[Owed]:
    """Two statements, however many payments there are."""
    rows = agreement.instalments.prefetch_related(
        Prefetch("payments", Payment.objects.select_related("proof", "decided_by"))
    )
    return [_owed(agreement, row) for row in rows]


def _owed(agreement: Agreement, row: Instalment) -> Owed:
    made = list(row.payments.all())
    left = row.amount_cents - sum(one.amount_cents for one in made if one.state == Payment.State.CONFIRMED)
    if row.paid_at or not left:
        return Owed(row, 0, _("Paid"), "done", made)
    if agreement.state == Agreement.State.BROKEN:
        return Owed(row, left, _("Not paid"), "late", made)
    return Owed(row, left, *_when(row.due_on), made)


def _when(due_on: date) -> tuple[str, str]:
    days = (due_on - today()).days
    if days < 0:
        late = ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
        return late, "late"
    if days == 0:
        return _("due today"), "near"
    return ngettext("due in %(n)s day", "due in %(n)s days", days) % {"n": days}, "near" if days <= 3 else "time"


def court(agreement: Agreement) -> dict[str, Any]:
    """The application, or how many days are left for it (人民调解法 art. 33)."""
    asked = getattr(agreement, "confirmation", None)
    clock = None
    if asked is None and agreement.state == Agreement.State.IN_EFFECT:
        case = agreement.mediation.case
        clock = Clock.objects.running().filter(case=case, limit__key=CONFIRM).order_by("-started_at").first()
    last = clock.due_at.astimezone(SHANGHAI).date() if clock else None
    days = (last - today()).days if last else -1
    return {"confirmation": asked, "court_until": last if days >= 0 else None, "court_days": days}


def took(agreement: Agreement) -> str:
    """From registration until the last payment was seen, in words; nothing while something is owed."""
    if agreement.state != Agreement.State.PERFORMED:
        return ""
    paid = agreement.instalments.aggregate(last=Max("paid_at"))["last"]
    return in_words(paid - agreement.mediation.case.registered_at) if paid else ""


def took_of(mediation: Mediation) -> str:
    """For the panel of the case: one narrow statement for a mediation without agreement."""
    found = of(mediation) if mediation.state == Mediation.State.AGREED else None
    return took(found) if found else ""


def in_words(span: timedelta) -> str:
    """Minutes up to two hours, hours up to two days, then days."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
