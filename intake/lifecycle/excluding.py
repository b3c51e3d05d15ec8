"""Exclusions by law at the desk's door: answers kept, what blocks refused, what a director sets aside with a reason, and the guidance slip."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import Desk
from intake import story
from intake.cases import take
from intake.models import Case, Fact
from intake.permissions import require
from intake.routing import exclusions, offices
from intake.routing.exclusions import EXCLUSIONS, Exclusion, Facts
from intake.routing.questions import known

Answers = Iterable[tuple[str, str]]


def refuse_excluded(case: Case, facts: Facts, *, by: Actor, override: str = "") -> list[Exclusion]:
    """Raises Refused("excluded") where law keeps the matter from the desk; a director sets that aside with a reason. Gives what was set aside."""
    blocking = [check for check in exclusions.findings(facts) if check.blocks]
    if not blocking:
        return []
    if not override.strip():
        raise Refused(
            _("%(why)s The case stays where it is. Competent: %(office)s. Print the guidance slip, or send it elsewhere.")
            % {"why": blocking[0].message, "office": offices.OFFICES[blocking[0].office].name},
            "excluded",
        )  # fmt: skip
    require(by, "case.override_exclusion", case)
    return blocking


def keep_answers(case: Case, answers: Answers, *, by: Actor) -> None:
    """Keep what the person answered, each question once, the last answer; a question nobody asked has no row."""
    given = known(answers)
    if not given:
        return
    Fact.objects.bulk_create(
        [Fact(case=case, question=key, answer=answer, by_id=by.user_id, at=now()) for key, answer in given.items()],
        update_conflicts=True, unique_fields=["case", "question"], update_fields=["answer", "by", "at"],
    )  # fmt: skip


def check(case: Case, to_desk: Desk, *, answers: Answers, override: str, by: Actor) -> None:
    """Before a hand-over to `to_desk`: the answers are kept, and what law keeps from it is refused or set aside on record."""
    answers = tuple(answers)
    facts = exclusions.facts_of(case, to_desk, answers)
    aside = refuse_excluded(case, facts, by=by, override=override)
    keep_answers(case, answers, by=by)
    if aside:
        story.record(
            case,
            "case.exclusion_overridden",
            by=by,
            to_desk=to_desk.pk,
            checks=[one.key for one in aside],
            text=override.strip(),
        )


@transaction.atomic
def answer(case: Case, *, answers: Answers, by: Actor) -> None:
    """Keep what the person answered to the questions of competence; the last answer counts."""
    take(case)
    require(by, "case.guide", case)
    keep_answers(case, answers, by=by)


@transaction.atomic
def guide(case: Case, *, check: str, by: Actor) -> Exclusion:
    """Show the person to the competent office (引导): a slip is given, and that it was stands in the story. The case stays where it is."""
    take(case)
    require(by, "case.guide", case)
    found = EXCLUSIONS.get(check)
    if found is None:
        raise Refused(_("There is no such rule. Load the page again."), "no_such_check", status=422)
    story.record(case, "case.guided", by=by, check=found.key, office=found.office)
    return found
