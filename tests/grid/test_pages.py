"""The phone pages: they work without script, lose nothing that was typed, and open to those whose they are."""

import io
import re
import uuid

import pytest
from django.urls import reverse
from PIL import Image

from center.foundation.now import today
from center.institution.models import Area
from grid.models import Assignment, GridReport
from grid.place import Position
from intake.models import Case
from tests import factories
from tests.factories import BEGAN, desk
from tests.grid.conftest import INSIDE, jpeg

REPORT = reverse("grid:report")


def typed(**changes) -> dict:
    values = {
        "uuid": str(uuid.uuid4()),
        "category": "safety_danger",
        "text": "路口窨井盖破损。",
        "people_count": "1",
        "lat": "33.02",
        "lng": "118.52",
        "accuracy_m": "7.4",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


@pytest.fixture
def phone(worker, sign_in):
    return sign_in(worker)


def refused(answer) -> str:
    assert answer.status_code == 422 and not GridReport.objects.exists() and not Case.objects.exists()
    return answer.content.decode()


def test_the_page_holds_its_own_uuid_and_every_class(phone, classes):
    page = phone.get(REPORT).content.decode()
    assert re.search(r'name="uuid" value="[0-9a-f-]{36}"', page)
    assert all(f'value="{key}"' in page for key in classes)
    assert 'capture="environment"' in page


def test_a_report_without_script_opens_a_case_and_shows_its_number(phone):
    answer = phone.post(REPORT, typed(lat="", lng="", accuracy_m="", photo=jpeg()), follow=True)
    report = GridReport.objects.get()
    assert answer.redirect_chain == [(reverse("grid:shown", args=[report.uuid]), 302)]
    assert f'data-number translate="no">{report.case.grouped}' in answer.content.decode()
    assert (report.placed, report.photo is not None) == ("only", True)


def test_the_position_of_the_phone_finds_the_grid(phone, grid):
    phone.post(REPORT, typed())
    report = GridReport.objects.get()
    assert (report.grid, report.placed, report.accuracy_m) == (grid, "located", 8)


def test_the_back_button_and_send_again_lead_to_the_first_report(phone):
    form = typed()
    first, second = phone.post(REPORT, form), phone.post(REPORT, form)
    assert first.url == second.url and GridReport.objects.count() == 1


def test_with_htmx_it_leads_to_the_report_and_an_error_brings_only_the_form(phone):
    answer = phone.post(REPORT, typed(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == GridReport.objects.get().get_absolute_url()
    wrong = phone.post(REPORT, typed(category=None), headers={"HX-Request": "true"})
    assert wrong.status_code == 422 and "<html" not in wrong.content.decode()


HOSTILE = {
    "a text": io.BytesIO(b"GIF89a not at all <script>alert(1)</script>").getvalue(),
    "half a photo": jpeg().getvalue()[:400],
    "another kind": (lambda file: (Image.new("RGB", (9, 9)).save(file, "GIF"), file.getvalue())[1])(io.BytesIO()),
    "a bomb": (lambda file: (Image.new("1", (9000, 9000)).save(file, "PNG"), file.getvalue())[1])(io.BytesIO()),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_photo_is_refused_and_what_was_typed_is_kept(phone, kind):
    upload = io.BytesIO(HOSTILE[kind])
    upload.name = "photo.jpg"
    page = refused(phone.post(REPORT, typed(text="写了很多字不能丢", people_count="7", urgent="on", photo=upload)))
    assert "写了很多字不能丢" in page and 'value="7"' in page
    assert re.search(r'name="urgent"[^>]*checked', page) and re.search(r'value="safety_danger"[^>]*checked', page)
    assert page.count("field-errors") == 1


def test_the_photo_that_is_kept_tells_no_place(phone, tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 0.0, 0.0)})
    phone.post(REPORT, typed(photo=jpeg(exif=exif)))
    report = GridReport.objects.get()
    answer = phone.get(reverse("grid:photo", args=[report.uuid]))
    assert answer.headers["Content-Type"] == "image/jpeg" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not dict(Image.open(io.BytesIO(b"".join(answer.streaming_content))).getexif())


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": None}, {"category": "nonsense"}, {"text": ""}, {"text": "字" * 2001}, {"people_count": "0"}, {"people_count": "99999999999"}, {"lat": "abc"},
        {"lat": "nan"}, {"lat": "inf"}, {"lat": "91"}, {"accuracy_m": "-1"}, {"lat": "39.9", "lng": "116.4"}, {"grid": "320830108201"}, {"grid": "'; drop"},
        {"uuid": "not-one"}, {"uuid": ""}, {"accuracy_m": "300"}, {"settled": "on"}, {"settled": "on", "result": "好了"}, {"text": "a\x00b"},
    ],
)  # fmt: skip
def test_anything_wrong_is_said_by_its_field(phone, wrong):
    page = refused(phone.post(REPORT, typed(**wrong)))
    assert 'class="notice notice-error errors"' in page


def test_an_inaccurate_position_is_confirmed_by_pressing_once_more(phone, grid):
    page = refused(phone.post(REPORT, typed(accuracy_m="300")))
    assert re.search(rf'<option value="{grid.code}" selected', page)
    phone.post(REPORT, typed(accuracy_m="300", grid=grid.code))
    assert GridReport.objects.get().placed == "confirmed"


def test_the_list_of_grids_holds_those_of_the_township_and_not_the_rest(phone, other_grid):
    page = phone.get(REPORT).content.decode()
    assert "320830108201001" in page and other_grid.code not in page


def test_html_in_the_words_is_only_words(phone):
    answer = phone.post(REPORT, typed(text="<b>粗</b><script>alert(1)</script>"), follow=True)
    assert "<script>alert(1)" not in answer.content.decode() and "&lt;b&gt;" in answer.content.decode()


def test_today_shows_my_grids_and_what_became_of_my_reports(phone, send, grid):
    report = send()
    page = phone.get(reverse("grid:home")).content.decode()
    assert grid.name in page and reverse("grid:shown", args=[report.uuid]) in page and REPORT in page


def test_the_desk_sees_the_report_and_its_photo_others_do_not_know_of_it(
    send, photo, county, client, sign_in, director, outsider
):
    report = send(photo=photo)
    for place in ("grid:shown", "grid:photo"):
        address = reverse(place, args=[report.uuid])
        assert sign_in(director).get(address).status_code == 200
        assert sign_in(outsider).get(address).status_code == 404
    other = factories.staff("grid2", desk("MB", "governance"), "grid_worker")
    assert sign_in(other).get(reverse("grid:shown", args=[report.uuid])).status_code == 404


def test_a_report_without_photo_has_no_photo_page(send, sign_in, worker):
    assert sign_in(worker).get(reverse("grid:photo", args=[send().uuid])).status_code == 404


@pytest.mark.parametrize("place", ["grid:home", "grid:report"])
def test_the_phone_pages_are_for_grid_workers(place, sign_in, mediator, grid_leader, classes, client):
    assert sign_in(mediator).get(reverse(place)).status_code == 404
    assert sign_in(mediator).post(REPORT, typed()).status_code == 404
    assert sign_in(grid_leader).get(reverse(place)).status_code == 200
    client.logout()
    assert client.get(reverse(place)).status_code == 302


def test_the_list_is_filtered_by_day_and_by_what_was_settled(send, photo, sign_in, director):
    settled, plain = send(photo=photo, settled=True, result="当场把井盖复位，放了警示桩。"), send()
    sign_in(director)
    page = director_page(sign_in(director), "?period=today&settled=1")
    assert str(settled.uuid) in page and str(plain.uuid) not in page
    assert str(plain.uuid) in director_page(sign_in(director), "?period=month")
    assert director_page(sign_in(director), "?period=nonsense&settled=x&page=99999")


def director_page(client, query: str) -> str:
    answer = client.get(reverse("grid:reports") + query)
    assert answer.status_code == 200
    return answer.content.decode()


# -- coverage ------------------------------------------------------------------------------------------------------------


def test_coverage_shows_where_nobody_is_by_word_and_not_by_colour_alone(worker, other_grid, sign_in, county_director):
    answer = sign_in(county_director).get(reverse("grid:coverage"))
    lines = {line.township.code: line for line in answer.context["lines"]}
    assert (lines["320830108000"].covered, lines["320830108000"].workers, lines["320830101000"].open_grids) == (
        1,
        1,
        [other_grid],
    )
    assert answer.context["totals"] == {"grids": 2, "covered": 1, "uncovered": 1, "workers": 1}
    assert other_grid.code in answer.content.decode() and "#alert-triangle" in answer.content.decode()


def test_a_worker_whose_posting_ended_covers_nothing(worker, sign_in, county_director):
    worker.valid_to = today().replace(year=2020)
    worker.save()
    assert sign_in(county_director).get(reverse("grid:coverage")).context["totals"]["uncovered"] == 2


def test_a_township_sees_itself_alone(worker, sign_in, director, grid_leader, mediator):
    for posting in (director, grid_leader):
        lines = sign_in(posting).get(reverse("grid:coverage")).context["lines"]
        assert [line.township.code for line in lines] == ["320830108000"]
    assert sign_in(mediator).get(reverse("grid:coverage")).status_code == 404
    assert sign_in(worker).get(reverse("grid:coverage")).status_code == 404


def test_coverage_costs_the_same_with_two_grids_and_with_hundreds(
    worker, grid, sign_in, county_director, count_queries
):
    client = sign_in(county_director)
    few = count_queries(lambda: client.get(reverse("grid:coverage")))
    Area.objects.bulk_create(
        Area(code=f"320830108201{n:03d}", name=f"第{n}网格", level="grid", parent=grid.parent, valid_from=BEGAN)
        for n in range(2, 400)
    )
    Assignment.objects.bulk_create(
        Assignment(posting=worker, grid=area, valid_from=BEGAN)
        for area in Area.objects.filter(code__range=("320830108201002", "320830108201200"))
    )
    assert count_queries(lambda: client.get(reverse("grid:coverage"))) == few


def test_my_day_costs_the_same_with_one_report_and_with_ten(phone, send, count_queries):
    send()
    one = count_queries(lambda: phone.get(reverse("grid:home")))
    for _number in range(9):
        send("dispute", position=Position(INSIDE.lat, INSIDE.lng))
    assert count_queries(lambda: phone.get(reverse("grid:home"))) == one
