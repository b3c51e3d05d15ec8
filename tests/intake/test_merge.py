"""Two cases that are one: merged with a reason, both numbers alive, and for seven days undone without a trace but its story."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, now
from center.papers.models import File
from intake import clocks, lifecycle, reception, story, tally
from intake.models import Attachment, Case, Clock, Event, Handover, Limit, Link, Merge, Party, TallyDelta
from mediation import lifecycle as mediations
from tests import factories
from tests.factories import act, desk
from tests.intake.test_races import together

REASON = "同一堵墙的同一件事，申请人重复来访。"


def lines(case):
    return list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


def refusal(verb, *args, **kwargs):
    with pytest.raises(Refused) as met:
        verb(*args, **kwargs)
    return met.value.code


def snapshot():
    """All that a merge may touch, and must give back: states, desks, clocks, files, hand-overs and the sums of the counts."""
    return {
        "cases": list(
            Case.objects.order_by("pk").values_list("pk", "state", "desk", "merged_into", "handler", "concluded_at")
        ),
        "clocks": list(Clock.objects.order_by("pk").values()),
        "files": list(Attachment.objects.order_by("pk").values_list("pk", "case")),
        "parties": list(Party.objects.order_by("pk").values_list("pk", "case")),
        "handovers": list(Handover.objects.order_by("pk").values()),
        "counts": sorted(key for key in _sums().items() if key[1]),
    }


def _sums():
    sums = {}
    for row in TallyDelta.objects.values_list("measure", "center", "desk", "matter", "amount"):
        sums[row[:-1]] = sums.get(row[:-1], 0) + row[-1]
    return sums


def attach(case, name="照片"):
    file = File.objects.create(media_type="image/jpeg", size=3, sha256="0" * 64, stored_at=now(), content="x.jpg")
    return Attachment.objects.create(case=case, file=file, label=name, at=now())


@pytest.fixture
def limit(county):
    """A period of the law that needs no procedure."""
    return Limit.objects.create(
        key="law.answer", name="答复", kind="duty", amount=30, unit="calendar_days", statutory=True, source="某法第1条", valid_from=now().date() - timedelta(days=900)
    )  # fmt: skip


@pytest.fixture
def again(make_case):
    """The same quarrel, written down a second time."""
    return make_case()


# -- it works -----------------------------------------------------------------------------------------------------------------


def test_a_second_writing_down_is_taken_up_in_the_first(again, signed_case, clerk, mediator):
    photo, opened = attach(again), tally.total("open")
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    again.refresh_from_db()
    assert (again.state, again.merged_into, again.desk) == ("merged", signed_case, signed_case.desk)
    photo.refresh_from_db()
    assert photo.case == signed_case
    assert lines(again)[-1] == "case.merged" and lines(signed_case)[-1] == "case.absorbed"
    assert tally.total("open") == opened - 1 and tally.total("concluded") == 0
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
    assert Notice.objects.filter(kind="case.absorbed", to_user=mediator.user).count() == 1


def test_a_waiting_hand_over_ends_with_it(routed_case, make_case, mediator, clerk):
    into = factories.send(make_case(), act(clerk))
    with pytest.raises(Refused):  # the counter no longer acts on what lies at the mediation desk
        lifecycle.merge(routed_case, into=into, reason=REASON, by=act(clerk))
    lifecycle.merge(routed_case, into=into, reason=REASON, by=act(mediator))
    assert Handover.objects.get(case=routed_case).state == "cancelled"
    assert tally.total("to_sign") == 1 and not Clock.objects.running().filter(case=routed_case).exists()


def test_the_earliest_start_of_a_period_of_the_law_counts(again, signed_case, clerk, limit):
    early, late = now() - timedelta(days=20), now() - timedelta(days=2)
    mine = clocks.start(again, limit.key, desk=again.desk, at=early)
    theirs = clocks.start(signed_case, limit.key, desk=signed_case.desk, at=late)
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    now_theirs = Clock.objects.get(pk=theirs.pk)
    assert (now_theirs.started_at, now_theirs.due_at, now_theirs.case) == (early, mine.due_at, signed_case)
    assert Clock.objects.get(pk=mine.pk).stopped_at
    lifecycle.unmerge(again, reason="认错了人", by=act(clerk))
    assert Clock.objects.get(pk=theirs.pk).started_at == late and Clock.objects.get(pk=mine.pk).stopped_at is None


def test_a_period_of_the_law_without_counterpart_goes_on_in_the_case_that_goes_on(again, signed_case, clerk, limit):
    mine = clocks.start(again, limit.key, desk=again.desk)
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    carried = Clock.objects.get(pk=mine.pk)
    assert carried.case == signed_case and carried.stopped_at is None and carried.desk == signed_case.desk


def test_the_earliest_of_what_still_stands_counts_when_one_of_two_merges_is_undone(
    make_case, signed_case, clerk, limit
):
    starts = {days: now() - timedelta(days=days) for days in (5, 9, 2)}
    a, b = make_case(), make_case()
    clocks.start(a, limit.key, desk=a.desk, at=starts[9])
    clocks.start(b, limit.key, desk=b.desk, at=starts[5])
    theirs = clocks.start(signed_case, limit.key, desk=signed_case.desk, at=starts[2])
    for case in (a, b):
        lifecycle.merge(case, into=signed_case, reason=REASON, by=act(clerk))
    for undone, left in ((a, 5), (b, 2)):
        lifecycle.unmerge(undone, reason="认错了人", by=act(clerk))
        assert Clock.objects.get(pk=theirs.pk).started_at == starts[left]


def test_a_period_that_counts_for_two_is_given_back_by_the_later_merge_first(make_case, signed_case, clerk, limit):
    a, b = make_case(), make_case()
    for case, days in ((a, 5), (b, 9)):
        clocks.start(case, limit.key, desk=case.desk, at=now() - timedelta(days=days))
        lifecycle.merge(case, into=signed_case, reason=REASON, by=act(clerk))
    assert refusal(lifecycle.unmerge, a, reason="认错了人", by=act(clerk)) == "later_merge"
    lifecycle.unmerge(b, reason="认错了人", by=act(clerk))
    lifecycle.unmerge(a, reason="认错了人", by=act(clerk))
    assert Clock.objects.running().filter(limit=limit).count() == 2


def test_what_was_merged_follows_the_case_that_goes_on(again, signed_case, clerk, mediator):
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    lifecycle.transfer(signed_case, to_desk=desk("XY", "judicial"), reason="需要上级办理", by=act(mediator))
    again.refresh_from_db()
    assert again.desk == desk("XY", "judicial")


def test_a_chain_is_followed_to_the_case_that_goes_on_and_undone_from_its_end(make_case, clerk):
    first, second, third = make_case(), make_case(), make_case()
    lifecycle.merge(third, into=second, reason=REASON, by=act(clerk))
    lifecycle.merge(second, into=first, reason=REASON, by=act(clerk))
    assert refusal(lifecycle.unmerge, third, reason="x", by=act(clerk)) == "merged_again"
    lifecycle.unmerge(second, reason="认错了人", by=act(clerk))
    lifecycle.unmerge(third, reason="认错了人", by=act(clerk))
    assert set(Case.objects.values_list("state", flat=True)) == {"registered"}


# -- it is refused --------------------------------------------------------------------------------------------------------------


def test_into_itself_into_what_is_merged_and_into_what_has_ended_it_is_refused(make_case, clerk):
    case, other, third = make_case(), make_case(), make_case()
    assert refusal(lifecycle.merge, case, into=case, reason=REASON, by=act(clerk)) == "same_case"
    lifecycle.merge(third, into=other, reason=REASON, by=act(clerk))
    assert refusal(lifecycle.merge, case, into=third, reason=REASON, by=act(clerk)) == "merged_itself"
    lifecycle.withdraw(other, reason="不办了", by=act(clerk))
    assert refusal(lifecycle.merge, case, into=other, reason=REASON, by=act(clerk)) == "not_open"
    assert refusal(lifecycle.merge, other, into=case, reason=REASON, by=act(clerk)) == "moved_on"
    assert refusal(lifecycle.merge, make_case(), into=case, reason=" ", by=act(clerk)) == "reason_needed"


def test_a_live_procedure_must_end_first(signed_case, make_case, mediator, clerk):
    into = factories.send(make_case(), act(clerk))
    mediations.propose(signed_case, mediator=mediator.user, by=act(mediator))
    assert refusal(lifecycle.merge, signed_case, into=into, reason=REASON, by=act(mediator)) == "in_a_procedure"
    lifecycle.merge(make_case(), into=signed_case, reason=REASON, by=act(clerk))  # into one it is no hindrance


def test_restricted_and_open_matters_do_not_mix(make_case, director):
    accusation = make_case("whistleblowing", by=director, desk=desk("HHT"))
    quarrel = make_case()
    assert refusal(lifecycle.merge, accusation, into=quarrel, reason=REASON, by=act(director)) == "restricted_differs"


def test_an_outsider_is_refused_and_cannot_tell_what_there_is(again, signed_case, clerk, outsider, county_clerk):
    assert refusal(lifecycle.merge, again, into=signed_case, reason=REASON, by=act(outsider)) == "not_allowed"
    own = factories.make_case(act(county_clerk), county_clerk.desk)
    assert refusal(lifecycle.merge, own, into=signed_case, reason=REASON, by=act(county_clerk)) == "not_there"


def test_twice_is_once(again, signed_case, clerk):
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    assert refusal(lifecycle.merge, again, into=signed_case, reason=REASON, by=act(clerk)) == "moved_on"
    lifecycle.unmerge(again, reason="认错了人", by=act(clerk))
    assert refusal(lifecycle.unmerge, again, reason="认错了人", by=act(clerk)) == "moved_on"
    assert Merge.objects.count() == 1


def test_nothing_else_is_done_to_a_merged_case(again, signed_case, clerk, mediator):
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    assert refusal(lifecycle.withdraw, again, reason="x", by=act(clerk)) == "moved_on"
    assert (
        refusal(lifecycle.conclude, again, outcome="resolved", result="一二三四五六七八九十", by=act(mediator))
        == "moved_on"
    )


# -- it is undone -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["registered", "routed", "handling"])
def test_undone_everything_is_as_it_was(state, make_case, signed_case, clerk, mediator, director, limit):
    case = make_case()
    clocks.start(case, limit.key, desk=case.desk, at=now() - timedelta(days=50))  # past its end already
    clocks.start(signed_case, limit.key, desk=signed_case.desk)
    if state != "registered":
        factories.send(case, act(clerk))
    if state == "handling":
        lifecycle.sign(case, by=act(mediator))
    attach(case)
    attach(signed_case)
    before = snapshot()
    lifecycle.merge(case, into=signed_case, reason=REASON, by=act(director))
    assert snapshot() != before
    lifecycle.unmerge(case, reason="不是同一件事", by=act(director))
    assert snapshot() == before
    assert lines(case)[-2:] == ["case.merged", "case.unmerged"] and lines(signed_case)[-2:] == [
        "case.absorbed",
        "case.released",
    ]
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    merged=st.lists(st.tuples(st.sampled_from(["registered", "routed", "handling"]), st.lists(st.integers(0, 90), max_size=2), st.integers(0, 2)), min_size=1, max_size=3),
    own=st.lists(st.integers(0, 90), max_size=2),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_merging_and_undoing_in_any_order_changes_nothing(merged, own, order, county, clerk, mediator, director, limit):
    """Starts (days ago) of a period of the law by its `about`, files, and states, of one to three cases and the one that goes on."""

    def made(state, starts, files):
        case = factories.make_case(act(clerk), clerk.desk)
        for place, days in enumerate(starts):
            clocks.start(case, limit.key, desk=case.desk, about=f"part:{place}", at=now() - timedelta(days=days))
        if state != "registered":
            factories.send(case, act(clerk))
        if state == "handling":
            lifecycle.sign(case, by=act(mediator))
        for _file in range(files):
            attach(case)
        return case

    into, cases = made("handling", own, 1), [made(*one) for one in merged]
    before = snapshot()
    for case in cases:
        lifecycle.merge(case, into=into, reason=REASON, by=act(director))
    order.shuffle(cases)
    while cases:
        try:
            lifecycle.unmerge(cases[0], reason="不是同一件事", by=act(director))
            cases.pop(0)
        except Refused as refusal:  # what others rest upon goes last
            assert refusal.code == "later_merge" and len(cases) > 1
            cases.append(cases.pop(0))
    assert snapshot() == before


def test_for_seven_days_and_not_a_moment_longer(again, signed_case, clerk):
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    until = Merge.objects.get().until
    with at(until + timedelta(seconds=1)):
        assert refusal(lifecycle.unmerge, again, reason="认错了人", by=act(clerk)) == "too_late"
    with at(until):
        lifecycle.unmerge(again, reason="认错了人", by=act(clerk))


def test_a_case_that_went_on_and_ended_gives_back_what_was_merged(again, signed_case, clerk, mediator):
    attach(again)
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    lifecycle.unmerge(again, reason="不是同一件事", by=act(clerk))
    assert again.state == "registered" and again.attachments.count() == 1 and tally.total("open") == 1


# -- at the counter, in one transaction ---------------------------------------------------------------------------------------------


def test_a_matter_registered_into_a_case_on_file_has_its_number_and_no_route(signed_case, clerk):
    data = factories.registration(client_key="form-1")
    case = reception.take_in(data, desk=clerk.desk, by=act(clerk), step=reception.Joining(signed_case, REASON))
    assert case.state == "merged" and case.number != signed_case.number and not case.handovers.exists()
    assert lines(case) == ["case.registered", "case.merged"]
    again = reception.take_in(data, desk=clerk.desk, by=act(clerk), step=reception.Joining(signed_case, REASON))
    assert again.pk == case.pk and Merge.objects.count() == 1


def test_nothing_is_registered_when_the_merge_is_refused(signed_case, clerk, mediator):
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    before = Case.objects.count()
    with pytest.raises(Refused):
        reception.take_in(
            factories.registration(), desk=clerk.desk, by=act(clerk), step=reception.Joining(signed_case, REASON)
        )
    assert Case.objects.count() == before


# -- links ----------------------------------------------------------------------------------------------------------------------


def test_two_cases_are_linked_and_the_link_is_taken_away(case, again, clerk):
    lifecycle.link(case, other=again, kind="related", reason="同一巷道", by=act(clerk))
    made = Link.objects.get()
    assert (made.case, made.other) == (again, case)  # the newer one first, whoever said so
    assert refusal(lifecycle.link, again, other=case, kind="repeat", reason="同一巷道", by=act(clerk)) == "linked"
    assert lines(case)[-1] == lines(again)[-1] == "case.linked"
    lifecycle.unlink(again, other=case, reason="弄错了", by=act(clerk))
    assert not Link.objects.exists() and lines(case)[-1] == lines(again)[-1] == "case.unlinked"
    assert refusal(lifecycle.unlink, again, other=case, reason="弄错了", by=act(clerk)) == "moved_on"


def test_a_link_needs_a_kind_a_reason_and_sight_of_both(case, again, clerk, county_clerk):
    assert refusal(lifecycle.link, case, other=again, kind="same_visit", reason="x", by=act(clerk)) == "wrong_kind"
    assert refusal(lifecycle.link, case, other=again, kind="related", reason="", by=act(clerk)) == "reason_needed"
    own = factories.make_case(act(county_clerk), county_clerk.desk)
    assert refusal(lifecycle.link, own, other=case, kind="related", reason="x", by=act(county_clerk)) == "not_there"


def test_the_reason_given_for_a_restricted_case_is_not_told_in_the_other(make_case, director):
    accusation, quarrel = make_case("whistleblowing", by=director, desk=desk("HHT")), make_case()
    lifecycle.link(quarrel, other=accusation, kind="related", reason="检举的就是此人", by=act(director))
    told = {event.case_id: event.data["text"] for event in Event.objects.filter(kind="case.linked")}
    assert told == {quarrel.pk: "", accusation.pk: "检举的就是此人"}


# -- two at once --------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_merges_crosswise_and_one_reads_a_sentence(county):
    clerk = factories.staff("clerk", desk("HHT"))
    for _time in range(5):
        one, other = (factories.make_case(act(clerk), clerk.desk) for _case in range(2))
        jobs = [
            lambda a=a, b=b: lifecycle.merge(
                Case.objects.get(pk=a), into=Case.objects.get(pk=b), reason=REASON, by=act(clerk)
            )
            for a, b in ((one.pk, other.pk), (other.pk, one.pk))
        ]
        results = together(*jobs)
        assert sorted(type(result).__name__ for result in results) == ["Merge", "Refused"]
        assert sorted(Case.objects.filter(pk__in=[one.pk, other.pk]).values_list("state", flat=True)) == [
            "merged",
            "registered",
        ]
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
    assert tally.total("open") == 5
    connection.close()


# -- who asks by the old number -------------------------------------------------------------------------------------------------------


def test_the_old_number_and_code_show_how_the_matter_goes_on_and_nothing_of_the_other_people(
    client, make_case, signed_case, clerk, mediator
):
    again = make_case("debt", person=factories.person(name="诸葛亮"))
    lifecycle.merge(again, into=signed_case, reason="对方欠的是砌墙的工钱", by=act(clerk))
    client.post("/status/", {"number": again.number, "code": again.query_code})
    page = client.get("/status/case/").content.decode()
    assert again.grouped in page and signed_case.desk.full_label in page
    assert signed_case.grouped not in page and signed_case.number not in page and "工钱" not in page
    due = signed_case.clocks.running().first().due_at
    assert f"{due:%Y}" in page  # the promise of the case that goes on
    lifecycle.conclude(signed_case, outcome="resolved", result="李长林当面道歉，隔墙退回原线。", by=act(mediator))
    page = client.get("/status/case/").content.decode()
    assert "李长林" not in page and signed_case.get_outcome_display() in page
    client.post("/status/", {"number": signed_case.number, "code": signed_case.query_code})
    assert "李长林" in client.get("/status/case/").content.decode()  # his own answer


def test_both_numbers_are_found_and_both_receipts_printed(sign_in, clerk, again, signed_case):
    lifecycle.merge(again, into=signed_case, reason=REASON, by=act(clerk))
    counter = sign_in(clerk)
    for case in (again, signed_case):
        assert counter.post("/cases/search/", {"q": case.number}).status_code == 302
        assert case.grouped in counter.get(f"/counter/receipt/{case.number}/").content.decode()
    page = counter.get(f"/cases/{again.number}/").content.decode()
    assert signed_case.grouped in page and REASON in page
    assert [row.case for row in counter.get("/cases/?state=merged").context["rows"]] == [again]
    assert again not in [row.case for row in counter.get("/cases/?open=1").context["rows"]]


# -- by the API -----------------------------------------------------------------------------------------------------------------------


def test_the_api_calls_the_same_verbs(sign_in, clerk, again, signed_case, county_clerk):
    api = sign_in(clerk)

    def press(case, verb, **sent):
        return api.post(f"/api/v1/cases/{case.number}/{verb}/", sent, content_type="application/json")

    assert press(again, "link", other=signed_case.grouped, kind="repeat", reason="同一人").status_code == 200
    assert press(again, "unlink", other=signed_case.number, reason="并案").status_code == 200
    assert press(again, "merge", into=signed_case.number, reason=REASON).json()["state"] == "merged"
    assert press(again, "merge", into=signed_case.number, reason=REASON).status_code == 409
    assert press(again, "unmerge", reason="认错了人").json()["state"] == "registered"
    unseen = factories.make_case(act(county_clerk), county_clerk.desk)
    answers = [press(again, "merge", into=number, reason=REASON) for number in (unseen.number, "XY202601010001A")]
    assert [answer.status_code for answer in answers] == [400, 400] and answers[0].json() == answers[1].json()
