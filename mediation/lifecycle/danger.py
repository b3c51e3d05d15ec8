"""Danger (MD11): who must act is told at once; nobody else can see it, so the story is silent and the audit tells of it.

人民调解法 art. 25: where a dispute may become a crime or a breach of public order, the mediator takes steps, and tells the police.
"""

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, notices
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.models import Posting, Role
from center.institution.permissions import cleared_for, posting_of
from intake.models import Case
from intake.permissions import may
from mediation.lifecycle.table import ASKED, enter, needed
from mediation.models import SIGNS, Danger, Mediation

LEADS = (Role.SECTION_HEAD, Role.CENTER_DIRECTOR)


@transaction.atomic
def note_danger(mediation: Mediation, *, signs: set[str], note: str, by: Actor) -> Danger:
    """Write down the signs: red from now on. The section head and the director are told at once, at any hour. 人民调解法 art. 25."""
    case = enter(mediation, "danger", by, *ASKED)
    if not signs or not signs <= set(SIGNS):
        raise Refused(
            _("Say what was noticed: a threat, a weapon, self-harm, a group, or minors."), "signs_needed", status=422
        )
    text = needed(note, _("Write what was seen or said."), "note_needed")
    danger, new = Danger.objects.update_or_create(
        mediation=mediation,
        defaults={**{sign: sign in signs for sign in SIGNS}, "note": text, "at": now(), "by_id": by.user_id, "over_at": None},
    )  # fmt: skip
    audit.record("mediation.danger_noted", by=by, about=f"mediation:{mediation.pk}", signs=sorted(signs), new=new)
    notices.owe(
        "mediation.danger", key=f"danger:{danger.pk}:{danger.at.isoformat()}", to=_leaders(case), about=f"case:{case.number}",
        url=reverse("mediation:file", args=[mediation.pk]) + "?part=danger", urgent=True, number=case.grouped,
    )  # fmt: skip
    return danger


@transaction.atomic
def tell_police(mediation: Mediation, *, station: str, how: str, by: Actor) -> None:
    """Write down that the police were told: which station, who took it, under which number. 人民调解法 art. 25."""
    enter(mediation, "danger", by)
    station = needed(station, _("Name the police station."), "station_needed")
    how = needed(how, _("Write who took the report, when, and under which number."), "how_needed")
    found = Danger.objects.filter(mediation=mediation, police_told_at=None)
    if found.update(police_told_at=now(), police_station=station) != 1:
        raise Refused(_("The police were told already, or no danger is noted. Load the page again."), "moved_on")
    danger = Danger.objects.get(mediation=mediation)
    danger.police_how = how
    danger.save(update_fields=["police_how"])
    audit.record("mediation.police_told", by=by, about=f"mediation:{mediation.pk}")


@transaction.atomic
def end_danger(mediation: Mediation, *, reason: str, by: Actor) -> None:
    """Whoever heads the desk or the center says that it is over; the record stays."""
    enter(mediation, "assign", by)
    text = needed(reason, _("Say why the danger is over."), "reason_needed")
    if Danger.objects.filter(mediation=mediation, over_at=None).update(over_at=now()) != 1:
        raise Refused(_("No danger stands here. Load the page again."), "moved_on")
    audit.record("mediation.danger_over", by=by, about=f"mediation:{mediation.pk}", reason=text)


def seen_by(mediation: Mediation, by: Actor) -> Danger | None:
    """The danger form for those who must know: the mediator, whoever wrote it, and who heads the desk or its center; None for all others."""
    danger = Danger.objects.filter(mediation=mediation).first()
    if danger is None or by.kind not in (ActorKind.STAFF, ActorKind.SYSTEM):
        return None
    if by.kind == ActorKind.SYSTEM or by.user_id in (mediation.mediator_id, danger.by_id):
        return danger
    posting = posting_of(by)
    heads = posting is not None and posting.role in LEADS and may(by, "mediation.assign", mediation.case)
    return danger if heads else None


def stands(mediation: Mediation) -> bool:
    """Whether danger is noted and not over."""
    return Danger.objects.filter(mediation=mediation, over_at=None).exists()


def _leaders(case: Case) -> list[int]:
    held = Posting.objects.valid(today())
    heads: QuerySet[Posting] = held.filter(desk=case.desk_id, role=Role.SECTION_HEAD) | held.filter(
        desk__center=case.desk.center_id, role=Role.CENTER_DIRECTOR
    )
    return list(cleared_for(heads, case.confidentiality).values_list("user", flat=True).distinct())
