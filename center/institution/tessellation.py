"""A county cut into townships, villages and grids for show: Voronoi cells of evenly spread seeds, the same every time.

All in plain geometry of degrees whose longitudes are squeezed, so that a step east is as long as a step north. Townships are the
cells of seats that lie roughly where they lie; villages are cells inside their township; grids are cells inside their village.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon, STRtree

PLACES = 6  # decimals of a degree: 0.1 m
PRECISION = 10.0**-PLACES
TOWNSHIP_ROUNDS, ROUNDS = 2, 4  # of Lloyd's relaxation; few for townships, so that each stays where the compass put it
LEAST_GRIDS = 4
SEED = "schematic 1"
Cell: TypeAlias = Polygon | MultiPolygon


def draw(
    outline: Cell, townships: Mapping[str, Sequence[str]], seats: Mapping[str, Point], shares: Mapping[str, int]
) -> Iterator[tuple[str, list[Cell]]]:
    """Village by village the cells of its grids, in degrees, from north to south. `shares`: how many, by village code."""
    squeeze = math.cos(math.radians(outline.centroid.y))
    plane = _scaled(outline, squeeze)
    codes = sorted(townships)
    chance = _chance("townships")
    start = [_scaled(seats[code], squeeze) if code in seats else _anywhere(plane, chance) for code in codes]
    for code, township in zip(codes, cells(plane, spread(plane, start, TOWNSHIP_ROUNDS)), strict=True):
        villages = sorted(townships[code])
        chance = _chance(code)
        seeds = spread(township, [_anywhere(township, chance) for _ in villages], ROUNDS)
        for village, area in zip(villages, cells(township, seeds), strict=True):
            yield village, [_scaled(cell, 1 / squeeze) for cell in _grids(village, area, shares[village])]


def _grids(village: str, area: Cell, count: int) -> list[Cell]:
    chance = _chance(village)
    seeds = spread(area, [_anywhere(area, chance) for _ in range(count)], ROUNDS)
    seeds.sort(
        key=lambda seed: (-round(seed.y, 2), seed.x)
    )  # numbered like lines of a page: from the north, each from the west
    return cells(area, seeds)


def rounded(parts: Sequence[Cell]) -> list[Cell]:
    """The cells on a raster of PRECISION degrees, sharing every corner: no gap and no overlap, however small.

    All borders are laid on the raster together; each face between them belongs to the cell that it lies in, or to the nearest
    when rounding made it. Faces in holes of the outline belong to nobody.
    """
    borders = shapely.union_all(shapely.boundary(list(parts)), grid_size=PRECISION)
    faces = list(shapely.polygonize([borders]).geoms)
    face_of, part_of = STRtree(parts).query_nearest(
        shapely.point_on_surface(faces), max_distance=10 * PRECISION, all_matches=False
    )
    own: list[list[Polygon]] = [[] for _ in parts]
    for face, part in zip(face_of, part_of, strict=True):
        own[part].append(faces[face])
    return [together(pieces) for pieces in own]


def together(parts: Sequence[Cell]) -> Cell:
    """The union of cells that share their corners."""
    return _polygons(shapely.coverage_union_all(list(parts)))


def spread(region: Cell, seeds: list[Point], rounds: int) -> list[Point]:
    """Lloyd's relaxation: each seed moves to the middle of its cell, some rounds long."""
    for _ in range(rounds):
        seeds = [middle(cell) for cell in cells(region, seeds)]
    return seeds


def cells(region: Cell, seeds: Sequence[Point]) -> list[Cell]:
    """The part of `region` that is nearest to each seed, in the order of the seeds."""
    if len(seeds) == 1:
        return [region]
    diagram = shapely.voronoi_polygons(MultiPoint(seeds), extend_to=shapely.box(*region.bounds), ordered=True)
    return [_polygons(cell) for cell in shapely.intersection(list(diagram.geoms), region)]


def middle(cell: Cell) -> Point:
    """The centroid, or where that lies outside, a point inside."""
    return cell.centroid if cell.contains(cell.centroid) else cell.representative_point()


def share(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """`total` things shared by weight, some to each, by largest remainder. ValueError when there are not enough."""
    if total < len(weights):
        raise ValueError("fewer things than shares")
    least = min(LEAST_GRIDS, total // len(weights))
    rest, whole = total - least * len(weights), sum(weights.values())
    exact = {key: rest * weight / whole for key, weight in weights.items()}
    shares = {key: least + math.floor(value) for key, value in exact.items()}
    short = total - sum(shares.values())
    for key in sorted(exact, key=lambda key: (math.floor(exact[key]) - exact[key], key))[:short]:
        shares[key] += 1
    return shares


def likely_size(code: str) -> float:
    """How populous a village is for show: communities of streets most, those of towns next; each a little otherwise."""
    street, community = "001" <= code[6:9] < "100", "001" <= code[9:12] < "200"
    return (2.2 if street and community else 1.5 if community else 1.0) * math.exp(_chance("size", code).gauss(0, 0.35))


def _chance(*words: str) -> random.Random:
    return random.Random(" ".join((SEED, *words)))


def _anywhere(region: Cell, chance: random.Random) -> Point:
    west, south, east, north = region.bounds
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if region.contains(point):
            return point


def _scaled(shape, factor: float):
    return shapely.transform(shape, lambda points: points * [factor, 1.0])


def _polygons(shape) -> Cell:
    """Without the lines and points that a cut may leave."""
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    return shapely.union_all([part for part in shape.geoms if isinstance(part, Polygon | MultiPolygon)])
