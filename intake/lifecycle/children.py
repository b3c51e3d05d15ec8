"""What a parent case and its children have to do with each other: the parent waits for the mandatory ones, and reads how each ended."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from intake import story
from intake.cases import take
from intake.models import Case

UNFINISHED = [*Case.OPEN, Case.State.PASSED_OUTSIDE]  # what is passed outside comes back with its answer


def check_children(case: Case) -> None:
    """Raises Refused("child_open") while a mandatory child is unfinished."""
    waiting = case.children.filter(mandatory=True, state__in=UNFINISHED).order_by("pk").first()
    if waiting is not None:
        raise Refused(
            _("This case waits for its part %(number)s, which is still in hand.") % {"number": waiting.grouped},
            "child_open",
        )


def check_parent_waits(case: Case) -> None:
    """Raises Refused("parent_ended"): a mandatory child is not taken up again behind the back of a parent that has ended."""
    if case.mandatory and case.parent is not None and case.parent.state not in UNFINISHED:
        raise Refused(
            _("The case %(number)s, of which this is a part, has ended. Take that one up again first.")
            % {"number": case.parent.grouped},
            "parent_ended",
        )


def tell_parent(case: Case, text: str, *, by: Actor) -> None:
    """The child has ended: its result is a line of the parent's story. `take(case)` has locked the parent before."""
    if case.parent_id is None:
        return
    parent = take(Case.objects.get(pk=case.parent_id))
    hidden = case.restricted and not parent.restricted  # its readers differ
    story.record(
        parent, "case.child_ended", by=by, child=case.pk, number=case.number, state=str(case.state), outcome=str(case.outcome),
        text="" if hidden else text,
    )  # fmt: skip
    if parent.handler_id and parent.handler_id != by.user_id:
        notices.owe(
            "case.child_ended", key=f"child:{case.pk}:{case.story_seq}", to=[parent.handler_id], about=f"case:{parent.number}",
            url=reverse("intake:case", args=[parent.number]), number=parent.grouped, child=case.grouped,
        )  # fmt: skip
