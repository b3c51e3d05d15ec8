"""The citizen's chase (催办): once in some working days for a case, told at once to whoever handles it, answered by the desk within a promise.

asked -answer_chase-> answered      what is shown to the citizen; when the case ends, its result is the answer

A chase moves nothing of the case. No law fixes it: both limits are promises of the center, which it may change.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, now
from center.institution.permissions import not_allowed
from intake import clocks, posts, story
from intake.cases import take
from intake.models import Case, Chase, Clock, Rung
from intake.permissions import require

DUE, AGAIN = "chase_answer", "chase_again"  # the limits: the answer, and how long until the next
ANSWER = 500  # characters at most


def waiting(case: Case) -> QuerySet[Chase]:
    """The chases of the case that nobody has answered yet: two, when the desk let the first lie until the next was allowed."""
    return Chase.objects.filter(case=case, answered_at=None)


def again_after(chase: Chase, case: Case) -> datetime:
    """The end of the time within which the case is not chased again."""
    limit = clocks.in_force(AGAIN)
    return limit.due(chase.asked_at, clocks.calendar_of(limit, case.desk)).moved if limit.in_use else chase.asked_at


@transaction.atomic
def chase(case: Case, *, by: Actor) -> Chase:
    """The person asks how it stands. Refused: "not_allowed" for all but a party; "moved_on"; "merged"; "chased_already", with the day."""
    if by.kind != ActorKind.PARTY:
        raise not_allowed()
    take(case)
    if case.state == Case.State.MERGED:
        raise Refused(
            _("Your matter goes on together with another one. Call the desk, and it tells you how it stands."), "merged"
        )
    if case.state not in Case.OPEN:
        raise Refused(_("Your matter has ended. Its result is on this page; the desk answers questions."), "moved_on")
    last = case.chases.first()
    if last and now() <= (until := again_after(last, case)):
        raise Refused(
            _("You have chased this matter already. You can do so again after %(day)s; if it cannot wait, call the desk.")
            % {"day": until.astimezone(SHANGHAI).date().isoformat()},
            "chased_already",
        )  # fmt: skip
    made = Chase.objects.create(case=case, asked_at=now())
    clock = clocks.start(case, DUE, desk=case.desk, about=f"chase:{made.pk}")
    story.record(case, "case.chased", by=by, chase=made.pk)
    turn = posts.turn(clock or Clock(desk=case.desk), case, Rung.Level.HANDLER)
    notices.owe(
        "case.chased", key=f"chase:{made.pk}", to=turn.users, about=f"case:{case.number}", url=reverse("intake:case", args=[case.number]),
        number=case.grouped, due=clock.due_at.astimezone(SHANGHAI).date().isoformat() if clock else "",
    )  # fmt: skip
    return made


@transaction.atomic
def answer_chase(case: Case, *, answer: str, by: Actor) -> None:
    """Tell the person how it stands; it answers every chase that waits. Refused: "not_allowed", "text_needed", "moved_on"."""
    take(case)
    require(by, "case.answer_chase", case)
    text = answer.strip()[:ANSWER]
    if not text:
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    if case.state not in Case.OPEN:
        raise Refused(_("This case has ended; its result is the answer."), "moved_on")
    asked = list(waiting(case).values_list("pk", flat=True))
    if not asked:
        raise Refused(_("No chase waits for an answer any more. Load the page again."), "moved_on")
    waiting(case).update(answer=text, answered_by=by.user_id, answered_at=now())
    clocks.stop(case, DUE)
    story.record(case, "case.chase_answered", by=by, chase=asked[0], text=text)
