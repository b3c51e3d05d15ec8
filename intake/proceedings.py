"""Beginning and ending a procedure on a case. Called inside a verb that has taken the case."""

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import handling
from intake.models import Case, Proceeding
from intake.registers import procedures


def live(case: Case) -> Proceeding | None:
    """The one proceeding that is under way and not lent."""
    return case.proceedings.filter(ended_at=None, lent=False).first()


def begin(case: Case, key: str) -> Proceeding:
    """Put the case into the procedure `key`; its own limits replace the promise of handling.

    Raises Refused("in_a_procedure") while another is live, Refused("not_in_hand") unless the case is in hand.
    """
    if case.state != Case.State.HANDLING:
        raise Refused(_("A procedure begins when the case has been signed for."), "not_in_hand")
    if live(case):
        raise Refused(_("This case is in a procedure already. That one must end first."), "in_a_procedure")
    handling.stop(case)
    return Proceeding.objects.create(case=case, key=procedures[key].key, begun_at=now())


def begin_beside(case: Case, key: str) -> Proceeding:
    """Put the case into the procedure `key` beside any other, wherever the case lies: it holds nothing up, and its clocks run."""
    return Proceeding.objects.create(case=case, key=procedures[key].key, begun_at=now(), lent=True)


def resume_beside(proceeding: Proceeding) -> None:
    """A procedure that had ended goes on, beside any other. Raises Refused("moved_on") when it had not ended."""
    if Proceeding.objects.filter(pk=proceeding.pk, ended_at__isnull=False).update(ended_at=None, lent=True) != 1:
        raise Refused(_("This procedure is under way already. Load the page again."), "moved_on")
    proceeding.ended_at, proceeding.lent = None, True


def close_beside(case: Case, *, by: Actor) -> None:
    """The case is concluded: what went on beside it, for its sake, is ended by its own room."""
    keys = [procedure.key for procedure in procedures if procedure.beside]
    for proceeding in case.proceedings.filter(ended_at=None, lent=True, key__in=keys):
        procedures[proceeding.key].end(proceeding, by)
        end(proceeding)


def end(proceeding: Proceeding) -> None:
    """The procedure is over. Raises Refused("moved_on") when it was over already."""
    ended = now()
    if Proceeding.objects.filter(pk=proceeding.pk, ended_at=None).update(ended_at=ended, lent=False) != 1:
        raise Refused(_("This procedure has ended already. Load the page again."), "moved_on")
    proceeding.ended_at, proceeding.lent = ended, False


def close_all(case: Case, *, by: Actor) -> None:
    """The case is withdrawn: every proceeding under way is ended by its own room."""
    for proceeding in case.proceedings.filter(ended_at=None).order_by(
        "-pk"
    ):  # each holds this very `case`, so that all write one story
        procedures[proceeding.key].end(proceeding, by)
        end(proceeding)
