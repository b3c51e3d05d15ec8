"""Asking for more time: the desk asks, whom the law names decides, and nobody decides on his own request (DL5)."""

from datetime import UTC, date, datetime

import pytest

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.notices import words
from center.foundation.now import SHANGHAI, at
from center.institution.lifecycle import appoint
from center.institution.models import Role
from intake import clocks, lifecycle
from intake.lifecycle import clocks as verbs
from intake.lifecycle import extending
from intake.models import Clock, ClockExtension, Event, ExtensionRequest, Limit
from tests import factories
from tests.factories import act

MONDAY = datetime(
    2026, 3, 2, 2, 0, tzinfo=UTC
)  # ten in the morning in Shanghai; sixty days end on 6 May, after the holiday
THURSDAY = datetime(2026, 3, 5, 3, 0, tzinfo=UTC)
LAST_IN_TIME, LAST_DAY = datetime(2026, 4, 30, 9, 0, tzinfo=UTC), datetime(2026, 5, 6, 2, 0, tzinfo=UTC)


@pytest.fixture
def start(make_case, clerk, mediator):
    def begin(key="petition.handling"):
        with at(MONDAY):
            case = factories.send(make_case(), act(clerk))
            lifecycle.sign(case, by=act(mediator))
            return clocks.start(case, key, desk=case.desk)

    return begin


def last_day(clock):
    return Clock.objects.get(pk=clock.pk).due_at.astimezone(SHANGHAI).date()


def ask(clock, by, moment=THURSDAY, amount=30, reason="案情复杂"):
    with at(moment):
        return extending.ask_extension(clock, amount=amount, reason=reason, by=act(by))


def approve(clock, by, moment=THURSDAY, **told):
    with at(moment):
        return extending.approve_extension(clock, by=act(by), **told)


def refuse(clock, by, answer="可按期办结", moment=THURSDAY):
    with at(moment):
        extending.refuse_extension(clock, answer=answer, by=act(by))


def code(verb, *args, **more):
    with pytest.raises(Refused) as refused:
        verb(*args, **more)
    return refused.value.code


def test_the_desk_asks_the_head_approves_and_it_counts_once_the_party_was_told(start, mediator, department_head):
    clock = start()
    asked = ask(clock, mediator)
    (told,) = Notice.objects.filter(kind="clock.extension_asked")
    assert told.to_user == department_head.user and "请在事项页面审批" in words(told)
    assert not asked.late and last_day(clock) == date(2026, 5, 6)
    made = approve(clock, department_head)
    asked.refresh_from_db()
    assert (asked.state, asked.extension, asked.decided_by) == ("extension_approved", made, department_head.user)
    assert not made.valid and last_day(clock) == date(2026, 5, 6), "nobody has told the party yet"
    assert Notice.objects.get(kind="clock.extension_approved").to_user == mediator.user
    with at(THURSDAY):
        verbs.tell(made, told_on=date(2026, 3, 5), told_how="当面送达", by=act(mediator))
    assert last_day(clock) == date(2026, 6, 1)
    kinds = Event.objects.filter(case=clock.case, kind__startswith="clock.ext").order_by("seq")
    assert list(kinds.values_list("kind", flat=True)) == [
        "clock.extension_asked", "clock.extended", "clock.extension_told",
    ]  # fmt: skip
    assert code(approve, clock, department_head) == "moved_on"
    assert code(ask, clock, mediator) == "extended_already", "once is all the law allows"


def test_a_refusal_has_a_reason_and_leaves_the_end_and_then_it_may_be_asked_again(start, mediator, director):
    clock = start()
    ask(clock, mediator)
    assert code(refuse, clock, director, " ") == "reason_needed"
    refuse(clock, director)
    assert last_day(clock) == date(2026, 5, 6) and not ClockExtension.objects.exists()
    assert Notice.objects.get(kind="clock.extension_refused").to_user == mediator.user
    assert code(refuse, clock, director) == "moved_on"
    assert ask(clock, mediator, amount=10).state == "extension_asked"


def test_what_law_and_house_do_not_allow_is_refused_when_it_is_asked(start, mediator):
    clock = start()
    assert (
        code(ask, clock, mediator, amount=31) == "beyond_cap" and code(ask, clock, mediator, amount=0) == "beyond_cap"
    )
    assert code(ask, clock, mediator, reason=" ") == "reason_needed"
    assert code(ask, clock, mediator, datetime(2026, 5, 7, 2, 0, tzinfo=UTC)) == "expired"
    assert code(ask, start("petition.review_decide"), mediator) == "no_extension"
    assert code(ask, start("mediation.norm"), mediator) == "by_agreement"
    ask(clock, mediator)
    assert code(ask, clock, mediator) == "request_waits"
    assert ExtensionRequest.objects.count() == 1


def test_only_whom_the_law_names_decides_and_never_whoever_asked(
    start, mediator, section_head, department_head, director, outsider
):
    clock = start()
    assert code(ask, clock, outsider) == "not_allowed"
    ask(clock, director)
    assert code(approve, clock, director) == "own_request" and code(refuse, clock, director) == "own_request"
    assert code(approve, clock, mediator) == "not_allowed" and code(approve, clock, section_head) == "not_the_approver"
    assert code(approve, clock, outsider) == "not_allowed"
    with at(THURSDAY):
        direct = {"amount": 5, "reason": "案情复杂", "told_on": None, "told_how": "", "by": act(director)}
        assert code(verbs.extend, clock, **direct) == "request_waits", "nobody goes round a request"
    assert approve(clock, department_head)
    award = start("land_arb.award")
    assert award.limit.extend_by == Limit.Approver.COMMISSION_DIRECTOR
    ask(award, mediator)
    assert code(approve, award, department_head) == "not_the_approver"
    assert approve(award, director)


def test_nobody_approves_his_own_request_in_another_seat(start, mediator, department_head, director):
    clock = start()
    ask(clock, mediator)
    second = appoint(
        mediator.user,
        desk=director.desk,
        role=Role.CENTER_DIRECTOR,
        badge="Z9001",
        by=SYSTEM,
        valid_from=director.valid_from,
    )
    assert code(approve, clock, second) == "own_request" and code(refuse, clock, second) == "own_request"
    assert approve(clock, department_head)


def test_a_limit_that_names_the_section_head_is_extended_by_the_section_head(start, mediator, section_head):
    clock = start()
    Limit.objects.filter(pk=clock.limit_id).update(extend_by=Limit.Approver.SECTION_HEAD)
    ask(clock, mediator)
    assert Notice.objects.get(kind="clock.extension_asked").to_user == section_head.user
    assert approve(clock, section_head)


def test_less_than_a_working_day_before_the_end_the_centers_director_decides(
    start, mediator, department_head, director
):
    in_time, late = start(), start()
    assert not ask(in_time, mediator, LAST_IN_TIME).late
    asked = ask(late, mediator, LAST_DAY)
    assert asked.late and code(approve, late, department_head, LAST_DAY) == "not_the_approver"
    assert approve(in_time, department_head, LAST_DAY), "asked in time, whenever it is decided"
    assert Notice.objects.filter(kind="clock.extension_asked").latest("pk").to_user == director.user
    assert approve(late, director, LAST_DAY)
    another = start()
    with at(LAST_DAY):
        direct = {"amount": 5, "reason": "案情复杂", "told_on": None, "told_how": ""}
        assert code(verbs.extend, another, by=act(department_head), **direct) == "not_the_approver"
        assert verbs.extend(another, by=act(director), **direct)


def test_what_has_passed_or_ended_is_not_approved_any_more(start, mediator, director):
    passed, ended = start(), start()
    ask(passed, mediator)
    ask(ended, mediator)
    assert code(approve, passed, director, datetime(2026, 5, 7, 2, 0, tzinfo=UTC)) == "expired"
    with at(THURSDAY):
        clocks.stop_all(ended.case)
    assert code(approve, ended, director) == "stopped"
    assert not ExtensionRequest.objects.waiting().filter(clock=ended).exists()


def test_the_page_shows_what_waits_and_offers_each_what_is_theirs(start, sign_in, mediator, department_head, director):
    with at(MONDAY):
        case = start().case
        clock = case.clocks.get(limit__key="petition.handling")
        address = f"/cases/{case.number}/limits/{clock.pk}"
        page = sign_in(mediator).get(f"/cases/{case.number}/").content.decode()
        assert f"{address}/ask/" in page and f"{address}/extend/" not in page
        bad = sign_in(mediator).post(f"{address}/ask/", {"amount": "31", "reason": "案情复杂"})
        assert bad.status_code == 422 and "案情复杂" in bad.content.decode()
        assert sign_in(mediator).post(f"{address}/ask/", {"amount": "20", "reason": "需补充调查"}).status_code == 302
        page = sign_in(mediator).get(f"/cases/{case.number}/").content.decode()
        assert "等待审批" in page and f"{address}/approve/" not in page and f"{address}/ask/" not in page
        page = sign_in(department_head).get(f"/cases/{case.number}/").content.decode()
        assert f"{address}/approve/" in page and f"{address}/refuse/" in page
        assert case.grouped in sign_in(director).get("/cases/?extension=1").content.decode()
        form = sign_in(department_head).get(f"{address}/approve/").content.decode()
        assert "需补充调查" in form
        assert sign_in(department_head).post(f"{address}/approve/", {"told_on": "", "told_how": ""}).status_code == 302
        assert case.grouped not in sign_in(director).get("/cases/?extension=1").content.decode()
