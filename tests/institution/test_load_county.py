from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from guardian.shortcuts import get_perms

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution import lifecycle, loading
from center.institution.county_files import BadRows
from center.institution.models import Area, Center, Department, Desk, Posting, Role, User

pytestmark = pytest.mark.django_db
TABLES = [Department, Area, Center, Desk, User, Posting]


def counts():
    return {model.__name__: model.objects.count() for model in TABLES}


def faults_of(folder):
    with pytest.raises(BadRows) as bad:
        loading.load(folder.path)
    return [str(fault) for fault in bad.value.faults]


def test_the_demonstration_county_is_whole_and_the_second_run_changes_nothing(xuyi):
    first = loading.load(xuyi)
    assert Counter(Area.objects.values_list("level", flat=True)) == {"county": 1, "township": 13, "village": 154}
    assert Counter(Center.objects.values_list("kind", flat=True)) == {
        "county": 1, "township": 13, "traffic": 1, "medical": 1, "housing": 1, "joint_reception": 1, "land_tribunal": 1,
    }  # fmt: skip
    assert Department.objects.count() == 5
    assert not Area.objects.filter(code__startswith="3208304").exists()
    assert Desk.objects.count() == 14 * 6 + 5 * 2
    assert first.made["postings"] == Posting.objects.count()
    before, rows = counts(), AuditRow.objects.count()
    second = loading.load(xuyi)
    assert second.total == 0
    assert counts() == before
    assert AuditRow.objects.count() == rows == audit.verify()


def test_every_center_has_a_counter_with_a_clerk_and_a_director_who_directs_it(xuyi):
    loading.load(xuyi)
    for center in Center.objects.all():
        assert Posting.objects.filter(desk__center=center, desk__department=None, role="clerk").exists(), center
        director = Posting.objects.get(desk__center=center, role="center_director")
        assert get_perms(director.user, center) == ["direct_center"]
    roles = set(Posting.objects.values_list("role", flat=True))
    assert roles == set(Role.values) - {Role.GRID_WORKER, Role.GRID_LEADER}  # these come with the grids


def test_every_department_desk_is_staffed(xuyi):
    loading.load(xuyi)
    assert not Desk.objects.filter(postings=None).exists()


def test_nobody_has_a_password_yet(xuyi):
    loading.load(xuyi)
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_all_bad_lines_are_listed_and_nothing_is_loaded(folder):
    folder.line("departments.csv", 3, "petitions,信访局,Petition Bureau,second")
    folder.line("divisions.csv", 4, "320830109214,黄花塘村委会,,village,320830108000,2023-06-30")
    folder.line("centers.csv", 3, "hht1,township,320830108000,镇中心,,,,")
    folder.line("staff.csv", 2, "clerk.hht,周小芳,MB,,clerk,HHT-001,2023-13-01,perhaps")
    folder.line("staff.csv", 3, "mediator.hht,陈建国,HHT,judicial,wizard,HHT-002,2023-07-01,yes,more")
    faults = faults_of(folder)
    assert [fault.split(":")[:2] for fault in faults] == [
        ["departments.csv", "3"], ["divisions.csv", "4"], ["centers.csv", "3"],
        ["desks.csv", "2"], ["desks.csv", "3"], ["staff.csv", "2"], ["staff.csv", "2"], ["staff.csv", "2"], ["staff.csv", "3"],
    ]  # fmt: skip
    assert "does not begin as that of its parent" in faults[1]
    assert "two to five capital letters" in faults[2]
    assert "has 9 cells, not 8" in faults[-1]
    assert set(counts().values()) == {0}
    assert not AuditRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "number", "text", "says"),
    [
        ("staff.csv", 3, "clerk.hht,陈建国,HHT,judicial,mediator,HHT-002,2023-07-01,yes", "bears another name"),
        ("staff.csv", 3, "mediator.hht,陈建国,HHT,judicial,mediator,HHT-001,2023-07-01,yes", "worn by somebody else"),
        ("staff.csv", 3, "Mediator.hht,陈建国,HHT,judicial,mediator,HHT-002,2023-07-01,yes", "small letters"),
        ("staff.csv", 3, "clerk.hht,周小芳,HHT,,clerk,HHT-001,2023-07-01,no", "same as line 2"),
        ("staff.csv", 3, "mediator.hht,陈建国,HHT,,department_head,HHT-002,2023-07-01,no", "desk of the department"),
        ("staff.csv", 3, "mediator.hht,,HHT,judicial,mediator,HHT-002,2023-07-01,no", "name: "),
        ("staff.csv", 3, "mediator hht,陈建国,HHT,judicial,mediator,HHT-002,2023-07-01,no", "username: "),
        ("staff.csv", 3, "mediator.hht,陈建国,HHT,judicial,wizard,HHT-002,2023-07-01,no", "role: "),
        ("staff.csv", 3, "mediator.hht,陈建国,HHT,judicial,mediator,HHT-002,yesterday,no", "from: "),
        ("staff.csv", 3, 'mediator.hht,"陈建国,HHT,judicial,mediator,HHT-002,2023-07-01,no', "quotation mark"),
        ("staff.csv", 1, "username,name,center,role,badge,from,cleared", "must name these columns"),
        ("desks.csv", 3, "MB,judicial,人民调解室,,,", "center MB is not known"),
        ("desks.csv", 3, "HHT,magic,人民调解室,,,", "department magic is not known"),
        ("centers.csv", 3, "HHT,county,320830000000,镇中心,,,,", "center of that kind already: XY"),
        ("centers.csv", 3, "HHT,township,320830000000,镇中心,,,,", "does not lie in a county"),
        ("centers.csv", 3, "HHT,township,320830999000,镇中心,,,,", "area 320830999000 is not known"),
        ("centers.csv", 3, "HHT,castle,320830000000,镇中心,,,,", "kind: "),
        ("divisions.csv", 4, "32083010821,黄花塘村委会,,village,320830108000,2023-06-30", "twelve digits"),
        ("divisions.csv", 4, "320830108000,黄花塘村委会,,village,320830108000,2023-06-30", "not that of a village"),
        ("divisions.csv", 4, "320830108214,黄花塘村委会,,village,320830000000,2023-06-30", "not known as a township"),
        ("divisions.csv", 4, "320830108214,黄花塘村委会,,grid,320830108000,2023-06-30", "Grids are drawn"),
        ("divisions.csv", 4, f"320830108214,{'长' * 81},,village,320830108000,2023-06-30", "at most 80"),
    ],
)
def test_a_bad_line_is_named_with_its_fault(folder, name, number, text, says):
    folder.line(name, number, text)
    faults = faults_of(folder)
    assert any(fault.startswith(f"{name}:{number}: ") and says in fault for fault in faults), faults
    assert set(counts().values()) == {0}


def test_a_file_that_is_no_text_is_said_to_be_none(folder):
    (folder.path / "desks.csv").write_bytes(b"PK\x03\x04\x00\x00\xff")
    assert any(fault.startswith("desks.csv:1: This file is not text") for fault in faults_of(folder))


def test_the_encoding_of_local_office_programs_is_read(folder):
    path = folder.path / "staff.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    loading.load(folder.path)
    assert User.objects.get(username="clerk.hht").name == "周小芳"


def test_a_changed_row_is_updated_and_counted(folder):
    loading.load(folder.path)
    clerk = Posting.objects.get(user__username="clerk.hht")
    folder.line("desks.csv", 2, "HHT,,受理窗口,Counter,3,0517-88000000")
    folder.line("staff.csv", 2, "clerk.hht,周晓芳,HHT,,clerk,HHT-009,2023-07-01,yes")
    report = loading.load(folder.path)
    assert {table: number for table, number in report.changed.items() if number} == {
        "desks": 1,
        "people": 1,
        "postings": 1,
    }
    assert not any(report.made.values())
    assert Desk.objects.get(department=None).window == "3"
    clerk.refresh_from_db()
    assert (clerk.badge, clerk.cleared, clerk.user.name) == ("HHT-009", True, "周晓芳")
    assert AuditRow.objects.filter(action="posting_changed", about=f"posting:{clerk.pk}").count() == 1
    assert loading.load(folder.path).total == 0


def test_a_password_that_was_set_stays(folder):
    loading.load(folder.path)
    user = User.objects.get(username="clerk.hht")
    user.set_password("gruene-Tanne-7")
    user.save()
    folder.line("staff.csv", 2, "clerk.hht,周晓芳,HHT,,clerk,HHT-001,2023-07-01,no")
    loading.load(folder.path)
    user.refresh_from_db()
    assert user.check_password("gruene-Tanne-7")


def test_a_posting_that_was_ended_is_not_given_back_until_the_file_says_a_later_day(folder):
    loading.load(folder.path)
    clerk = Posting.objects.get(user__username="clerk.hht")
    lifecycle.end(clerk, by=SYSTEM, last_day=today() - timedelta(days=1))
    assert loading.load(folder.path).total == 0
    folder.line("staff.csv", 2, f"clerk.hht,周小芳,HHT,,clerk,HHT-001,{today()},no")
    assert loading.load(folder.path).made["postings"] == 1
    assert loading.load(folder.path).total == 0


def test_a_folder_may_hold_staff_alone(folder):
    loading.load(folder.path)
    for name in ("departments.csv", "divisions.csv", "centers.csv", "desks.csv"):
        (folder.path / name).unlink()
    folder.write("staff.csv", [
        "username,name,center,department,role,badge,from,cleared", "clerk2.hht,王建国,HHT,,clerk,HHT-003,2024-01-01,no",
    ])  # fmt: skip
    report = loading.load(folder.path)
    assert report.made["postings"] == 1
    assert report.absent == ["departments.csv", "divisions.csv", "centers.csv", "desks.csv"]
    assert Posting.objects.get(badge="HHT-003").valid_from == date(2024, 1, 1)


def test_the_command_says_what_it_did(folder):
    out = StringIO()
    call_command("load_county", str(folder.path), stdout=out)
    assert "postings: 2 new, 0 changed." in out.getvalue()
    out = StringIO()
    call_command("load_county", str(folder.path), stdout=out)
    assert out.getvalue().strip() == "Nothing to change."


def test_the_command_lists_bad_rows_and_fails(folder):
    folder.line("staff.csv", 3, "mediator.hht,陈建国,HHT,petitions,mediator,HHT-002,2023-07-01,yes")
    err = StringIO()
    with pytest.raises(CommandError, match="1 fault; nothing was loaded") as failed:
        call_command("load_county", str(folder.path), stderr=err)
    assert failed.value.returncode == 1
    assert err.getvalue().strip() == "staff.csv:3: There is no desk of petitions at HHT."
    assert set(counts().values()) == {0}


def test_grids_that_cannot_be_drawn_take_the_county_back_with_them(folder):
    with pytest.raises(CommandError, match=r"outline\.geojson"):
        call_command("load_county", str(folder.path), "--grids", "20", stdout=StringIO())
    assert set(counts().values()) == {0}


def test_a_folder_without_any_of_the_files_is_refused(tmp_path):
    with pytest.raises(CommandError, match="none of the files"):
        call_command("load_county", str(tmp_path))
