"""Villages that go to another township: new rows under the new township's digits, the old ones closed with their successor named."""

from datetime import date, timedelta

from center.institution import locate
from center.institution.models import Area, Center, Reorganisation
from center.institution.reorganising.carriers import whole

TAIL = 3  # digits of a village within its township, and of a grid within its village
HIGHEST = 999


def villages(plan: Reorganisation) -> list[Area]:
    """The villages that go over: of a merge all of the township, of a split those chosen; those already gone left out."""
    if plan.from_center.kind != Center.Kind.TOWNSHIP or plan.to_center.kind != Center.Kind.TOWNSHIP:
        return []
    chosen = plan.from_center.area.children.all() if whole(plan) else plan.areas.all()
    return list(chosen.filter(level=Area.Level.VILLAGE, valid_to=None, successor=None).order_by("code"))


def succeed(plan: Reorganisation, *, on: date) -> int:
    """Give each of them, and its grids, a successor from `on`; of a merge the township too. Inside the transaction of the verb."""
    last_day, township = on - timedelta(days=1), plan.to_center.area
    taken = set(Area.objects.filter(code__startswith=township.stem).values_list("code", flat=True))
    gone = 0
    for village in villages(plan):
        new = _successor(village, _free(township.stem, village.code[9:12], taken), township, on, last_day)
        for grid in village.children.filter(level=Area.Level.GRID, valid_to=None):
            _successor(grid, new.code[:12] + grid.code[12:15], new, on, last_day)
        gone += 1
    if whole(plan) and plan.from_center.area_id != township.pk and plan.from_center.area.level == Area.Level.TOWNSHIP:
        Area.objects.filter(pk=plan.from_center.area_id).update(valid_to=last_day, successor=township)
    locate.forget()
    return gone


def _free(stem: str, tail: str, taken: set[str]) -> str:
    """The village's own last digits where they are free under the new township, else the next free ones."""
    for number in (int(tail), *range(1, HIGHEST + 1)):
        code = f"{stem}{number:0{TAIL}d}"
        if code not in taken:
            taken.add(code)
            return code
    raise ValueError(f"no code is free under {stem}")


def _successor(old: Area, code: str, parent: Area, on: date, last_day: date) -> Area:
    new = Area.objects.create(
        code=code, name=old.name, name_en=old.name_en, level=old.level, parent=parent, boundary=old.boundary, lat=old.lat, lng=old.lng,
        schematic=old.schematic, valid_from=on,
    )  # fmt: skip
    Area.objects.filter(pk=old.pk).update(valid_to=max(last_day, old.valid_from), successor=new)
    return new
