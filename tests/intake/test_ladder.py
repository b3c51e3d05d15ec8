"""The ladder: reminders before, cards and levels after; each step once, whoever runs it, and after an outage one message."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from center.foundation import calendar
from center.foundation.actor import SYSTEM
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, at, now
from center.institution.lifecycle import appoint, end
from center.institution.models import Role
from intake import clocks, ladder, lifecycle, sweep
from intake.models import Card, Case, Climb, Clock, Event, Limit, Rung
from tests import factories
from tests.factories import act

BEGIN = "2026-11-03T10:00"  # a Tuesday; seven days of handling end on Tuesday 10 November


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def clock(make_case, clerk, mediator):
    """The handling clock of a case that the mediator signed for on 3 November; it ends on the 10th at 24:00."""
    with at(local(BEGIN)):
        case = factories.send(make_case(), act(clerk))
        lifecycle.sign(case, by=act(mediator))
    found = Clock.objects.get(case=case, limit__key="handling")
    assert found.due_at == local("2026-11-10T23:59:59")
    return found


def day_by_day(first: str, last: str) -> None:
    """As the worker does: plan, then look, at nine, at noon and just after midnight of every day."""
    moment, until = local(f"{first}T00:01"), local(f"{last}T23:59")
    while moment <= until:
        with at(moment):
            sweep.plan_reminders()
            sweep.sweep_clocks()
            sweep.sweep_clocks()
        moment += timedelta(hours=3)


def told(posting) -> list[tuple[str, str]]:
    return [
        (kind, key.split(":")[2]) for kind, key in Notice.objects.filter(to_user=posting.user).order_by("pk").values_list("kind", "key")
    ]  # fmt: skip


def climbed(clock) -> list[tuple[str, str]]:
    rows = clock.climbs.values_list("rung", "fell_due_at")
    return [(rung, moment.astimezone(SHANGHAI).isoformat()[:16]) for rung, moment in rows]


def test_reminders_come_three_days_and_one_day_before_and_in_the_morning_of_the_day(clock, mediator):
    day_by_day("2026-11-03", "2026-11-10")
    assert climbed(clock) == [
        ("before_3", "2026-11-05T09:00"),
        ("before_1", "2026-11-09T09:00"),
        ("due_day", "2026-11-10T09:00"),
    ]
    assert told(mediator) == [("clock.near", "before_3"), ("clock.near", "before_1"), ("clock.near", "due_day")]
    assert not Card.objects.exists()


def test_after_the_end_it_climbs_day_by_day_to_the_county(
    clock, mediator, section_head, director, county_director, duty_leader
):
    day_by_day("2026-11-10", "2026-11-18")
    assert [step for step in climbed(clock) if step[0] not in ("before_3", "before_1", "due_day")] == [
        ("yellow", "2026-11-10T23:59"),
        ("overdue", "2026-11-11T09:00"),
        ("section", "2026-11-11T09:00"),
        ("overdue", "2026-11-12T09:00"),
        ("overdue", "2026-11-13T09:00"),
        ("red", "2026-11-13T09:00"),
        ("center", "2026-11-13T09:00"),
        ("overdue", "2026-11-16T09:00"),  # over the weekend nobody is told
        ("overdue", "2026-11-17T09:00"),
        ("county", "2026-11-17T09:00"),
        ("overdue", "2026-11-18T09:00"),
    ]
    assert told(section_head) == [("clock.escalated", "section"), ("clock.escalated", "red")]
    assert told(director) == [("clock.escalated", "center")]
    assert told(county_director) == told(duty_leader) == [("clock.escalated", "county")]
    cards = Card.objects.values_list("colour", "given_at")
    assert list(cards) == [("yellow", clock.due_at), ("red", local("2026-11-13T09:00"))]
    case = Case.objects.get(pk=clock.case_id)
    assert (case.handler_id, case.desk_id) == (mediator.user_id, mediator.desk_id), "nobody was made the owner silently"


def test_after_three_days_of_outage_each_person_is_told_once_and_cards_are_dated_when_they_were_due(
    clock, mediator, section_head, director
):
    with at(local("2026-11-13T10:00")):
        assert sweep.sweep_clocks().acted == 1
        assert sweep.sweep_clocks().scanned == 0
    assert len(told(mediator)) == len(told(section_head)) == len(told(director)) == 1
    assert list(Card.objects.values_list("colour", "given_at")) == [
        ("yellow", local("2026-11-10T23:59:59")),
        ("red", local("2026-11-13T09:00")),
    ]
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at and clock.next_action_at == local("2026-11-16T09:00")
    print(
        f"\nthree days of outage: {Notice.objects.count()} messages, {Card.objects.count()} cards, {Climb.objects.count()} steps"
    )


def test_a_case_nobody_has_in_hand_goes_to_the_section_head_at_once(make_case, clerk, mediator, section_head, director):
    with at(local(BEGIN)):
        case = factories.send(make_case(), act(clerk))
    day_by_day("2026-11-03", "2026-11-05")
    assert told(section_head)[0] == ("clock.near", "due_day")
    assert ("handover.unsigned", "yellow") in told(section_head)
    climb = Climb.objects.filter(clock__case=case, rung="due_day").get()
    assert (climb.level_from, climb.level_to, climb.why, climb.told) == (
        "handler_level", "section_level", "unassigned", [section_head.user_id],
    )  # fmt: skip
    assert told(mediator) == []


def test_whoever_stands_in_is_told_and_an_empty_post_goes_up(clock, mediator, section_head, director):
    stand_in = factories.staff("stand_in", factories.desk("MB"), name="代班")
    appoint(
        stand_in.user, desk=mediator.desk, role=Role.MEDIATOR, badge="HHT900", by=SYSTEM, valid_from=factories.BEGAN, covers=mediator
    )  # fmt: skip
    with at(local("2026-11-11T08:00")):
        end(section_head, by=SYSTEM, last_day=local("2026-11-09T00:00").date())
    day_by_day("2026-11-10", "2026-11-11")
    assert told(mediator) == [], "another sits in this seat"
    assert ("clock.overdue", "yellow") in told(stand_in)
    section = Climb.objects.get(clock=clock, rung="section")
    assert (section.level_to, section.why, section.told) == ("center_level", "post_empty", [director.user_id])


def test_a_handler_who_left_does_not_swallow_it(clock, mediator, section_head):
    with at(local("2026-11-09T12:00")):
        end(mediator, by=SYSTEM, last_day=local("2026-11-09T00:00").date())
    day_by_day("2026-11-10", "2026-11-10")
    assert Climb.objects.filter(clock=clock, rung="due_day").values_list("why", "told").get() == (
        "handler_away",
        [section_head.user_id],
    )


def test_a_restricted_case_is_told_to_nobody_who_is_not_cleared(
    clock, section_head, director, duty_leader, county_director
):
    Case.objects.filter(pk=clock.case_id).update(confidentiality="sensitive")
    day_by_day("2026-11-10", "2026-11-18")
    users = {user for (user,) in Notice.objects.values_list("to_user")}
    assert users == {director.user_id, county_director.user_id}


def test_the_second_yellow_card_of_a_case_is_red(clock, make_case, mediator):
    other = Clock.objects.create(
        case=clock.case, limit=Limit.objects.get(key="sign_for"), desk=clock.desk, about="handover:0", started_at=clock.started_at,
        raw_due_at=clock.due_at, due_at=clock.due_at, next_action_at=clock.due_at,
    )  # fmt: skip
    with at(local("2026-11-11T00:01")):
        sweep.sweep_clocks()
    cards = Card.objects.filter(case=clock.case).values_list("clock", "colour", "second_yellow")
    assert sorted(cards) == sorted([(clock.pk, "yellow", False), (other.pk, "yellow", False), (other.pk, "red", True)])


def test_a_step_that_a_center_changes_or_turns_off_is_followed(clock, mediator):
    Rung.objects.filter(key="before_3").update(in_use=False)
    Rung.objects.filter(key="before_1").update(offset=-2, at="14:00")
    day_by_day("2026-11-03", "2026-11-09")
    assert climbed(clock) == [("before_1", "2026-11-06T14:00")]
    assert ladder.load() == 0 and Rung.objects.get(key="before_1").offset == -2


def test_a_clock_begins_with_its_next_step_and_no_plan_is_needed(clock, mediator):
    assert clock.next_action_at == local("2026-11-05T09:00")
    with at(local("2026-11-05T09:01")):
        assert sweep.sweep_clocks().acted == 1
    assert told(mediator) == [("clock.near", "before_3")]
    clock.refresh_from_db()
    assert clock.next_action_at == local("2026-11-09T09:00")


def test_a_short_one_begins_with_its_end_where_no_reminder_fits(make_case, clerk):
    with at(local("2026-11-03T10:00")):
        case = factories.send(make_case(), act(clerk))
    short = Clock.objects.get(case=case, limit__key="sign_for")
    assert short.next_action_at == local("2026-11-04T09:00")
    Rung.objects.filter(key="due_day").update(in_use=False)
    with at(local("2026-11-03T10:00")):
        other = factories.send(make_case(), act(clerk))
    ending = Clock.objects.get(case=other, limit__key="sign_for")
    assert ending.next_action_at == ending.due_at


def test_one_that_began_long_ago_is_dated_at_once(case):
    with at(local("2026-11-20T10:00")):
        late = clocks.start(case, "handling", desk=case.desk, at=local("2026-11-03T10:00"))
        assert late.next_action_at <= late.due_at and sweep.sweep_clocks().acted == 1
    late.refresh_from_db()
    assert late.breached_at == late.due_at == local("2026-11-10T23:59:59")


def test_an_earlier_step_that_a_center_adds_reaches_clocks_that_run(clock):
    Rung.objects.create(
        limit_kind="duty", key="before_4", offset=-4, at="09:00", act="remind", level="handler_level", name="提前", name_en="Early"
    )  # fmt: skip
    with at(local("2026-11-03T11:00")):
        assert sweep.plan_reminders().acted == 1 and sweep.plan_reminders().acted == 0
    clock.refresh_from_db()
    assert clock.next_action_at == local("2026-11-04T09:00")


def test_what_is_concluded_climbs_no_more(clock, mediator):
    with at(local("2026-11-09T12:00")):
        lifecycle.conclude(
            Case.objects.get(pk=clock.case_id),
            outcome="resolved",
            result="双方当面说清，隔墙退回原线。",
            by=act(mediator),
        )
    day_by_day("2026-11-10", "2026-11-12")
    assert not Climb.objects.exists() and not Card.objects.exists()


def test_two_workers_at_once_take_a_step_once(clock, mediator, monkeypatch):
    """The loser of the race finds that the step it was about to claim is another now."""
    with at(local("2026-11-11T00:01")):
        one, other = sweep._due(now()), sweep._due(now())
        assert sweep._climb(one[0]) is True
        assert sweep._climb(other[0]) is False
    assert Card.objects.count() == 1 and len(told(mediator)) == 1


def test_the_story_names_the_card_and_the_case_page_shows_it(clock, mediator, director, section_head, sign_in):
    with at(local("2026-11-13T10:00")):
        sweep.sweep_clocks()
    kinds = list(
        Event.objects.filter(case=clock.case, kind__in=["card.given", "clock.overdue"]).values_list("kind", flat=True)
    )
    assert kinds == ["clock.overdue", "card.given", "card.given"]
    text = sign_in(director).get(f"/cases/{clock.case.number}/").content.decode()
    assert "黄牌" in text and "红牌" in text and "中心主任" in text
    for notice in Notice.objects.all():
        from center.foundation.notices import words

        assert "2026年11月10日" in words(notice) or notice.kind == "clock.overdue"


def test_a_long_backlog_is_worked_off_in_rounds_and_touches_only_what_is_due(clock, django_assert_max_num_queries):
    """The plan and the sweep read the partial index of what has a next step; stopped clocks and far ones cost nothing."""
    limit = clock.limit
    Clock.objects.bulk_create(
        Clock(
            limit=limit, case=clock.case, about=f"stopped:{n}", started_at=clock.started_at, raw_due_at=clock.due_at, due_at=clock.due_at, stopped_at=clock.due_at
        )
        for n in range(2000)
    )  # fmt: skip
    with at(local("2026-11-11T00:01")), connection.cursor() as cursor:
        assert sweep.sweep_clocks().scanned == 1
        if connection.vendor != "postgresql":
            return
        cursor.execute(f"ANALYZE {Clock._meta.db_table}")
        plan = Clock.objects.due(now()).order_by("next_action_at", "pk").values_list("pk", flat=True)[:500].explain()
        assert "clock_sweep" in plan, plan


@pytest.mark.django_db
def test_a_daily_step_keeps_to_working_days_and_skips_what_was_missed():
    days = calendar.Calendar({}, frozenset({2026}))
    clock = Clock(started_at=local(BEGIN), raw_due_at=local("2026-11-10T23:59:59"), due_at=local("2026-11-10T23:59:59"))
    rung = Rung(
        key="overdue", limit_kind="duty", offset=1, at=local("2026-01-01T09:00").time(), daily=True, act="remind"
    )
    (step,) = ladder.passed(clock, [rung], local("2026-11-15T12:00"), days)  # a Sunday
    assert step.at == local("2026-11-13T09:00")
    assert ladder.following(clock, [rung], local("2026-11-15T12:00"), days) == local("2026-11-16T09:00")
    assert ladder.following(clock, [rung], local("2026-11-16T08:59"), days) == local("2026-11-16T09:00")
    assert ladder.following(clock, [], local("2026-11-16T09:00"), days) is None
