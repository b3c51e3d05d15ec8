"""Sessions: planned with room and notice, held or missed; nobody and no room is booked twice.

planned -hold-> held;  planned -miss-> missed;  planned -cancel-> cancelled
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, now
from center.institution.models import User
from intake import clocks, story
from intake.models import Case, Party, Person
from mediation.lifecycle.ending import without_agreement
from mediation.lifecycle.table import State as Where
from mediation.lifecycle.table import check_party, enter, in_office_words, needed, one_of
from mediation.models import Mediation, Room, Session, Summons
from mediation.specialist import medical

State, Kind = Session.State, Session.Kind
MOVES = Moves(
    hold=({State.PLANNED}, State.HELD),
    miss=({State.PLANNED}, State.MISSED),
    cancel=({State.PLANNED}, State.CANCELLED),
)
ABSENT = _("A side stayed away from the sessions without reason.")


@dataclass(frozen=True)
class Plan:
    """When, where and with whom. `waived`: why less notice is enough; `all_agree_public`: every side wants it open."""

    begins: datetime
    ends: datetime
    parties: tuple[Party, ...]
    how: str = Summons.How.PHONE
    kind: str = Kind.FACE_TO_FACE
    room: Room | None = None
    waived: str = ""
    open_to_public: bool = False
    all_agree_public: bool = False
    safety: str = ""


@transaction.atomic
def schedule(mediation: Mediation, *, plan: Plan, by: Actor) -> Session:
    """Plan a session and write down that the parties were told. 人民调解法 arts. 20, 23(3); 医疗纠纷预防和处理条例 art. 42.

    Raises Refused: "session_time", "room_needed", "wrong_room", "nobody_told", "not_open_yet", "too_late_to_tell", "safety_needed",
    "not_public", and "room_taken", "mediator_taken", "party_taken" where somebody is somewhere else then.
    """
    case = enter(mediation, "session", by, Where.OPEN)
    _check(mediation, case, plan)
    _check_notice(case, plan)
    _lock(mediation, plan)
    _check_free(mediation, plan)
    session = Session.objects.create(
        mediation=mediation, kind=plan.kind, room=plan.room, mediator_id=mediation.mediator_id, begins=plan.begins, ends=plan.ends,
        open_to_public=plan.open_to_public, notice_waived=plan.waived.strip(), safety=plan.safety.strip(), by_id=by.user_id,
    )  # fmt: skip
    Summons.objects.bulk_create(Summons(session=session, party=party, how=plan.how, at=now()) for party in plan.parties)
    story.record(
        case, "mediation.session_planned", by=by, mediation=mediation.pk, session=session.pk, manner=str(plan.kind), begins=plan.begins.isoformat(),
        parties=[party.pk for party in plan.parties], how=str(plan.how),
    )  # fmt: skip
    return session


@transaction.atomic
def cancel(session: Session, *, reason: str, by: Actor) -> None:
    """A planned session does not take place; the room is free again."""
    case = enter(session.mediation, "session", by)
    text = needed(reason, _("Say why the session is cancelled. The sides are told."), "reason_needed")
    MOVES.take("cancel", session, reason=text)
    story.record(
        case, "mediation.session_cancelled", by=by, mediation=session.mediation_id, session=session.pk, text=text
    )


@transaction.atomic
def hold(session: Session, *, came: Iterable[Party], excuses: Mapping[int, str], by: Actor) -> None:
    """Write down who came; where somebody is missing it counts as missed, and a new date is made. `excuses` by party id."""
    case = enter(session.mediation, "session", by)
    there = {party.pk for party in came}
    summoned = list(session.summonses.all())
    if not there <= {summons.party_id for summons in summoned}:
        raise Refused(_("Only those who were told of the session are written down here."), "not_told", status=422)
    missing = [summons for summons in summoned if summons.party_id not in there]
    MOVES.take("miss" if missing else "hold", session, held_at=now())
    for summons in summoned:
        summons.came = summons.party_id in there
        summons.excuse = "" if summons.came else excuses.get(summons.party_id, "").strip()
    Summons.objects.bulk_update(summoned, ["came", "excuse"])
    kind = "mediation.session_missed" if missing else "mediation.session_held"
    story.record(
        case, kind, by=by, mediation=session.mediation_id, session=session.pk, missing=[summons.party_id for summons in missing],
        without_reason=[summons.party_id for summons in missing if not summons.excuse],
    )  # fmt: skip


@transaction.atomic
def end_for_absence(mediation: Mediation, *, party: Party, by: Actor) -> None:
    """A side stayed away without reason as often as the house bears: the mediation may be ended. 人民调解法 arts. 24, 26."""
    enter(mediation, "fail", by, Where.OPEN)
    check_party(mediation, party)
    if missed(mediation, party) < settings.MEDIATION_NO_SHOWS:
        raise Refused(
            _(
                "The first time a new date is made. A mediation is ended for absence after %(times)s sessions missed without reason."
            )
            % {"times": settings.MEDIATION_NO_SHOWS},
            "make_a_new_date",
        )
    without_agreement(mediation, in_office_words(ABSENT), by)


def missed(mediation: Mediation, party: Party) -> int:
    """How often this party stayed away without reason."""
    return Summons.objects.filter(session__mediation=mediation, party=party, came=False, excuse="").count()


def _check(mediation: Mediation, case: Case, plan: Plan) -> None:
    one_of(plan.kind, Kind.values, _("Choose how the sides meet."), "wrong_kind")
    one_of(plan.how, Summons.How.values, _("Say how the parties were told."), "wrong_channel")
    if plan.ends <= plan.begins or plan.ends <= now():
        raise Refused(_("Write a time to come, the end after the beginning."), "session_time", status=422)
    if plan.room is None and plan.kind != Kind.VIDEO:
        raise Refused(_("Choose a room."), "room_needed", status=422)
    if plan.room and (not plan.room.in_use or plan.room.center_id != case.desk.center_id):
        raise Refused(_("This room is not in use at your center."), "wrong_room", status=422)
    if not plan.parties:
        raise Refused(_("Say which parties were told."), "nobody_told", status=422)
    for party in plan.parties:
        check_party(mediation, party)
    if plan.kind == Kind.SEPARATE and len({party.side for party in plan.parties}) > 1:
        raise Refused(_("Separate talks are with one side at a time."), "one_side", status=422)
    medical.check_public(mediation.kind, plan.open_to_public, plan.all_agree_public)
    danger = getattr(mediation, "danger", None)
    if danger is not None and danger.over_at is None and not plan.safety.strip():
        raise Refused(
            _("Danger was noted in this mediation. Write the safety measures of the session first."), "safety_needed"
        )


def _check_notice(case: Case, plan: Plan) -> None:
    """The parties are told some working days before, by the row of the center; they may agree to less."""
    limit = clocks.in_force("mediation.session_notice")
    if not limit.in_use or plan.waived.strip():
        return
    latest = limit.due(plan.begins, clocks.calendar_of(limit, case.desk)).raw
    if now() > latest:
        raise Refused(
            _(
                "The parties are told by %(day)s at the latest (%(article)s). Choose a later time, or write down that they agreed to less."
            )
            % {"day": latest.astimezone(SHANGHAI).date().isoformat(), "article": limit.basis},
            "too_late_to_tell",
        )


def _lock(mediation: Mediation, plan: Plan) -> None:
    """Room, mediator and people, in one order for everybody: of two who book at once the second waits, and then sees the first."""
    if plan.room:
        list(Room.objects.select_for_update(no_key=True).filter(pk=plan.room.pk).values_list("pk"))
    list(User.objects.select_for_update(no_key=True).filter(pk=mediation.mediator_id).values_list("pk"))
    people = sorted(party.person_id for party in plan.parties if party.person_id)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _check_free(mediation: Mediation, plan: Plan) -> None:
    then = Session.objects.at(plan.begins, plan.ends)
    if plan.room and then.filter(room=plan.room).exists():
        raise Refused(
            _("%(room)s is taken at that time. Choose another room or time.") % {"room": plan.room.label}, "room_taken"
        )
    if then.filter(mediator=mediation.mediator_id).exists():
        raise Refused(_("The mediator has another session at that time."), "mediator_taken")
    people = [party.person_id for party in plan.parties if party.person_id]
    if then.filter(summonses__party__person__in=people).exists():
        raise Refused(_("One of the parties has another session at that time."), "party_taken")
