"""Event classes, and the invented workers of a demonstration county."""

import time

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution.models import Area, Posting, User
from grid import coverage, loading
from grid.models import Assignment, Category
from tests.factories import BEGAN


def test_classes_are_loaded_once_and_edited_ones_left_alone(county):
    Category.objects.all().delete()
    assert loading.load() == {"categories": 8}
    Category.objects.filter(key="dispute").update(name="邻里纠纷")
    call_command("load_grid_rules", verbosity=0)
    assert Category.objects.count() == 8 and Category.objects.get(key="dispute").name == "邻里纠纷"


def test_every_class_has_words_in_both_languages_and_an_icon(classes):
    from center.config.icons import NAMES

    assert all(row.name and row.name_en and row.icon in NAMES for row in classes.values())


@pytest.fixture
def many_grids(county):
    """2,633 grids in two townships, 154 villages."""
    towns = list(Area.objects.filter(level="township"))
    Area.objects.filter(level="grid").delete()
    Area.objects.filter(level="village").delete()
    villages = Area.objects.bulk_create(
        Area(
            code=f"{towns[n % 2].code[:9]}{n + 200:03d}",
            name=f"{n}村",
            level="village",
            parent=towns[n % 2],
            valid_from=BEGAN,
        )
        for n in range(154)
    )
    Area.objects.bulk_create(
        Area(
            code=f"{villages[n % 154].code}{n // 154 + 1:03d}",
            name=f"第{n // 154 + 1}网格",
            level="grid",
            parent=villages[n % 154],
            valid_from=BEGAN,
        )
        for n in range(2633)
    )


def test_3006_workers_are_staffed_in_seconds_with_a_few_grids_open_and_some_shared(many_grids):
    began, told = time.monotonic(), []
    assert loading.staff_grids(seed=7, password_hash=make_password("x"), progress=told.append) == 3006
    assert time.monotonic() - began < 10 and sum(told) == 3006
    assert (
        User.objects.filter(username__startswith="grid").count(),
        Posting.objects.filter(role="grid_worker").count(),
    ) == (3006, 2852)
    assert Assignment.objects.filter(kind="leader").count() == 154
    lines = coverage.lines(None)
    assert (
        sum(line.grids for line in lines),
        sum(line.uncovered for line in lines),
        sum(line.workers for line in lines),
    ) == (2633, 12, 3006)
    seats = (
        Posting.objects.valid(today())
        .filter(user__username__startswith="grid")
        .select_related("desk__department", "desk__center")
    )
    assert {seat.desk.department.key for seat in seats} == {"governance"}
    assert all(
        held.grid.township_code == held.posting.desk.center.area.code
        for held in Assignment.objects.select_related("grid", "posting__desk__center__area")
    )
    assert AuditRow.objects.filter(action="grids_staffed").count() == 1


def test_a_second_time_makes_nobody(county):
    assert loading.staff_grids(count=5, seed=7, password_hash="x") == 5
    assert loading.staff_grids(count=5, seed=7, password_hash="x") == 0


def test_the_same_seed_gives_the_same_people(county):
    loading.staff_grids(count=5, seed=7, password_hash="x")
    names = list(User.objects.filter(username__startswith="grid").order_by("username").values_list("name", flat=True))
    Assignment.objects.all().delete()
    Posting.objects.all().delete()
    User.objects.filter(username__startswith="grid").delete()
    loading.staff_grids(count=5, seed=7, password_hash="x")
    assert (
        list(User.objects.filter(username__startswith="grid").order_by("username").values_list("name", flat=True))
        == names
    )


def test_few_workers_share_all_the_grids(many_grids):
    loading.staff_grids(count=100, seed=7, password_hash="x")
    assert Assignment.objects.count() == 2621 and sum(line.uncovered for line in coverage.lines(None)) == 12


def test_without_grids_it_says_so(county):
    Area.objects.filter(level="grid").delete()
    with pytest.raises(Refused) as refused:
        loading.staff_grids(count=5, seed=7, password_hash="x")
    assert refused.value.code == "no_grids"
