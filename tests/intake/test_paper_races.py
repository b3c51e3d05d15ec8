"""Numbers of papers while many people write at once: unique, without a gap, and none lost by a paper that was refused (DS1)."""

from collections import Counter

import pytest

from center.foundation.errors import Refused
from center.papers.models import Paper
from center.papers.registers import kinds
from intake.papers import lifecycle
from intake.story import Fault, verify
from mediation import lifecycle as mediations
from tests import factories
from tests.factories import act
from tests.intake.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def failed(county, make_case, clerk, mediator):
    """failed() gives a case whose mediation ended without agreement, so that its notice can be issued."""

    def one():
        from intake import lifecycle as cases

        case = factories.send(make_case(), act(clerk))
        cases.sign(case, by=act(mediator))
        mediation = mediations.propose(case, mediator=mediator.user, by=act(mediator))
        for party in mediations.main_sides(case):
            mediations.consent(mediation, party=party, answer="agreed", channel="in_person", by=act(mediator))
        mediations.fail(mediation, reason="双方对金额分歧过大", by=act(mediator))
        return case

    return one


def test_papers_issued_at_once_are_numbered_without_a_gap(failed, mediator):
    cases = [failed() for _one in range(6)]
    kind = kinds["mediation.termination"]
    drafts = [lifecycle.write(case, kind=kind, typed={}, by=act(mediator)) for case in cases]
    lifecycle.revise(cases[2], paper=drafts[2], typed={"date": ""}, by=act(mediator))  # this one is refused

    results = together(
        *(
            lambda case=case, draft=draft: lifecycle.issue(case, paper=draft, by=act(mediator))
            for case, draft in zip(cases, drafts, strict=True)
        )
    )
    refused = [result for result in results if isinstance(result, Refused)]
    assert [refusal.code for refusal in refused] == ["field_missing"]
    assert sorted(Paper.objects.exclude(serial=None).values_list("serial", flat=True)) == [1, 2, 3, 4, 5]
    assert Paper.objects.exclude(number="").values("number").distinct().count() == 5
    assert not [line for line in verify() if isinstance(line, Fault)]


def test_one_paper_issued_by_two_is_issued_once(failed, mediator, section_head):
    case = failed()
    draft = lifecycle.write(case, kind=kinds["mediation.termination"], typed={}, by=act(mediator))
    results = together(
        *(
            lambda by=by: lifecycle.issue(case, paper=Paper.objects.get(pk=draft.pk), by=act(by))
            for by in (mediator, section_head)
        )
    )
    assert Counter(getattr(result, "code", "done") for result in results) == {"done": 1, "moved_on": 1}
    assert Paper.objects.get().serial == 1
