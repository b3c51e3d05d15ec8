"""Sessions: notice, rooms, who came, minutes, private notes (MD4), and danger (MD11)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from center.foundation import audit
from center.foundation.errors import Refused
from center.foundation.models import AuditRow, Notice
from center.foundation.now import SHANGHAI, at, now
from intake import lifecycle as case_lifecycle
from intake.models import Case, Event, Party
from mediation import lifecycle
from mediation.lifecycle import danger, minutes
from mediation.lifecycle.sessions import Plan
from mediation.models import Danger, Mediation, MinutesPage, PrivateNote, Room, Session
from tests import factories
from tests.factories import act

MONDAY = datetime.combine(date(2026, 3, 2), time(9), SHANGHAI)


@pytest.fixture
def room(county):
    return Room.objects.create(center=county["HHT"], name="调解一室")


@pytest.fixture
def plan(opened, room):
    """plan(days=3): a session of an hour with both sides, so many days from now."""

    def make(days=3, mediation=None, **changes):
        begins = changes.pop("begins", now() + timedelta(days=days))
        parties = changes.pop("parties", tuple((mediation or opened).case.parties.all()))
        return Plan(begins, begins + timedelta(hours=1), parties, **{"room": room, **changes})

    return make


@pytest.fixture
def other(make_case, clerk, mediator):
    """Another open mediation at the same desk."""
    return open_one(clerk, mediator)


def open_one(clerk, mediator, **changes):
    case = factories.send(factories.make_case(act(clerk), clerk.desk, **changes), act(clerk))
    case_lifecycle.sign(case, by=act(mediator))
    mediation = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    for party in case.parties.all():
        lifecycle.consent(mediation, party=party, answer="agreed", channel="phone", by=act(mediator))
    return mediation


def refusal(verb, *arguments, **given):
    with pytest.raises(Refused) as refused:
        verb(*arguments, **given)
    return refused.value.code


def test_a_session_is_planned_and_the_parties_are_told(opened, plan, mediator):
    session = lifecycle.schedule(opened, plan=plan(), by=act(mediator))
    assert session.state == "planned" and session.summonses.count() == 2
    assert Event.objects.filter(kind="mediation.session_planned").count() == 1


def test_they_are_told_a_working_day_before_unless_they_agree_to_less(opened, plan, mediator):
    """The row of the center; a Saturday and a Sunday do not count."""
    with at(MONDAY + timedelta(days=4)):  # Friday: Monday at nine is too soon only when nobody was told on Friday
        monday_after = MONDAY + timedelta(days=7)
        lifecycle.schedule(opened, plan=plan(begins=monday_after), by=act(mediator))
    with at(MONDAY + timedelta(days=6, hours=3)):  # Sunday
        soon = plan(begins=monday_after + timedelta(hours=4))
        assert refusal(lifecycle.schedule, opened, plan=soon, by=act(mediator)) == "too_late_to_tell"
        together = plan(begins=monday_after + timedelta(hours=4), waived="双方同时到场，要求当场调解")
        assert lifecycle.schedule(opened, plan=together, by=act(mediator)).notice_waived


def test_what_a_session_needs(opened, plan, mediator, county):
    applicant, respondent = opened.case.parties.order_by("pk")
    elsewhere = Room.objects.create(center=county["MB"], name="马坝")
    for code, wrong in {
        "room_needed": plan(room=None),
        "wrong_room": plan(room=elsewhere),
        "nobody_told": plan(parties=()),
        "session_time": plan(days=-2),
        "one_side": plan(kind="separate"),
        "not_public": plan(open_to_public=True),
        "wrong_kind": plan(kind="dance"),
        "wrong_channel": plan(how="pigeon"),
    }.items():
        assert refusal(lifecycle.schedule, opened, plan=wrong, by=act(mediator)) == code
    assert lifecycle.schedule(opened, plan=plan(kind="video", room=None), by=act(mediator)).room is None
    alone = plan(days=5, kind="separate", parties=(respondent,))
    assert lifecycle.schedule(opened, plan=alone, by=act(mediator)).kind == "separate" and applicant


def test_nobody_and_no_room_is_booked_twice(opened, other, plan, mediator, room, county):
    lifecycle.schedule(opened, plan=plan(), by=act(mediator))
    assert refusal(lifecycle.schedule, other, plan=plan(mediation=other), by=act(mediator)) == "room_taken"
    second = Room.objects.create(center=county["HHT"], name="调解二室")
    assert (
        refusal(lifecycle.schedule, other, plan=plan(mediation=other, room=second), by=act(mediator))
        == "mediator_taken"
    )
    Mediation.objects.filter(pk=other.pk).update(mediator=factories.staff("second", mediator.desk, "mediator").user)
    assert lifecycle.schedule(other, plan=plan(mediation=other, room=second), by=act(mediator)).room == second


def test_the_same_person_is_not_called_to_two_at_once(opened, clerk, mediator, plan, county):
    there = opened.case.parties.get(side="applicant").person
    again = open_one(clerk, mediator)
    Party.objects.filter(case=again.case, side="applicant").update(person=there)
    Mediation.objects.filter(pk=again.pk).update(mediator=factories.staff("second", mediator.desk, "mediator").user)
    second = Room.objects.create(center=county["HHT"], name="调解二室")
    lifecycle.schedule(opened, plan=plan(), by=act(mediator))
    assert (
        refusal(lifecycle.schedule, again, plan=plan(mediation=again, room=second), by=act(mediator)) == "party_taken"
    )


def test_a_cancelled_session_frees_the_room(opened, other, plan, mediator):
    session = lifecycle.schedule(opened, plan=plan(), by=act(mediator))
    lifecycle.cancel(session, reason="申请人生病", by=act(mediator))
    assert lifecycle.schedule(other, plan=plan(mediation=other), by=act(mediator)).pk
    assert refusal(lifecycle.cancel, session, reason="再次", by=act(mediator)) == "moved_on"


def test_who_stays_away_twice_without_reason_may_end_it(opened, plan, mediator):
    applicant, respondent = opened.case.parties.order_by("pk")
    for days in (2, 4):
        assert refusal(lifecycle.end_for_absence, opened, party=respondent, by=act(mediator)) == "make_a_new_date"
        session = lifecycle.schedule(opened, plan=plan(days), by=act(mediator))
        lifecycle.hold(session, came=[applicant], excuses={}, by=act(mediator))
        assert session.state == "missed"
    lifecycle.end_for_absence(opened, party=respondent, by=act(mediator))
    assert Mediation.objects.get().state == "failed" and Case.objects.get().outcome == "not_mediated"


def test_who_is_excused_did_not_stay_away(opened, plan, mediator):
    applicant, respondent = opened.case.parties.order_by("pk")
    for days in (2, 4):
        session = lifecycle.schedule(opened, plan=plan(days), by=act(mediator))
        lifecycle.hold(session, came=[applicant], excuses={respondent.pk: "住院"}, by=act(mediator))
    assert refusal(lifecycle.end_for_absence, opened, party=respondent, by=act(mediator)) == "make_a_new_date"


def test_minutes_are_confirmed_page_by_page_and_then_stand(opened, plan, mediator):
    applicant, respondent = opened.case.parties.order_by("pk")
    session = lifecycle.schedule(opened, plan=plan(), by=act(mediator))
    lifecycle.hold(session, came=[applicant, respondent], excuses={}, by=act(mediator))
    first = lifecycle.write_page(session, text="双方陈述事实。", by=act(mediator))
    lifecycle.correct_page(first, text="双方陈述了事实。", by=act(mediator))
    lifecycle.confirm_pages(session, party=applicant, by=act(mediator))
    assert refusal(lifecycle.correct_page, first, text="别的", by=act(mediator)) == "confirmed"
    lifecycle.write_page(session, text="双方各让一步。", by=act(mediator))
    assert len(lifecycle.confirm_pages(session, party=applicant, by=act(mediator))) == 1  # the new page only
    assert refusal(lifecycle.confirm_pages, session, party=applicant, by=act(mediator)) == "nothing_to_confirm"
    page = MinutesPage.objects.get(number=1)
    assert page.confirmations.get().digest == minutes.digest("双方陈述了事实。")
    raw = connection.cursor()
    raw.execute("SELECT text FROM mediation_minutespage")
    assert "双方" not in str(raw.fetchall())


def test_private_notes_are_for_the_mediator_alone(opened, mediator, director, section_head, county_director, sign_in):
    lifecycle.note_privately(opened, text="申请人的底线是两千元", by=act(mediator))
    url = reverse("mediation:file", args=[opened.pk]) + "?part=notes"
    assert "底线" in sign_in(mediator).get(url).content.decode()
    for who in (director, section_head, county_director):
        assert "底线" not in sign_in(who).get(url).content.decode()
        assert refusal(lifecycle.note_privately, opened, text="我也记", by=act(who)) == "not_allowed"
    assert not Event.objects.filter(data__icontains="底线").exists()
    raw = connection.cursor()
    raw.execute("SELECT text FROM mediation_privatenote")
    assert "底线" not in str(raw.fetchall())
    Mediation.objects.update(mediator=section_head.user)
    assert "底线" not in sign_in(section_head).get(url).content.decode()  # a successor starts from nothing
    assert PrivateNote.objects.count() == 1


def test_danger_is_known_to_those_who_must_act(
    opened, plan, mediator, clerk, section_head, director, department_head, sign_in
):
    """MD11; 人民调解法 art. 25."""
    lifecycle.note_danger(opened, signs={"threat", "weapon"}, note="称身上带刀", by=act(mediator))
    told = set(Notice.objects.filter(kind="mediation.danger").values_list("to_user", flat=True))
    assert told == {section_head.user_id, director.user_id}
    url = reverse("mediation:file", args=[opened.pk]) + "?part=danger"
    for who, sees in (
        (mediator, True),
        (section_head, True),
        (director, True),
        (clerk, False),
        (department_head, False),
    ):
        assert ("带刀" in sign_in(who).get(url).content.decode()) is sees, who
    assert not Event.objects.filter(kind__contains="danger").exists()  # the story is read by more
    assert AuditRow.objects.filter(action="mediation.danger_noted").count() == 1 and isinstance(audit.verify(), int)
    assert refusal(lifecycle.schedule, opened, plan=plan(), by=act(mediator)) == "safety_needed"
    lifecycle.tell_police(opened, station="黄花塘派出所", how="值班民警，电话报告", by=act(mediator))
    assert refusal(lifecycle.tell_police, opened, station="黄花塘派出所", how="再次", by=act(mediator)) == "moved_on"
    assert lifecycle.schedule(opened, plan=plan(safety="民警在场，分坐两室"), by=act(mediator)).safety
    lifecycle.end_danger(opened, reason="已经批评教育", by=act(section_head))
    assert Danger.objects.get().over_at and danger.seen_by(opened, act(clerk)) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_book_one_room_at_once(clerk, mediator, section_head, county):
    """With real threads on the real database, ten times: one has it, the other reads that it is taken."""
    second = factories.staff("second", mediator.desk, "mediator")
    room = Room.objects.create(center=county["HHT"], name="调解一室")
    one, two = open_one(clerk, mediator), open_one(clerk, mediator)
    Mediation.objects.filter(pk=two.pk).update(mediator=second.user)
    barrier, times = Barrier(2), 10
    begins = now() + timedelta(days=5)

    def book(pk, by):
        codes = []
        try:
            for turn in range(times):
                mediation = Mediation.objects.get(pk=pk)
                start = begins + timedelta(hours=2 * turn)
                party = mediation.case.parties.first()
                barrier.wait(timeout=60)
                try:
                    lifecycle.schedule(
                        mediation, plan=Plan(start, start + timedelta(hours=1), (party,), room=room), by=by
                    )
                except Refused as refused:
                    codes.append(refused.code)
        finally:
            connection.close()
        return codes

    with ThreadPoolExecutor(2) as pool:
        players = [pool.submit(book, one.pk, act(mediator)), pool.submit(book, two.pk, act(section_head))]
        codes = [code for player in players for code in player.result()]
    assert codes == ["room_taken"] * times and Session.objects.count() == times
