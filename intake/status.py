"""What a citizen is told of a case: one sentence, plain steps, what happens next, by when and by what rule, and whose desk.

Never notes, never the other side, never the name of anybody; of a restricted matter the stage only.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from center.foundation.now import SHANGHAI, now
from center.foundation.remembering import kept
from center.institution import offices
from center.institution.models import Desk
from center.institution.permissions import LEVELS
from intake import cases, chases, proceedings
from intake.chases import Chased
from intake.models import Case, Event, Limit, MatterType
from intake.registers import event_kinds, procedures

State = Case.State
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
SENT = ("case.routed", "case.transferred")
SIGNED, REGISTERED = ("case.signed",), ("case.registered",)
DISPUTED, DECIDED = ("case.disputed",), ("case.dispute_decided",)
MERGED, CHASED = ("case.merged",), ("case.chased",)
TOLD_ELSEWHERE = ("slip_reply", "chase_answer")  # owed to who supervises, and told with the chase
ENDED = {State.CONCLUDED, State.ARCHIVED, State.DECLINED, State.WITHDRAWN, State.PASSED_OUTSIDE, State.VOIDED}


@dataclass(frozen=True)
class Step:
    """One of the plain steps; `state` is done, now or later."""

    key: str
    label: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True)
class Limited:
    """Something that is due: what, by when, and the article or promise. `late`: the day has passed."""

    label: str
    due_at: datetime
    basis: str
    provisional: bool
    late: bool


class Line(NamedTuple):
    """What the page needs of a line of the story."""

    kind: str
    at: datetime


@dataclass(frozen=True)
class Told:
    """A line of the story in the citizen's words."""

    words: str
    at: datetime


@dataclass(frozen=True)
class StatusView:
    """The case for the citizen. `next_step` and `limits` are empty once it has ended, `outcome` and `result` until then."""

    number: str
    matter: str
    headline: str
    steps: list[Step]
    next_step: str
    limits: list[Limited]
    desk: str
    phone: str
    address: str
    hours: str
    ended: bool
    outcome: str = ""
    result: str = ""
    told: list[Told] = field(default_factory=list)
    chase: Chased | None = None  # the latest, as long as the matter is open
    may_chase: bool = False
    filed: bool = False  # by somebody else: intake.filings tells by whom


def find(pk: int) -> Case | None:
    """The case as a status needs it: one narrow row, its desk and matter as last read by this process."""
    case = Case.objects.defer("query_code", "token", "token_digest", "narrative", "claim").filter(pk=pk).first()
    if case:
        case.desk = offices.desk(case.desk_id)
        case.matter = kept(("matter", case.matter_id), lambda: MatterType.objects.get(pk=case.matter_id))
    return case


def view_of(case: Case) -> StatusView:
    """The view of `case`; two queries, one where a procedure has begun, two where it was chased. What was merged is told by the case that goes on."""
    if case.state == State.MERGED:
        return _view_of_merged(case)
    moment = now()
    events = [Line(*row) for row in Event.objects.filter(case=case).order_by("seq").values_list("kind", "at")]
    ended = case.state in ENDED
    limits = [] if ended else _limits(case, moment)
    chase = chases.latest(case) if not ended and _last(events, CHASED) else None
    looking = finding(case, events)
    if (
        looking
    ):  # whose it is, is not settled: the counter that took it in answers for it, and the way to and fro is not told
        case.desk, events = offices.desk(case.origin_desk_id), _one_way(events)
    desk = case.desk
    return StatusView(
        number=case.number, matter="" if _only_the_stage(case) else case.matter.label, headline=_finding_words(case) if looking else _headline(case, limits), steps=_steps(case, events),
        next_step="" if ended else _next_step(case, events), limits=[] if looking else limits, desk=desk.full_label, phone=_phone(desk), address=desk.center.address,
        hours=desk.center.hours, ended=ended, outcome=_outcome(case), result="" if _only_the_stage(case) else _result(case),
        told=[] if _only_the_stage(case) else _told(events), filed=_filed(events), chase=chase, may_chase=not ended and (chase is None or chase.may_ask),
    )  # fmt: skip


def _view_of_merged(case: Case) -> StatusView:
    """Under the person's own number and matter: where the case that goes on stands, and nothing that was said to its own people.

    Its result may name them, and its procedure concerns them: of both only the outcome and the desk to ask is told.
    """
    goes_on = view_of(find(cases.living(case).pk) or case)
    own = [Line(*row) for row in Event.objects.filter(case=case).order_by("seq").values_list("kind", "at")]
    return replace(
        goes_on,
        number=case.number,
        matter="" if _only_the_stage(case) else case.matter.label,
        steps=[Step("registered", _("Registration"), "done", case.registered_at), Step("merged", _("Joined with another matter"), "done", _last(own, MERGED)), *(step for step in goes_on.steps if step.key in ("handling", "ended"))],
        next_step="" if goes_on.ended else _("Your matter is handled together with another one about the same subject. You keep your number and your code."),
        result="",
        chase=None,
        may_chase=False,
        told=[] if _only_the_stage(case) else _told(own),
        filed=_filed(own),
    )  # fmt: skip


def finding(case: Case, events: list[Line]) -> bool:
    """Whether it is still being settled whose the matter is: in dispute, or handed on too often and nobody has signed for it."""
    if case.state not in (State.REGISTERED, State.ROUTED):
        return False
    disputed, decided = _last(events, DISPUTED), _last(events, DECIDED)
    in_dispute = disputed is not None and (decided is None or decided < disputed)
    return in_dispute or case.hops >= settings.HOPS_LISTED


def _finding_words(case: Case) -> str:
    words = _(
        "It is being settled which desk handles your matter. %(center)s answers for it until then; you need not do anything."
    )
    return words % {"center": case.center.label}


def _one_way(events: list[Line]) -> list[Line]:
    """The story without the way to and fro: of the hand-overs the first."""
    sent = next((event for event in events if event.kind in SENT), None)
    return [event for event in events if event is sent or event.kind not in (*SENT, *DECIDED)]


def _only_the_stage(case: Case) -> bool:
    """Of a matter that is kept closely the public page tells where it stands, and no more."""
    return not LEVELS[case.confidentiality].told


def plain_day(moment: datetime) -> str:
    """A day as it is said: 12月3日, 3 Dec; with the year when it is another one."""
    day, this_year = moment.astimezone(SHANGHAI), now().astimezone(SHANGHAI).year
    if _chinese():
        return f"{day.month}月{day.day}日" if day.year == this_year else f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if day.year == this_year else f" {day.year}")


def _limits(case: Case, moment: datetime) -> list[Limited]:
    """The duties of the house that run, nearest first; a period of the person's own is no promise to the person, one that stands still has no day."""
    running = (
        case.clocks.running().filter(paused_at=None).order_by("due_at").values_list("limit", "due_at", "provisional")
    )
    duties = [(_limit(pk), due_at, provisional) for pk, due_at, provisional in running]
    return [
        Limited(limit.label, due_at, limit.basis, provisional, due_at < moment)
        for limit, due_at, provisional in duties
        if limit.kind in (Limit.Kind.DUTY, Limit.Kind.MAXIMUM) and limit.key not in TOLD_ELSEWHERE
    ]


def _limit(pk: int) -> Limit:
    return kept(("limit", pk), lambda: Limit.objects.get(pk=pk))


def _headline(case: Case, limits: list[Limited]) -> str:
    where = _where(case.desk)
    if case.state in ENDED:
        return _ending(case, where)
    late = [limit for limit in limits if limit.late]
    if late:
        return _("Your matter is with %(desk)s. Its time limit, %(day)s, has passed. Please call %(phone)s and ask.") % {
            "desk": where, "day": plain_day(late[0].due_at), "phone": _phone(case.desk),
        }  # fmt: skip
    if case.state == State.REGISTERED:
        return _("Your matter is registered at %(center)s and will be sent to the desk that handles it.") % {
            "center": case.center.label
        }
    if not limits:
        return _("Your matter is being handled at %(desk)s.") % {"desk": where}
    if case.state == State.ROUTED:
        return _("Your matter was sent to %(desk)s, which signs for it by %(day)s at the latest.") % {
            "desk": where,
            "day": plain_day(limits[0].due_at),
        }
    return _("Your matter is being handled at %(desk)s. You will have an answer by %(day)s at the latest.") % {
        "desk": where,
        "day": plain_day(limits[-1].due_at),
    }


def _ending(case: Case, where: str) -> str:
    day = plain_day(case.concluded_at or case.registered_at)
    if case.state == State.VOIDED:
        return _(
            "This number was given by mistake, in an import that was undone. Nothing is kept under it. Questions: %(desk)s."
        ) % {"desk": where}
    if case.state == State.DECLINED:
        return _("Your matter was not taken on, on %(day)s. The reason is below.") % {"day": day}
    if case.state == State.WITHDRAWN:
        return _("Your matter was withdrawn on %(day)s.") % {"day": day}
    if case.state == State.PASSED_OUTSIDE:
        return _("Your matter was passed to another office on %(day)s. Which one is below.") % {"day": day}
    return _("Your matter was concluded at %(desk)s on %(day)s.") % {"desk": where, "day": day}


def _steps(case: Case, events: list[Line]) -> list[Step]:
    """Registered, sent on, signed for, in hand, concluded; a matter settled or ended earlier shows only the steps it took."""
    registered, sent, signed = _last(events, REGISTERED), _last(events, SENT), _last(events, SIGNED)
    ended = case.state in ENDED
    back = case.state == State.REGISTERED or (case.state == State.ROUTED and signed and sent and sent > signed)
    signed = None if back else signed
    sent = None if case.state == State.REGISTERED else sent
    passed = [
        ("registered", _("Registration"), registered),
        ("sent", _("Sending on"), sent),
        ("signed", _("Sign-for"), signed),
    ]
    if ended:
        steps = [Step(key, label, "done", at) for key, label, at in passed if at]
        return [*steps, Step("ended", _end_word(case), "done", case.concluded_at)]
    steps = [Step(key, label, "done" if at else "later", at) for key, label, at in passed]
    steps.append(Step("handling", _("Handling"), "now" if case.state == State.HANDLING else "later"))
    steps.append(Step("ended", _("Conclusion"), "later"))
    waiting = next((place for place, step in enumerate(steps) if step.state == "later"), None)
    if case.state != State.HANDLING and waiting is not None:
        steps[waiting] = Step(steps[waiting].key, steps[waiting].label, "now")
    return steps


def _end_word(case: Case) -> str:
    words = {
        State.DECLINED: _("Not taken on"),
        State.WITHDRAWN: _("Withdrawn"),
        State.PASSED_OUTSIDE: _("Passed to another office"),
        State.VOIDED: _("Void"),
    }
    return words.get(State(case.state)) or (_("Settled on the spot") if case.on_the_spot else _("Conclusion"))


def _next_step(case: Case, events: list[Line]) -> str:
    if case.state == State.REGISTERED:
        return _("The counter sends your matter to the desk that handles it.")
    if case.state == State.ROUTED:
        return _("The desk signs for your matter and names the person who handles it. You need not do anything.")
    # A procedure writes a line of its own when it begins: without one there is none to look for.
    began = any(not line.kind.startswith("case.") for line in events)
    live = proceedings.live(case) if began and not _only_the_stage(case) else None
    procedure = procedures.get(live.key) if live else None
    return (
        str(procedure.next_step(live))
        if procedure and live
        else _("The desk works on your matter and tells you the result. If something is needed of you, it will call.")
    )


def _outcome(case: Case) -> str:
    return "" if _only_the_stage(case) or not case.outcome else str(case.get_outcome_display())


def _result(case: Case) -> str:
    return case.result if case.state in ENDED else ""


def _told(events: list[Line]) -> list[Told]:
    kinds = [(event_kinds.get(event.kind), event) for event in events]
    return [Told(str(kind.public), event.at) for kind, event in reversed(kinds) if kind and kind.public]


def _filed(events: list[Line]) -> bool:
    return any(event.kind == "case.filed_for" for event in events)


def _last(events: list[Line], kinds: tuple[str, ...]) -> datetime | None:
    return next((event.at for event in reversed(events) if event.kind in kinds), None)


def _where(desk: Desk) -> str:
    """Center and desk inside a sentence."""
    return desk.full_label.replace(" ", "") if _chinese() else desk.full_label


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _phone(desk: Desk) -> str:
    return desk.phone or desk.center.phone
