import json
import random
import threading
from collections import Counter
from datetime import timedelta
from io import StringIO

import numpy
import pytest
import shapely
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry import shape

from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import today
from center.institution import drawing, loading, locate, tessellation
from center.institution.models import Area

OUTLINE = {"type": "Polygon", "coordinates": [[[118, 32], [119, 32], [119, 33], [118.4, 32.6], [118, 33], [118, 32]]]}
finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.fixture(scope="module")
def cut():
    """The demonstration county cut into its grids, without a database: outline, grids by code."""
    from tests.institution.conftest import XUYI

    outline = shape(json.loads((XUYI / "outline.geojson").read_text(encoding="utf-8"))["geometry"])
    lines = (XUYI / "divisions.csv").read_text(encoding="utf-8").splitlines()[1:]
    villages = [line[:12] for line in lines if ",village," in line]
    townships = {}
    for code in villages:
        townships.setdefault(code[:9] + "000", []).append(code)
    shares = tessellation.share(2633, {code: tessellation.likely_size(code) for code in villages})
    raw = {}
    for code, cells in tessellation.draw(outline, townships, {}, shares):
        raw |= {f"{code}{number:03d}": cell for number, cell in enumerate(cells, 1)}
    return outline, dict(zip(raw, tessellation.rounded(list(raw.values())), strict=True))


def test_there_are_2633_grids_spread_as_life_spreads_them(cut):
    _, grids = cut
    sizes = Counter(code[:12] for code in grids)
    assert (len(grids), len(sizes)) == (2633, 154)
    assert 4 <= min(sizes.values()) < max(sizes.values()) < 100
    street = [size for code, size in sizes.items() if code[6:9] < "100" and code[9:12] < "200"]
    village = [size for code, size in sizes.items() if code[9:12] >= "200"]
    assert sum(street) / len(street) > 1.5 * sum(village) / len(village)


def test_they_cover_the_county_without_gap_or_overlap(cut):
    outline, grids = cut
    cells = list(grids.values())
    assert all(cell.is_valid and not cell.is_empty for cell in cells)
    assert shapely.coverage_is_valid(cells)
    assert (
        shapely.coverage_union_all(cells).symmetric_difference(outline).area < outline.length * tessellation.PRECISION
    )
    assert sum(cell.area for cell in cells) == pytest.approx(shapely.coverage_union_all(cells).area, rel=1e-12)


def test_townships_are_the_union_of_their_villages_with_no_hole_but_the_outlines(cut):
    outline, grids = cut
    townships = [
        tessellation.together([cell for code, cell in grids.items() if code[:9] == township])
        for township in sorted({code[:9] for code in grids})
    ]
    holes = sum(len(part.interiors) for cell in townships for part in shapely.get_parts(cell))
    assert holes == len(outline.interiors)
    assert shapely.coverage_is_valid(townships)


def test_the_drawing_is_the_same_every_time():
    region = shape(OUTLINE)
    first, second = (
        list(tessellation.draw(region, {"t": ["a", "b", "c"]}, {}, {"a": 3, "b": 5, "c": 1})) for _ in range(2)
    )
    assert first == second
    assert [len(cells) for _, cells in first] == [3, 5, 1]


@given(st.integers(3, 500), st.lists(st.floats(0.1, 10), min_size=3, max_size=3))
def test_shares_add_up_and_nobody_goes_without(total, weights):
    shares = tessellation.share(total, dict(zip("abc", weights, strict=True)))
    assert sum(shares.values()) == total
    assert min(shares.values()) >= 1


def test_too_few_to_share_is_an_error():
    with pytest.raises(ValueError):
        tessellation.share(2, {"a": 1, "b": 1, "c": 1})


@pytest.fixture
def drawn(db, folder):
    """The small county with 40 grids."""
    loading.load(folder.path)
    (folder.path / "outline.geojson").write_text(json.dumps(OUTLINE), encoding="utf-8")
    drawing.draw(folder.path, 40)
    return folder


def grids():
    return Area.objects.valid(today()).filter(level="grid")


@pytest.mark.django_db
def test_the_whole_county_is_drawn_and_a_point_finds_its_grid(xuyi):
    call_command("load_county", str(xuyi), "--grids", "2633", stdout=StringIO())
    areas = {area.code: (area, shape(area.boundary)) for area in Area.objects.exclude(boundary=None)}
    assert Counter(area.level for area, _ in areas.values()) == {
        "county": 1,
        "township": 13,
        "village": 154,
        "grid": 2633,
    }
    assert all(area.schematic and cell.contains(Point(area.lng, area.lat)) for area, cell in areas.values())
    for code, (area, _) in areas.items():
        if area.level == Area.Level.GRID:
            assert areas[code[:12]][0].pk == area.parent_id
    county = areas["320830000000"][1]
    codes = [code for code, (area, _) in areas.items() if area.level == Area.Level.GRID]
    cells = numpy.array([areas[code][1] for code in codes])
    shapely.prepare(cells)
    chance = random.Random(7)
    west, south, east, north = county.bounds
    for _ in range(400):
        lat, lng = chance.uniform(south, north), chance.uniform(west, east)
        found = locate.locate(lat, lng)
        brute = [codes[index] for index in shapely.contains_xy(cells, lng, lat).nonzero()[0]]
        assert ([found.code] if found else []) == brute
    out = StringIO()
    call_command("draw_grids", str(xuyi), stdout=out)
    assert out.getvalue().strip() == "2633 grids, nothing to change."


def test_the_words_of_a_grid(drawn):
    grid = Area.objects.get(code="320830108214002")
    assert (grid.name, grid.name_en) == ("黄花塘村第2网格", "Huanghuatang Village grid 2")
    assert Area.objects.get(code="320830108001001").name == "新街社区第1网格"


def test_fewer_grids_close_what_is_too_much_and_more_open_it_again(drawn):
    pks = set(grids().values_list("pk", flat=True))
    less = drawing.draw(drawn.path, 30)
    assert (less.made, less.closed, grids().count()) == (0, 10, 30)
    assert Area.objects.filter(level="grid", valid_to=today() - timedelta(days=1)).count() == 10
    drawing.draw(drawn.path, 40)
    assert set(grids().values_list("pk", flat=True)) == pks
    again = drawing.draw(drawn.path, 40)
    assert (again.made, again.changed, again.closed) == (0, 0, 0)


def test_a_drawing_is_audited_once(drawn):
    drawing.draw(drawn.path, 40)
    assert AuditRow.objects.filter(action="grids_drawn").count() == 1


def test_surveyed_boundaries_are_not_drawn_over(drawn):
    Area.objects.filter(code="320830108214").update(schematic=False)
    with pytest.raises(Refused, match="surveyed"):
        drawing.draw(drawn.path, 40)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"type": "Point", "coordinates": [118, 32]}', '{"geometry": 3}']
)
def test_an_outline_that_is_none_is_refused(drawn, text):
    (drawn.path / "outline.geojson").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        drawing.draw(drawn.path, 40)
    assert refusal.value.code == "no_outline"


@pytest.mark.parametrize("count", [-1, 0, 1, 100_000])
def test_a_count_that_makes_no_sense_is_refused(drawn, count):
    with pytest.raises(CommandError, match="draw between 2 and 200 grids"):
        call_command("draw_grids", str(drawn.path), "--grids", str(count))


@pytest.mark.django_db
def test_without_a_county_nothing_is_drawn(xuyi):
    with pytest.raises(Refused) as refusal:
        drawing.draw(xuyi, 2633)
    assert refusal.value.code == "no_county"


def test_a_bad_compass_is_named_with_its_line(drawn):
    (drawn.path / "compass.csv").write_text("code,lat,lng\n320830108000,north,118.5\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"compass\.csv:2"):
        drawing.draw(drawn.path, 40)


def test_outside_is_nowhere(drawn):
    assert locate.locate(31.9, 118.5) is None
    assert locate.locate(32.9, 118.4) is None  # in the notch of the outline
    assert locate.locate(0, 0) is None


def test_a_point_on_a_border_has_one_grid(drawn):
    boundary = shape(Area.objects.get(code="320830108214001").boundary)
    lng, lat = next(iter(shapely.get_parts(boundary))).exterior.coords[0]
    touching = [area.code for area in grids() if shape(area.boundary).intersects(Point(lng, lat))]
    assert locate.locate(lat, lng).code == min(touching)


def test_a_grid_that_was_closed_still_answers_for_its_days(drawn):
    grid = grids().first()
    Area.objects.filter(pk=grid.pk).update(valid_to=today() - timedelta(days=1))
    locate.forget()
    assert locate.locate(grid.lat, grid.lng) is None
    assert locate.locate(grid.lat, grid.lng, on=today() - timedelta(days=1)) == grid
    assert locate.locate(grid.lat, grid.lng, on=grid.valid_from - timedelta(days=1)) is None


def test_the_map_is_asked_for_once_and_again_after_a_change(drawn, django_assert_num_queries, monkeypatch):
    grid = grids().first()
    locate.forget()
    with django_assert_num_queries(3):  # the version, two questions, and the grids
        assert locate.locate(grid.lat, grid.lng) == grid
    with django_assert_num_queries(0):
        assert locate.locate(grid.lat, grid.lng).name == grid.name
    monkeypatch.setattr(locate, "TRUST_SECONDS", 0)
    with django_assert_num_queries(2):
        locate.locate(grid.lat, grid.lng)
    drawing.draw(drawn.path, 20)
    where = grids().last()
    with django_assert_num_queries(3):
        assert locate.locate(where.lat, where.lng) == where


@pytest.mark.django_db(transaction=True)
def test_many_threads_ask_at_once(drawn):
    from django.db import connection

    wanted = list(grids())
    locate.forget()
    wrong = []

    def ask():
        wrong.extend(grid for grid in wanted if locate.locate(grid.lat, grid.lng) != grid)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("lat", "lng"), [(91, 0), (-91, 0), (0, 181), (0, -180.1), (float("nan"), 0), (0, float("inf")), (118.5, 33)]
)
def test_what_is_no_point_on_earth_is_refused(lat, lng):
    if (lat, lng) == (118.5, 33):  # swapped by mistake
        assert abs(lat) > 90
    for ask in (locate.locate, locate.round_point):
        with pytest.raises(Refused) as refusal:
            ask(lat, lng)
        assert (refusal.value.code, refusal.value.status) == ("not_a_point", 422)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_rounded_point_is_near_on_earth_and_stays_where_it_is(lat, lng):
    near = locate.round_point(lat, lng)
    assert -90 <= near[0] <= 90 and -180 <= near[1] <= 180
    assert abs(near[0] - lat) * locate.METRES_PER_DEGREE <= 26
    assert locate.round_point(*near) == near


def test_points_of_one_house_become_one_point_and_fifty_metres_on_another():
    step = 50 / locate.METRES_PER_DEGREE
    here = locate.round_point(33.0, 118.5)
    assert locate.round_point(here[0] + step * 0.4, here[1]) == here
    assert locate.round_point(here[0] + step * 0.6, here[1]) != here
