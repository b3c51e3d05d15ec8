"""RT1, AD6: the routing table changed by directors: dated versions, a draft tried on past cases, published by a second look; running cases unmoved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import at, now, today
from intake import lifecycle, route_page, routing
from intake.lifecycle import matters, routes
from intake.models import Case, Handover, MatterType, Route, RouteTrial
from intake.routing import proposing
from tests import factories
from tests.factories import act


def refused(expected, verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    assert error.value.code == expected


def values(**changes):
    plain = {
        "order": 55, "destination": "county", "explanation": "标的较大，由县中心调处。", "explanation_en": "Large sums go to the county.",
        "valid_from": today() + timedelta(days=1),
    }  # fmt: skip
    return {**plain, **changes}


def proposed(case):
    return routing.propose(proposing.question_of(case)).desk


def tomorrow():
    return at(now() + timedelta(days=1))


def test_a_draft_is_tried_and_published_and_only_what_comes_after_goes_by_it(
    make_case, clerk, county_director, mediator
):
    old, waiting = factories.send(make_case(amount_cents=90_000_00), act(clerk)), make_case(amount_cents=90_000_00)
    draft = routes.draft("", values(amount_over_cents=50_000_00), reason="标的大的由县里办", by=act(county_director))
    refused("moved_on", routes.publish, draft, by=act(county_director))  # not tried yet
    trial = routes.try_out(draft, days=90, by=act(county_director))
    assert (trial.cases, trial.changed, trial.more) == (2, 2, False)
    assert {(one.before, one.after) for one in trial.differences.all()} == {
        (mediator.desk, factories.desk("XY", "judicial"))
    }
    routes.publish(draft, by=act(county_director))
    assert proposed(waiting) == mediator.desk  # its day has not come
    with tomorrow():
        assert proposed(waiting) == factories.desk("XY", "judicial")
    old.refresh_from_db()
    assert (old.desk, old.state) == (mediator.desk, "routed")
    assert list(
        AuditRow.objects.filter(about=f"route:{draft.key}").values_list("action", flat=True).order_by("seq")
    ) == ["route.drafted", "route.published"]


def test_a_change_is_a_new_version_and_the_running_one_is_closed_the_day_before(make_case, county_director, clerk):
    case = factories.send(make_case("traffic_accident"), act(clerk))
    running = Route.objects.get(key="traffic")
    before = {field: getattr(running, field) for field in ("order", "destination", "explanation", "valid_from")}
    draft = routes.draft(
        "traffic", values(order=20, off=True, destination="traffic"), reason="并入一般规则", by=act(county_director)
    )
    routes.try_out(draft, days=90, by=act(county_director))
    routes.publish(draft, by=act(county_director))
    running.refresh_from_db()
    assert {field: getattr(running, field) for field in before} == before and running.valid_to == today()
    assert (draft.version, Handover.objects.get(case=case).route) == (2, running)
    with tomorrow():
        assert proposed(case).center.code == "HHT"
        refused(
            "begins_too_early", routes.draft, "traffic", values(valid_from=today()), reason="x", by=act(county_director)
        )


def test_an_edited_draft_must_be_tried_again_and_may_be_thrown_away(county_director):
    draft = routes.draft("housing", values(destination="housing"), reason="一", by=act(county_director))
    routes.try_out(draft, days=30, by=act(county_director))
    again = routes.draft("housing", values(destination="county"), reason="二", by=act(county_director))
    assert again.state == "draft" and Route.objects.filter(key="housing").exclude(state="published").count() == 1
    refused("moved_on", routes.publish, again, by=act(county_director))
    routes.discard(again, by=act(county_director))
    refused("moved_on", routes.discard, again, by=act(county_director))
    assert Route.objects.filter(key="housing").count() == 1


def test_a_center_director_changes_rules_of_the_own_center_only(director, clerk, make_case, county):
    refused("not_allowed", routes.draft, "traffic", values(), reason="x", by=act(director))
    refused("not_allowed", routes.draft, "", values(), reason="x", by=act(clerk))
    draft = routes.draft(
        "",
        values(
            order=1, keywords="宅基地 巷道", destination="desk", desk=factories.desk("HHT", "governance"), center=None
        ),
        reason="网格先看",
        by=act(director),
    )
    assert draft.center == county["HHT"]
    routes.try_out(draft, days=7, by=act(director))
    routes.publish(draft, by=act(director))
    here = make_case()
    with tomorrow():
        assert proposed(here) == factories.desk("HHT", "governance")  # 巷道 is in its words
        elsewhere = Case(
            **{
                **{
                    field.attname: getattr(here, field.attname)
                    for field in Case._meta.concrete_fields
                    if field.name not in ("id", "restricted")
                },
                "center_id": county["MB"].pk,
            }
        )
        assert proposed(elsewhere).center.code == "MB"


def test_every_condition_counts(make_case, county, clerk):
    case = make_case(amount_cents=100, area=None)
    asked = proposing.question_of(case)
    place = county["HHT"].area
    table = [
        ({"people_over": 1}, {"people_count": 2}), ({"amount_over_cents": 100}, {"amount_cents": 101}), ({"other_side": "organisation"}, {"other_side": "organisation"}),
        ({"opponent_outside": True}, {"opponent_outside": True}), ({"claims_payment": True}, {"claims_payment": True}),
    ]  # fmt: skip
    for condition, met in table:
        row = routing.Row(Route(destination="county", **condition), frozenset())
        assert not routing.holds(row, "neighbour", asked), condition
        assert routing.holds(row, "neighbour", routing.Told(**met)), condition
    row = routing.Row(Route(destination="county"), frozenset({"neighbour"}), frozenset({place.pk}), frozenset({"墙"}))
    told = routing.Told(areas=frozenset({place.pk}), words=frozenset({"墙"}))
    assert routing.holds(row, "neighbour", told) and not routing.holds(row, "debt", told)
    assert not routing.holds(row, "neighbour", routing.Told(areas=frozenset({place.pk})))
    assert not routing.holds(row, "neighbour", routing.Told(words=frozenset({"墙"})))


def test_a_rule_may_make_a_matter_urgent(make_case, clerk, county_director):
    draft = routes.draft(
        "",
        values(order=1, keywords="墙", destination="township", urgent=True),
        reason="墙体危险",
        by=act(county_director),
    )
    routes.try_out(draft, days=7, by=act(county_director))
    routes.publish(draft, by=act(county_director))
    with tomorrow():
        case = make_case()
        factories.send(case, act(clerk))
        assert case.urgent and case.clocks.get().limit.key == "sign_for_urgent"


def test_overrides_are_counted_by_rule(make_case, clerk, county):
    factories.send(make_case(), act(clerk))
    factories.send(make_case(), act(clerk), factories.desk("HHT", "governance"))
    assert route_page.overrides()["everything_else"] == route_page.Overrides(2, 1)
    assert route_page.overrides()["everything_else"].rate == 50


def test_the_pages(make_case, clerk, county_director, director, sign_in, django_assert_max_num_queries):
    factories.send(make_case(people_count=3), act(clerk))
    signed_in, url = sign_in(clerk), reverse("intake:routes")
    assert "说明" in signed_in.get(url).content.decode()
    with CaptureQueriesContext(connection) as few:
        signed_in.get(url)
    for n in range(8):
        one = Route.objects.create(key=f"more{n}", **{**values(), "valid_from": today()})
        one.matters.set(MatterType.objects.all()[:3])
    with django_assert_max_num_queries(len(few)):  # no more for a longer table
        signed_in.get(url)
    Route.objects.filter(key__startswith="more").delete()
    assert sign_in(clerk).get(reverse("intake:route_new")).status_code == 404
    signed_in = sign_in(county_director)
    typed = {
        "order": "57", "people_over": "2", "destination": "county", "explanation": "三人以上由县中心调处。", "explanation_en": "Three and more go to the county.",
        "valid_from": (today() + timedelta(days=1)).isoformat(), "reason": "试点", "opponent_outside": "", "claims_payment": "", "keywords": "",
    }  # fmt: skip
    assert signed_in.post(reverse("intake:route_new"), {**typed, "valid_from": today().isoformat()}).status_code == 422
    made = signed_in.post(reverse("intake:route_new"), typed)
    assert made.status_code == 302
    key = Route.objects.get(state="draft").key
    page = reverse("intake:route", args=[key])
    assert signed_in.post(reverse("intake:route_try", args=[key]), {"days": "0"}).status_code == 422
    assert signed_in.post(reverse("intake:route_try", args=[key]), {"days": "90"}).status_code == 302
    assert "1件的去向会改变" in signed_in.get(page).content.decode()
    assert "1件的去向会改变" not in sign_in(clerk).get(page).content.decode()
    assert sign_in(county_director).post(reverse("intake:route_publish", args=[key])).status_code == 302
    assert Route.objects.get(key=key).state == "published"
    assert sign_in(director).get(reverse("intake:route_write", args=[key])).status_code == 200


@pytest.mark.slow
def test_ten_thousand_past_cases_are_tried_in_a_number_of_statements_that_does_not_grow(
    make_case, county_director, django_assert_max_num_queries
):
    """Measured with words in a rule; the time stands on the trial."""
    seed = make_case()
    fields = {
        field.attname: getattr(seed, field.attname)
        for field in Case._meta.concrete_fields
        if field.name not in ("id", "restricted")
    }
    Case.objects.bulk_create(
        [Case(**{**fields, "number": f"T{n:07d}", "token_digest": f"t{n}", "client_key": None, "people_count": 1 + n % 4, "registered_at": now() - timedelta(days=n % 80)}) for n in range(10_000)],
        batch_size=500,
    )  # fmt: skip
    draft = routes.draft("", values(people_over=2, keywords="巷道 墙"), reason="试算", by=act(county_director))
    with django_assert_max_num_queries(60):
        trial = routes.try_out(draft, days=90, by=act(county_director))
    assert (trial.cases, trial.changed) == (10_001, 5_000)
    assert [(way.before.center.code, way.after.center.code, way.cases) for way in route_page.ways(trial)] == [
        ("HHT", "XY", 5_000)
    ]
    assert RouteTrial.objects.get().milliseconds < 20_000
    assert not Case.objects.exclude(desk=seed.desk).exists()


def test_a_kind_of_matter_changes_from_a_day_and_running_cases_keep_theirs(
    make_case, clerk, county_director, sign_in, county
):
    running = make_case("debt")
    petitions = factories.desk("HHT", "petitions").department
    change = {
        "name": "借贷纠纷",
        "name_en": "Loans",
        "department": petitions,
        "handling_limit": "handling_complex",
        "reason": "统一口径",
    }
    refused("begins_too_early", matters.change, "debt", begins_on=today(), by=act(county_director), **change)
    refused(
        "no_such_limit",
        matters.change,
        "debt",
        begins_on=today() + timedelta(days=1),
        by=act(county_director),
        **{**change, "handling_limit": "sign_for"},
    )
    refused("not_allowed", matters.change, "debt", begins_on=today() + timedelta(days=1), by=act(clerk), **change)
    matters.change("debt", begins_on=today() + timedelta(days=1), by=act(county_director), **change)
    assert matters.turn_matters() == 0
    with tomorrow():
        assert (matters.turn_matters(), matters.turn_matters()) == (1, 0)
        old = MatterType.objects.get(pk=running.matter_id)  # as a grid category or an open form still names it
        fresh = lifecycle.register(replace(factories.registration(), matter=old), desk=clerk.desk, by=act(clerk))
        assert (fresh.matter.name, fresh.matter.department, fresh.matter.valid_from) == ("借贷纠纷", petitions, today())
        running = Case.objects.get(pk=running.pk)
        assert (running.matter.name, running.matter.department.key, running.matter.handling_limit) == (
            "债务纠纷",
            "judicial",
            "handling",
        )
        factories.send(fresh, act(clerk))
        lifecycle.sign(fresh, by=act(county_director))
        assert [clock.limit.key for clock in fresh.clocks.filter(stopped_at=None)] == ["handling_complex"]
        found = (
            sign_in(county_director).get(reverse("intake:cases"), {"matter": "debt"}).content.decode().replace("-", "")
        )
        assert running.number in found and fresh.number in found
    page = sign_in(county_director).get(reverse("intake:matter", args=["debt"])).content.decode()
    assert "借贷纠纷" in page and "债务纠纷" in page
    assert sign_in(clerk).post(reverse("intake:matter", args=["debt"]), {}).status_code == 404
