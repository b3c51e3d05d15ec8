"""The first clocks: signed for within a working day, handled within seven days, and what is late is told once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from center.foundation import sending
from center.foundation.models import Heartbeat, Notice
from center.foundation.now import at
from intake import lifecycle, sweep
from intake.models import Case, Clock, Event
from tests import factories
from tests.factories import act

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_sign_for_falls_due_at_the_end_of_the_next_working_day(make_case, clerk, mediator):
    with at(moment("2026-09-30T16:00")):  # the day before the national holiday; 8 October is the next working day
        case = factories.send(make_case(), act(clerk))
    clock = Clock.objects.get(case=case, limit__key="sign_for")
    assert clock.due_at.astimezone(SHANGHAI).isoformat()[:19] == "2026-10-08T23:59:59"


def test_handling_keeps_its_raw_date_and_moves_the_other_past_a_holiday(make_case, clerk, mediator):
    with at(moment("2026-02-09T10:00")):
        case = factories.send(make_case(), act(clerk))
        lifecycle.sign(case, by=act(mediator))
    clock = Clock.objects.get(case=case, limit__key="handling")
    assert (
        clock.raw_due_at.astimezone(SHANGHAI).date().isoformat(),
        clock.due_at.astimezone(SHANGHAI).date().isoformat(),
    ) == ("2026-02-16", "2026-02-24")


def test_an_unsigned_hand_over_goes_to_the_director_once(routed_case, director, mediator, clerk):
    late = Clock.objects.get(case=routed_case).due_at + timedelta(minutes=1)
    with at(late):
        assert sweep.sweep_clocks().acted == 1
        assert sweep.sweep_clocks().scanned == 0
    notice = Notice.objects.get()
    assert (notice.to_user, notice.kind) == (director.user, "handover.unsigned")
    assert list(Event.objects.filter(case=routed_case, kind="clock.overdue").values_list("by_kind", flat=True)) == [
        "system"
    ]


def test_an_overdue_case_is_told_to_its_handler_once_and_the_breach_is_dated_when_it_fell_due(
    signed_case, mediator, director
):
    clock = Clock.objects.get(case=signed_case, stopped_at=None)
    with at(clock.due_at + timedelta(days=3)):  # three days of outage
        sweep.sweep_clocks()
        sweep.sweep_clocks()
    told = Notice.objects.values_list("to_user", "kind")
    assert sorted(told) == sorted([(mediator.user_id, "clock.overdue"), (director.user_id, "clock.escalated")])
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at and clock.next_action_at > clock.due_at + timedelta(days=3)


def test_a_handler_who_left_does_not_swallow_the_reminder(signed_case, mediator, section_head):
    from center.foundation.actor import SYSTEM
    from center.foundation.now import today
    from center.institution.lifecycle import end

    end(mediator, by=SYSTEM, last_day=today())
    clock = Clock.objects.get(case=signed_case, stopped_at=None)
    with at(clock.due_at + timedelta(days=1)):
        sweep.sweep_clocks()
    assert list(Notice.objects.values_list("to_user", flat=True)) == [section_head.user_id]


def test_a_note_restarts_nothing_and_conclusion_stops_what_runs(signed_case, mediator):
    clock = Clock.objects.get(case=signed_case, stopped_at=None)
    lifecycle.note(signed_case, text="已电话联系双方。", by=act(mediator))
    assert Clock.objects.get(pk=clock.pk).due_at == clock.due_at
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    assert not Clock.objects.running().exists()
    with at(clock.due_at + timedelta(days=30)):
        assert sweep.sweep_clocks().scanned == 0


def test_a_breach_that_no_sweep_saw_is_kept_when_the_clock_stops(signed_case, mediator):
    clock = Clock.objects.get(case=signed_case, stopped_at=None)
    with at(clock.due_at + timedelta(hours=1)):
        lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，隔墙退回原线。", by=act(mediator))
    clock.refresh_from_db()
    assert clock.breached_at == clock.due_at and clock.stopped_at


def test_one_clock_that_fails_does_not_silence_the_others(routed_case, make_case, clerk, director):
    other = factories.send(make_case(), act(clerk))
    Case.objects.filter(pk=routed_case.pk).update(number="")  # no address can be made for it
    with at(Clock.objects.get(case=other).due_at + timedelta(minutes=1)):
        result = sweep.sweep_clocks()
    assert (result.scanned, result.acted, result.failed) == (2, 1, 1)
    assert Notice.objects.get().about == f"case:{other.number}"
    assert Heartbeat.objects.get(name="clocks").failed == 1


def test_the_sweep_leaves_a_heartbeat(client, db):
    assert client.get("/healthz/jobs").status_code == 503
    with at(datetime.now(UTC)):
        sweep.sweep_clocks()
    answer = client.get("/healthz/jobs")
    assert answer.status_code == 503 and answer.json()["silent"] == {"messages": None}, "what is owed is not told"
    sending.send_due()
    assert client.get("/healthz/jobs").json() == {"status": "ok", "silent": {}}
    Heartbeat.objects.filter(name="clocks").update(at=datetime.now(UTC) - timedelta(minutes=4))
    answer = client.get("/healthz/jobs")
    assert answer.status_code == 503 and list(answer.json()["silent"]) == ["clocks"]
    assert answer.json()["silent"]["clocks"] >= 240
