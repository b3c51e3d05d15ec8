"""What may be done with a case now: the buttons of its page, from the table of moves, the rights of the actor and what the verbs refuse."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import Center, Confidentiality
from intake import disputes, permissions, proceedings, urgency
from intake.lifecycle import MOVES, carding, chasing, deciding, passing, supervising
from intake.models import Agent, Case, Clock, Merge


@dataclass(frozen=True)
class Action:
    """A button: its verb, its word (the same on button, story and letter), icon, and what was done, for the aria-live line."""

    verb: str
    label: Any
    icon: str
    said: Any


# In the order in which they are offered: the first that may be done is the main one.
ACTIONS = [
    Action("sign", _("Sign for"), "checks", _("Signed for.")),
    Action("decide_dispute", _("Decide who is competent"), "gavel", _("Decided.")),
    Action("route", _("Send on"), "send", _("Sent on.")),
    Action("conclude", _("Conclude"), "check", _("Concluded.")),
    Action("archive", _("Archive"), "archive", _("Archived.")),
    Action("settle", _("Settle on the spot"), "check", _("Settled on the spot.")),
    Action("send_back", _("Send back"), "arrow-back-up", _("Sent back.")),
    Action("transfer", _("Transfer"), "arrow-right", _("Transferred.")),
    Action("assign", _("Name a handler"), "user", _("Handler named.")),
    Action("add_party", _("Add a side"), "user-plus", _("Side added.")),
    Action("appoint_agent", _("Name who acts"), "user-check", _("Named.")),
    Action("end_agent", _("End powers"), "user", _("The powers are ended.")),
    Action("ask", _("Ask another desk"), "users", _("The desk is asked.")),
    Action("report_up", _("Report up"), "arrow-up", _("Reported up.")),
    Action("assign_down", _("Assign down"), "arrow-down", _("Assigned.")),
    Action("split", _("Split off a part"), "arrows-split", _("The part is split off.")),
    Action("instruct", _("Give an instruction"), "writing", _("The instruction is given.")),
    Action("reopen", _("Take up again"), "refresh", _("Taken up again.")),
    Action("note", _("Write a note"), "message", _("Note kept.")),
    Action("share", _("Share"), "share", _("Shared.")),
    Action("end_share", _("End sharing"), "x", _("Sharing is ended.")),
    Action("classify", _("Set the level"), "shield-lock", _("The level is set.")),
    Action("name_accused", _("Name the accused"), "eye-off", _("Named.")),
    Action("merge", _("Merge into another case"), "arrow-merge", _("Merged.")),
    Action("unmerge", _("Undo the merge"), "arrows-split", _("The merge is undone.")),
    Action("link", _("Link"), "link", _("Linked.")),
    Action("unlink", _("Take a link away"), "x", _("The link is taken away.")),
    Action("answer_chase", _("Answer the chase"), "message", _("The chase is answered.")),
    Action("answer_slip", _("Reply to the slip"), "send", _("Replied to.")),
    Action("close_slip", _("Close the slip"), "check", _("The slip is closed.")),
    Action("return_slip", _("Ask again"), "arrow-back-up", _("Asked again.")),
    Action("supervise", _("Issue a supervision slip"), "flag", _("The slip is issued.")),
    Action("give_card", _("Give a card"), "flag", _("The card is given.")),
    Action("withdraw_card", _("Withdraw a card"), "x", _("The card is withdrawn.")),
    Action("withdraw", _("Withdraw"), "x", _("Withdrawn.")),
    Action("decline", _("Decline"), "hand-stop", _("Declined.")),
    Action("pass_outside", _("Pass to an outside office"), "building", _("Passed to an outside office.")),
    Action("acknowledge_outside", _("Acknowledged"), "checks", _("The acknowledgement is recorded.")),
    Action("answer_outside", _("Record the answer"), "message", _("The answer is recorded.")),
    Action("fail_outside", _("It did not arrive"), "alert-triangle", _("The failure is recorded.")),
    Action("send_outside_again", _("Send again"), "send", _("Sent again.")),
]
BY_VERB = {action.verb: action for action in ACTIONS}
OUTSIDE = {"acknowledge_outside", "answer_outside", "fail_outside", "send_outside_again"}
RIGHTS = {"unlink": "case.link", "end_share": "case.share"} | dict.fromkeys(
    OUTSIDE, passing.RIGHT
)  # where the right has another name than the verb
IN_HAND = {"assign", "ask", "split"}  # offered while the case is in hand
WHILE_OPEN = {"add_party", "answer_chase", "appoint_agent", "end_agent", "give_card", "instruct", "withdraw_card"}
MAIN = {"sign", "decide_dispute", "route", "conclude", "archive"}
NOT_IN_A_PROCEDURE = {"conclude", "transfer", "pass_outside", "merge", "report_up", "assign_down"}
SLIPS = {
    "supervise",
    "answer_slip",
    "return_slip",
    "close_slip",
}  # the open slip decides; the verb refuses what is late
DISPUTED = {"route", "settle", "decline", "pass_outside", "report_up", "assign_down"}
IN_THE_PANEL = {"unlink", "end_share"} | OUTSIDE  # offered beside what it takes away


@dataclass(frozen=True)
class Offer:
    """The main action, if there is one, and the others."""

    main: Action | None
    others: list[Action]


def offer(by: Actor, case: Case) -> Offer:
    """What `by` may do with `case` where it stands."""
    verbs = {
        verb.removeprefix("case.") for verb in permissions.allowed(by, case) if verb.startswith("case.")
    } & _possible(case)
    if verbs & SLIPS:
        verbs -= SLIPS - _slip_verbs(by, case)
    if case.confidentiality != Confidentiality.ACCUSATION:
        verbs.discard("name_accused")
    if verbs & DISPUTED:
        verbs -= _shut_by_dispute(by, case)
    if "withdraw_card" in verbs and not carding.given_by(by, case):
        verbs.discard("withdraw_card")
    actions = [action for action in ACTIONS if action.verb in verbs - IN_THE_PANEL]
    main = actions[0] if actions and actions[0].verb in MAIN else None
    return Offer(main, [action for action in actions if action is not main])


def require(by: Actor, case: Case, action: Action) -> None:
    """Raises Refused unless the case stands where `action` may be done, and `by` may do it: what a second press reads."""
    if not _stands(case, action.verb):
        words = {"state": case.get_state_display(), "action": action.label}
        raise Refused(
            _("This case stands at “%(state)s” by now; “%(action)s” is no longer possible.") % words, "moved_on"
        )
    permissions.require(by, RIGHTS.get(action.verb, f"case.{action.verb}"), case)


def _stands(case: Case, verb: str) -> bool:
    """Whether the state of `case` is one in which `verb` may be done; notes and sharing are bound to none."""
    if verb in IN_HAND:
        return case.state == Case.State.HANDLING
    if verb in OUTSIDE:
        return case.state == Case.State.PASSED_OUTSIDE
    if verb in WHILE_OPEN:
        return case.state in Case.OPEN
    if verb == "decide_dispute":
        return case.state == Case.State.REGISTERED
    if verb == "unmerge":
        return case.state == Case.State.MERGED
    return verb not in dict(MOVES) or MOVES.can(verb, case)


def _shut_by_dispute(by: Actor, case: Case) -> set[str]:
    """While competence is in dispute nobody sends the case on, and only one director decides; else there is nothing to decide."""
    dispute = disputes.open_dispute(case) if case.hops else None
    if dispute is None:
        return {"decide_dispute"}
    return DISPUTED if deciding.decides(dispute, by) else DISPUTED | {"decide_dispute"}


def _slip_verbs(by: Actor, case: Case) -> set[str]:
    """What may be done about a supervision slip: issue one, or what stands next for the one that is open."""
    slip = supervising.open_slip(case)
    if slip is None:
        return {"supervise"} if case.state in Case.OPEN else set()
    return {
        verb for verb in supervising.MOVES.allowed(slip) if verb == "answer_slip" or supervising.is_issuer(by, slip)
    }


def _possible(case: Case) -> set[str]:
    possible = {action.verb for action in ACTIONS if _stands(case, action.verb)}
    if possible & NOT_IN_A_PROCEDURE and proceedings.live(case):
        possible -= NOT_IN_A_PROCEDURE
    possible -= _wrong_level(case)
    if "archive" in possible and Clock.objects.running().filter(case=case).exists():
        possible.discard("archive")
    if "answer_chase" in possible and not chasing.waiting(case).exists():
        possible.discard("answer_chase")
    if "unmerge" in possible and not Merge.objects.filter(case=case, undone_at=None, until__gte=now()).exists():
        possible.discard("unmerge")
    if "end_agent" in possible and not Agent.objects.filter(party__case=case, ended_at=None).exists():
        possible.discard("end_agent")
    return possible


def _wrong_level(case: Case) -> set[str]:
    """A township reports up what it has in hand, or what the urgent rule names; the county assigns down."""
    if case.desk.center.kind != Center.Kind.TOWNSHIP:
        return {"report_up"}
    untouched = case.state == Case.State.REGISTERED and not urgency.may_skip(case)
    return {"assign_down", "report_up"} if untouched else {"assign_down"}
