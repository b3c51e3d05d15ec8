"""How a case moves.

registered -settle-> concluded            on the spot
registered -route-> routed -sign-> handling -conclude-> concluded -archive-> archived
                    routed -send_back-> registered
                    handling -transfer-> routed
                    concluded -reopen-> handling
registered, routed -void-> voided         an import that is undone, while nobody has worked on it
registered, routed, handling -withdraw-> withdrawn;  registered, handling -pass_outside-> passed_outside;  registered -decline-> declined
registered, routed, handling -merge-> merged -unmerge-> where it stood
"""

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from intake import proceedings
from intake.cases import take
from intake.models import Case
from intake.permissions import require

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
    void=({State.REGISTERED, State.ROUTED}, State.VOIDED),
    merge=({State.REGISTERED, State.ROUTED, State.HANDLING}, State.MERGED),
)
BACK = {state: Moves(unmerge=({State.MERGED}, state)) for state in (State.REGISTERED, State.ROUTED, State.HANDLING)}
ON_THE_SPOT = (Outcome.ANSWERED, Outcome.SETTLED, Outcome.GUIDED)
RESULT_LENGTH = 10  # characters a result must have to say something


def enter(verb: str, case: Case, by: Actor) -> None:
    """Take the case, and let in only who may, where the verb may begin: the loser of a race reads that it moved on."""
    take(case)
    MOVES.check(verb, case)
    require(by, f"case.{verb}", case)


def back_to(state: str) -> Moves:
    """The one move out of a merge: to the state in which the case was merged."""
    return BACK[State(state)]


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


def check_no_procedure(case: Case) -> None:
    if proceedings.live(case):
        raise Refused(_("A procedure is under way in this case. It must end first."), "in_a_procedure")
