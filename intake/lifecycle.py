"""How a case moves.

registered -settle-> concluded            on the spot
registered -route-> routed -sign-> handling -conclude-> concluded -archive-> archived
                    routed -send_back-> registered
                    handling -transfer-> routed
                    concluded -reopen-> handling
registered, routed, handling -withdraw-> withdrawn;  registered, handling -pass_outside-> passed_outside;  registered -decline-> declined
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm

from center.foundation import numbering
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.fields import digest
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, now
from center.institution import permissions as staff
from center.institution.locate import round_point
from center.institution.models import Area, Desk, Posting, User
from intake import clocks, proceedings, registration, story, tally
from intake.cases import take
from intake.models import Case, CaseUserPermission, Clock, Event, Handover, Party, Route, Visit
from intake.permissions import require
from intake.registration import Destination, Registration, Settlement

State, Outcome = Case.State, Case.Outcome
MOVES = Moves(
    settle=({State.REGISTERED}, State.CONCLUDED),
    route=({State.REGISTERED}, State.ROUTED),
    sign=({State.ROUTED}, State.HANDLING),
    send_back=({State.ROUTED}, State.REGISTERED),
    transfer=({State.HANDLING}, State.ROUTED),
    conclude=({State.HANDLING}, State.CONCLUDED),
    archive=({State.CONCLUDED}, State.ARCHIVED),
    reopen=({State.CONCLUDED}, State.HANDLING),
    withdraw=({State.REGISTERED, State.ROUTED, State.HANDLING}, State.WITHDRAWN),
    decline=({State.REGISTERED}, State.DECLINED),
    pass_outside=({State.REGISTERED, State.HANDLING}, State.PASSED_OUTSIDE),
)
ON_THE_SPOT = (Outcome.ANSWERED, Outcome.SETTLED, Outcome.GUIDED)
RESULT_LENGTH = 10  # characters a result must have to say something


def register(data: Registration, *, desk: Desk, by: Actor, step: Settlement | Destination | None = None) -> Case:
    """Write a matter down at `desk` and give it its number; the same client key gives the case it made before.

    `step` is the first one, made in the same transaction: settled on the spot, or sent on. What is new is written once,
    in the state it comes to, so that a save at the counter costs what its rows cost.
    """
    key = _key(data.client_key, by)
    try:
        with transaction.atomic():
            return _register(data, desk, key, by, step)
    except IntegrityError:  # the same form came before, or comes twice at this moment
        if known := _known(key):
            return known
        raise


def registered(client_key: str, by: Actor) -> Case | None:
    """The case that this actor has already registered under the key of a form or an API client."""
    return _known(_key(client_key, by))


def _register(
    data: Registration, desk: Desk, key: str | None, by: Actor, step: Settlement | Destination | None
) -> Case:
    _check_may_begin(staff.require(by, "grid.report" if data.source == Visit.Source.GRID else "case.register"), step)
    people = registration.upsert(
        [person for person in (data.person, *(other.person for other in data.others)) if person]
    )
    rows = iter(people)
    applicant = next(rows) if data.person else None
    case = _new(data, desk, key, by)
    case.number = _number(desk)
    case.story_head = story.first_head(case.number)
    case.visit = Visit.objects.create(
        person=applicant,
        center=desk.center,
        desk=desk,
        source=data.source,
        companions=data.companions,
        received_by_id=by.user_id,
        at=case.registered_at,
    )
    lines = [story.compose(case, "case.registered", by=by, desk=desk.pk, matter=data.matter.key, source=data.source)]
    counts = {desk.pk: {"registered": 1, "open": 1}}
    if isinstance(step, Settlement):
        lines.append(_settle_first(case, step, by))
        counts = {desk.pk: {"registered": 1, "concluded": 1, "on_the_spot": 1}}
    case.save(force_insert=True)
    sides = [Party(case=case, side=Party.Side.APPLICANT, person=applicant)] if applicant else []
    sides += [
        Party(
            case=case,
            side=other.side,
            person=next(rows) if other.person else None,
            organisation=other.organisation,
            position=place,
        )
        for place, other in enumerate(data.others, start=1)
    ]
    Party.objects.bulk_create(sides)
    if isinstance(step, Destination):
        lines.append(_send_first(case, step, by))
        counts = {desk.pk: {"registered": 1}, step.desk.pk: {"open": 1, "to_sign": 1}}
    Event.objects.bulk_create(lines)
    tally.write(case, counts)
    return case


def _new(data: Registration, desk: Desk, key: str | None, by: Actor) -> Case:
    token = registration.new_token()
    lat, lng = round_point(data.lat, data.lng) if data.lat is not None and data.lng is not None else (None, None)
    return Case(
        query_code=registration.new_code(), token=token, token_digest=registration.token_digest(token), matter=data.matter,
        restricted=data.restricted or data.matter.restricted, center=desk.center, origin_desk=desk, desk=desk, area=data.area,
        township=township_of(data.area), lat=lat, lng=lng, narrative=data.narrative, claim=data.claim, people_count=data.people_count,
        amount_cents=data.amount_cents, opponent_outside=data.opponent_outside, claims_payment=data.claims_payment, urgent=data.urgent,
        registered_at=now(), registered_by_id=by.user_id, client_key=key,
    )  # fmt: skip


def _check_may_begin(posting: Posting | None, step: Settlement | Destination | None) -> None:
    """Whoever registers makes the first step too, also with an accusation that is closed to the clerk afterwards."""
    verb = {Settlement: "case.settle", Destination: "case.route"}.get(type(step))
    if verb and posting and verb not in staff.VERBS[posting.role]:
        raise staff.not_allowed()


def _settle_first(case: Case, step: Settlement, by: Actor) -> Event:
    """The same as `settle` on a row that is not yet written."""
    _check_on_the_spot(step.outcome, step.result)
    MOVES.begin("settle", case)
    case.outcome, case.result, case.concluded_at, case.handler_id, case.on_the_spot = (
        step.outcome,
        step.result,
        case.registered_at,
        by.user_id,
        True,
    )
    return story.compose(case, "case.settled", by=by, outcome=str(step.outcome), agreed=step.agreed, text=step.result)


def _send_first(case: Case, step: Destination, by: Actor) -> Event:
    """The same as `route` on a row that nobody else has seen: state and head of the story in one statement."""
    _check_destination(case, step.desk, step.proposed, step.reason)
    from_desk, case.desk = case.desk, step.desk
    handover = _handover(case, from_desk, by, step.route, step.proposed, step.reason)
    line = story.compose(case, "case.routed", by=by, **_told(handover))
    MOVES.take("route", case, desk_id=step.desk.pk, hops=1, story_seq=case.story_seq, story_head=case.story_head)
    return line


@transaction.atomic
def settle(case: Case, *, outcome: str, result: str, by: Actor, agreed: bool = False) -> None:
    """Settled at the counter while the person stands there (当场办结): a question answered, a quarrel settled, or shown the right door."""
    _enter("settle", case, by)
    _check_on_the_spot(outcome, result)
    MOVES.take(
        "settle", case, outcome=outcome, result=result, concluded_at=now(), handler_id=by.user_id, on_the_spot=True
    )
    story.record(case, "case.settled", by=by, outcome=str(outcome), agreed=agreed, text=result)
    tally.add(case, open=-1, concluded=1, on_the_spot=1)


@transaction.atomic
def route(
    case: Case,
    *,
    to_desk: Desk,
    by: Actor,
    route: Route | None = None,
    proposed_desk: Desk | None = None,
    reason: str = "",
) -> Handover:
    """Send the case to a desk, which must sign for it. Not as proposed needs a reason."""
    _enter("route", case, by)
    _check_destination(case, to_desk, proposed_desk, reason)
    return _hand_over("route", case, to_desk=to_desk, by=by, route=route, proposed_desk=proposed_desk, reason=reason)


@transaction.atomic
def transfer(case: Case, *, to_desk: Desk, reason: str, by: Actor) -> Handover:
    """Hand a case in hand over to another desk, with a reason; it stays on this desk's reading list."""
    _enter("transfer", case, by)
    _check_reason(reason)
    _check_no_procedure(case)
    return _hand_over("transfer", case, to_desk=to_desk, by=by, reason=reason)


@transaction.atomic
def sign(case: Case, *, by: Actor, handler: User | None = None) -> None:
    """Sign for the case (签收): it is this desk's now, and a named person's."""
    _enter("sign", case, by)
    handover = _pending(case)
    person = handler.pk if handler else by.user_id
    if (
        handler
        and not Posting.objects.valid(now().astimezone(SHANGHAI).date()).filter(user=handler, desk=case.desk).exists()
    ):
        raise Refused(
            _("This person has no seat at the desk today. Choose somebody who has."), "not_at_this_desk", status=422
        )
    MOVES.take("sign", case, handler_id=person)
    _decide(handover, Handover.State.SIGNED, by)
    clocks.stop(case, "sign_for", about=f"handover:{handover.pk}")
    if not Clock.objects.filter(case=case, limit__key="handling", stopped_at=None).exists():
        clocks.start(case, "handling", desk=case.desk)
    story.record(case, "case.signed", by=by, desk=case.desk_id, handover=handover.pk, handler=person)
    tally.add(case, to_sign=-1)


@transaction.atomic
def send_back(case: Case, *, code: str, reason: str, by: Actor) -> None:
    """Return the case unsigned to the desk that sent it, with a reason (退回)."""
    _enter("send_back", case, by)
    _check_reason(reason)
    if code not in Handover.ReturnReason.values:
        raise Refused(_("Choose one of the reasons for returning."), "reason_needed", status=422)
    handover = _pending(case)
    back_to = handover.from_desk
    here = case.desk_id
    MOVES.take("send_back", case, desk_id=back_to.pk, handler_id=None)
    case.desk = back_to
    _decide(handover, Handover.State.RETURNED, by, return_code=code, return_reason=reason)
    clocks.stop(case, "sign_for", about=f"handover:{handover.pk}")
    clocks.follow(case, back_to)
    story.record(
        case, "case.sent_back", by=by, from_desk=here, to_desk=back_to.pk, handover=handover.pk, code=code, text=reason
    )
    tally.at_desk(case, here, open=-1, to_sign=-1, returned=1)
    tally.add(case, open=1)


@transaction.atomic
def assign(case: Case, *, handler: User, by: Actor) -> None:
    """Name another person at the desk as the handler."""
    take(case)
    require(by, "case.assign", case)
    if not Posting.objects.valid(now().astimezone(SHANGHAI).date()).filter(user=handler, desk=case.desk).exists():
        raise Refused(
            _("This person has no seat at the desk today. Choose somebody who has."), "not_at_this_desk", status=422
        )
    if (
        case.state != State.HANDLING
        or Case.objects.filter(pk=case.pk, state=State.HANDLING).update(handler=handler) != 1
    ):
        raise Refused(_("A handler is named while the case is in hand."), "moved_on")
    case.handler = handler
    story.record(case, "case.assigned", by=by, handler=handler.pk)


@transaction.atomic
def conclude(case: Case, *, outcome: str, result: str, by: Actor) -> None:
    """Close the case with its outcome (办结). Refused while a procedure is under way: that one ends first."""
    _enter("conclude", case, by)
    if outcome not in Outcome.values:
        raise Refused(_("Choose the outcome."), "wrong_outcome", status=422)
    _check_result(result)
    _check_no_procedure(case)
    MOVES.take("conclude", case, outcome=outcome, result=result, concluded_at=now())
    clocks.stop_all(case)
    story.record(case, "case.concluded", by=by, outcome=str(outcome), text=result)
    tally.add(case, open=-1, concluded=1)


@transaction.atomic
def archive(case: Case, *, by: Actor) -> None:
    """Put the concluded case into the archive (归档), when no clock runs any more."""
    _enter("archive", case, by)
    if Clock.objects.running().filter(case=case).exists():
        raise Refused(_("A period of this case is still running. It can be archived when none runs."), "clock_running")
    MOVES.take("archive", case)
    story.record(case, "case.archived", by=by)


@transaction.atomic
def reopen(case: Case, *, reason: str, by: Actor) -> None:
    """Take a concluded case up again, approved by name, with a reason (再开)."""
    _enter("reopen", case, by)
    _check_reason(reason)
    MOVES.take("reopen", case, outcome="", concluded_at=None, on_the_spot=False)
    clocks.start(case, "handling", desk=case.desk)
    story.record(case, "case.reopened", by=by, text=reason)
    tally.add(case, open=1, concluded=-1)


@transaction.atomic
def withdraw(case: Case, *, reason: str, by: Actor) -> None:
    """The person takes the matter back (撤回). A procedure under way ends with it."""
    _enter("withdraw", case, by)
    _check_reason(reason)
    waiting = case.state == State.ROUTED
    MOVES.take("withdraw", case, concluded_at=now())
    proceedings.close_all(case, by=by)
    _end_outside(case, waiting, by)
    story.record(case, "case.withdrawn", by=by, text=reason)


@transaction.atomic
def decline(case: Case, *, reason: str, by: Actor) -> None:
    """Not taken on (不予受理), with the reason that the person is told."""
    _enter("decline", case, by)
    _check_reason(reason)
    MOVES.take("decline", case, concluded_at=now(), result=reason)
    _end_outside(case, False, by)
    story.record(case, "case.declined", by=by, text=reason)


@transaction.atomic
def pass_outside(case: Case, *, office: str, reason: str, by: Actor) -> None:
    """Passed to an office outside the center (移送外部), named, with the reason."""
    _enter("pass_outside", case, by)
    _check_reason(reason)
    if not office.strip():
        raise Refused(_("Name the office that the case is passed to."), "office_needed", status=422)
    _check_no_procedure(case)
    MOVES.take("pass_outside", case, concluded_at=now(), result=f"{office}: {reason}")
    _end_outside(case, False, by)
    story.record(case, "case.passed_outside", by=by, office=office, text=reason)


@transaction.atomic
def note(case: Case, *, text: str, by: Actor) -> None:
    """Write a line into the story. A note restarts no clock and is never shown to the citizen."""
    take(case)
    require(by, "case.note", case)
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    story.record(case, "case.noted", by=by, text=text.strip())


@transaction.atomic
def add_party(case: Case, *, side: registration.SideData, by: Actor) -> Party:
    """Name one more side of an open case: a person or an organisation."""
    take(case)
    require(by, "case.add_party", case)
    if case.state not in Case.OPEN:
        raise Refused(_("Sides are added while the case is open."), "moved_on")
    if side.side not in Party.Side.values or not (side.person or side.organisation.strip()):
        raise Refused(_("Name the person or the organisation, and which side it is."), "side_needed", status=422)
    person = registration.upsert([side.person])[0] if side.person else None
    last = case.parties.aggregate(last=Max("position"))["last"] or 0
    party = Party.objects.create(
        case=case, side=side.side, person=person, organisation=side.organisation.strip(), position=last + 1
    )
    story.record(case, "case.party_added", by=by, party=party.pk, side=str(side.side))
    return party


@transaction.atomic
def share(case: Case, *, user: User, by: Actor) -> None:
    """Let one more person read this case, by name."""
    take(case)
    require(by, "case.share", case)
    assign_perm("intake.view_case", user, case)
    story.record(case, "case.shared", by=by, user=user.pk)


def shared_with(case: Case):
    """The people who read this case by name."""
    return User.objects.filter(pk__in=CaseUserPermission.objects.filter(content_object=case).values("user")).order_by(
        "name"
    )


def _key(client_key: str, by: Actor) -> str | None:
    return digest(f"{by.kind}:{by.id}:{client_key}", "case.client") if client_key else None


def _known(key: str | None) -> Case | None:
    return Case.objects.filter(client_key=key).first() if key else None


def _enter(verb: str, case: Case, by: Actor) -> None:
    """Take the case, and let in only who may, where the verb may begin: the loser of a race reads that it moved on."""
    take(case)
    MOVES.check(verb, case)
    require(by, f"case.{verb}", case)


def township_of(area: Area | None) -> Area | None:
    """The township that a village or grid lies in."""
    while area is not None and area.level not in (Area.Level.TOWNSHIP, Area.Level.COUNTY):
        area = area.parent
    return area if area is not None and area.level == Area.Level.TOWNSHIP else None


def _number(desk: Desk) -> str:
    """Short code of the center, date, serial of the day, check character; counters are taken last (gapless under roll-back)."""
    day = now().astimezone(SHANGHAI).strftime("%Y%m%d")
    text = f"{desk.center.code}{day}{numbering.next_number(desk.center.code, day):04d}"
    return text + numbering.check_character(text)


def _hand_over(
    verb: str,
    case: Case,
    *,
    to_desk: Desk,
    by: Actor,
    route: Route | None = None,
    proposed_desk: Desk | None = None,
    reason: str,
) -> Handover:
    _check_destination(case, to_desk, proposed_desk, reason)
    from_desk = case.desk
    MOVES.take(verb, case, desk_id=to_desk.pk, handler_id=None, hops=case.hops + 1)
    case.desk = to_desk
    handover = _handover(case, from_desk, by, route, proposed_desk, reason)
    clocks.follow(case, to_desk)
    story.record(case, "case.routed" if verb == "route" else "case.transferred", by=by, **_told(handover))
    tally.write(case, {from_desk.pk: {"open": -1}, to_desk.pk: {"open": 1, "to_sign": 1}})
    return handover


def _handover(
    case: Case, from_desk: Desk, by: Actor, route: Route | None, proposed: Desk | None, reason: str
) -> Handover:
    """The row of a hand-over to `case.desk`, and the clock that asks for its sign-for."""
    handover = Handover.objects.create(
        case=case,
        from_desk=from_desk,
        to_desk=case.desk,
        route=route,
        proposed_desk=proposed,
        reason=reason.strip(),
        sent_at=now(),
        sent_by_id=by.user_id,
    )
    clocks.start(case, "sign_for", desk=case.desk, about=f"handover:{handover.pk}")
    return handover


def _told(handover: Handover) -> dict[str, Any]:
    """What the story keeps of a hand-over."""
    overridden = handover.proposed_desk_id is not None and handover.proposed_desk_id != handover.to_desk_id
    return {
        "from_desk": handover.from_desk_id, "to_desk": handover.to_desk_id, "handover": handover.pk,
        "route": handover.route.key if handover.route else "", "overridden": overridden, "text": handover.reason,
    }  # fmt: skip


def _pending(case: Case) -> Handover:
    handover = (
        Handover.objects.select_related("from_desk__center", "from_desk__department")
        .filter(case=case, state=Handover.State.PENDING)
        .first()
    )
    if handover is None:
        raise Refused(
            _("No hand-over is waiting any more. Load the page again to see where the case stands."), "moved_on"
        )
    return handover


def _decide(handover: Handover, state: str, by: Actor, **changes: str) -> None:
    values = {"state": state, "decided_at": now(), "decided_by_id": by.user_id, **changes}
    if Handover.objects.filter(pk=handover.pk, state=Handover.State.PENDING).update(**values) != 1:
        raise Refused(_("Somebody has just decided on this hand-over. Load the page again."), "moved_on")


def _end_outside(case: Case, waiting: bool, by: Actor) -> None:
    if waiting:
        _decide(_pending(case), Handover.State.CANCELLED, by)
    clocks.stop_all(case)
    tally.add(case, open=-1, to_sign=-1 if waiting else 0)


def _check_on_the_spot(outcome: str, result: str) -> None:
    if outcome not in ON_THE_SPOT:
        raise Refused(
            _("On the spot a matter is answered, settled or guided to another office."), "wrong_outcome", status=422
        )
    _check_result(result)


def _check_destination(case: Case, to_desk: Desk, proposed: Desk | None, reason: str) -> None:
    if to_desk.pk == case.desk_id:
        raise Refused(_("The case is at this desk already."), "same_desk", status=422)
    if proposed and proposed.pk != to_desk.pk and not reason.strip():
        raise Refused(_("Say in a few words why it goes to another desk than proposed."), "reason_needed", status=422)


def _check_result(result: str) -> None:
    if len(result.strip()) < RESULT_LENGTH:
        raise Refused(
            _("Write the result in at least ten characters, as the person is told it."), "result_too_short", status=422
        )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("A reason is needed. The person and the next desk will read it."), "reason_needed", status=422)


def _check_no_procedure(case: Case) -> None:
    if proceedings.live(case):
        raise Refused(_("A procedure is under way in this case. It must end first."), "in_a_procedure")
