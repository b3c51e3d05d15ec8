"""manage.py demo: the demonstration county with two years of invented matters, and who to sign in as. Safe to run again."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from center.config.demonstration import loading, sign_ins
from center.foundation.now import today
from center.institution.models import Role


class Command(BaseCommand):
    help = "Load the demonstration county: offices, grids, staff with one printed password, and invented cases."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, default=5000, help="how many matters in two years (5000)")
        parser.add_argument("--seed", type=int, default=2014, help="another seed tells other stories")
        parser.add_argument("--grids", type=int, default=loading.GRIDS, help=f"how many grids ({loading.GRIDS})")
        parser.add_argument(
            "--workers", type=int, default=loading.WORKERS, help=f"how many grid workers ({loading.WORKERS})"
        )
        parser.add_argument(
            "--in-production",
            action="store_true",
            help="also where PRODUCTION is set: everybody who reads this can sign in",
        )

    def handle(self, *args, cases, seed, grids, workers, in_production, **options):
        if settings.PRODUCTION and not in_production:
            raise CommandError(
                "This gives every account without a password one that is printed for all to read. Say --in-production if that is meant."
            )
        if cases < 1:
            raise CommandError("At least one case is needed.")
        if loading.is_there():
            self.stdout.write(
                "The county and its cases are there already; nothing was changed. 演示数据已经在库，没有改动。"
            )
        else:
            self._load(cases, seed, grids, workers)
        self._tell()

    def _load(self, cases: int, seed: int, grids: int, workers: int) -> None:
        began = time.monotonic()
        self.stdout.write("Loading the demonstration county 正在装载演示县 (once, a few minutes)")
        for line in loading.load_county(grids, workers, seed=seed):
            self.stdout.write(f"  {line}")
        self.stdout.write(f"  {loading.load_cases(cases, seed=seed)}, {time.monotonic() - began:.0f} s")

    def _tell(self) -> None:
        self.stdout.write(f"\nSign in 登录: {sign_ins.url('/accounts/login/')}")
        for line in sign_ins.table():
            role = f"{Role(line.role).name.replace('_', ' ').capitalize():24}"
            self.stdout.write(f"  {role} {line.username:18} {line.page:20} {line.name}，{line.desk}")
        self.stdout.write(f"  Password of all of them 统一密码: {sign_ins.PASSWORD}")
        self.stdout.write(
            self.style.WARNING(
                "  For demonstration only: never put this on a network with real data. 仅供演示，切勿用于真实数据。"
            )
        )
        if number := sign_ins.known_visitor():
            self.stdout.write(f"  Somebody the counter knows 来过的人 (invented 虚构): {number}")
        case = sign_ins.sample()
        if case:
            self.stdout.write(f"\nA citizen asks 群众查询: {sign_ins.url('/status/')}")
            self.stdout.write(
                f"  number 编号 {case.grouped}   code 查询码 {case.query_code}   ({today():%Y-%m-%d}, {case.get_state_display()})"
            )
