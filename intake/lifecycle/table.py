"""How a case moves.

registered -settle-> concluded            on the spot
registered -route-> routed -sign-> handling -conclude-> concluded -archive-> archived
                    routed -send_back-> registered -keep-> handling     where a dispute was decided for the desk that holds it
                    handling -transfer-> routed
                    concluded -reopen-> handling
registered, routed -void-> voided         an import that is undone, while nobody has worked on it
registered, routed, handling -withdraw-> withdrawn;  registered, handling -pass_outside-> passed_outside;  registered -decline-> declined
registered, routed, handling -merge-> merged -unmerge-> where it stood
registered, handling -report_up, assign_down-> routed
passed_outside -answer_outside-> where it stood;  passed_outside -conclude_outside-> concluded
"""

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from intake import disputes, proceedings
from intake.cases import take
from intake.models import Case
from intake.permissions import require

State, Outcome = Case.State, Case.Outcome
MOVES = Moves(
    settle=({State.REGISTERED}, State.CONCLUDED),
    route=({State.REGISTERED}, State.ROUTED),
    sign=({State.ROUTED}, State.HANDLING),
    send_back=({State.ROUTED}, State.REGISTERED),
    keep=({State.REGISTERED}, State.HANDLING),
    transfer=({State.HANDLING}, State.ROUTED),
    conclude=({State.HANDLING}, State.CONCLUDED),
    archive=({State.CONCLUDED}, State.ARCHIVED),
    reopen=({State.CONCLUDED}, State.HANDLING),
    withdraw=({State.REGISTERED, State.ROUTED, State.HANDLING}, State.WITHDRAWN),
    decline=({State.REGISTERED}, State.DECLINED),
    pass_outside=({State.REGISTERED, State.HANDLING}, State.PASSED_OUTSIDE),
    report_up=({State.REGISTERED, State.HANDLING}, State.ROUTED),
    assign_down=({State.REGISTERED, State.HANDLING}, State.ROUTED),
    conclude_outside=({State.PASSED_OUTSIDE}, State.CONCLUDED),
    void=({State.REGISTERED, State.ROUTED}, State.VOIDED),
    merge=({State.REGISTERED, State.ROUTED, State.HANDLING}, State.MERGED),
)
BACK = {state: Moves(unmerge=({State.MERGED}, state)) for state in (State.REGISTERED, State.ROUTED, State.HANDLING)}
RETURNED = {
    state: Moves(answer_outside=({State.PASSED_OUTSIDE}, state)) for state in (State.REGISTERED, State.HANDLING)
}
ON_THE_SPOT = (Outcome.ANSWERED, Outcome.SETTLED, Outcome.GUIDED)
WHILE_DISPUTED = {"withdraw", "merge", "void"}  # what ends the matter itself, whoever is competent
RESULT_LENGTH = 10  # characters a result must have to say something


def enter(verb: str, case: Case, by: Actor) -> None:
    """Take the case, and let in only who may, where the verb may begin: the loser of a race reads that it moved on."""
    take(case)
    MOVES.check(verb, case)
    require(by, f"case.{verb}", case)
    if case.state == State.REGISTERED and case.hops and verb not in WHILE_DISPUTED:
        check_undisputed(case)


def back_to(state: str) -> Moves:
    """The one move out of a merge: to the state in which the case was merged."""
    return BACK[State(state)]


def returned_to(state: str) -> Moves:
    """The one move back from an outside office: to the state in which the case was passed."""
    return RETURNED[State(state)]


def check_on_the_spot(outcome: str, result: str) -> None:
    if outcome not in ON_THE_SPOT:
        raise Refused(
            _("On the spot a matter is answered, settled or guided to another office."), "wrong_outcome", status=422
        )
    check_result(result)


def check_result(result: str) -> None:
    if len(result.strip()) < RESULT_LENGTH:
        raise Refused(
            _("Write the result in at least ten characters, as the person is told it."), "result_too_short", status=422
        )


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("A reason is needed. The person and the next desk will read it."), "reason_needed", status=422)


def check_undisputed(case: Case) -> None:
    """Raises Refused("disputed") while it waits to be decided who is competent: nobody sends the case on."""
    if disputes.open_dispute(case):
        raise Refused(
            _("Who is competent is in dispute. The case stays here until the director has decided."), "disputed"
        )


def check_no_procedure(case: Case) -> None:
    if proceedings.live(case):
        raise Refused(_("A procedure is under way in this case. It must end first."), "in_a_procedure")
