"""AD3, AD7: who sits where on which day, who is away, who stands in, and what standing in never opens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.now import at, today
from center.foundation.workdays import SHANGHAI
from center.institution import actors, permissions
from center.institution.attendance import days, lifecycle
from center.institution.lifecycle import appoint
from center.institution.models import Absence, Posting, Role, User
from intake import lifecycle as cases
from intake import posts, telling
from intake.models import Case
from tests import factories
from tests.factories import act

DAY = timedelta(days=1)


def code(verb, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.code


def away(user, by, *, days_long=3, start=None):
    first = start or today()
    return lifecycle.be_away(user, first_day=first, last_day=first + days_long * DAY, reason="leave", by=by)


@pytest.fixture
def deputy(county):
    return factories.staff("deputy", factories.desk("HHT", "judicial"), Role.MEDIATOR, name="钱代班")


def test_resident_rotating_and_on_call(mediator, section_head, county):
    monday = date(2026, 11, 23)
    week = [monday + n * DAY for n in range(14)]
    assert [days.places([mediator], week)[mediator.pk, day].presence for day in week[:7]] == ["here"] * 5 + ["off"] * 2
    lifecycle.set_attendance(mediator, attendance="rotating", of_weeks=2, days=[(1, 0), (2, 2)], by=act(section_head))
    there = [day for day in week if days.places([mediator], [day])[mediator.pk, day].presence == "here"]
    assert (
        len(there) == 2
        and {day.weekday() for day in there} == {0, 2}
        and there[0].isocalendar().week != there[1].isocalendar().week
    )
    lifecycle.set_attendance(mediator, attendance="on_call", minutes=30, by=act(section_head))
    place = days.places([mediator], [monday])[mediator.pk, monday]
    assert place.presence == "on_call" and place.minutes == 30 and place.there
    assert code(lifecycle.set_attendance, mediator, attendance="on_call", by=act(section_head)) == "minutes_needed"
    assert code(lifecycle.set_attendance, mediator, attendance="rotating", by=act(section_head)) == "days_needed"


def test_a_day_by_hand_goes_before_the_rule_and_an_absence_before_both(mediator, section_head):
    day = date(2026, 11, 28)  # a Saturday
    lifecycle.set_shift(mediator, day=day, present=True, window="3", by=act(section_head))
    lifecycle.set_shift(mediator, day=day, present=True, window="4", by=act(section_head))
    assert days.places([mediator], [day])[mediator.pk, day].word == "4"
    Absence.objects.create(
        user=mediator.user, first_day=day, last_day=day, reason="ill", at=section_head.user.date_joined
    )
    assert days.places([mediator], [day])[mediator.pk, day].presence == "away"


def test_only_who_arranges_the_desk_does(mediator, outsider, section_head, director, petition_officer):
    assert code(lifecycle.set_shift, mediator, day=today(), present=False, by=act(outsider)) == "not_allowed"
    assert (
        code(lifecycle.set_shift, petition_officer, day=today(), present=False, by=act(section_head)) == "not_allowed"
    )
    assert code(away, mediator.user, act(petition_officer)) == "not_allowed"
    away(mediator.user, act(mediator))
    away(petition_officer.user, act(director))


def test_an_absence_is_written_down_once_and_for_days_to_come(mediator):
    away(mediator.user, act(mediator))
    assert code(away, mediator.user, act(mediator)) == "away_already"
    assert code(away, mediator.user, act(mediator), start=today() - 30 * DAY) == "past"
    assert code(away, mediator.user, act(mediator), days_long=-1) == "ends_before_it_began"
    assert code(away, mediator.user, act(mediator), start=today() + 10 * DAY, days_long=400) == "too_long"


def test_who_stands_in_acts_with_the_seat_and_every_line_says_so(routed_case, mediator, section_head, deputy):
    absence = away(section_head.user, act(section_head))
    cover = lifecycle.stand_in(absence, posting=section_head, deputy=deputy.user, by=act(section_head))
    assert (cover.covers, cover.role, cover.badge, cover.valid_to) == (
        section_head,
        "section_head",
        deputy.badge,
        absence.last_day,
    )
    cases.sign(routed_case, by=actors.of(cover))
    with override("zh-hans"):
        line = telling.story(Case.objects.get(pk=routed_case.pk)).lines[0]
    assert line.who == "钱代班（代王长林）"
    with at(today_noon(absence.last_day + DAY)):
        assert code(cases.note, routed_case, text="迟到", by=actors.of(cover)) == "not_allowed"


def today_noon(day):
    from datetime import datetime

    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def test_only_some_verbs_may_be_lent(routed_case, section_head, deputy):
    absence = away(section_head.user, act(section_head))
    assert (
        code(
            lifecycle.stand_in,
            absence,
            posting=section_head,
            deputy=deputy.user,
            verbs=["calendar.publish"],
            by=act(section_head),
        )
        == "not_carried"
    )
    cover = lifecycle.stand_in(
        absence, posting=section_head, deputy=deputy.user, verbs=["case.note"], by=act(section_head)
    )
    cases.note(routed_case, text="电话已转告", by=actors.of(cover))
    assert code(cases.sign, routed_case, by=actors.of(cover)) == "not_allowed"


def test_nobody_approves_by_standing_in_what_the_own_case_needs(signed_case, director, mediator):
    absence = away(director.user, act(director))
    cover = lifecycle.stand_in(absence, posting=director, deputy=mediator.user, by=act(director))
    assert signed_case.handler_id == mediator.user_id
    cases.conclude(signed_case, outcome="resolved", result="双方当场和好，墙已拆除。", by=act(mediator))
    assert code(cases.reopen, signed_case, reason="又起争执", by=actors.of(cover)) == "not_allowed"
    other = factories.staff("other", director.desk, Role.CENTER_DIRECTOR)
    cases.reopen(signed_case, reason="又起争执", by=act(other))


def test_clearance_is_not_lent(make_case, petition_officer, director, mediator):
    absence = away(director.user, act(director))
    lifecycle.stand_in(absence, posting=director, deputy=mediator.user, by=act(director))
    case = make_case("whistleblowing", by=director, desk=factories.desk("HHT"))
    fresh = User.objects.get(pk=mediator.user_id)
    assert permissions.scope(fresh).centers and not Case.objects.visible_to(fresh).filter(pk=case.pk).exists()


def test_who_may_stand_in(section_head, deputy, outsider, auditor, security_administrator, mediator):
    absence = away(section_head.user, act(section_head))

    def tried(**changes):
        said = {"posting": section_head, "deputy": deputy.user, "by": act(section_head), **changes}
        return code(lifecycle.stand_in, absence, **said)

    assert tried(deputy=section_head.user) == "own_seat"
    assert tried(posting=mediator) == "not_their_seat"
    assert tried(deputy=auditor.user) in ("deputy_elsewhere", "kept_apart")
    away(deputy.user, act(deputy))
    assert tried() == "deputy_away"
    theirs = away(security_administrator.user, act(security_administrator))
    assert (
        code(
            lifecycle.stand_in,
            theirs,
            posting=security_administrator,
            deputy=auditor.user,
            by=act(security_administrator),
        )
        == "kept_apart"
    )


def test_what_was_lent_is_not_lent_on(section_head, deputy, mediator):
    absence = away(section_head.user, act(section_head))
    cover = lifecycle.stand_in(absence, posting=section_head, deputy=deputy.user, by=act(section_head))
    assert (
        code(lifecycle.stand_in, absence, posting=section_head, deputy=deputy.user, by=act(section_head))
        == "covered_already"
    )
    theirs = away(deputy.user, act(deputy), start=today() + 2 * DAY)
    assert code(lifecycle.stand_in, theirs, posting=cover, deputy=mediator.user, by=act(deputy)) == "no_chain"


def test_back_early_ends_the_cover_and_what_has_not_begun_is_taken_back(section_head, deputy):
    absence = away(section_head.user, act(section_head), start=today() + 5 * DAY)
    lifecycle.stand_in(absence, posting=section_head, deputy=deputy.user, by=act(section_head))
    lifecycle.come_back(absence, by=act(section_head))
    assert not Posting.objects.filter(covers=section_head).exists()
    assert code(lifecycle.come_back, absence, by=act(section_head)) == "ended"
    absence = away(section_head.user, act(section_head))
    cover = lifecycle.stand_in(absence, posting=section_head, deputy=deputy.user, by=act(section_head))
    lifecycle.come_back(absence, by=act(section_head))
    cover.refresh_from_db()
    assert cover.valid_to == today()


def test_what_comes_due_for_somebody_away_goes_to_the_deputy_or_one_up(signed_case, mediator, section_head, deputy):
    seat = {"desk": signed_case.desk_id, "user": mediator.user_id}
    assert posts.sitting(signed_case, **seat) == (mediator.user_id,)
    absence = away(mediator.user, act(mediator))
    assert posts.sitting(signed_case, **seat) == ()
    lifecycle.stand_in(absence, posting=mediator, deputy=deputy.user, by=act(mediator))
    assert posts.sitting(signed_case, **seat) == (deputy.user_id,)


def test_the_week_is_shown_at_a_constant_cost(section_head, mediator, sign_in, django_assert_max_num_queries):
    client = sign_in(section_head)
    page = reverse("attendance")
    assert "陈建国" in client.get(page).content.decode()
    for n in range(12):
        factories.staff(f"more{n}", mediator.desk, Role.MEDIATOR, name=f"王{n}")
    with django_assert_max_num_queries(40):
        assert client.get(page, {"from": "2026-11-23"}).status_code == 200
    assert (
        client.get(page, {"from": "nonsense"}).status_code == 200
        and client.get(page, {"center": "MB"}).status_code == 404
    )


def test_without_script_from_leave_to_cover_and_back(section_head, deputy, sign_in):
    client = sign_in(section_head)
    said = {
        "user": section_head.user_id,
        "first_day": today().isoformat(),
        "last_day": (today() + DAY).isoformat(),
        "reason": "leave",
    }
    assert client.post(reverse("absences"), {**said, "last_day": ""}).status_code == 422
    made = client.post(reverse("absences"), said)
    absence = Absence.objects.get()
    assert made.url == reverse("absence", args=[absence.pk])
    assert client.post(made.url, {"posting": section_head.pk, "deputy": "", "whole": "yes"}).status_code == 422
    assert (
        client.post(made.url, {"posting": section_head.pk, "deputy": deputy.user_id, "whole": "no"}).status_code == 422
    )
    assert (
        client.post(made.url, {"posting": section_head.pk, "deputy": deputy.user_id, "whole": "yes"}).status_code == 302
    )
    assert "钱代班（代王长林）" in client.get(made.url).content.decode()
    assert client.post(reverse("absence_back", args=[absence.pk])).status_code == 302
    seat = reverse("attendance_seat", args=[deputy.pk])
    assert client.post(seat, {"what": "mode", "attendance": "rotating", "of_weeks": "1"}).status_code == 422
    assert (
        client.post(seat, {"what": "mode", "attendance": "rotating", "of_weeks": "1", "days": ["1-2"]}).status_code
        == 302
    )
    assert client.post(seat, {"what": "day", "day": today().isoformat(), "present": "no"}).status_code == 302


def test_others_find_no_page(outsider, section_head, sign_in, mediator):
    absence = away(section_head.user, act(section_head))
    client = sign_in(outsider)
    assert client.get(reverse("absence", args=[absence.pk])).status_code == 404
    assert client.get(reverse("attendance_seat", args=[mediator.pk])).status_code == 404


def test_a_cover_posting_is_no_seat_of_its_own_to_arrange(director, mediator, sign_in):
    cover = appoint(mediator.user, desk=director.desk, role=director.role, badge="X1", covers=director, by=SYSTEM)
    assert sign_in(director).get(reverse("attendance_seat", args=[cover.pk])).status_code == 404
