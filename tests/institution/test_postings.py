from datetime import timedelta

import pytest

from center.foundation.actor import SYSTEM, Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import at as at_moment
from center.foundation.now import now, today
from center.institution import actors, permissions
from center.institution.lifecycle import appoint, end, withdraw_grants
from center.institution.models import CenterUserPermission, DepartmentUserPermission, Posting, Role, User
from center.institution.permissions import REACH, VERBS
from tests import factories

YESTERDAY, TOMORROW = timedelta(days=-1), timedelta(days=1)


def fresh(posting):
    """The same person as the next request sees them."""
    return User.objects.get(pk=posting.user_id)


def test_a_director_directs_all_desks_of_the_center_and_no_other(director, county):
    scope = permissions.scope(director.user)
    assert scope.centers == {county["HHT"].pk}
    for desk in county["HHT"].desks.all():
        assert scope.covers_desk(desk.pk, desk.center_id, [desk.department_id])
    other = factories.desk("MB", "judicial")
    assert not scope.covers_desk(other.pk, other.center_id, [other.department_id])


def test_a_department_head_reaches_the_departments_desks_at_every_center_and_its_matters(department_head):
    scope = permissions.scope(department_head.user)
    for center in ("XY", "HHT", "MB"):
        desk = factories.desk(center, "judicial")
        assert scope.covers_desk(desk.pk, desk.center_id, [desk.department_id])
    counter = factories.desk("HHT")
    judicial = factories.desk("HHT", "judicial").department_id
    assert not scope.covers_desk(counter.pk, counter.center_id, [None])
    assert scope.covers_desk(counter.pk, counter.center_id, [None, judicial])


def test_a_clerk_reaches_the_own_desk_only(clerk):
    scope = permissions.scope(clerk.user)
    assert (scope.desks, scope.centers, scope.departments, scope.everything) == ({clerk.desk_id}, set(), set(), False)
    assert scope.allows("case.register") and not scope.allows("case.reopen")


def test_the_countys_leaders_reach_everything(county_director, duty_leader):
    assert permissions.scope(county_director.user).everything
    assert permissions.scope(duty_leader.user).everything


def test_the_three_administrators_reach_no_case_and_share_no_verb(
    system_administrator, security_administrator, auditor
):
    for posting in (system_administrator, security_administrator, auditor):
        scope = permissions.scope(posting.user)
        assert not (scope.desks or scope.centers or scope.departments or scope.everything or scope.own)
    sets = [VERBS[posting.role] for posting in (system_administrator, security_administrator, auditor)]
    assert len(frozenset.union(*sets)) == sum(map(len, sets))


def test_every_role_has_verbs_and_a_reach():
    assert set(Role.values) == set(VERBS) == set(REACH)


@pytest.mark.parametrize("who", ["clerk", "director", "department_head", "county_director", "grid_worker"])
def test_a_posting_that_ended_yesterday_opens_nothing(who, request):
    posting = request.getfixturevalue(who)
    end(posting, by=SYSTEM, last_day=today() + YESTERDAY)
    scope = permissions.scope(fresh(posting))
    assert scope.postings == ()
    assert not (scope.desks or scope.centers or scope.departments or scope.everything or scope.own or scope.cleared)
    assert not any(scope.allows(verb) for verb in set().union(*VERBS.values()))
    assert actors.seats(fresh(posting)) == []
    with pytest.raises(Refused) as refusal:
        permissions.require(actors.of(posting), min(VERBS[posting.role]))
    assert refusal.value.status == 403
    assert not CenterUserPermission.objects.filter(user=posting.user).exists()
    assert not DepartmentUserPermission.objects.filter(user=posting.user).exists()


def test_a_posting_that_ends_today_still_opens_today_and_nothing_tomorrow(director):
    end(director, by=SYSTEM)
    assert permissions.scope(fresh(director)).centers
    with at_moment(now() + TOMORROW):
        assert permissions.scope(fresh(director)).centers == frozenset()  # before any sweep


def test_a_seat_is_there_from_its_first_day_to_its_last_while_the_account_is_open(clerk):
    Posting.objects.filter(pk=clerk.pk).update(valid_from=today(), valid_to=today())
    assert actors.seats(fresh(clerk)) == [clerk] == list(Posting.objects.valid(today()).filter(user=clerk.user))
    for other_day in (YESTERDAY, TOMORROW):
        with at_moment(now() + other_day):
            assert actors.seats(fresh(clerk)) == []
    User.objects.filter(pk=clerk.user_id).update(is_active=False)
    assert actors.seats(fresh(clerk)) == []


def test_the_grant_alone_opens_nothing(director):
    Posting.objects.filter(pk=director.pk).update(valid_to=today() + YESTERDAY)
    assert CenterUserPermission.objects.filter(user=director.user).exists()
    assert permissions.scope(fresh(director)).centers == frozenset()


def test_the_role_alone_opens_nothing_without_the_grant(director):
    CenterUserPermission.objects.all().delete()
    assert permissions.scope(fresh(director)).centers == frozenset()


def test_a_posting_that_begins_tomorrow_opens_tomorrow(county):
    posting = factories.staff(
        "later", factories.desk("MB", "political_legal"), Role.CENTER_DIRECTOR, valid_from=today() + TOMORROW
    )
    assert permissions.scope(fresh(posting)).postings == ()
    assert withdraw_grants() == 0  # the sweep of tonight leaves it
    with at_moment(now() + TOMORROW):
        assert permissions.scope(fresh(posting)).centers == {county["MB"].pk}


def test_a_closed_account_opens_nothing_and_opened_again_as_before(director):
    User.objects.filter(pk=director.user_id).update(is_active=False)
    assert permissions.scope(fresh(director)).postings == ()
    withdraw_grants()
    User.objects.filter(pk=director.user_id).update(is_active=True)
    assert permissions.scope(fresh(director)).centers == {director.desk.center_id}


def test_the_sweep_takes_back_a_grant_whose_day_has_passed_and_only_that(director, department_head):
    end(director, by=SYSTEM)
    assert withdraw_grants() == 0
    with at_moment(now() + TOMORROW):
        assert withdraw_grants() == 1
        assert withdraw_grants() == 0
    assert DepartmentUserPermission.objects.filter(user=department_head.user).exists()


def test_one_of_two_directorships_ends_and_the_other_stays(director, county):
    second = appoint(
        director.user,
        desk=factories.desk("MB", "political_legal"),
        role=Role.CENTER_DIRECTOR,
        badge="MB-900",
        by=SYSTEM,
    )
    assert permissions.scope(director.user).centers == {county["HHT"].pk, county["MB"].pk}
    with at_moment(now() + TOMORROW):
        end(second, by=SYSTEM, last_day=today() + YESTERDAY)
        assert permissions.scope(fresh(director)).centers == {county["HHT"].pk}


def test_who_covers_a_seat_reaches_what_it_reaches_as_long_as_it_is_held(director, section_head):
    cover = appoint(
        section_head.user, desk=section_head.desk, role=Role.CLERK, badge="HHT-901", covers=director, by=SYSTEM
    )
    assert permissions.scope(section_head.user).centers == {director.desk.center_id}
    User.objects.filter(pk=director.user_id).update(is_active=False)  # ill for long: the cover goes on
    assert permissions.scope(fresh(section_head)).centers == {director.desk.center_id}
    end(director, by=SYSTEM, last_day=today() + YESTERDAY)
    assert permissions.scope(fresh(section_head)).centers == frozenset()
    end(cover, by=SYSTEM)


def test_the_scope_costs_the_same_for_many_postings(director, county, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        one = permissions.scope(fresh(director))
    for number, code in enumerate(("XY", "MB", "JT", "YH")):
        desk = county[code].desks.exclude(department=None).first()
        appoint(director.user, desk=desk, role=Role.CENTER_DIRECTOR, badge=f"X{number}", by=SYSTEM)
    with django_assert_max_num_queries(4):
        many = permissions.scope(fresh(director))
    assert (len(one.centers), len(many.centers)) == (1, 5)


def test_the_scope_is_asked_once_for_a_request(clerk, django_assert_num_queries):
    permissions.scope(clerk.user)
    with django_assert_num_queries(0):
        permissions.scope(clerk.user)


def test_appointing_and_ending_are_audited_with_ids_only(clerk):
    by = Actor(ActorKind.STAFF, id=7, posting=8, user_id=7)
    end(clerk, by=by)
    row = AuditRow.objects.get(action="posting_ended")
    assert (row.about, row.by_id, row.by_posting) == (f"posting:{clerk.pk}", 7, 8)
    assert AuditRow.objects.filter(action="posting_appointed", about=f"posting:{clerk.pk}").exists()
    assert "周小芳" not in str(list(AuditRow.objects.values()))


def test_a_department_head_needs_a_department(clerk):
    with pytest.raises(Refused) as refusal:
        appoint(clerk.user, desk=clerk.desk, role=Role.DEPARTMENT_HEAD, badge="X", by=SYSTEM)
    assert refusal.value.code == "department_needed"


def test_the_same_seat_is_not_given_twice(clerk):
    with pytest.raises(Refused) as refusal:
        appoint(clerk.user, desk=clerk.desk, role=Role.CLERK, badge="X", by=SYSTEM)
    assert refusal.value.code == "sits_there_already"
    assert Posting.objects.filter(user=clerk.user).count() == 1  # the transaction goes on


def test_it_cannot_end_before_it_began(clerk, mediator):
    with pytest.raises(Refused) as refusal:
        end(clerk, by=SYSTEM, last_day=clerk.valid_from + YESTERDAY)
    assert refusal.value.code == "ends_before_it_began"
    with pytest.raises(Refused) as refusal:
        appoint(mediator.user, desk=clerk.desk, role=Role.CLERK, badge="X", by=SYSTEM, valid_to=today() + YESTERDAY)
    assert refusal.value.code == "ends_before_it_began"


def test_what_has_ended_is_not_ended_again_on_a_later_day(clerk):
    end(clerk, by=SYSTEM, last_day=today() + YESTERDAY)
    with pytest.raises(Refused) as refusal:
        end(clerk, by=SYSTEM, last_day=today() + TOMORROW)
    assert refusal.value.code == "ended_already"
    clerk.refresh_from_db()
    assert clerk.valid_to == today() + YESTERDAY


def test_a_seat_is_taken_for_the_session(clerk, sign_in):
    second = appoint(clerk.user, desk=factories.desk("MB"), role=Role.CLERK, badge="MB-902", by=SYSTEM)
    client = sign_in(clerk)
    assert client.post("/seat/", {"posting": second.pk, "next": "/inbox/"}).headers["Location"] == "/inbox/"
    assert client.get("/inbox/").context["seat"] == second
    end(second, by=SYSTEM, last_day=today())
    with at_moment(now() + TOMORROW):
        assert client.get("/inbox/").context["seat"] == clerk


@pytest.mark.parametrize("posting", ["", "0", "x", "-1", "９"])
def test_a_seat_that_is_not_ones_own_is_not_found(clerk, director, sign_in, posting):
    client = sign_in(clerk)
    assert client.post("/seat/", {"posting": posting}).status_code == 404
    assert client.post("/seat/", {"posting": director.pk}).status_code == 404
    assert client.get("/seat/").status_code == 405
