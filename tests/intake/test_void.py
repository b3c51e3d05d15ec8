"""Undoing an import: no trace but its story, every table counted; what somebody has worked on stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import Sum

from center.foundation.errors import Refused
from center.foundation.now import at, now
from intake import earlier, lifecycle, story, tally
from intake.filters import CaseFilter
from intake.importing import work
from intake.lifecycle import batching
from intake.models import Batch, Case, Clock, Event, Handover, Party, Person, TallyDelta, Visit
from tests import factories
from tests.factories import act
from tests.intake import workbook
from tests.intake.test_races import together
from tests.intake.workbook import cells, taken, undone

ROOMS = ("foundation", "institution", "papers", "intake", "mediation", "petitions", "grid", "oversight")


def tables():
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return {model.__name__: model._base_manager.count() for model in models if model is not TallyDelta}


def counts():
    """Every figure that can be summed: what was added and taken back must leave nothing."""
    sums = TallyDelta.objects.values_list("measure", "center", "desk", "matter", "area").annotate(n=Sum("amount"))
    return {tuple(row[:5]): row[5] for row in sums if row[5]}


@pytest.fixture
def imported(clerk, mediator, director):
    number = factories.id_number()
    rows = [cells("A1", id_number=number, amount="1200", claim="恢复原状"), cells("A2"), cells("A3")]
    return taken(clerk, workbook.sheet(*rows))


def test_undoing_leaves_no_trace_but_its_story(clerk, mediator, director):
    workbook.bring(clerk, workbook.sheet(cells("warm")), key="warm")  # counters and caches that any import makes
    taken(clerk, workbook.sheet(cells("B0")), key="first of the day")
    before, counted = tables(), counts()
    batch = taken(
        clerk,
        workbook.sheet(*(cells(f"A{n}", id_number=factories.id_number(), amount="1200") for n in range(5))),
        key="k-2",
    )
    assert tables()["Party"] == before["Party"] + 10 and counts() != counted
    batch = undone(batch, clerk)
    after = tables()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "Batch": 1, "BatchRow": 5, "Case": 5, "Event": 15, "Visit": 5
    }  # fmt: skip
    assert counts() == counted and batch.state == "undone" and set(workbook.states(batch).values()) == {"undone"}
    for case in Case.objects.filter(visit__batch=batch).select_related("visit"):
        assert (case.state, case.narrative, case.claim, case.amount_cents, case.area, case.township, case.lat) == (
            "voided",
            "",
            "",
            None,
            None,
            None,
            None,
        )
        assert (case.visit.outside_number, case.visit.person) == ("", None)
        assert list(case.events.values_list("kind", flat=True)) == ["case.registered", "case.routed", "case.voided"]
        assert case.events.last().data["text"] == "导错了文件"
    assert not batch.rows.exclude(content="").exists()
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
    tally.fold()
    assert counts() == counted


def test_the_numbers_stay_and_are_not_given_again(clerk, mediator, imported):
    before = list(Case.objects.order_by("pk").values_list("number", flat=True))
    undone(imported, clerk)
    after = factories.make_case(act(clerk), clerk.desk)
    assert list(Case.objects.order_by("pk").values_list("number", flat=True)) == [*before, after.number]
    assert after.number[11:-1] == "0004"


def test_the_senders_number_is_free_again(clerk, imported):
    undone(imported, clerk)
    again = taken(clerk, workbook.sheet(cells("A1"), cells("A2"), cells("A3")), key="again")
    assert set(workbook.states(again).values()) == {"taken"} and Case.objects.exclude(state="voided").count() == 3


def test_what_somebody_has_worked_on_is_kept_and_listed(clerk, mediator, imported, sign_in):
    signed, noted, left = Case.objects.order_by("pk")
    lifecycle.sign(signed, by=act(mediator))
    lifecycle.note(noted, text="来电催问", by=act(clerk))
    batch = undone(imported, clerk)
    assert workbook.states(batch) == {2: "kept", 3: "kept", 4: "undone"}
    assert [Case.objects.get(pk=case.pk).state for case in (signed, noted, left)] == ["handling", "routed", "voided"]
    assert Case.objects.get(pk=noted.pk).narrative and Visit.objects.filter(outside_number="A1").exists()
    text = sign_in(clerk).get(f"/import/{batch.pk}/").content.decode()
    assert signed.number in text and noted.number in text and left.number not in text


@pytest.mark.parametrize("touch", ["visit", "link", "attachment"])
def test_what_others_hang_on_is_kept(clerk, mediator, director, touch):
    batch = taken(clerk, workbook.sheet(cells("A1")))
    case = Case.objects.get()
    if touch == "visit":
        other = factories.make_case(act(clerk), clerk.desk)
        Case.objects.filter(pk=other.pk).update(visit=case.visit)
    elif touch == "link":
        lifecycle.link(
            factories.make_case(act(clerk), clerk.desk), other=case, kind="related", reason="同一宅基地", by=act(clerk)
        )
    else:
        from center.papers.models import File
        from intake.models import Attachment

        file = File.objects.create(media_type="image/png", size=1, sha256="0" * 64, stored_at=now(), content="x.png")
        Attachment.objects.create(case=case, file=file, label="照片", at=now())
    assert workbook.states(undone(batch, clerk)) == {2: "kept"}


def test_a_person_who_is_known_otherwise_stays(clerk, make_case):
    number = factories.id_number()
    known = make_case(person=factories.person(id_number=number))
    batch = taken(clerk, workbook.sheet(cells("A1", id_number=number, name="王小明")))
    before = Person.objects.count()
    undone(batch, clerk)
    assert Person.objects.count() == before - 1, "the other side goes, who came before stays"
    assert known.parties.first().person.id_number == number


def test_an_accusation_can_be_undone_by_whoever_imported_it(clerk, director):
    batch = taken(clerk, workbook.sheet(cells("A1", restricted="是")))
    case = Case.objects.get()
    assert case.restricted and case.state == "routed"
    assert workbook.states(undone(batch, clerk)) == {2: "undone"} and tally.total("registered") == 0


# -- the verb -------------------------------------------------------------------------------------------------------------


def test_only_what_was_imported_is_voided(routed_case, clerk):
    with pytest.raises(Refused) as refusal:
        lifecycle.void(routed_case, reason="录错了", by=act(clerk))
    assert refusal.value.code == "not_imported"


@pytest.mark.parametrize("role", ["mediator", "outsider", "grid_worker", "legal_officer", "department_head"])
def test_those_who_take_nothing_in_void_nothing(request, imported, role):
    with pytest.raises(Refused) as refusal:
        lifecycle.void(Case.objects.first(), reason="录错了", by=act(request.getfixturevalue(role)))
    assert refusal.value.code == "not_allowed"


def test_it_wants_a_reason_and_happens_once(imported, clerk):
    case = Case.objects.first()
    with pytest.raises(Refused) as refusal:
        lifecycle.void(case, reason=" ", by=act(clerk))
    assert refusal.value.code == "reason_needed"
    lifecycle.void(case, reason="录错了", by=act(clerk))
    with pytest.raises(Refused) as refusal:
        lifecycle.void(Case.objects.get(pk=case.pk), reason="录错了", by=act(clerk))
    assert refusal.value.code == "moved_on" and Event.objects.filter(case=case, kind="case.voided").count() == 1


def test_nothing_more_can_be_done_with_it(imported, clerk, mediator, director):
    case = Case.objects.first()
    lifecycle.void(case, reason="录错了", by=act(clerk))
    for verb, values in [("sign", {}), ("withdraw", {"reason": "x"}), ("reopen", {"reason": "x"}), ("archive", {})]:
        with pytest.raises(Refused) as refusal:
            getattr(lifecycle, verb)(Case.objects.get(pk=case.pk), by=act(director), **values)
        assert refusal.value.code == "moved_on"


def test_the_counts_are_taken_back_on_the_day_they_were_made(clerk, mediator):
    with at(now() - timedelta(days=3)):
        batch = taken(clerk, workbook.sheet(cells("A1")))
        day = now().date()
    assert tally.total("registered", day__lte=day + timedelta(days=1)) == 1
    undone(batch, clerk)
    assert tally.total("registered", day__lte=day + timedelta(days=1)) == 0 == tally.total("registered")


# -- where it does not appear, and where it does ----------------------------------------------------------------------------


def test_it_is_in_no_list_search_figure_or_api(clerk, mediator, director, county_director, sign_in):
    number = factories.id_number()
    batch = taken(clerk, workbook.sheet(cells("A1", id_number=number, phone="13912345678")))
    case = Case.objects.get()
    undone(batch, clerk)
    for seat in (clerk, mediator, director, county_director):
        assert not Case.objects.visible_to(seat.user).exists()
        page = sign_in(seat)
        for url in ("/cases/", "/cases/mine/", "/cases/to-sign/", "/cases/?state=voided", "/home/", "/api/v1/cases/"):
            assert case.number not in page.get(url, follow=True).content.decode()
        for typed in (case.number[:14], "王小明", number, "13912345678"):
            assert case.number not in page.post("/cases/search/", {"q": typed}).content.decode()
    assert "voided" not in dict(CaseFilter.base_filters["state"].extra["choices"])
    assert earlier.visits(clerk.user, id_kind="111", id_number=number).others == 0
    assert not Clock.objects.exists() and not Handover.objects.exists() and not Party.objects.exists()


@pytest.mark.parametrize(("role", "found"), [("director", True), ("county_director", True), ("auditor", True), ("clerk", False), ("mediator", False), ("duty_leader", False), ("outsider", False)])  # fmt: skip
def test_by_its_number_directors_and_auditors_read_why(request, imported, clerk, sign_in, role, found):
    undone(imported, clerk)
    case = Case.objects.first()
    answer = sign_in(request.getfixturevalue(role)).get(f"/cases/{case.number}/")
    assert answer.status_code == (200 if found else 404)
    assert ("导错了文件" in answer.content.decode()) == found


def test_another_centers_director_is_not_told(imported, clerk, sign_in, county):
    undone(imported, clerk)
    elsewhere = factories.staff("md", factories.desk("MB", "political_legal"), "center_director")
    assert sign_in(elsewhere).get(f"/cases/{Case.objects.first().number}/").status_code == 404


def test_a_director_finds_it_by_typing_the_whole_number(imported, clerk, director, sign_in):
    undone(imported, clerk)
    number = Case.objects.first().number
    assert sign_in(director).post("/cases/search/", {"q": number}).url == f"/cases/{number}/"
    assert sign_in(clerk).post("/cases/search/", {"q": number}).status_code == 200


def test_the_citizen_with_number_and_code_reads_that_it_is_void(imported, clerk, client):
    case = Case.objects.first()
    code = case.query_code
    undone(imported, clerk)
    answer = client.post("/status/", {"number": case.number, "code": code}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "误导入" in text and "王小明" not in text


# -- at the same moment -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_undoing_against_signing_one_wins_and_nothing_is_half_done(clerk, mediator):
    batch = taken(clerk, workbook.sheet(*(cells(f"A{n}") for n in range(6))))
    batching.undo(batch, reason="导错了", by=act(clerk))
    cases = list(Case.objects.order_by("-pk"))

    def sign():
        done = 0
        for case in cases:
            try:
                lifecycle.sign(Case.objects.get(pk=case.pk), by=act(mediator))
                done += 1
            except Refused:
                continue
        return done

    signed, _left = together(sign, lambda: work.step(batch.pk))
    batch = workbook.done(Batch.objects.get(pk=batch.pk))
    states = list(workbook.states(batch).values())
    assert states.count("kept") == signed and states.count("undone") == 6 - signed and batch.state == "undone"
    assert Case.objects.filter(state="voided").count() == 6 - signed
    assert tally.total("registered") == tally.total("open") == signed and tally.total("to_sign") == 0
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_undoing_while_a_counter_writes_down_the_same_person(clerk, county):
    numbers = [factories.id_number() for _n in range(6)]
    batch = taken(clerk, workbook.sheet(*(cells(f"A{n}", id_number=number) for n, number in enumerate(numbers))))
    batching.undo(batch, reason="导错了", by=act(clerk))
    forms = [factories.registration(person=factories.person(id_number=number)) for number in reversed(numbers)]

    def write():
        return [lifecycle.register(form, desk=clerk.desk, by=act(clerk)).number for form in forms]

    written, _left = together(write, lambda: work.step(batch.pk))
    batch = workbook.done(Batch.objects.get(pk=batch.pk))
    assert not isinstance(written, Exception) and len(written) == 6
    assert set(workbook.states(batch).values()) == {"undone"}
    kept = [case.parties.first().person.id_number for case in Case.objects.filter(number__in=written).order_by("pk")]
    assert kept == list(reversed(numbers)) and Person.objects.exclude(id_digest=None).count() == 6


def test_two_undo_at_once_and_the_second_reads_a_sentence(imported, clerk, director):
    batching.undo(Batch.objects.get(pk=imported.pk), reason="导错了", by=act(clerk))
    with pytest.raises(Refused) as refusal:
        batching.undo(Batch.objects.get(pk=imported.pk), reason="导错了", by=act(director))
    assert refusal.value.code == "moved_on"


def test_an_undo_that_died_goes_on_and_voids_each_once(imported, clerk):
    batching.undo(imported, reason="导错了", by=act(clerk))
    row = imported.rows.select_related("case").first()
    lifecycle.void(row.case, reason="导错了", by=act(clerk))  # the case is voided, its row does not know it yet
    batch = workbook.done(Batch.objects.get(pk=imported.pk))
    assert set(workbook.states(batch).values()) == {"undone"} and Event.objects.filter(kind="case.voided").count() == 3


def test_what_was_only_tried_is_thrown_away_with_what_it_held(clerk):
    batch = workbook.bring(clerk, workbook.sheet(cells("A1"), cells("A2", phone="12")))
    batch = undone(batch, clerk)
    assert batch.state == "undone" and not batch.rows.exclude(content="").exists() and not Case.objects.exists()
