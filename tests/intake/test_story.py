"""The story: chained, appended only, and any change found and named."""

import pytest

from center.foundation import chain
from intake import lifecycle, story
from intake.models import Case, Event
from tests.factories import act


def faults():
    return [line for line in story.verify() if isinstance(line, story.Fault)]


def test_a_true_story_has_no_fault(signed_case):
    assert faults() == []


@pytest.mark.parametrize(
    "change", [{"kind": "case.noted"}, {"data": {"text": "另一句话"}}, {"by_badge": "XX999"}, {"by_id": 4711}]
)
def test_an_altered_line_is_named(signed_case, change):
    Event.objects.filter(case=signed_case, seq=2).update(**change)
    assert faults() == [story.Fault(signed_case.number, 2, "altered")]


def test_a_missing_line_a_cut_tail_and_an_empty_story_are_named(signed_case, make_case, clerk):
    other, third = make_case(), make_case()
    Event.objects.filter(case=signed_case, seq=2).delete()
    lifecycle.note(other, text="记一笔", by=act(clerk))
    Event.objects.filter(case=other, seq=2).delete()
    Event.objects.filter(case=third).delete()
    assert {(fault.number, fault.seq, fault.what) for fault in faults()} == {
        (signed_case.number, 3, "missing"), (other.number, 2, "cut"), (third.number, 1, "missing"),
    }  # fmt: skip


def test_redaction_keeps_the_chain(signed_case):
    Event.objects.filter(case=signed_case, seq=2).update(data=None, salt="")
    assert faults() == []


def test_a_line_moved_to_another_case_is_found(case, make_case):
    other = make_case()
    moved = Event.objects.get(case=other)
    Event.objects.filter(case=case).delete()
    Event.objects.filter(pk=moved.pk).update(case=case)
    assert {fault.number for fault in faults()} == {case.number, other.number}


def test_equal_data_has_different_digests_by_its_salt(case, clerk):
    first, second = (
        story.record(Case.objects.get(pk=case.pk), "case.noted", by=act(clerk), text="同一句") for _time in range(2)
    )
    assert first.data_digest != second.data_digest and first.data_digest == chain.data_digest(
        first.salt, {"text": "同一句"}
    )
