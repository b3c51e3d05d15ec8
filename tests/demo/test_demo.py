"""The demonstration county: through the verbs, so that everything that holds of cases holds of these."""

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import F, Q, Sum

from center.config.celery import app
from center.config.demonstration import arrivals, generator, sign_ins
from center.config.demonstration.county import County
from center.config.demonstration.seasons import Hours
from center.foundation import audit, calendar, numbering
from center.foundation.now import SHANGHAI, now
from center.institution.models import Desk, Role
from center.institution.permissions import VERBS
from grid.models import GridReport
from intake import story
from intake.models import Case, Clock, Event, Handover, Person, TallyDelta
from mediation.models import Mediation
from petitions.models import Petition
from tests.demo.conftest import CASES

pytestmark = pytest.mark.slow
State, Measure = Case.State, TallyDelta.Measure

AFTERWARDS = (
    "agreement.",
    "outside.",
    "task.",
    "payment.",
    "confirmation.",
    "paper.",
    "clock.",
    "card.",
)  # lines that may follow the end of a case


def test_as_many_cases_as_asked_for_all_in_the_last_two_years(demo):
    assert Case.objects.count() == CASES
    began = now() - timedelta(days=731)
    assert not Case.objects.filter(Q(registered_at__lt=began) | Q(registered_at__gt=now())).exists()
    assert not Event.objects.filter(at__gt=now()).exists()


def test_every_story_and_the_audit_verify(demo):
    assert [line for line in story.verify() if isinstance(line, story.Fault)] == []
    assert isinstance(audit.verify(), int)


def test_a_story_is_told_in_order_of_time_and_ends_where_the_case_stands(demo):
    ends = {State.CONCLUDED: {"case.concluded", "case.settled"}, State.ARCHIVED: {"case.archived"}, State.WITHDRAWN: {"case.withdrawn"}, State.DECLINED: {"case.declined"}, State.PASSED_OUTSIDE: {"case.passed_outside"}}  # fmt: skip
    for case in Case.objects.prefetch_related("events"):
        lines = list(case.events.order_by("seq"))
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert lines[0].kind == (
            "case.split_off" if case.parent_id else "case.registered"
        )  # a part begins with its split
        assert lines[0].at == case.registered_at
        if case.state in ends:
            kept = [line for line in lines if not line.kind.startswith(AFTERWARDS)]
            assert kept[-1].kind in ends[case.state]


def test_numbers_are_without_gap_for_each_center_and_day(demo):
    serials = defaultdict(list)
    for number, code, at in Case.objects.values_list("number", "center__code", "registered_at").order_by("pk"):
        assert numbering.is_valid(number)
        day = f"{at.astimezone(SHANGHAI):%Y%m%d}"
        assert number.startswith(code + day)
        serials[code, day].append(int(number[len(code) + 8 : -1]))
    assert all(found == list(range(1, len(found) + 1)) for found in serials.values())


def test_the_counts_are_those_of_the_cases(demo):
    def counted(measure):
        rows = TallyDelta.objects.filter(measure=measure).values_list("desk").annotate(n=Sum("amount"))
        return {desk: n for desk, n in rows if n}

    cases = Case.objects.filter(restricted=False)
    for measure, standing in [
        (Measure.OPEN, cases.filter(state__in=Case.OPEN)),
        (Measure.TO_SIGN, cases.filter(state=State.ROUTED)),
    ]:
        assert counted(measure) == dict(Counter(standing.values_list("desk", flat=True)))
    assert sum(counted(Measure.REGISTERED).values()) == cases.count()
    assert sum(counted(Measure.ON_THE_SPOT).values()) == cases.filter(on_the_spot=True).count()
    assert (
        sum(counted(Measure.RETURNED).values())
        == Handover.objects.filter(state="returned", case__restricted=False).count()
    )
    assert sum(counted(Measure.CONCLUDED).values()) == cases.filter(state__in=[State.CONCLUDED, State.ARCHIVED]).count()


def test_no_outcome_is_impossible(demo):
    over = Case.objects.filter(state__in=[State.CONCLUDED, State.ARCHIVED])
    assert not over.filter(Q(outcome="") | Q(result="") | Q(concluded_at=None)).exists()
    assert not Case.objects.filter(state__in=Case.OPEN).exclude(outcome="", concluded_at=None).exists()
    running = (
        Clock.objects.running()
        .filter(case__in=over)
        .exclude(case__proceedings__mediation__agreement__state="in_effect")
    )
    assert not running.exists()  # but for what an agreement promises
    agreed = Mediation.objects.filter(state=Mediation.State.AGREED)
    mediated = Case.objects.filter(outcome=Case.Outcome.MEDIATED)
    assert mediated.exists() and not mediated.exclude(proceedings__mediation__in=agreed).exists()
    assert not agreed.exclude(consents__answer="agreed").exists()
    decided = Petition.objects.filter(state=Petition.State.DECIDED)
    assert not decided.exclude(proceeding__case__outcome=Case.Outcome.OPINION).exists()
    assert not Petition.objects.filter(decided_at__lt=F("accepted_at")).exists()
    assert (
        not Case.objects.filter(proceedings__ended_at=None, proceedings__isnull=False)
        .exclude(state=State.HANDLING)
        .exists()
    )


def test_accusations_are_closed_and_handled_by_the_cleared_only(demo):
    assert not Case.objects.filter(matter__restricted=True, restricted=False).exists()
    for event in Event.objects.filter(case__restricted=True, by_kind="staff").exclude(
        kind__in=["case.registered", "case.routed"]
    ):
        assert apps.get_model("institution", "Posting").objects.get(pk=event.by_posting).cleared


def test_everybody_acted_in_a_posting_of_that_day_that_carries_the_verb(demo):
    postings = apps.get_model("institution", "Posting").objects.in_bulk()
    verbs = {"case.signed": "case.sign", "case.registered": "case.register", "mediation.agreed": "mediation.agree", "petition.decided": "petition.decide", "case.archived": "case.archive"}  # fmt: skip
    for event in Event.objects.filter(kind__in=verbs, by_kind="staff"):
        posting = postings[event.by_posting]
        assert posting.user_id == event.by_id and posting.valid_from <= event.at.astimezone(SHANGHAI).date()
        wanted = "grid.report" if posting.role in (Role.GRID_WORKER, Role.GRID_LEADER) else verbs[event.kind]
        assert wanted in VERBS[posting.role]


def test_there_is_open_work_for_counters_mediators_and_officers(demo):
    waiting = Case.objects.filter(state__in=Case.OPEN)
    desks = Desk.objects.filter(pk__in=waiting.values("desk"))
    assert waiting.filter(state=State.ROUTED).exists() and waiting.filter(state=State.HANDLING).exists()
    departments = set(desks.values_list("department__key", flat=True))
    assert len(departments & {None, "judicial", "petitions", "governance", "rule_of_law"}) >= 4


def test_grid_reports_lie_in_grids_and_the_settled_show_a_photo(demo):
    reports = GridReport.objects.select_related("grid", "case")
    assert reports.count() == round(CASES * 0.12)
    assert all(report.grid.level == "grid" and report.case.area_id == report.grid_id for report in reports)
    assert not reports.filter(settled=True, photo=None).exists()


def test_people_are_nobody(demo):
    numbers = [person.id_number for person in Person.objects.exclude(id_digest=None)]
    assert numbers and all(
        number[:6] == "320830" and number[14:17] in ("996", "997", "998", "999") for number in numbers
    )
    assert all(person.phone[:7] in ("1880000", "1890000") for person in Person.objects.exclude(phone_digest=""))


def test_the_notes_hold_no_unfilled_slot(demo):
    for words in Case.objects.values_list("narrative", "claim", "result"):
        assert not any(sign in text for text in words for sign in "{}")
    assert not any("{" in str(data.get("text", "")) for data in Event.objects.values_list("data", flat=True))


def test_a_second_run_changes_nothing_and_tells_the_sign_ins_again(demo):
    models = [model for model in apps.get_models() if model._meta.managed]
    before = {model: model._default_manager.count() for model in models}
    heads = set(Case.objects.values_list("number", "story_head"))
    out = StringIO()
    call_command("demo", cases=CASES, stdout=out)
    assert {model: model._default_manager.count() for model in models} == before
    assert set(Case.objects.values_list("number", "story_head")) == heads
    assert "nothing was changed" in out.getvalue()
    assert out.getvalue().split("Sign in")[1] == demo.split("Sign in")[1]


@pytest.mark.parametrize("role", Role.values)
def test_each_role_signs_in_with_the_printed_password_and_finds_its_page(demo, client, role):
    line = next(line for line in sign_ins.table() if line.role == role)
    assert line.username in demo and sign_ins.PASSWORD in demo
    answer = client.post("/accounts/login/", {"login": line.username, "password": sign_ins.PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    assert client.get(line.page).status_code == 200


def test_the_printed_case_is_found_by_its_number_and_code(demo, client):
    case = sign_ins.sample()
    assert case.grouped in demo and case.query_code in demo
    answer = client.post("/status/", {"number": case.grouped, "code": case.query_code})
    assert answer.status_code == 302 and client.get(answer["Location"]).status_code == 200


def test_it_is_not_loaded_into_production_by_accident(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--in-production"):
        call_command("demo")


def test_the_same_seed_and_day_draw_the_same_arrivals_and_another_seed_others(demo):
    days, last = calendar.current(), now().astimezone(SHANGHAI)
    hours, county = Hours(days, last.date() - generator.YEARS, last.date()), County()

    def drawn(seed):
        return arrivals.plan(county, hours, days, 40, last, random.Random(seed))

    assert drawn("one") == drawn("one") != drawn("two")
    assert len(drawn("one")) == 40 and all(coming.at <= last for coming in drawn("one"))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 6, 0),
        datetime(2026, 11, 22, 12, 0),
        datetime(2026, 10, 3, 9, 0),
        datetime(2026, 11, 24, 8, 45),
    ],
)
def test_early_in_the_morning_on_a_sunday_and_on_a_holiday_nobody_comes_from_the_future(demo, moment):
    last = moment.replace(tzinfo=SHANGHAI)
    days = calendar.current()
    hours = Hours(days, last.date() - generator.YEARS, last.date())
    comings = arrivals.plan(County(), hours, days, 200, last, random.Random(3))
    assert len(comings) == 200 and max(coming.at for coming in comings) < last


def test_a_round_of_sweeps_needs_no_broker(demo):
    out = StringIO()
    call_command("tick", stdout=out)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()] == list(app.conf.beat_schedule)
