"""A report from the phone: what it opens, where it lies, who is told, and that it is one however often it is sent."""

import threading
import uuid

import pytest
from django.db import connection

from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import today
from center.institution.lifecycle import end
from center.papers.models import File
from grid import lifecycle
from grid.lifecycle import ReportData
from grid.models import Assignment, GridReport
from grid.place import Position
from intake.models import Case, Clock, Event, Handover, Limit, TallyDelta
from tests import factories
from tests.factories import BEGAN, act, desk
from tests.grid.conftest import ELSEWHERE, INSIDE, NOWHERE


def refusal(send, *args, **kwargs) -> str:
    cases = Case.objects.count()
    with pytest.raises(Refused) as refused:
        send(*args, **kwargs)
    assert Case.objects.count() == cases and not File.objects.exists()
    return refused.value.code


def test_it_opens_a_case_in_its_grid_and_is_at_the_right_desk_at_once(send, grid, worker, photo):
    report = send("safety_danger", photo=photo)
    case = report.case
    assert (case.area, case.township.code, case.center.code) == (grid, "320830108000", "HHT")
    assert (case.state, case.desk, case.origin_desk) == ("routed", desk("HHT", "governance"), desk("HHT"))
    assert (case.visit.source, case.registered_by, case.matter.key) == ("grid", worker.user, "hidden_danger")
    assert case.attachments.get().file == report.photo
    assert Clock.objects.running().filter(case=case, limit__key="sign_for").exists()
    assert Handover.objects.get(case=case).route.key == "governance"
    assert (report.placed, report.grid, report.reporter) == ("located", grid, worker.user)


def test_the_story_says_who_saw_it_and_that_the_portal_sent_it_on(send, worker, photo):
    report = send(photo=photo)
    events = Event.objects.filter(case=report.case).order_by("seq")
    assert [event.kind for event in events] == ["case.registered", "grid.reported", "case.routed"]
    assert [(event.by_kind, event.by_badge) for event in events] == [
        ("staff", worker.badge),
        ("staff", worker.badge),
        ("system", ""),
    ]
    assert events[1].data["report"] == str(report.uuid)


@pytest.mark.parametrize(
    ("category", "place"), [("dispute", "judicial"), ("livelihood", "petitions"), ("public_order", "governance")]
)
def test_each_class_goes_where_its_matter_goes(send, category, place):
    assert send(category).case.desk == desk("HHT", place)


def test_its_point_is_kept_on_a_raster_of_fifty_metres(send):
    report = send(position=Position(33.0212345, 118.5212345, 8))
    assert (report.lat, report.lng) == (report.case.lat, report.case.lng)
    assert report.lat != 33.0212345 and abs(report.lat - 33.0212345) < 0.0005 and abs(report.lng - 118.5212345) < 0.0005


def test_where_the_table_names_no_desk_it_waits_at_the_counter(send, county):
    from intake.models import Route

    Route.objects.update(valid_to=today().replace(year=2020))
    report = send()
    assert (report.case.state, report.case.desk) == ("registered", desk("HHT"))


# -- where it lies ---------------------------------------------------------------------------------------------------


def test_without_a_position_it_lies_in_the_workers_only_grid(send, grid):
    report = send(position=None)
    assert (report.grid, report.placed, report.lat) == (grid, "only", None)


def test_without_a_position_and_with_two_grids_it_asks_which(send, worker, grid, other_grid):
    Assignment.objects.create(posting=worker, grid=other_grid, valid_from=BEGAN)
    assert refusal(send, position=None) == "choose_grid"
    assert send(position=None, grid=other_grid).placed == "chosen"


def test_a_grid_that_was_taken_away_yesterday_is_no_longer_the_workers(send, worker):
    Assignment.objects.update(valid_to=today().replace(year=2020))
    assert refusal(send, position=None) == "choose_grid"


def test_a_point_outside_the_county_is_refused_unless_a_grid_is_chosen(send, grid):
    assert refusal(send, position=NOWHERE) == "outside_county"
    assert send(position=NOWHERE, grid=grid).placed == "chosen"


@pytest.mark.parametrize(
    "position", [Position(float("nan"), 118.5), Position(91, 118.5), Position(33, 181), Position(float("inf"), 0)]
)
def test_degrees_that_do_not_exist_are_refused(send, position):
    assert refusal(send, position=position) == "not_a_point"


def test_an_inaccurate_position_must_be_confirmed_and_the_chosen_grid_wins(send, grid, other_grid):
    vague = Position(INSIDE.lat, INSIDE.lng, 101)
    assert refusal(send, position=vague) == "confirm_grid"
    confirmed, moved = send(position=vague, grid=grid), send(position=vague, grid=other_grid)
    assert [(report.grid, report.placed, report.accuracy_m) for report in (confirmed, moved)] == [
        (grid, "confirmed", 101),
        (other_grid, "confirmed", 101),
    ]


def test_a_hundred_metres_are_accurate_enough(send):
    assert send(position=Position(INSIDE.lat, INSIDE.lng, 100)).placed == "located"


def test_another_grid_than_an_accurate_position_needs_a_reason_which_is_kept(send, other_grid):
    assert refusal(send, grid=other_grid) == "reason_needed"
    report = send(grid=other_grid, place_reason="站在界桥上拍的，事在对岸。")
    assert (report.grid, report.placed, report.place_reason, report.case.center.code) == (
        other_grid,
        "moved",
        "站在界桥上拍的，事在对岸。",
        "MB",
    )


def test_a_grid_that_is_no_more_is_refused(send, grid):
    grid.valid_to = today().replace(year=2020)
    grid.save()
    assert refusal(send, grid=grid) == "no_such_grid"


def test_a_village_is_not_a_grid(send, grid):
    assert refusal(send, grid=grid.parent) == "no_such_grid"


def test_a_report_from_anothers_township_is_that_townships(send):
    assert send(position=ELSEWHERE).case.desk == desk("MB", "governance")


# -- urgent, settled on the spot ---------------------------------------------------------------------------------------


def test_an_urgent_one_is_in_the_inbox_of_its_desk_and_of_the_director(send, county, director):
    officer = factories.staff("officer", desk("HHT", "governance"), "section_head")
    report = send("emergency")
    assert report.urgent and report.case.urgent
    told = Notice.objects.filter(kind="grid.urgent")
    assert {notice.to_user_id for notice in told} == {officer.user_id, director.user_id}


def test_what_is_not_urgent_rings_no_bell(send, director):
    send()
    assert not Notice.objects.exists()


def test_what_was_settled_on_the_spot_is_concluded_and_counted_as_settled_in_the_grid(send, worker, photo):
    report = send("dispute", photo=photo, settled=True, result="双方当面说清，各让一步，当场握手。")
    case = report.case
    assert (case.state, case.outcome, case.on_the_spot, case.handler) == ("concluded", "settled", True, worker.user)
    assert not Handover.objects.filter(case=case).exists()
    assert TallyDelta.objects.filter(measure="on_the_spot", amount=1).exists()


def test_settling_needs_a_photo_and_a_result_that_says_something(send, photo):
    assert refusal(send, settled=True, result="双方当面说清，各让一步，当场握手。") == "photo_needed"
    assert refusal(send, photo=photo, settled=True, result="好了") == "result_too_short"


def test_a_worker_settles_no_other_persons_matter(case, worker):
    from intake.lifecycle import settle

    with pytest.raises(Refused) as refused:
        settle(case, outcome="settled", result="双方当面说清，各让一步，当场握手。", by=act(worker))
    assert refused.value.code == "not_allowed"


def test_words_or_a_photo_are_needed(send, photo):
    assert refusal(send, text="  ") == "text_needed"
    report = send(text="", photo=photo)
    assert report.case.narrative == "安全隐患（黄花塘村第1网格）"


# -- who ---------------------------------------------------------------------------------------------------------------


def test_a_mediator_cannot_report(send, mediator):
    assert refusal(send, by=mediator) == "not_allowed"


def test_a_worker_whose_posting_ended_yesterday_cannot_report(send, worker):
    from datetime import timedelta

    from center.foundation.actor import SYSTEM

    end(worker, by=SYSTEM, last_day=today() - timedelta(days=1))
    assert refusal(send) == "not_allowed"


# -- sent twice --------------------------------------------------------------------------------------------------------


def test_the_same_uuid_again_gives_the_first_report_and_changes_nothing(send, photo):
    same = uuid.uuid4()
    first = send(uuid=same, photo=photo)
    again = send(uuid=same, photo=photo, text="另一段话", position=NOWHERE)
    assert (again.pk, first.replayed, again.replayed) == (first.pk, False, True)
    assert (Case.objects.count(), GridReport.objects.count(), File.objects.count(), Event.objects.count()) == (
        1,
        1,
        1,
        3,
    )


def test_the_uuid_of_another_person_tells_nothing(send, county, worker):
    same = uuid.uuid4()
    send(uuid=same)
    other = factories.staff("grid2", desk("MB", "governance"), "grid_worker")
    with pytest.raises(Refused) as refused:
        send(uuid=same, by=other)
    assert refused.value.code == "uuid_taken"


def test_what_fails_half_way_leaves_no_case_and_no_file(send, photo, tmp_path):
    Limit.objects.all().delete()  # a county whose limits were never loaded
    with pytest.raises(Refused) as refused:
        send(photo=photo)
    assert (refused.value.code, refused.value.status) == ("rules_missing", 503)
    assert not Case.objects.exists() and not File.objects.exists()
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one_report_one_case_one_file(send, worker, classes, photo, settings, tmp_path):
    same, results, start = uuid.uuid4(), [], threading.Barrier(8)

    def press():
        try:
            start.wait()
            results.append(
                lifecycle.report(
                    ReportData(same, classes["dispute"], "两家争巷道。", INSIDE), photo=photo, by=act(worker)
                ).pk
            )
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [GridReport.objects.get().pk] * 8
    assert (Case.objects.count(), File.objects.count(), Handover.objects.count()) == (1, 1, 1)
    assert Case.objects.get().number[-5:-1] == "0001"
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1
