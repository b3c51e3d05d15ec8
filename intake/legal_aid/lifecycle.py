"""How an application for legal aid moves. 法律援助法 (2021, in force 2022-01-01).

apply -> applied -ask_papers-> asked -supply-> applied      once, all that is missing (art. 43(2))
                               asked -lapse-> lapsed        not supplied: taken as withdrawn
         applied -grant-> granted;  applied -refuse-> refused -object_to-> objected -uphold-> upheld
         applied, asked -give_early-> granted               time presses; papers follow (art. 44)
                                              objected -overturn-> granted
         granted -assign-> assigned -accept-> accepted -finish-> done;  assigned, accepted -assign-> assigned (art. 55)
         under way -end-> ended                             the case was withdrawn or concluded
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Desk
from intake import clocks, handling, proceedings, story
from intake import lifecycle as case_lifecycle
from intake.cases import take
from intake.legal_aid import rights, rules
from intake.lifecycle.table import RESULT_LENGTH
from intake.models import Case, LegalAid, LegalAidProvider, Party
from intake.permissions import require as require_on_case

State, Reason = LegalAid.State, LegalAid.Reason
KEY = "legal_aid"
DECIDE, ASSIGN, OBJECTION = "legal_aid.decide", "legal_aid.assign", "legal_aid.objection"
MOVES = Moves(
    ask_papers=({State.APPLIED}, State.ASKED),
    supply=({State.ASKED}, State.APPLIED),
    lapse=({State.ASKED}, State.LAPSED),
    grant=({State.APPLIED}, State.GRANTED),
    refuse=({State.APPLIED}, State.REFUSED),
    give_early=({State.APPLIED, State.ASKED}, State.GRANTED),
    assign=({State.GRANTED, State.ASSIGNED, State.ACCEPTED}, State.ASSIGNED),
    accept=({State.ASSIGNED}, State.ACCEPTED),
    finish=({State.ACCEPTED}, State.DONE),
    object_to=({State.REFUSED}, State.OBJECTED),
    uphold=({State.OBJECTED}, State.UPHELD),
    overturn=({State.OBJECTED}, State.GRANTED),
    end=(set(LegalAid.UNDER_WAY), State.ENDED),
)
GIVEN = (State.GRANTED, State.ASSIGNED, State.ACCEPTED)
TAKES_APPLICATIONS = (*Case.OPEN, Case.State.CONCLUDED)


@transaction.atomic
def apply(
    case: Case, *, item: str, by: Actor, applicant: Party | None = None, ground: str = "", means: str = "", litigation: bool = False,
    organ: str = "", elsewhere: bool = False, period_ends_on: date | None = None, preservation: bool = False,
) -> LegalAid:  # fmt: skip
    """Take an application in, wherever the case lies: from its receipt the legal service desk decides within seven days (art. 43).

    It is made where the organ sits that has the case, or where the dispute is settled or arose (art. 38).
    """
    take(case)
    require_on_case(by, "legal_aid.apply", case)
    if case.state not in Case.OPEN:
        raise Refused(_("Legal aid is applied for while the case is open. Take it up again first."), "moved_on")
    _check_application(item, ground, means)
    if elsewhere:
        raise Refused(
            _(
                "The case or dispute lies with an organ outside this county: apply to the legal aid office there (Legal Aid Law art. 38). Nothing was kept; tell the person where that is."
            ),
            "apply_elsewhere",
            status=422,
        )
    applicant = applicant or case.parties.filter(side=Party.Side.APPLICANT, person__isnull=False).first()
    if applicant is None or applicant.case_id != case.pk or applicant.person_id is None:
        raise Refused(
            _("Legal aid is given to a person who is a side of this case. Add the person first."), "no_applicant"
        )
    if LegalAid.objects.under_way().filter(proceeding__case=case, applicant=applicant).exists():
        raise Refused(_("An application of this person is under way already."), "under_way")
    desk = rules.desk_for(case)
    if desk is None:
        raise Refused(_("The county has no legal service desk yet. Tell the administrator."), "no_desk")
    aid = LegalAid.objects.create(
        proceeding=_proceeding(case, desk), desk=desk, applicant=applicant, item=item, ground=ground, means=means,
        litigation=litigation, organ=organ.strip(), period_ends_on=period_ends_on, preservation=preservation, applied_at=now(),
    )  # fmt: skip
    _start(aid, DECIDE)
    story.record(case, "legal_aid.applied", by=by, legal_aid=aid.pk, desk=desk.pk, item=str(item), ground=str(ground))
    return aid


@transaction.atomic
def ask_papers(aid: LegalAid, *, papers: Sequence[str], supply_by: date, by: Actor, other: str = "") -> None:
    """Tell the applicant, once and of all of it, what is missing (一次性告知, art. 43(2)). Who is exempt is asked for no proof of means (arts. 32, 42)."""
    case = _enter("ask_papers", aid, by)
    if aid.asked_at is not None:
        raise Refused(
            _(
                "What is missing was told already, and is told once and in full (Legal Aid Law art. 43). Decide on what there is."
            ),
            "asked_once",
        )
    papers = list(dict.fromkeys(papers))
    if not set(papers) <= set(rules.PAPERS) or not (papers or other.strip()):
        raise Refused(
            _("Choose at least one paper that is missing, or write what must be explained."),
            "papers_needed",
            status=422,
        )
    if rules.MEANS in papers and rules.exempt(aid):
        raise Refused(
            _(
                "No proof of means is asked of this person: %(ground)s (Legal Aid Law arts. 32 and 42). Take that paper off the list."
            )
            % {"ground": aid.get_ground_display()},
            "means_not_asked",
            status=422,
        )
    if supply_by < today():
        raise Refused(_("The day until which papers may be brought lies in the past."), "wrong_day", status=422)
    MOVES.take("ask_papers", aid, missing=papers, missing_other=other.strip(), asked_at=now(), supply_by=supply_by)
    story.record(
        case, "legal_aid.asked", by=by, legal_aid=aid.pk, papers=papers, until=supply_by.isoformat(), text=other.strip()
    )


@transaction.atomic
def supply(aid: LegalAid, *, by: Actor) -> None:
    """Everything that was missing has come; also what follows an early grant (art. 44)."""
    case = _enter("supply", aid, by, check=False)
    told = {"missing": [], "missing_other": "", "supplied_at": now()}
    if aid.early and aid.state in GIVEN and aid.papers_owed:
        LegalAid.objects.filter(pk=aid.pk).update(**told)
        aid.refresh_from_db()
    else:
        MOVES.take("supply", aid, **told)
    story.record(case, "legal_aid.supplied", by=by, legal_aid=aid.pk)


@transaction.atomic
def lapse(aid: LegalAid, *, by: Actor) -> None:
    """The papers did not come by the day that was told: the application is taken as withdrawn (art. 43(2)). A new one is always possible."""
    case = _enter("lapse", aid, by)
    if aid.supply_by is not None and aid.supply_by >= today():
        raise Refused(
            _("The person may still bring the papers until the day that was told. Nothing was changed."), "too_early"
        )
    MOVES.take("lapse", aid, ended_at=now())
    _stop(aid, DECIDE)
    story.record(case, "legal_aid.lapsed", by=by, legal_aid=aid.pk)
    _close(aid)


@transaction.atomic
def grant(aid: LegalAid, *, by: Actor, means: str = "") -> None:
    """Aid is given; a lawyer is named within three days (art. 43(1)). Hardship was shown, or the ground exempts from it (arts. 31, 32, 42)."""
    case = _enter("grant", aid, by)
    _check_item(aid)
    shown = means or aid.means
    if not rules.exempt(aid) and shown not in LegalAid.Means.values:
        raise Refused(
            _(
                "Hardship has not been shown yet: by shared records or by the applicant's pledge (Legal Aid Law art. 41). Choose which, or the ground that exempts."
            ),
            "means_open",
            status=422,
        )
    MOVES.take("grant", aid, decided_at=now(), decided_by_id=by.user_id, means="" if rules.exempt(aid) else shown)
    _granted(aid)
    story.record(case, "legal_aid.granted", by=by, legal_aid=aid.pk, early=False)


@transaction.atomic
def give_early(aid: LegalAid, *, by: Actor) -> None:
    """Aid is given before the review, because time presses; what is missing is brought afterwards (art. 44)."""
    case = _enter("give_early", aid, by)
    if not rules.time_presses(aid):
        raise Refused(
            _(
                "Aid before the review is for a limitation or period that ends within seven days, or for preservation and advance enforcement (Legal Aid Law art. 44). Review the application first."
            ),
            "no_hurry",
        )
    _check_item(aid)
    owed = aid.missing or ["form", "identity", "matter", *([] if rules.exempt(aid) or aid.means else [rules.MEANS])]
    MOVES.take("give_early", aid, early=True, missing=owed, decided_at=now(), decided_by_id=by.user_id)
    _granted(aid)
    story.record(case, "legal_aid.granted", by=by, legal_aid=aid.pk, early=True, papers=owed)


@transaction.atomic
def refuse(aid: LegalAid, *, code: str, reason: str, by: Actor) -> None:
    """No aid: in writing, with reasons (art. 43(1)) and the right to object (art. 49)."""
    case = _enter("refuse", aid, by)
    if code not in Reason.values or len(reason.strip()) < RESULT_LENGTH:
        raise Refused(
            _("A refusal is given in writing with its reasons, in at least ten characters (Legal Aid Law art. 43)."),
            "reason_needed",
            status=422,
        )
    if code == Reason.NOT_POOR and rules.exempt(aid):
        raise Refused(
            _(
                "This person is not refused for want of hardship: %(ground)s (Legal Aid Law arts. 32 and 42). Nothing was changed."
            )
            % {"ground": aid.get_ground_display()},
            "exempt",
            status=422,
        )
    if code == Reason.OUTSIDE and aid.item != LegalAid.Item.OUTSIDE:
        raise Refused(
            _(
                "The application names a matter for which aid is given (Legal Aid Law arts. 31 and 32). Give the true reason."
            ),
            "within_list",
            status=422,
        )
    moment = now()
    MOVES.take(
        "refuse",
        aid,
        reason_code=code,
        reason=reason.strip(),
        decided_at=moment,
        decided_by_id=by.user_id,
        ended_at=moment,
    )
    _stop(aid, DECIDE)
    story.record(case, "legal_aid.refused", by=by, legal_aid=aid.pk, reason=str(code), text=reason.strip())
    _close(aid)


@transaction.atomic
def assign(aid: LegalAid, *, provider: LegalAidProvider, by: Actor) -> None:
    """Name who gives the aid (art. 43(1)); also somebody else, where the person asks for it with reason (art. 55)."""
    case = _enter("assign", aid, by)
    if not provider.active:
        raise Refused(_("This lawyer takes no assignments at present. Choose another."), "not_active", status=422)
    if aid.provider_id == provider.pk:
        raise Refused(_("This lawyer is named already. Load the page again."), "moved_on")
    again = aid.provider_id is not None
    MOVES.take("assign", aid, provider_id=provider.pk, assigned_at=now(), accepted_at=None)
    _stop(aid, ASSIGN)
    if (
        not aid.proceeding.lent
    ):  # the case is in nothing else: no limit of the law runs while the lawyer works, so the promise does
        handling.start(case)
    story.record(case, "legal_aid.assigned", by=by, legal_aid=aid.pk, provider=provider.pk, again=again)


@transaction.atomic
def accept(aid: LegalAid, *, by: Actor) -> None:
    """The lawyer has taken the assignment on, and may not refuse it without good reason (art. 46)."""
    case = _enter("accept", aid, by)
    MOVES.take("accept", aid, accepted_at=now())
    story.record(case, "legal_aid.accepted", by=by, legal_aid=aid.pk)


@transaction.atomic
def finish(aid: LegalAid, *, report: str, by: Actor) -> None:
    """The lawyer has reported and handed the papers in (art. 50). A case that waited for this alone is concluded with it."""
    case = _enter("finish", aid, by)
    if len(report.strip()) < RESULT_LENGTH:
        raise Refused(_("Write what the lawyer achieved, in at least ten characters."), "report_needed", status=422)
    if aid.papers_owed:
        raise Refused(
            _("Papers are still owed after the early grant (Legal Aid Law art. 44). Write down that they came first."),
            "papers_owed",
        )
    alone = not aid.proceeding.lent
    MOVES.take("finish", aid, report=report.strip(), ended_at=now())
    story.record(case, "legal_aid.finished", by=by, legal_aid=aid.pk)
    proceedings.end(aid.proceeding)
    if alone and case.state == Case.State.HANDLING:
        case_lifecycle.conclude(case, outcome=Case.Outcome.RESOLVED, result=report.strip(), by=by)


@transaction.atomic
def object_to(aid: LegalAid, *, text: str, by: Actor) -> None:
    """The applicant objects: the justice bureau reviews within five days (art. 49)."""
    case = _enter("object_to", aid, by)
    if case.state not in TAKES_APPLICATIONS:
        raise Refused(
            _("This case was closed for good. The person may still turn to the justice bureau directly."), "moved_on"
        )
    if len(text.strip()) < RESULT_LENGTH:
        raise Refused(_("Write what the person objects to, in at least ten characters."), "text_needed", status=422)
    MOVES.take("object_to", aid, objection=text.strip(), objected_at=now(), ended_at=None)
    proceedings.resume_beside(aid.proceeding)
    clocks.start(case, OBJECTION, desk=rules.justice_desk(aid), about=_about(aid))
    story.record(case, "legal_aid.objected", by=by, legal_aid=aid.pk)


@transaction.atomic
def uphold(aid: LegalAid, *, reason: str, by: Actor) -> None:
    """The justice bureau upholds the refusal; reconsideration and suit remain (art. 49(3))."""
    case = _review("uphold", aid, reason, by, ended_at=now())
    story.record(case, "legal_aid.upheld", by=by, legal_aid=aid.pk, text=reason.strip())
    _close(aid)


@transaction.atomic
def overturn(aid: LegalAid, *, reason: str, by: Actor) -> None:
    """The justice bureau orders the aid office to put it right: aid is given, and a lawyer named in three days (arts. 43, 49(2))."""
    case = _review("overturn", aid, reason, by, overturned=True, decided_at=now())
    _start(aid, ASSIGN)
    story.record(case, "legal_aid.overturned", by=by, legal_aid=aid.pk, text=reason.strip())


def end(aid: LegalAid, *, by: Actor) -> None:
    """The case ended and takes the application with it; called inside the verb that holds the case and ends the proceeding."""
    MOVES.take("end", aid, ended_at=now())
    for key in (DECIDE, ASSIGN, OBJECTION):
        _stop(aid, key)
    story.record(aid.case, "legal_aid.ended", by=by, legal_aid=aid.pk)


def _enter(verb: str, aid: LegalAid, by: Actor, *, check: bool = True) -> Case:
    """Take the case, bring the application up to date, and let in only who may, where the verb may begin."""
    case = take(aid.case)
    own = [
        field.name for field in LegalAid._meta.concrete_fields if field.name not in ("proceeding", "desk", "applicant")
    ]
    aid.refresh_from_db(fields=own)
    aid.proceeding.refresh_from_db(fields=["lent", "ended_at"])  # and not the case, which is the one that was taken
    rights.require(by, verb, aid)
    if check:
        MOVES.check(verb, aid)
    return case


def _review(verb: str, aid: LegalAid, reason: str, by: Actor, **changes: Any) -> Case:
    case = _enter(verb, aid, by)
    if len(reason.strip()) < RESULT_LENGTH:
        raise Refused(_("Write the reasons of the review, in at least ten characters."), "reason_needed", status=422)
    MOVES.take(verb, aid, review_reason=reason.strip(), reviewed_at=now(), reviewed_by_id=by.user_id, **changes)
    _stop(aid, OBJECTION)
    return case


def _check_application(item: str, ground: str, means: str) -> None:
    if item not in LegalAid.Item.values or (ground and ground not in LegalAid.Ground.values):
        raise Refused(_("Choose what the aid is for, and on which ground."), "item_needed", status=422)
    if means and means not in LegalAid.Means.values:
        raise Refused(_("Choose how hardship was shown."), "means_open", status=422)


def _check_item(aid: LegalAid) -> None:
    if aid.item == LegalAid.Item.OUTSIDE:
        raise Refused(
            _(
                "This matter is none of those for which legal aid is given (Legal Aid Law arts. 31 and 32). Refuse it with reasons, and tell of the right to object (art. 49)."
            ),
            "outside_list",
        )


def _proceeding(case: Case, desk: Desk) -> Any:
    """A proceeding of its own where the case lies in hand at the legal desk; else beside whatever else the case is in."""
    alone = case.state == Case.State.HANDLING and case.desk_id == desk.pk and proceedings.live(case) is None
    return proceedings.begin(case, KEY) if alone else proceedings.begin_beside(case, KEY)


def _granted(aid: LegalAid) -> None:
    _stop(aid, DECIDE)
    _start(aid, ASSIGN)


def _close(aid: LegalAid) -> None:
    """The proceeding is over; a case that was in no other is handled on by its promise."""
    proceedings.end(aid.proceeding)
    case = aid.case
    if case.state == Case.State.HANDLING and proceedings.live(case) is None:
        handling.start(case)


def _start(aid: LegalAid, key: str) -> None:
    clocks.start(aid.case, key, desk=aid.desk, about=_about(aid))


def _stop(aid: LegalAid, key: str) -> None:
    clocks.stop(aid.case, key, about=_about(aid))


def _about(aid: LegalAid) -> str:
    return f"legal_aid:{aid.pk}"
