"""Who may do what, and how far: role -> verbs, role -> reach, and the scope of a person on a day.

A grant of guardian on a center or department counts only while a posting with the role that earned it is in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import today
from center.foundation.register import Register
from center.foundation.remembering import remembered
from center.institution.models import (
    ApiToken,
    CenterUserPermission,
    Confidentiality,
    DepartmentUserPermission,
    Posting,
    Role,
    User,
)
from center.institution.models.confidentiality import ORDER


@dataclass(frozen=True)
class VerbWord:
    """The word of a verb, by which it can be lent: rooms above tell theirs."""

    key: str
    label: Any


verb_words: Register[VerbWord] = Register("institution.verb_words")


class Reach(Enum):
    """How far a role sees and acts."""

    NOTHING = "nothing"
    OWN = "own"  # what the person reported or handles
    DESK = "desk"
    CENTER = "center"  # unified inside: the director directs all desks of the center
    DEPARTMENT = "department"  # kept outside: the department supervises its desks and matter types at every center
    COUNTY = "county"


REACH: dict[str, Reach] = {
    Role.CLERK: Reach.DESK,
    Role.MEDIATOR: Reach.DESK,
    Role.ARBITRATOR: Reach.DESK,
    Role.PETITION_OFFICER: Reach.DESK,
    Role.LEGAL_OFFICER: Reach.DESK,
    Role.SECTION_HEAD: Reach.DESK,
    Role.DEPARTMENT_HEAD: Reach.DEPARTMENT,
    Role.CENTER_DIRECTOR: Reach.CENTER,
    Role.COUNTY_DIRECTOR: Reach.COUNTY,
    Role.DUTY_LEADER: Reach.COUNTY,
    Role.GRID_WORKER: Reach.OWN,
    Role.GRID_LEADER: Reach.OWN,
    Role.SYSTEM_ADMINISTRATOR: Reach.NOTHING,
    Role.SECURITY_ADMINISTRATOR: Reach.NOTHING,
    Role.AUDITOR: Reach.NOTHING,
}


@dataclass(frozen=True)
class Level:
    """What a level of confidentiality means, beside role and place. `clearance`: the field of a posting it asks for."""

    clearance: str
    roles: frozenset[str]  # that may read it at all
    told: bool  # whether the public page tells more than the stage
    counted: bool  # in tallies, figures and exports of others
    sought: bool  # found by name, document or phone, and not by its number alone


HANDLERS = frozenset(Role.values) - {Role.GRID_WORKER, Role.GRID_LEADER}
INSPECTION = frozenset(
    {Role.PETITION_OFFICER, Role.SECTION_HEAD, Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR}
)  # who deals with accusations, once cleared for them
LEVELS: dict[str, Level] = {
    Confidentiality.ORDINARY: Level("", frozenset(Role.values), told=True, counted=True, sought=True),
    Confidentiality.INTERNAL: Level("", HANDLERS, told=False, counted=True, sought=True),
    Confidentiality.SENSITIVE: Level("cleared", frozenset(Role.values), told=False, counted=False, sought=True),
    Confidentiality.ACCUSATION: Level("accusations", INSPECTION, told=False, counted=False, sought=False),
}
# What is approved, and never by whoever stands in and asked for it.
APPROVING = frozenset({"clock.extend", "case.reopen", "case.declassify", "case.return_slip", "case.close_slip"})

PAPERS = {"paper.write", "paper.issue", "paper.void", "paper.serve", "dossier.arrange", "dossier.bind"}
FILES = {"case.attach", "case.bind_pages", "case.detach"}
LEVEL_TO_LEVEL = {"case.report_up", "case.assign_down"}
COUNTER = {
    *FILES,
    *LEVEL_TO_LEVEL,
    "task.answer",
    "case.classify",
    "case.register",
    "case.settle",
    "case.route",
    "case.guide",
    "case.note",
    "case.add_party",
    "case.appoint_agent",
    "case.end_agent",
    "case.withdraw",
    "case.decline",
    "case.pass_outside",
    "case.merge",
    "case.unmerge",
    "case.link",
    "person.reveal",
    "person.search",
    "case.import",
    "case.void",
    "export.ask",
}
CLOCKS = {"clock.pause", "clock.resume", "clock.agree", "clock.ask", "clock.tell"}
HANDLING = {
    *PAPERS,
    *CLOCKS,
    *FILES,
    *LEVEL_TO_LEVEL,
    "case.ask",
    "case.split",
    "task.answer",
    "case.classify",
    "case.sign",
    "case.route",  # on, what came back to them
    "case.guide",
    "case.send_back",
    "case.transfer",
    "case.answer_slip",
    "case.answer_chase",
    "case.conclude",
    "case.note",
    "case.add_party",
    "case.appoint_agent",
    "case.end_agent",
    "case.withdraw",
    "case.pass_outside",
    "case.merge",
    "case.unmerge",
    "case.link",
    "case.archive",
    "case.assign",
    "export.ask",
    "person.reveal",
    "person.search",
}
# A slip is closed by whoever issued it, and so is a leader's instruction.
SUPERVISING = {"case.supervise", "case.return_slip", "case.close_slip", "case.instruct"}
JUDGING = {"case.decide_dispute", "case.override_exclusion"}  # by the director; which one is decided by the dispute
CARDS = {"case.give_card", "case.withdraw_card"}  # withdrawn by whoever gave it
DIRECTING = (
    COUNTER
    | HANDLING
    | {"clock.extend", "case.reopen", "case.share", "dashboard.read", "jobs.read", "export.approve"}
    | {"attendance.arrange", "case.declassify", "case.name_accused"}
    | SUPERVISING
    | JUDGING
    | CARDS
)
MEDIATING = {
    "mediation.propose",
    "mediation.consent",
    "mediation.agree",
    "mediation.fail",
    "mediation.choose",
    "mediation.session",
    "mediation.note",
    "mediation.evidence",
    "mediation.danger",
    "mediation.calculate",
    "mediation.pay",
    "mediation.follow_up",
    "mediation.confirm",
}
HEADING = {"mediation.assign", "mediation.recuse", "mediation.roster"}  # whoever heads the mediation desk or its center
CALENDAR = {"calendar.propose", "calendar.publish"}  # never the same person: who proposed it does not publish it
AIDING = {
    f"legal_aid.{verb}"
    for verb in (
        "apply", "ask_papers", "supply", "lapse", "grant", "give_early", "refuse", "assign", "accept", "finish", "object_to",
    )
}  # fmt: skip
REVIEWING_AID = {"legal_aid.uphold", "legal_aid.overturn"}  # of the justice bureau's head (Legal Aid Law art. 49)
GUIDES = {"guide.edit", "guide.publish"}  # of the rule-of-law department; nobody publishes the own draft
PETITIONING = {"petition.open", "petition.accept", "petition.refuse", "petition.decide"}

VERBS: dict[str, frozenset[str]] = {
    role: frozenset(verbs)
    for role, verbs in {
        Role.CLERK: COUNTER | {"legal_aid.apply", "legal_aid.object_to"},
        Role.MEDIATOR: HANDLING | MEDIATING,
        Role.ARBITRATOR: HANDLING | MEDIATING,
        Role.PETITION_OFFICER: HANDLING | PETITIONING | {"case.name_accused"},
        Role.LEGAL_OFFICER: HANDLING
        | AIDING
        | GUIDES
        | {"case.register", "case.settle", "case.route"},  # takes walk-ins in too
        Role.SECTION_HEAD: HANDLING
        | AIDING
        | GUIDES
        | MEDIATING
        | HEADING
        | PETITIONING
        | {"attendance.arrange", "clock.extend"},
        Role.DEPARTMENT_HEAD: {
            "attendance.arrange",
            "export.ask",
            "export.approve",
            "case.classify",
            "case.declassify",
            "clock.extend",
            "case.note",
            "case.reopen",
            "case.share",
            "dashboard.read",
            "person.search",
        }
        | REVIEWING_AID
        | GUIDES
        | SUPERVISING,
        Role.CENTER_DIRECTOR: DIRECTING
        | AIDING
        | MEDIATING
        | HEADING
        | PETITIONING
        | {"calendar.propose", "terms.edit", "routes.change"},  # of the own center only
        Role.COUNTY_DIRECTOR: DIRECTING
        | AIDING
        | MEDIATING
        | HEADING
        | PETITIONING
        | CALENDAR
        | {
            "mediation.figures",
            "limits.change",
            "routes.change",
            "matters.change",
            "message.see_to",
            "terms.edit",
            "offices.reorganise",
        },
        Role.DUTY_LEADER: {"export.ask", "case.note", "dashboard.read", "person.search"} | SUPERVISING,
        Role.GRID_WORKER: {"grid.report", "case.settle"},
        Role.GRID_LEADER: {"grid.report", "case.settle", "grid.oversee", "export.ask"},
        Role.SYSTEM_ADMINISTRATOR: {"admin.settings", "limits.change", "message.see_to", "jobs.read", "terms.edit"}
        | CALENDAR,
        Role.SECURITY_ADMINISTRATOR: {"admin.postings", "session.end"},
        Role.AUDITOR: {"audit.read", "export.ask"},
    }.items()
}

GRANTS = {Role.CENTER_DIRECTOR: "direct_center", Role.DEPARTMENT_HEAD: "supervise_department"}


@dataclass(frozen=True)
class Scope:
    """What a person reaches on a day: desk, center and department ids; `everything` for the county's leaders."""

    postings: tuple[Posting, ...]
    desks: frozenset[int]
    centers: frozenset[int]
    departments: frozenset[int]
    everything: bool
    own: bool
    levels: frozenset[str]  # of confidentiality that any of the postings reads

    @property
    def cleared(self) -> bool:
        """Whether any posting reads sensitive matters."""
        return Confidentiality.SENSITIVE in self.levels

    def parts(self) -> "list[Scope]":
        """The same in pieces, one for each set of levels: a clearance of one seat opens nothing in the reach of another."""
        kinds = {levels_of(posting) for posting in self.postings}
        if len(kinds) == 1:
            return [self]
        return [
            self._of(tuple(p for p in self.postings if levels_of(p) == kind), kind) for kind in sorted(kinds, key=len)
        ]

    def _of(self, postings: "tuple[Posting, ...]", levels: frozenset[str]) -> "Scope":
        at = {reach: [p.desk for p in postings if REACH[p.role] is reach] for reach in Reach}
        return Scope(
            postings=postings,
            desks=frozenset(desk.pk for desk in at[Reach.DESK]),
            centers=self.centers & {desk.center_id for desk in at[Reach.CENTER]},
            departments=self.departments & {desk.department_id for desk in at[Reach.DEPARTMENT]},
            everything=bool(at[Reach.COUNTY]),
            own=bool(at[Reach.OWN]),
            levels=levels,
        )

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(posting.role for posting in self.postings)

    @property
    def sees_cases(self) -> bool:
        """Whether any posting reads cases at all; administrators and auditors do not."""
        return bool(self.everything or self.own or self.desks or self.centers or self.departments)

    def allows(self, verb: str) -> bool:
        """Whether any of the postings carries the verb."""
        return any(carries(posting, verb) for posting in self.postings)

    def covers_desk(self, desk_id: int, center_id: int, department_ids: Iterable[int | None]) -> bool:
        """Whether a thing at this desk lies within reach."""
        return (
            self.everything or desk_id in self.desks or center_id in self.centers
            or any(department_id in self.departments for department_id in department_ids)
        )  # fmt: skip


def scope(user: User, on: date | None = None) -> Scope:
    """The scope of all postings of `user` in force `on` that day (today); at most four queries, kept on the user object."""
    on = on or today()
    kept: dict[date, Scope] = user.__dict__.setdefault("_scopes", {})
    if on not in kept:
        postings = (
            Posting.objects.valid(on)
            .filter(user=user)
            .select_related("user", "desk__center", "desk__department")
            .order_by("pk")
        )
        kept[on] = of_postings(_with_covered(tuple(postings), on), on)
    return kept[on]


def confine(posting: Posting, ceiling: str) -> User:
    """The person of `posting`, who for this object reaches today only what this one seat opens, up to `ceiling`: an API client is no more."""
    user: User = posting.user
    posting.ceiling = ceiling  # type: ignore[attr-defined]
    user.__dict__["_scopes"] = {today(): of_postings((posting,), today())}
    return user


def verbs_of(posting: Posting) -> frozenset[str]:
    """What the seat carries: the verbs of its role, of a seat that stands in for another those that were lent."""
    verbs = VERBS[posting.role]
    return verbs & frozenset(posting.delegated) if posting.delegated else verbs


def carries(posting: Posting, verb: str) -> bool:
    return verb in verbs_of(posting)


def levels_of(posting: Posting) -> frozenset[str]:
    """The levels of confidentiality that this seat reads; of an API client none above its ceiling."""
    ceiling = ORDER.index(getattr(posting, "ceiling", ORDER[-1]))
    return frozenset(
        level for level, means in LEVELS.items()
        if posting.role in means.roles and (not means.clearance or getattr(posting, means.clearance))
        and ORDER.index(level) <= ceiling
    )  # fmt: skip


def cleared_for(seats: QuerySet[Posting], level: str) -> QuerySet[Posting]:
    """Those of `seats` that may read a matter of this level."""
    means = LEVELS[level]
    seats = seats.filter(role__in=means.roles)
    return seats.filter(**{means.clearance: True}) if means.clearance else seats


def forget(user: User) -> None:
    """Drop the scopes kept on the user object, after a posting began or ended."""
    user.__dict__.pop("_scopes", None)


def of_postings(postings: tuple[Posting, ...], on: date) -> Scope:
    """The scope that these postings, in force `on` that day, open."""
    reaches = {posting.pk: REACH[posting.role] for posting in postings}
    users = {posting.user_id for posting in postings}
    seats = {reach: [p for p in postings if reaches[p.pk] is reach] for reach in Reach}
    centers: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    if seats[Reach.CENTER]:
        granted = CenterUserPermission.objects.filter(
            user__in=users,
            permission__codename="direct_center",
            content_object__in=[p.desk.center_id for p in seats[Reach.CENTER]],
        )
        centers = frozenset(granted.values_list("content_object_id", flat=True))
    if seats[Reach.DEPARTMENT]:
        held = DepartmentUserPermission.objects.filter(
            user__in=users,
            permission__codename="supervise_department",
            content_object__in=[p.desk.department_id for p in seats[Reach.DEPARTMENT]],
        )
        departments = frozenset(held.values_list("content_object_id", flat=True))
    return Scope(
        postings=postings,
        desks=frozenset(p.desk_id for p in seats[Reach.DESK]),
        centers=centers,
        departments=departments,
        everything=bool(seats[Reach.COUNTY]),
        own=bool(seats[Reach.OWN]),
        levels=frozenset().union(*(levels_of(p) for p in postings)),
    )


def posting_of(by: Actor, on: date | None = None) -> Posting | None:
    """The posting the actor acts in, if it is in force on that day."""
    held = by.posting
    if held is None:
        return None
    posting = remembered(
        ("posting", held), lambda: Posting.objects.select_related("user", "desk", "covers").filter(pk=held).first()
    )
    if posting is not None and by.kind == ActorKind.API:
        found = remembered(
            ("ceiling", by.id), lambda: ApiToken.objects.filter(pk=by.id or 0).values_list("ceiling").first()
        )
        posting.ceiling = found[0] if found else ORDER[0]  # type: ignore[attr-defined]
    return posting if posting is not None and posting.in_force(on or today()) else None


def require(by: Actor, verb: str) -> Posting | None:
    """The posting that carries `verb`, for verbs that concern no case yet; the system needs none. Raises Refused("not_allowed")."""
    if by.kind == ActorKind.SYSTEM:
        return None
    posting = posting_of(by)
    if posting is None or not carries(posting, verb):
        raise not_allowed()
    return posting


def not_allowed() -> Refused:
    return Refused(
        _(
            "Your posting does not carry this right. Nothing was changed. Ask your section head or the center's director."
        ),
        "not_allowed",
        status=403,
    )


def _with_covered(postings: tuple[Posting, ...], on: date) -> tuple[Posting, ...]:
    """With the seats they stand in for, as long as those are held: nobody stands in for a seat that has ended.

    Reach is lent, clearance is not: who stands in reads of closed matters what the person was cleared for.
    """
    covering = {posting.covers_id: posting for posting in postings if posting.covers_id and not posting.delegated}
    if not covering:
        return postings
    held = Posting.objects.held(on).filter(pk__in=covering).select_related("user", "desk__center", "desk__department")
    lent = []
    for seat in held:
        seat.cleared, seat.accusations = covering[seat.pk].cleared, covering[seat.pk].accusations
        lent.append(seat)
    return postings + tuple(lent)
