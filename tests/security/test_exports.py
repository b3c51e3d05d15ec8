"""PV5: lists are taken out with a second person's word, a watermark, a factor, for a day; DB3: the same filter as the list."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from openpyxl import load_workbook

from center.foundation.errors import Refused
from center.foundation.models import AuditRow, Notice
from center.foundation.now import at, now
from center.institution.actors import of
from center.papers.exports import building, lifecycle, workbook
from center.papers.exports.registers import exports
from center.papers.models import Export, ExportContent
from intake.models import Case
from tests import factories

PLAIN = ["number", "state", "matter", "party"]


@pytest.fixture
def ask(clerk, make_case):
    """Ask for the list of cases at Huanghuatang as the clerk."""

    def make(*, columns=PLAIN, query="", by=None, key="cases"):
        posting = by or clerk
        return lifecycle.ask(
            exports[key], user=posting.user, query=query, columns=columns, reason="月度例会", by=of(posting)
        )

    return make


def opened(export):
    export.refresh_from_db()
    return load_workbook(io.BytesIO(building.content(export)))


def rows(export):
    return [[cell.value for cell in row] for row in opened(export).worksheets[0].iter_rows(min_row=3)]


def test_a_short_list_is_made_at_once_and_is_what_the_list_shows(make_case, ask, clerk, client, sign_in):
    cases = [make_case(), make_case("traffic_accident"), make_case()]
    export = ask(query="matter=neighbour&order=due")
    assert export.state == "export_approved" and export.rows == 2
    building.build(export.pk)
    assert {row[0] for row in rows(export)} == {cases[0].number, cases[2].number}
    assert export.written == 2
    assert sign_in(clerk).get("/cases/?matter=neighbour").context["page"] is not None


def test_a_sensitive_column_or_many_rows_wait_for_a_second_person(make_case, ask, director, settings):
    make_case(), make_case()
    assert ask(columns=["number", "phone"]).state == "export_asked"
    settings.EXPORT_FREE_ROWS = 1
    export = ask()
    assert (
        export.state == "export_asked"
        and Notice.objects.filter(to_user=director.user, kind="export.asked").count() == 2
    )
    building.build(export.pk)
    assert not ExportContent.objects.exists()


def test_nobody_approves_an_own_one(make_case, ask, director, county_director):
    make_case()
    export = ask(columns=["number", "phone"], by=director)
    with pytest.raises(Refused) as refusal:
        lifecycle.approve(export, by=of(director))
    assert refusal.value.code == "own_export"
    lifecycle.approve(export, by=of(county_director))
    with pytest.raises(Refused):
        lifecycle.approve(export, by=of(county_director))


@pytest.mark.parametrize(
    "other",
    ["mediator", "section_head", "outsider", "duty_leader", "department_head", "auditor", "security_administrator"],
)
def test_somebody_out_of_the_line_does_not_approve(make_case, ask, director, request, other):
    make_case()
    export = ask(columns=["number", "phone"])
    with pytest.raises(Refused) as refusal:
        lifecycle.approve(export, by=of(request.getfixturevalue(other)))
    assert refusal.value.status == 403
    export.refresh_from_db()
    assert export.state == "export_asked"


def test_where_nobody_can_approve_it_is_said_at_once(make_case, ask):
    make_case()
    with pytest.raises(Refused) as refusal:
        ask(columns=["number", "phone"])
    assert refusal.value.code == "nobody_approves" and not Export.objects.exists()


def test_the_second_person_may_say_no_and_says_why(make_case, ask, director):
    make_case()
    export = ask(columns=["number", "phone"])
    with pytest.raises(Refused):
        lifecycle.refuse(export, reason=" ", by=of(director))
    lifecycle.refuse(export, reason="与用途不符", by=of(director))
    assert export.state == "export_refused"
    assert Notice.objects.filter(to_user=export.asked_by, kind="export.refused").exists()


def test_the_watermark_is_on_every_sheet_and_printed_page(make_case, ask, clerk):
    make_case()
    export = ask()
    building.build(export.pk)
    for sheet in opened(export).worksheets:
        mark = sheet["A1"].value
        assert clerk.user.name in mark and clerk.badge in mark and f"{now():%Y-}" in mark
        assert sheet.oddHeader.center.text == sheet.oddFooter.center.text == mark


@pytest.mark.parametrize(
    "words", ["=1+1", "+8613800000000", "-2", "@SUM(A1)", "\t=cmd", '=HYPERLINK("http://x")', "\x00=1"]
)
def test_no_cell_is_a_formula(words):
    import openpyxl

    sheet = openpyxl.Workbook(write_only=True).create_sheet()
    made = workbook.cell(sheet, words)
    assert made.data_type == "s" and made.value[0] == "'" and "\x00" not in made.value


def test_sensitive_matters_and_accusations_are_never_in_it(make_case, ask, petition_officer, county_director):
    make_case()
    hidden = make_case("whistleblowing")
    hidden.refresh_from_db()
    assert hidden.restricted and Case.objects.visible_to(county_director.user).filter(pk=hidden.pk).exists()
    export = ask(by=county_director)
    building.build(export.pk)
    assert hidden.number not in str(rows(export)) and len(rows(export)) == Case.objects.filter(restricted=False).count()


def test_it_lies_encrypted_and_is_gone_after_a_day(make_case, ask, settings):
    case = make_case()
    export = ask()
    building.build(export.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM papers_exportcontent")
        sealed = cursor.fetchone()[0]
    assert sealed.startswith("v1.") and case.number not in sealed
    with at(now() + timedelta(hours=settings.EXPORT_HOURS + 1)):
        export.refresh_from_db()
        with pytest.raises(Refused):
            lifecycle.fetch(export, by=of(export.posting))
        assert lifecycle.expire_due() == 1 and lifecycle.expire_due() == 0
    export.refresh_from_db()
    assert export.state == "export_expired" and not ExportContent.objects.exists()


def test_it_is_fetched_with_the_second_factor_by_whoever_asked(make_case, ask, clerk, director, proved, client):
    make_case()
    export = ask()
    building.build(export.pk)
    door = f"/exports/{export.pk}/file/"
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    assert (
        client.get(door).headers["Location"] == f"/accounts/2fa/totp/activate/?next=%2Fexports%2F{export.pk}%2Ffile%2F"
    )
    assert proved(clerk, minutes_ago=20).get(door).headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert proved(director).get(door).status_code == 404
    answer = proved(clerk).get(door)
    assert answer.status_code == 200 and load_workbook(io.BytesIO(answer.content))
    assert (
        answer.headers["Cache-Control"] == "private, no-store" and "attachment" in answer.headers["Content-Disposition"]
    )
    kinds = list(AuditRow.objects.filter(about=f"export:{export.pk}").values_list("action", flat=True))
    assert kinds == ["export_asked", "export_made", "export_fetched"]
    assert all("月度" not in str(row.data) for row in AuditRow.objects.all())


def test_approving_on_the_page_wants_the_factor(make_case, ask, director, proved, client):
    make_case()
    export = ask(columns=["number", "phone"])
    door = f"/exports/{export.pk}/approve/"
    client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(door).headers["Location"].startswith("/accounts/2fa/totp/activate/")
    export.refresh_from_db()
    assert export.state == "export_asked"
    page = proved(director).get(f"/exports/{export.pk}/").content.decode()
    assert door in page
    assert proved(director).post(door).status_code == 302
    export.refresh_from_db()
    assert export.state == "export_approved" and export.decided_by == director


def test_the_pages_from_list_to_workbook(make_case, director, clerk, proved):
    make_case()
    client = proved(clerk)
    assert "/exports/new/cases/?matter=neighbour" in client.get("/cases/?matter=neighbour").content.decode()
    door = "/exports/new/cases/?matter=neighbour"
    assert client.get(door).status_code == 200
    answer = client.post(door, {"columns": ["number"], "reason": ""})
    assert answer.status_code == 422
    assert client.post(door, {"columns": ["nonsense"], "reason": "x"}).status_code == 422
    page = client.post(door, {"columns": ["number", "phone"], "reason": "例会"}).headers["Location"]
    assert client.get(page).status_code == 200 and client.get("/exports/").status_code == 200
    assert client.post(f"{page}withdraw/").status_code == 302
    assert Export.objects.get().state == "export_withdrawn"


def test_others_find_nothing(make_case, ask, sign_in, mediator, outsider):
    make_case()
    export = ask()
    for other in (mediator, outsider):
        client = sign_in(other)
        assert client.get(f"/exports/{export.pk}/").status_code == 404
        assert client.post(f"/exports/{export.pk}/approve/").status_code == 404
    assert sign_in(mediator).get("/exports/new/audit/").status_code == 404


def test_many_an_hour_are_refused(make_case, proved, clerk, settings):
    make_case()
    settings.EXPORTS_PER_HOUR = 2
    client = proved(clerk)
    codes = [
        client.post("/exports/new/cases/", {"columns": ["number"], "reason": "x"}).status_code for _turn in range(3)
    ]
    assert codes == [302, 302, 429]


@pytest.mark.parametrize(
    ("key", "who"),
    [("imports", "clerk"), ("mediations", "mediator"), ("grid-reports", "director"), ("audit", "auditor")],
)
def test_every_kind_can_be_made(county, request, key, who, signed_case, make_case, county_director, grid_worker):
    from uuid import uuid4

    from center.institution.models import Area
    from grid import lifecycle as grids
    from grid.models import Category
    from intake.models import Batch
    from mediation import lifecycle as mediations

    posting = request.getfixturevalue(who)
    if key == "mediations":
        mediations.propose(signed_case, mediator=posting.user, by=of(posting))
    elif key == "imports":
        Batch.objects.create(desk=posting.desk, source="hotline", way="excel", state="checked", rows_read=1, at=now())
    elif key == "grid-reports":
        data = grids.ReportData(uuid=uuid4(), category=Category.objects.exclude(matter__restricted=True).first(), text="路灯不亮", grid=Area.objects.filter(level="grid", code__startswith="320830108").first())  # fmt: skip
        grids.report(data, photo=None, by=of(grid_worker))
    kind = exports[key]
    export = lifecycle.ask(kind, user=posting.user, query="", columns=[c.key for c in kind.columns], reason="x", by=of(posting))  # fmt: skip
    if export.state == "export_asked":
        lifecycle.approve(export, by=of(county_director))
    building.build(export.pk)
    export.refresh_from_db()
    assert export.state == "export_ready", key
    assert len(rows(export)) == export.written >= 1


def test_a_worker_that_died_is_taken_over(make_case, ask):
    make_case()
    export = ask()
    Export.objects.filter(pk=export.pk).update(state="export_building", begun_at=now())
    assert building.build_left() == 0
    with at(now() + timedelta(minutes=11)):
        assert building.build_left() == 1
    export.refresh_from_db()
    assert export.state == "export_ready"


def test_whoever_lost_the_seat_gets_no_list(make_case, ask, clerk):
    from center.foundation.actor import SYSTEM
    from center.foundation.now import today
    from center.institution.lifecycle import end

    make_case()
    export = ask()
    end(clerk, by=SYSTEM, last_day=today() - timedelta(days=1))
    building.build(export.pk)
    export.refresh_from_db()
    assert export.state == "export_failed" and not ExportContent.objects.exists()


def test_batches_cost_the_same_number_of_questions(make_case, ask, django_assert_max_num_queries):
    for _turn in range(6):
        make_case(person=factories.person())
    export = ask()
    with django_assert_max_num_queries(45):
        building.build(export.pk)
