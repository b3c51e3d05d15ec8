"""Pause, run on, extend: only as the law of the limit allows, by who may, with its proof; and nothing else moves a clock."""

from datetime import UTC, date, datetime, timedelta

import pytest

from center.foundation import calendar
from center.foundation.actor import SYSTEM
from center.foundation.calendar import Day
from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, at
from intake import clocks, lifecycle, recomputing, status, sweep
from intake.lifecycle import clocks as verbs
from intake.models import Clock, ClockExtension, ClockPause, Event, Limit
from tests import factories
from tests.factories import act, desk

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
THURSDAY, TUESDAY = datetime(2026, 3, 5, 3, 0, tzinfo=UTC), datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
PAPER = {"ground": "appraisal", "proof": "苏医鉴〔2026〕12号", "ends_when": "收到鉴定意见书"}


@pytest.fixture
def in_march(county):
    """The calendar of the time in which these clocks run."""


@pytest.fixture
def start(in_march, make_case, clerk, mediator):
    """`start("medical.mediate")`: a case in the mediator's hands with this limit running from Monday the second of March."""

    def begin(key, moment=MONDAY):
        with at(moment):
            case = factories.send(make_case(), act(clerk))
            lifecycle.sign(case, by=act(mediator))
            return clocks.start(case, key, desk=case.desk)

    return begin


def last_day(clock):
    return Clock.objects.get(pk=clock.pk).due_at.astimezone(SHANGHAI).date()


def pause(clock, by, moment=THURSDAY, **changes):
    with at(moment):
        return verbs.pause(clock, by=act(by), **{**PAPER, "until": date(2026, 5, 29), **changes})


def refusal(verb, *args, **more):
    with pytest.raises(Refused) as refused:
        verb(*args, **more)
    return refused.value


def test_a_pause_of_three_working_days_moves_the_end_by_three(start, mediator):
    clock = start("medical.mediate")
    assert last_day(clock) == date(2026, 4, 14)
    pause(clock, mediator)
    with at(TUESDAY):
        verbs.resume(clock, by=act(mediator))
    assert last_day(clock) == date(2026, 4, 17)  # Thursday, Friday and Monday were left out
    told = list(Event.objects.filter(case=clock.case, kind__startswith="clock.").values_list("kind", "data__until"))
    assert told == [("clock.paused", "2026-05-29"), ("clock.resumed", "2026-04-17")]


def test_while_it_stands_still_it_is_not_late_and_nobody_is_told(start, mediator, director):
    clock = start("medical.mediate")
    pause(clock, mediator, until=date(2026, 6, 30))
    after = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
    with at(after):
        sweep.sweep_clocks()
        assert not Clock.objects.overdue(after).filter(pk=clock.pk).exists()
    clock.refresh_from_db()
    assert clock.breached_at is None and clock.paused_at == THURSDAY


def test_it_runs_on_by_itself_when_the_pause_has_lasted_as_long_as_it_may(start, mediator):
    clock = start("medical.mediate")
    made = pause(clock, mediator, until=date(2026, 3, 13))
    with at(datetime(2026, 3, 20, 2, 0, tzinfo=UTC)):  # a week of outage: no day more is left out
        sweep.sweep_clocks()
        sweep.sweep_clocks()
    made.refresh_from_db()
    assert made.ended_at == datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
    assert last_day(clock) == date(2026, 4, 23)  # 5 6, 9-13: seven working days
    assert Event.objects.filter(case=clock.case, kind="clock.resumed", by_kind="system").count() == 1


@pytest.mark.parametrize(
    ("key", "code"),
    [("petition.handling", "never_pauses"), ("sign_for", "never_pauses"), ("foi.answer", "other_ground")],
)
def test_it_pauses_only_on_the_ground_its_row_names_and_the_article_is_said(start, mediator, key, code):
    clock = start(key)
    with at(MONDAY):
        said = refusal(verbs.pause, clock, by=act(mediator), until=date(2026, 3, 5), **PAPER)
    assert said.code == code and clock.limit.source in str(said.message)
    assert not ClockPause.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"proof": " "}, "proof_needed"), ({"ends_when": ""}, "proof_needed"), ({"ground": "hearing"}, "other_ground"),
        ({"until": date(2026, 3, 4)}, "until_when"), ({"until": date(2027, 6, 1)}, "until_when"),
    ],
)  # fmt: skip
def test_a_pause_needs_its_paper_and_its_end(start, mediator, changes, code):
    assert refusal(pause, start("medical.mediate"), mediator, **changes).code == code


def test_twice_is_once(start, mediator):
    clock = start("medical.mediate")
    pause(clock, mediator)
    assert refusal(pause, clock, mediator).code == "paused_already"
    with at(TUESDAY):
        verbs.resume(clock, by=act(mediator))
        assert refusal(verbs.resume, clock, by=act(mediator)).code == "not_paused"
    assert last_day(clock) == date(2026, 4, 17)


def test_what_has_passed_or_ended_is_neither_paused_nor_extended(start, mediator, director):
    clock, law = start("medical.mediate"), start("petition.handling")
    late = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
    assert refusal(pause, clock, mediator, late, until=date(2026, 6, 1)).code == "expired"
    with at(late):
        said = refusal(
            verbs.extend,
            law,
            amount=30,
            reason="案情复杂",
            told_on=date(2026, 5, 20),
            told_how="邮寄",
            by=act(director),
        )
        assert said.code == "expired" and law.limit.source in str(said.message)
        clocks.stop_all(clock.case)
    assert refusal(pause, clock, mediator, late, until=date(2026, 6, 1)).code == "stopped"


def test_changing_the_desk_or_writing_a_note_never_moves_a_clock_nor_loses_a_pause(start, mediator, director):
    clock = start("medical.mediate")
    case = clock.case
    pause(clock, mediator)
    with at(THURSDAY + timedelta(hours=1)):
        lifecycle.note(case, text="已电话联系双方。", by=act(mediator))
        lifecycle.transfer(case, to_desk=desk("XY", "judicial"), reason="县中心调处", by=act(director))
        county = factories.staff("county_mediator", desk("XY", "judicial"), "mediator")
        lifecycle.sign(case, by=act(county))
    clock.refresh_from_db()
    assert clock.paused_at == THURSDAY and last_day(clock) == date(2026, 4, 14)
    with at(TUESDAY):
        verbs.resume(clock, by=act(county))
    assert last_day(clock) == date(2026, 4, 17)


def extend(clock, by, moment=THURSDAY, **changes):
    values = {
        "amount": 30,
        "reason": "案情复杂",
        "told_on": moment.astimezone(SHANGHAI).date(),
        "told_how": "邮寄，盱信延〔2026〕3号",
    }
    with at(moment):
        return verbs.extend(clock, by=act(by), **{**values, **changes})


def test_an_extension_moves_the_end_once_the_party_was_told(start, director, mediator):
    law = start("petition.handling")
    assert last_day(law) == date(2026, 5, 6)  # the first of May is a holiday
    made = extend(law, director, told_on=None, told_how="")
    assert not made.valid and last_day(law) == date(2026, 5, 6)
    with at(TUESDAY):
        verbs.tell(made, told_on=date(2026, 3, 9), told_how="当面送达", by=act(mediator))
    assert last_day(law) == date(2026, 6, 1)  # 90 days from the second of March: the 31st of May, a Sunday
    with at(TUESDAY):
        assert (
            refusal(verbs.tell, made, told_on=date(2026, 3, 9), told_how="再次", by=act(mediator)).code
            == "told_already"
        )


def test_a_notice_after_the_end_comes_too_late(start, director, mediator):
    law = start("petition.handling")
    made = extend(law, director, told_on=None, told_how="")
    with at(datetime(2026, 5, 8, 2, 0, tzinfo=UTC)):
        assert refusal(verbs.tell, made, told_on=date(2026, 5, 8), told_how="邮寄", by=act(mediator)).code == "expired"
    assert not ClockExtension.objects.get().valid


@pytest.mark.parametrize(
    ("key", "changes", "code"),
    [
        ("petition.handling", {"amount": 31}, "beyond_cap"), ("petition.handling", {"amount": 0}, "beyond_cap"),
        ("land_arb.award", {"amount": 45}, "beyond_cap"), ("petition.review_decide", {}, "no_extension"), ("handling", {}, "no_extension"),
        ("petition.handling", {"reason": " "}, "reason_needed"), ("petition.handling", {"told_on": date(2026, 3, 6)}, "not_yet"),
        ("petition.handling", {"told_on": date(2026, 2, 27)}, "not_yet"), ("petition.handling", {"told_how": ""}, "how_told"),
    ],
)  # fmt: skip
def test_an_extension_is_refused_with_the_article(start, director, key, changes, code):
    clock = (
        start(key)
        if key != "handling"
        else Clock.objects.get(pk=start("petition.handling").case.clocks.get(limit__key="handling").pk)
    )
    said = refusal(extend, clock, director, **changes)
    assert said.code == code
    assert clock.limit.source in str(said.message) or code in ("reason_needed", "not_yet", "how_told")
    assert not ClockExtension.objects.exists()


def test_a_second_extension_is_refused_with_the_article(start, director):
    law = start("petition.handling")
    extend(law, director, amount=10)
    said = refusal(extend, law, director, amount=10)
    assert said.code == "extended_already" and law.limit.source in str(said.message)
    assert last_day(law) == date(2026, 5, 11)


def test_the_parties_may_agree_to_go_on(start, mediator):
    clock = start("mediation.norm")
    assert last_day(clock) == date(2026, 4, 2)
    extend(clock, mediator, amount=15, reason="双方同意继续调解", told_how="调解笔录")
    extend(clock, mediator, amount=10, reason="双方再次同意", told_how="调解笔录")
    assert last_day(clock) == date(2026, 4, 27)


def test_pause_extension_and_a_new_calendar_add_up(start, mediator):
    recomputing.recompute_if_changed()
    clock = start("medical.mediate")
    pause(clock, mediator)
    extend(clock, mediator, amount=5, reason="三方约定", told_how="约定书")
    with at(TUESDAY):
        verbs.resume(clock, by=act(mediator))
        assert last_day(clock) == date(2026, 4, 24)  # thirty and five and three
        days = calendar.seed_years()[2026] | {date(2026, 4, 20): Day(False, "放假")}
        calendar.load_year(2026, days, source="更正通知")
        recomputing.recompute_if_changed()
    assert last_day(clock) == date(2026, 4, 27)


def test_a_paused_clock_is_left_alone_by_a_new_calendar_until_it_runs_on(start, mediator):
    recomputing.recompute_if_changed()
    clock = start("medical.mediate")
    pause(clock, mediator)
    before = Clock.objects.filter(pk=clock.pk).values().get()
    with at(THURSDAY):
        calendar.load_year(
            2026, calendar.seed_years()[2026] | {date(2026, 4, 7): Day(False, "放假")}, source="更正通知"
        )
        recomputing.recompute_if_changed()
    assert Clock.objects.filter(pk=clock.pk).values().get() == before
    with at(TUESDAY):
        verbs.resume(clock, by=act(mediator))
    assert last_day(clock) == date(2026, 4, 20)  # three for the pause, and the holiday pushes it over the weekend


def test_a_clock_that_stops_while_paused_was_kept_in_time(start, mediator):
    clock = start("medical.mediate")
    pause(clock, mediator, until=date(2026, 7, 31))
    with at(datetime(2026, 6, 1, 2, 0, tzinfo=UTC)):
        clocks.stop_all(clock.case)
        clock.refresh_from_db()
        assert clock.breached_at is None
        assert sweep.sweep_clocks().scanned == 0


def test_a_citizen_is_promised_no_day_while_the_limit_stands_still(start, mediator):
    clock = start("medical.mediate")
    Clock.objects.filter(case=clock.case).exclude(pk=clock.pk).update(stopped_at=MONDAY)
    with at(THURSDAY):
        assert [limit.due_at for limit in status._limits(clock.case, THURSDAY)] == [clock.due_at]
        pause(clock, mediator)
        assert status._limits(clock.case, THURSDAY) == []


@pytest.mark.parametrize("who", ["clerk", "outsider", "legal_officer", "auditor"])
def test_outsiders_and_others_move_nothing(start, who, request):
    clock, law = start("medical.mediate"), start("petition.handling")
    by = request.getfixturevalue(who)
    assert refusal(pause, clock, by).status == 403
    assert refusal(extend, law, by).status == 403


def test_a_handler_does_not_extend_a_limit_of_the_law(start, mediator, section_head):
    law = start("petition.handling")
    for by in (mediator, section_head):
        assert refusal(extend, law, by).status == 403


def test_the_system_runs_nothing_on_before_its_time(start, mediator):
    clock = start("medical.mediate")
    pause(clock, mediator)
    with at(TUESDAY):
        assert verbs.resume_by_itself(clock.pk) is False
        verbs.resume(clock, by=SYSTEM)
    assert Limit.objects.get(pk=clock.limit_id).pauses_on == "appraisal"


# -- the pages --------------------------------------------------------------------------------------------------------


def address(clock, verb):
    return f"/cases/{clock.case.number}/limits/{clock.pk}/{verb}/"


def test_the_case_page_offers_only_what_the_row_and_the_right_allow(start, sign_in, mediator, director):
    clock, law = start("medical.mediate"), start("petition.handling")
    with at(THURSDAY):
        page = sign_in(mediator).get(f"/cases/{clock.case.number}/").content.decode()
        assert address(clock, "pause") in page and address(clock, "resume") not in page
        page = sign_in(mediator).get(f"/cases/{law.case.number}/").content.decode()
        assert address(law, "ask") in page and address(law, "extend") not in page, "by law it is not the mediator's"
        page = sign_in(director).get(f"/cases/{law.case.number}/").content.decode()
        assert address(law, "extend") in page and address(law, "pause") not in page


def test_pause_and_run_on_without_script(start, sign_in, mediator):
    clock = start("medical.mediate")
    client = sign_in(mediator)
    form = {"proof": "苏医鉴〔2026〕12号", "ends_when": "收到鉴定意见书", "until": "2026-05-29"}
    with at(THURSDAY):
        assert client.get(address(clock, "pause")).status_code == 200
        for wrong in ({"proof": ""}, {"until": "x"}, {"until": "2020-01-01"}):
            answer = client.post(address(clock, "pause"), form | wrong)
            assert answer.status_code == 422 and "收到鉴定意见书" in answer.content.decode()
        assert client.post(address(clock, "pause"), form).status_code == 302
        page = client.get(f"/cases/{clock.case.number}/").content.decode()
        assert "苏医鉴〔2026〕12号" in page and "2026年5月29日" in page and address(clock, "resume") in page
        assert client.post(address(clock, "pause"), form).status_code == 409
    with at(TUESDAY):
        assert client.post(address(clock, "resume"), {}).status_code == 302
    assert last_day(clock) == date(2026, 4, 17)


def test_an_extension_is_flagged_until_the_party_is_told(start, sign_in, director):
    law = start("petition.handling")
    client = sign_in(director)
    with at(THURSDAY):
        assert client.post(address(law, "tell"), {"told_on": "2026-03-05", "told_how": "邮寄"}).status_code == 409
        assert client.post(address(law, "extend"), {"amount": "31", "reason": "案情复杂"}).status_code == 422
        assert client.post(address(law, "extend"), {"amount": "30", "reason": "案情复杂"}).status_code == 302
        page = client.get(f"/cases/{law.case.number}/").content.decode()
        assert "chip-late" in page and address(law, "tell") in page and address(law, "extend") not in page
        assert client.post(address(law, "tell"), {"told_on": "2026-03-05", "told_how": "邮寄"}).status_code == 302
        page = client.get(f"/cases/{law.case.number}/").content.decode()
        assert address(law, "tell") not in page
    assert last_day(law) == date(2026, 6, 1)


def test_others_do_not_find_the_limit(start, sign_in, outsider, clerk, director):
    clock, law = start("medical.mediate"), start("petition.handling")
    assert sign_in(outsider).get(address(clock, "pause")).status_code == 404
    assert sign_in(clerk).get(address(clock, "pause")).status_code == 403
    client = sign_in(director)
    assert client.get(address(clock, "nothing")).status_code == 404
    assert client.get(f"/cases/{law.case.number}/limits/{clock.pk}/pause/").status_code == 404
