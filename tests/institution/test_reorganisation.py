"""AD1: a township merged into another with work open: nothing lost, clocks unmoved, old numbers live, history under the old name."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution.models import Area, Center, Desk, Posting, Reorganisation, Role
from center.institution.reorganising import lifecycle as reorganising
from center.institution.reorganising.carriers import carriers
from intake import lifecycle, story, tally
from intake.models import Case, Clock, Event, Handover
from tests import factories
from tests.factories import act, desk

YESTERDAY = timedelta(days=-1)


def code(verb, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return refused.value.code


@pytest.fixture
def township(county, clerk, mediator, director, outsider, county_director):
    """Maba with its people and work in every state: at the counter, waiting for sign-for, in hand, concluded, sent to Huanghuatang."""
    counter = factories.staff("mb_clerk", desk("MB"), Role.CLERK, name="马坝窗口")
    factories.staff("mb_director", desk("MB", "political_legal"), Role.CENTER_DIRECTOR, name="马坝主任")
    by = act(counter)
    village = Area.objects.get(code="320830101201")
    cases = {
        key: factories.make_case(by, desk("MB"), area=village)
        for key in ("counter", "waiting", "handled", "ended", "abroad", "here")
    }
    for key in ("waiting", "handled", "ended"):
        factories.send(cases[key], by)
    lifecycle.sign(cases["handled"], by=act(outsider))
    lifecycle.sign(cases["ended"], by=act(outsider))
    lifecycle.conclude(cases["ended"], outcome="resolved", result="双方当场和好，墙已拆除。", by=act(outsider))
    factories.send(cases["abroad"], by, desk("HHT", "judicial"))
    factories.send(cases["here"], by, desk("HHT", "judicial"))
    lifecycle.sign(cases["here"], by=act(mediator))
    return cases


def planned(county_director, **changes):
    said = {
        "kind": "merge", "from_center": Center.objects.get(code="MB"), "to_center": Center.objects.get(code="HHT"), "decision": "盱政发〔2026〕12号",
        "effective_on": today(), "by": act(county_director), **changes,
    }  # fmt: skip
    return reorganising.plan(**said)


def merged(county_director, **changes):
    made = planned(county_director, **changes)
    reorganising.begin(made, by=act(county_director))
    assert reorganising.proceed(made)
    made.refresh_from_db()
    return made


def test_a_township_is_merged_with_work_open_and_nothing_is_lost(township, county_director, outsider, mediator):
    clocks = dict(Clock.objects.values_list("pk", "due_at"))
    states = dict(Case.objects.values_list("pk", "state"))
    counts = {measure: tally.total(measure) for measure in ("registered", "open", "to_sign", "concluded", "returned")}
    opened = Case.objects.filter(state__in=Case.OPEN).count()
    made = merged(county_director)
    assert made.state == "done" and all(step.carried == step.before and step.done_at for step in made.steps.all())
    assert (
        not Case.objects.filter(desk__center__code="MB").exists()
        and not Clock.objects.running().filter(desk__center__code="MB").exists()
    )
    assert (
        dict(Clock.objects.values_list("pk", "due_at")) == clocks
        and dict(Case.objects.values_list("pk", "state")) == states
    )
    assert Case.objects.filter(state__in=Case.OPEN).count() == opened
    assert {measure: tally.total(measure) for measure in counts} == counts
    at_mediation = Case.objects.filter(state__in=Case.OPEN, desk=desk("HHT", "judicial")).count()
    assert tally.total("open", desk=desk("HHT", "judicial")) == at_mediation == 4
    assert tally.total("open", desk__center__code="MB") == 0 and tally.total("concluded", desk__center__code="MB") == 1
    assert {case.center.code for case in Case.objects.all()} == {"MB"}  # registered where they were
    assert township["handled"].number.startswith("MB")
    assert Case.objects.get(pk=township["handled"].pk).handler == outsider.user  # the person went along
    assert not [found for found in story.verify() if isinstance(found, story.Fault)]
    assert Event.objects.filter(kind="case.desk_succeeded").count() == 3  # the open ones that lay at Maba


def test_old_numbers_and_codes_open_the_citizens_page(township, county_director):
    merged(county_director)
    case = Case.objects.get(pk=township["handled"].pk)
    client = Client()
    asked = client.post(reverse("intake:status"), {"number": case.number, "code": case.query_code})
    page = client.get(asked.url).content.decode() if asked.status_code == 302 else asked.content.decode()
    assert "黄花塘" in page
    assert client.get(reverse("intake:qr", args=[case.token]), follow=True).status_code == 200


def test_people_go_by_plan_and_a_center_has_one_director(township, county_director, outsider, director):
    merged(county_director)
    there = Posting.objects.valid(today()).filter(desk__center__code="MB")
    assert not there.exists()
    went = Posting.objects.valid(today()).get(user=outsider.user)
    assert (went.desk, went.role, went.badge, went.valid_from) == (
        desk("HHT", "judicial"),
        outsider.role,
        outsider.badge,
        today(),
    )
    directors = Posting.objects.valid(today()).filter(role=Role.CENTER_DIRECTOR, desk__center__code="HHT")
    assert [posting.user for posting in directors] == [director.user]
    assert Posting.objects.get(pk=outsider.pk).valid_to == today() + YESTERDAY


def test_people_whose_postings_end_by_plan_leave_no_handler_behind(township, county_director, outsider):
    made = planned(county_director)
    move = made.moves.select_related("reorganisation").get(from_desk=desk("MB", "judicial"))
    reorganising.arrange(move, to_desk=desk("HHT", "judicial"), staff="end", by=act(county_director))
    reorganising.begin(made, by=act(county_director))
    reorganising.proceed(made)
    assert not Posting.objects.valid(today()).filter(user=outsider.user).exists()
    assert Case.objects.get(pk=township["handled"].pk).handler is None


def test_offices_and_villages_end_with_their_successor_named(township, county_director):
    merged(county_director)
    center = Center.objects.get(code="MB")
    assert center.valid_to == today() + YESTERDAY and center.successor.code == "HHT"
    assert all(one.successor.center.code == "HHT" and one.valid_to for one in center.desks.all())
    old = Area.objects.get(code="320830101201")
    assert old.valid_to == today() + YESTERDAY and old.successor.parent.code == "320830108000"
    assert old.successor.code == "320830108001"  # 201 is taken there
    grid = Area.objects.get(code="320830101201001")
    assert grid.successor.parent == old.successor and grid.successor.boundary == grid.boundary
    assert Area.objects.get(code="320830101000").successor.code == "320830108000"
    assert Case.objects.get(pk=township["handled"].pk).area == old  # history


def test_who_took_over_does_the_work_and_reads_the_history(township, county_director, mediator, clerk, director):
    merged(county_director)
    lifecycle.sign(Case.objects.get(pk=township["waiting"].pk), by=act(mediator))
    lifecycle.send_back(
        Case.objects.get(pk=township["abroad"].pk), code="incomplete", reason="缺少地契", by=act(mediator)
    )
    back = Case.objects.get(pk=township["abroad"].pk)
    assert back.desk == desk("HHT")  # it had come from Maba's counter
    lifecycle.note(
        Case.objects.get(pk=township["handled"].pk), text="来人询问进度", by=act(clerk)
    )  # the counter that it was registered at
    assert Case.objects.visible_to(director.user).count() == 6
    assert set(Handover.objects.values_list("from_desk__center__code", flat=True)) == {"MB"}


def test_nothing_new_goes_to_an_office_that_ended(township, county_director, clerk, make_case):
    merged(county_director)
    assert (
        code(lifecycle.route, make_case(), to_desk=desk("MB", "judicial"), reason="就近", by=act(clerk)) == "desk_ended"
    )
    assert code(planned, county_director) == "not_in_being"


def test_a_run_that_dies_goes_on_and_twice_is_once(township, county_director):
    made = planned(county_director)
    reorganising.begin(made, by=act(county_director))
    runs = 0
    while not reorganising.proceed(Reorganisation.objects.get(pk=made.pk), most=1):
        runs += 1
        assert runs < 100
    assert runs > 3 and Reorganisation.objects.get(pk=made.pk).state == "done"
    before = Event.objects.count(), Posting.objects.count(), AuditRow.objects.count()
    assert reorganising.sweep() == 1
    assert (Event.objects.count(), Posting.objects.count(), AuditRow.objects.count()) == before
    assert code(reorganising.begin, made, by=act(county_director)) == "moved_on"


def test_a_piece_that_breaks_leaves_nothing_half_done(township, county_director, monkeypatch):
    made = planned(county_director)
    reorganising.begin(made, by=act(county_director))
    written = tally.write
    monkeypatch.setattr("intake.lifecycle.succeeding.tally.write", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reorganising.proceed(made)
    monkeypatch.setattr("intake.lifecycle.succeeding.tally.write", written)
    waiting = Case.objects.get(pk=township["waiting"].pk)
    assert waiting.desk == desk("MB", "judicial") and not Event.objects.filter(kind="case.desk_succeeded").exists()
    assert reorganising.proceed(made) and tally.total("open") == 5


def test_only_the_countys_director_and_not_before_the_day(township, county_director, director):
    assert code(planned, director) == "not_allowed"
    made = planned(county_director, effective_on=today() - YESTERDAY)
    assert code(reorganising.begin, made, by=act(county_director)) == "not_yet"
    assert code(planned, county_director) == "planned_already"
    reorganising.drop(made, by=act(county_director))
    assert code(reorganising.drop, made, by=act(county_director)) == "moved_on"
    assert Center.objects.get(code="MB").valid_to is None


def test_a_split_takes_the_open_work_of_its_villages_and_no_more(township, county_director, outsider, clerk):
    village = Area.objects.get(code="320830101201")
    elsewhere = factories.make_case(SYSTEM, desk("MB", "judicial"))
    made = merged(county_director, kind="split", villages=[village])
    assert made.state == "done"
    assert Case.objects.get(pk=township["handled"].pk).desk == desk("HHT", "judicial")
    assert Case.objects.get(pk=township["ended"].pk).desk == desk("MB", "judicial")
    assert Case.objects.get(pk=elsewhere.pk).desk == desk("MB", "judicial")
    assert (
        Center.objects.get(code="MB").valid_to is None
        and Posting.objects.valid(today()).filter(pk=outsider.pk).exists()
    )
    village.refresh_from_db()
    assert village.successor.parent.code == "320830108000"
    assert code(planned, county_director, kind="split") == "part_needed"


def test_a_split_by_matter(township, county_director):
    land = factories.make_case(SYSTEM, desk("MB", "judicial"), "land_contract")
    merged(county_director, kind="split", matters=["land_contract"])
    assert Case.objects.get(pk=land.pk).desk == desk("HHT", "judicial")
    assert Case.objects.get(pk=township["handled"].pk).desk == desk("MB", "judicial")


def test_the_page_shows_the_plan_the_result_and_the_history(township, county_director, sign_in):
    client = sign_in(county_director)
    page = reverse("reorganisation_new")
    assert client.get(page).status_code == 200 and client.post(page, {"kind": "merge"}).status_code == 422
    ids = {center.code: center.pk for center in Center.objects.all()}
    said = {
        "kind": "merge",
        "from_center": ids["MB"],
        "to_center": ids["HHT"],
        "decision": "盱政发〔2026〕12号",
        "effective_on": today().isoformat(),
    }
    made = client.post(page, said).url
    text = client.get(made).content.decode()
    assert "320830101201" in text and "盱政发〔2026〕12号" in text
    assert client.post(made, {"what": "begin"}).status_code == 302
    reorganising.sweep()
    text = client.get(made).content.decode()
    assert "320830108001" in text
    assert "马坝镇社会管理服务中心" in client.get(reverse("reorganisations")).content.decode()
    assert len(carriers) >= 8 and Desk.objects.filter(successor__isnull=False).count() == 6


def test_others_see_the_history_and_plan_nothing(township, county_director, mediator, sign_in):
    made = planned(county_director)
    client = sign_in(mediator)
    assert client.get(reverse("reorganisation", args=[made.pk])).status_code == 200
    assert client.post(reverse("reorganisation", args=[made.pk]), {"what": "begin"}).status_code == 404
    assert client.get(reverse("reorganisation_new")).status_code == 404
