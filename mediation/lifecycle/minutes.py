"""Minutes, page by page, read back and confirmed by each side; and what a side told the mediator alone."""

import hashlib

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.permissions import not_allowed
from intake import story
from intake.models import Agent, Party
from mediation.lifecycle.consenting import check_speaks
from mediation.lifecycle.table import ASKED, check_party, enter, needed
from mediation.models import Mediation, MinutesPage, PageConfirmation, PrivateNote, Session

LONGEST = 4000  # characters of a page


@transaction.atomic
def write_page(session: Session, *, text: str, by: Actor) -> MinutesPage:
    """Write one more page of the minutes. 人民调解法 art. 27."""
    case = enter(session.mediation, "session", by)
    session.refresh_from_db(fields=["state"])
    if session.state == Session.State.CANCELLED:
        raise Refused(_("This session was cancelled: there is nothing to keep minutes of."), "cancelled")
    text = _text(text)
    last = session.pages.aggregate(last=Max("number"))["last"] or 0
    page = MinutesPage.objects.create(session=session, number=last + 1, text=text, at=now(), by_id=by.user_id)
    story.record(
        case, "mediation.minutes_written", by=by, mediation=session.mediation_id, session=session.pk, page=page.number
    )
    return page


@transaction.atomic
def correct_page(page: MinutesPage, *, text: str, by: Actor) -> None:
    """Put a page right while nobody has confirmed it."""
    case = enter(page.session.mediation, "session", by)
    if page.confirmations.exists():
        raise Refused(
            _("A side has confirmed this page, and it is not changed any more. Write the correction on a new page."),
            "confirmed",
        )
    MinutesPage.objects.filter(pk=page.pk).update(text=_text(text), at=now(), by_id=by.user_id)
    story.record(
        case, "mediation.minutes_written", by=by, mediation=page.session.mediation_id, session=page.session_id, page=page.number, corrected=True
    )  # fmt: skip


@transaction.atomic
def confirm_pages(
    session: Session, *, party: Party, by: Actor, agent: Agent | None = None, said_by: str = ""
) -> list[PageConfirmation]:
    """Every page was read back to a side, which says that it is right; each page keeps the digest of what was read.

    This is a record by the member of staff who read it, not an electronic signature (电子签名法 art. 13).
    """
    case = enter(session.mediation, "session", by)
    check_party(session.mediation, party)
    if not session.summonses.filter(party=party, came=True).exists():
        raise Refused(_("Only a party that came confirms the minutes."), "was_not_there")
    check_speaks(party, agent, said_by=said_by, own_work=True)
    pages = list(session.pages.exclude(confirmations__party=party))
    if not pages:
        raise Refused(_("No page waits for this party. Write the minutes first."), "nothing_to_confirm")
    made = PageConfirmation.objects.bulk_create(
        PageConfirmation(page=page, party=party, agent=agent, digest=digest(page.text), at=now(), witness_id=by.user_id)
        for page in pages
    )  # fmt: skip
    story.record(
        case, "mediation.minutes_confirmed", by=by, mediation=session.mediation_id, session=session.pk, party=party.pk, side=str(party.side),
        pages=[page.number for page in pages],
    )  # fmt: skip
    return made


@transaction.atomic
def note_privately(mediation: Mediation, *, text: str, party: Party | None = None, by: Actor) -> PrivateNote:
    """Keep what a side told the mediator alone. Nobody else reads it, and it enters no story, paper or pack."""
    enter(mediation, "note", by, *ASKED)
    check_party(mediation, party)
    if by.user_id != mediation.mediator_id:
        raise not_allowed()
    note = PrivateNote.objects.create(
        mediation=mediation, author_id=by.user_id, party=party, text=_text(text), at=now()
    )
    audit.record("mediation.noted_privately", by=by, about=f"mediation:{mediation.pk}")
    return note


def private_notes(mediation: Mediation, by: Actor) -> QuerySet[PrivateNote]:
    """The private notes `by` may read: the mediator's own while leading it; those of a predecessor stay with that one."""
    notes = mediation.private_notes.select_related("party__person")
    return notes.filter(author=by.user_id, mediation__mediator=by.user_id) if by.user_id else notes.none()


def digest(text: str) -> str:
    """SHA-256 of the page as it was read."""
    return hashlib.sha256(text.encode()).hexdigest()


def _text(text: str) -> str:
    text = needed(text, _("Write what should be kept."))
    if len(text) > LONGEST:
        raise Refused(
            _("A page holds %(most)s characters. Write the rest on the next one.") % {"most": LONGEST},
            "too_long",
            status=422,
        )
    return text
