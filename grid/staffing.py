"""The grid workers of a demonstration county: invented people, seated at their township's governance desk, each with a grid."""

import itertools
import random
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution.models import Area, Center, Desk, Posting, Role, User
from grid.models import Assignment

PREFIX = "grid"  # grid0001, grid0002 ...
UNCOVERED = 0.0045  # of the grids nobody has just now: 12 of 2,633
FULL_TIME = 0.4
SURNAMES = "王李张刘陈杨赵黄周吴徐孙朱马胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
GIVEN = "建国秀英桂兰志强玉梅海燕国庆小芳长林文军永红春华明霞立新荣德成月琴家宝凤珍广平爱民翠莲宏伟丽娟正祥素云维忠巧玲学勤艳萍加林如意为民宝山金花振兴士杰传芳守义佳慧俊宇欣怡浩然雨婷子豪"


@transaction.atomic
def staff_grids(
    *, count: int = 3006, seed: int, password_hash: str, progress: Callable[[int], object] | None = None, since: date | None = None
) -> int:  # fmt: skip
    """Make `count` workers and leaders over all grids in force, in bulk; gives how many were made, 0 when they are there already.

    A few grids stay uncovered and some have two, as in life; `progress(n)` is told how many more are done. One audit row for all.
    """
    if User.objects.filter(username=_username(1)).exists():
        return 0
    chance = random.Random(seed)
    since = since or date(today().year - 3, 1, 1)
    plan = _plan(chance, count)
    moment = now()
    users = User.objects.bulk_create(
        [
            User(username=_username(number), name=_name(chance), password=password_hash, date_joined=moment)
            for number in range(1, len(plan) + 1)
        ],
        batch_size=500,
    )
    _done(progress, len(users))
    desks = _desks()
    postings = Posting.objects.bulk_create(
        [
            Posting(
                user=user, desk=_desk_of(grids[0], desks), role=Role.GRID_LEADER if kind == Assignment.Kind.LEADER else Role.GRID_WORKER,
                badge=f"WG{number:04d}", valid_from=since,
            )
            for number, (user, (kind, grids)) in enumerate(zip(users, plan, strict=True), start=1)
        ],
        batch_size=500,
    )  # fmt: skip
    Assignment.objects.bulk_create(
        [
            Assignment(posting=posting, grid=grid, kind=kind, valid_from=since)
            for posting, (kind, grids) in zip(postings, plan, strict=True)
            for grid in grids
        ],
        batch_size=500,
    )
    audit.record("grids_staffed", by=SYSTEM, about="grid", users=len(users), first=users[0].pk, last=users[-1].pk)
    return len(users)


def _plan(chance: random.Random, count: int) -> list[tuple[str, list[Area]]]:
    """For each worker the kind of post and the grids, grid by grid through the county, leaders last."""
    grids = list(Area.objects.valid(today()).filter(level=Area.Level.GRID).defer("boundary").order_by("code"))
    if not grids or count < 1:
        raise Refused(_("There are no grids to staff. Load the county first."), "no_grids")
    open_grids = set(chance.sample(range(len(grids)), round(len(grids) * UNCOVERED)))
    covered = [grid for index, grid in enumerate(grids) if index not in open_grids]
    firsts = list(
        {grid.parent_id: grid for grid in reversed(covered)}.values()
    )  # one grid of each village, for its leader
    leaders = min(len(firsts), max(0, count - len(covered)))
    workers = count - leaders
    if workers >= len(covered):
        shares = [
            [grid]
            for grid in sorted(covered + chance.choices(covered, k=workers - len(covered)), key=lambda grid: grid.code)
        ]
    else:
        bounds = [len(covered) * place // workers for place in range(workers + 1)]
        shares = [covered[left:right] for left, right in itertools.pairwise(bounds)]
    kinds = [
        Assignment.Kind.FULL_TIME if chance.random() < FULL_TIME else Assignment.Kind.PART_TIME for _share in shares
    ]
    return [*zip(kinds, shares, strict=True), *((Assignment.Kind.LEADER, [grid]) for grid in firsts[:leaders])]


def _desks() -> dict[str, Desk]:
    """Governance desks by the code of the area of their center."""
    desks = Desk.objects.filter(
        department__key="governance", center__kind__in=[Center.Kind.TOWNSHIP, Center.Kind.COUNTY]
    ).select_related("center__area")
    return {desk.center.area.code: desk for desk in desks}


def _desk_of(grid: Area, desks: dict[str, Desk]) -> Desk:
    desk = desks.get(grid.township_code) or desks.get(grid.code[:6] + "000000")
    if desk is None:
        raise Refused(_("The township of this grid has no center yet. Tell the administrator."), "no_desk")
    return desk


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2 if chance.random() < 0.85 else 1))


def _username(number: int) -> str:
    return f"{PREFIX}{number:04d}"


def _done(progress: Callable[[int], object] | None, number: int) -> None:
    if progress:
        progress(number)
