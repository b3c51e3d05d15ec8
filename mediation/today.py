"""The mediator's day: today's sessions and what waits for this person, in a constant number of statements."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation.now import SHANGHAI, now, today
from center.institution.models import Role
from center.institution.permissions import scope
from mediation.models import Appraisal, Asking, Consent, Mediation, Naming, Recusal, Session

HEADS = {Role.SECTION_HEAD, Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR}
MOST = 20  # of a kind


@dataclass(frozen=True)
class Task:
    """Something that waits: what, of which case, and where it is done."""

    label: Any
    number: str
    url: str


def sessions(user: Any) -> list[Session]:
    """Today's sessions of this mediator, and of the cases the reader may see where nothing is his own."""
    first = datetime.combine(today(), time.min, SHANGHAI)
    found = Session.objects.filter(state=Session.State.PLANNED, begins__gte=first, begins__lt=first + timedelta(days=1))
    found = found.filter(mediation__mediator=user).visible_to(user)
    return list(found.select_related("room", "mediation__proceeding__case__matter")[:MOST])


def tasks(user: Any) -> list[Task]:
    """What waits for this person: to take on, to ask again, to write down, to decide."""
    mine = Mediation.objects.visible_to(user).under_way()
    own = mine.filter(mediator=user)
    found = [
        *_of(Naming.objects.filter(mediator__user=user, state=Naming.State.NAMED, mediation__in=mine), _("Take the task on"), "mediator"),
        *_of(Session.objects.filter(mediation__in=own, state=Session.State.PLANNED, ends__lt=now()), _("Write down who came"), "sessions"),
        *_of(Appraisal.objects.filter(mediation__in=own, returned_on=None, expected_on__lte=today()), _("The opinion is expected"), "evidence"),
        *_of(
            Asking.objects.filter(mediation__in=own, until__lt=now()).exclude(party__in=_answered(own)), _("Ask again, no answer yet"), "sides"
        ),
    ]  # fmt: skip
    if scope(user).roles & HEADS:
        asked = Recusal.objects.filter(state=Recusal.State.ASKED, mediation__in=mine)
        found += _of(asked, _("Decide on the withdrawal"), "mediator")
    return found


def _answered(own: Any) -> Any:
    return Consent.objects.filter(mediation__in=own).values("party")


def _of(records: Any, label: Any, part: str) -> list[Task]:
    seen: dict[int, Task] = {}
    for record in records.select_related("mediation__proceeding__case")[:MOST]:
        url = reverse("mediation:file", args=[record.mediation_id]) + f"?part={part}"
        seen.setdefault(record.mediation_id, Task(label, record.mediation.case.number, url))
    return list(seen.values())
