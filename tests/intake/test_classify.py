"""AD2: ordinary, internal, sensitive, accusation: who reads which level, how it is raised and lowered, what it leaves."""

import pytest
from django.test import Client
from django.urls import reverse

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.models import AuditRow, Notice
from center.foundation.now import today
from center.institution import permissions, tokens
from center.institution.lifecycle import appoint
from center.institution.models import Confidentiality, Department, Role, User
from center.institution.permissions import LEVELS
from intake import lifecycle, search, status, tally
from intake.models import Case, Event
from tests import factories
from tests.factories import act

REASON = "当事人要求保密"


def code(verb, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.code


def sees(posting, case):
    return Case.objects.visible_to(User.objects.get(pk=posting.user_id)).filter(pk=case.pk).exists()


def at_level(case, level):
    Case.objects.filter(pk=case.pk).update(confidentiality=level)
    case.refresh_from_db()
    return case


def test_every_level_has_its_meaning_and_restricted_follows(make_case):
    assert list(LEVELS) == Confidentiality.values
    case = make_case()
    for level in Confidentiality.values:
        assert at_level(case, level).restricted == (not LEVELS[level].counted)


def test_each_level_is_read_by_those_it_is_for_and_nobody_else(
    signed_case, mediator, section_head, director, clerk, duty_leader
):
    sure = factories.staff("cleared", mediator.desk, Role.MEDIATOR, cleared=True)
    inspector = factories.staff("inspector", mediator.desk, Role.SECTION_HEAD, accusations=True)
    barred = factories.staff(
        "barred", mediator.desk, Role.MEDIATOR, cleared=True, accusations=True
    )  # no role of inspection
    readers = {
        Confidentiality.ORDINARY: {mediator, sure, inspector, barred, section_head, director, clerk, duty_leader},
        Confidentiality.INTERNAL: {mediator, sure, inspector, barred, section_head, director, clerk, duty_leader},
        Confidentiality.SENSITIVE: {sure, barred, director},
        Confidentiality.ACCUSATION: {inspector, director},
    }
    everybody = readers[Confidentiality.ORDINARY]
    for level, may in readers.items():
        at_level(signed_case, level)
        assert {posting for posting in everybody if sees(posting, signed_case)} == may, level


def test_a_grid_worker_does_not_read_an_internal_matter(make_case, grid_worker):
    case = make_case()
    Case.objects.filter(pk=case.pk).update(registered_by=grid_worker.user)
    assert sees(grid_worker, case)
    assert not sees(grid_worker, at_level(case, "internal"))


def test_a_clearance_of_one_seat_opens_nothing_in_the_reach_of_another(signed_case, make_case, mediator):
    elsewhere = factories.desk("MB", "judicial")
    appoint(mediator.user, desk=elsewhere, role=Role.MEDIATOR, badge="MB900", by=SYSTEM, cleared=True)
    at_level(signed_case, "sensitive")
    theirs = at_level(factories.make_case(SYSTEM, elsewhere), "sensitive")
    Case.objects.filter(pk=signed_case.pk).update(handler=None)
    assert not sees(mediator, signed_case) and sees(mediator, theirs)


def test_a_handler_raises_and_only_leaders_lower(signed_case, mediator, section_head, director, client):
    sure = factories.staff("cleared", mediator.desk, Role.MEDIATOR, cleared=True)
    assert code(lifecycle.classify, signed_case, level="ordinary", reason=REASON, by=act(mediator)) == "same_level"
    lifecycle.classify(signed_case, level="internal", reason=REASON, by=act(mediator))
    assert code(lifecycle.classify, signed_case, level="ordinary", reason=REASON, by=act(mediator)) == "not_allowed"
    assert code(lifecycle.classify, signed_case, level="sensitive", reason=" ", by=act(mediator)) == "reason_needed"
    lifecycle.classify(signed_case, level="sensitive", reason=REASON, by=act(mediator))
    signed_case.refresh_from_db()
    assert (signed_case.confidentiality, signed_case.restricted, signed_case.handler) == ("sensitive", True, None)
    assert Notice.objects.filter(kind="case.handler_needed", to_user=director.user).exists()
    assert not sees(mediator, signed_case) and sees(sure, signed_case)
    assert code(lifecycle.classify, signed_case, level="ordinary", reason=REASON, by=act(sure)) == "not_allowed"
    lifecycle.classify(signed_case, level="ordinary", reason=REASON, by=act(director))
    kinds = list(
        Event.objects.filter(case=signed_case, kind="case.classified")
        .order_by("seq")
        .values_list("data__level", flat=True)
    )
    assert kinds == ["internal", "sensitive", "ordinary"]
    assert AuditRow.objects.filter(action="case_classified", about=f"case:{signed_case.number}").count() == 3


def test_nobody_may_close_a_case_to_everybody(make_case, county, clerk):
    case = make_case()
    with pytest.raises(Refused) as refused:
        lifecycle.classify(case, level="sensitive", reason=REASON, by=act(clerk))
    assert refused.value.code == "nobody_cleared" and Case.objects.get(pk=case.pk).confidentiality == "ordinary"


def test_an_accusation_stays_one(make_case, petition_officer, director):
    case = make_case("whistleblowing")
    assert case.confidentiality == "accusation"
    assert code(lifecycle.classify, case, level="sensitive", reason=REASON, by=act(director)) == "below_its_matter"


def test_an_outsider_cannot_tell_that_it_can_be_classified(signed_case, outsider, sign_in):
    page = reverse("intake:verb", args=[signed_case.number, "classify"])
    assert sign_in(outsider).post(page, {"level": "internal", "reason": REASON}).status_code == 404


def test_a_case_that_is_closed_leaves_the_counts_and_comes_back(signed_case, director, mediator):
    def counts():
        return {measure: tally.total(measure) for measure in ("registered", "open", "to_sign", "returned")}

    before = counts()
    lifecycle.classify(signed_case, level="sensitive", reason=REASON, by=act(director))
    assert counts() == {"registered": 0, "open": 0, "to_sign": 0, "returned": 0}
    lifecycle.classify(signed_case, level="ordinary", reason=REASON, by=act(director))
    assert counts() == before


def test_of_all_but_ordinary_matters_the_public_page_tells_the_stage_only(signed_case):
    assert status.view_of(status.find(signed_case.pk)).matter
    for level in ("internal", "sensitive", "accusation"):
        at_level(signed_case, level)
        view = status.view_of(status.find(signed_case.pk))
        assert view.headline and not (view.matter or view.told or view.result)


def test_an_accusation_is_found_by_its_number_and_not_by_a_name(make_case, director):
    case = make_case("whistleblowing", person=factories.person(name="钱学森"))
    assert list(search.find(case.number, director.user).cases) == [case]
    assert not search.find("钱学森", director.user).cases


def test_the_accused_neither_read_it_nor_receive_it(make_case, petition_officer, director, county_director, clerk):
    case = factories.send(make_case("whistleblowing"), act(clerk))
    petitions = Department.objects.get(key="petitions")
    assert case.desk.department == petitions and sees(director, case)
    lifecycle.name_accused(case, user=director.user, by=act(petition_officer))
    assert not sees(director, case) and sees(petition_officer, case)
    assert code(lifecycle.note, case, text="看看", by=act(director)) == "not_allowed"
    assert code(lifecycle.name_accused, case, department=petitions, by=act(petition_officer)) == "accused_holds_it"
    lifecycle.sign(case, by=act(petition_officer))
    judicial = Department.objects.get(key="judicial")
    lifecycle.name_accused(case, department=judicial, center=case.center, by=act(county_director))
    to_desk = factories.desk("HHT", "judicial")
    assert code(lifecycle.transfer, case, to_desk=to_desk, reason=REASON, by=act(petition_officer)) == "accused_unit"
    case.refresh_from_db()
    assert case.desk != to_desk


def test_only_of_an_accusation_it_is_kept_whom_it_is_against(signed_case, director):
    assert code(lifecycle.name_accused, signed_case, user=director.user, by=act(director)) == "not_an_accusation"


def test_a_program_reads_up_to_its_ceiling(signed_case, director):
    def read(ceiling, level):
        key = tokens.issue(director, name=f"{ceiling} {level}", valid_to=today(), by=SYSTEM, ceiling=ceiling)
        at_level(signed_case, level)
        page = reverse("api:case-detail", args=[signed_case.number])
        return Client().get(page, headers={"Authorization": f"Token {key}"}).status_code

    assert read("ordinary", "ordinary") == 200
    assert read("ordinary", "internal") == 404 and read("internal", "internal") == 200
    assert read("internal", "sensitive") == 404 and read("sensitive", "sensitive") == 200
    assert read("accusation", "accusation") == 200


def test_it_is_said_on_the_page_and_set_there(signed_case, director, sign_in):
    client = sign_in(director)
    page = reverse("intake:verb", args=[signed_case.number, "classify"])
    assert client.get(page).status_code == 200
    assert client.post(page, {"level": "internal", "reason": ""}).status_code == 422
    assert client.post(page, {"level": "internal", "reason": REASON}).status_code == 302
    assert "内部" in client.get(reverse("intake:case", args=[signed_case.number])).content.decode()
    assert permissions.LEVELS["internal"].counted
