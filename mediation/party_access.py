"""How a side comes to the page of its own agreement: number of the case and its own code; tries are counted as those of the status page."""

import hmac
from datetime import timedelta

from django.http import HttpRequest

from center.foundation.now import now
from center.papers.models import Paper
from intake import access
from intake.models import Case
from intake.registration import new_code
from mediation.lifecycle.keys import digest_of
from mediation.models import PartyKey, Shield

SESSION_KEY = "mine"
STAYS = timedelta(minutes=30)  # without a look at the page; a telephone is lent, a hall computer is left
COPIES = ("mediation.agreement", "mediation.oral")


def by_code(number: str, code: str, *, address: str) -> PartyKey:
    """The key of this number and code, however both are spelled. Raises Refused: "wrong_number", "too_many", "not_found"."""
    found, typed = access.tried(number, address=address), access.plain(code)
    key = PartyKey.objects.filter(digest=digest_of(found, typed), party__case__number=found).first()
    expected = key.code if key else new_code()  # compared in either case: the time tells nothing
    if not hmac.compare_digest(typed.encode(), expected.encode()) or key is None:
        raise access.no_match()
    return key


def let_in(request: HttpRequest, key: PartyKey) -> None:
    request.session.cycle_key()
    stay(request, key)


def stay(request: HttpRequest, key: PartyKey) -> None:
    request.session[SESSION_KEY] = {"key": key.pk, "until": (now() + STAYS).timestamp()}


def key_of(request: HttpRequest) -> PartyKey | None:
    """The key this browser was let in with; nothing after half an hour without a look, or when the code was replaced."""
    kept = request.session.get(SESSION_KEY) or {}
    if kept.get("until", 0) < now().timestamp():
        request.session.pop(SESSION_KEY, None)
        return None
    found = PartyKey.objects.select_related("party__person", "party__case__desk__center", "party__case__matter")
    return found.filter(pk=kept["key"]).first()


def copy_of(case: Case, key: PartyKey) -> Paper | None:
    """The issued agreement; not one that names the address of a side which has been shielded since."""
    issued = Paper.objects.filter(about=f"case:{case.number}", kind__in=COPIES, state=Paper.State.ISSUED)
    paper = issued.select_related("file").order_by("-issued_at").first()
    if paper is None or paper.issued_at is None:
        return None
    shielded = Shield.objects.filter(party__case=case, at__gte=paper.issued_at).exclude(party=key.party)
    return None if shielded.exists() else paper
