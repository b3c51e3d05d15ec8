"""The measurements one after another, each said in a line or two as it ends."""

import io
import itertools
import os
import platform
import statistics
import time
from argparse import Namespace
from collections import Counter
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import county, errands, likeness, server, suggestion, sweep
from bench.drive import Contender, race
from center.institution.models import Posting, Role
from intake import story
from intake import sweep as portal
from intake.likeness import compare
from intake.models import Case, Person

DUE, RUNNING = 1000, 100_000  # clocks of the sweep
FEW = 1000  # cases with which the director's page is compared


class Report:
    """Runs what `options` asks for in `folder`, and prints it."""

    def __init__(self, options: Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        self.bad: list[str] = []

    def run(self) -> int:
        """The exit status: 1 when an answer was wrong."""
        self._prepare()
        with server.web(self.folder / "web.log") as port:
            self.port = port
            few = self._director() if self._asked("director") else None
            county.add_cases(FEW, self.options.cases)
            if few:
                self._compare_director(few, self._director())
            if self._asked("story"):
                self._story()
            if self._asked("save"):
                self._save()
            if self._asked("status"):
                self._status()
        if self._asked("sweep"):
            self._sweep()
        if self._asked("likeness"):
            self._likeness()
        if self._asked("suggestion"):
            self._suggestion()
        for line in self.bad[:10]:
            say(f"WRONG ANSWER {line}")
        say(f"{len(self.bad)} wrong answers. Load at the end: {_load()}")
        return 1 if self.bad else 0

    def _asked(self, name: str) -> bool:
        return not self.options.only or name in self.options.only

    def _prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
        say(
            f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {version}, load at the start: {_load()}"
        )
        say("Preparing: tables, offices, rules, collected files, cases")
        call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())
        county.load()
        county.add_cases(0, FEW)

    # -- the director's page --------------------------------------------------------------------------------------------

    def _director(self) -> tuple[int, Contender]:
        director = Posting.objects.select_related("user").filter(role=Role.COUNTY_DIRECTOR).order_by("pk")[0]
        client = Client()
        client.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/oversight/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/oversight/")
        contender = errands.directors(self.options.browsers)
        self._race([contender], rounds=max(3, self.options.rounds // 3))
        return len(queries), contender

    def _compare_director(self, few: tuple[int, Contender], many: tuple[int, Contender]) -> None:
        say(f"\nDirector's page with {FEW:,} and with {self.options.cases:,} cases")
        say(
            f"  queries {few[0]} and {many[0]}; {ms(few[1].median)} and {ms(many[1].median)}; time ratio {many[1].median / few[1].median:.2f}"
        )
        if few[0] != many[0]:
            self.bad.append(f"the director's page costs {few[0]} queries with few cases and {many[0]} with many")

    # -- the story --------------------------------------------------------------------------------------------------------

    def _story(self) -> None:
        began, lines = time.perf_counter(), 0
        for step in story.verify():
            if isinstance(step, story.Fault):
                self.bad.append(f"story of {step.number}, line {step.seq}: {step.what}")
            else:
                lines = step
        took = time.perf_counter() - began
        say(f"\nVerifying every story: {lines:,} lines in {took:.1f} s, {lines / took:,.0f} lines a second")

    # -- the two ratios -----------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        page, api, bare = errands.saves(self.options.browsers)
        rows = {}
        for contender in (page, api, bare):
            before = _rows()
            self._race([contender], rounds=0, warm_up=1)
            rows[contender.name] = _rows() - before
        say("\nSave at the counter, sent on: rows left by one round")
        for table in sorted(set().union(*rows.values())):
            say(f"  {table:<28}" + "".join(f"{name} {counted[table]:>5}   " for name, counted in rows.items()))
        if len({frozenset(counted.items()) for counted in rows.values()}) != 1:
            self.bad.append("the contenders do not leave the same rows")
        self._race([page, api, bare])
        self._say_ratio(bare, page, aim=0.7)
        self._say_ratio(bare, api)

    def _status(self) -> None:
        page, bare = errands.looks(self.options.browsers)
        say("\nStatus page of the citizen")
        self._race([page, bare])
        self._say_ratio(bare, page, aim=0.8)

    # -- the sweep of the minute ---------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        due = sweep.Due(DUE, RUNNING)
        ways = {"portal": portal.sweep_clocks, "by hand": sweep.by_hand}
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(max(3, self.options.rounds // 3)):
            left = {}
            for name, way in sorted(ways.items(), reverse=number % 2 == 1):
                seconds[name].append(sweep.whole(way))
                left[name] = due.left()
                due.put_back()
            for rows, found in left["portal"].items():
                if other := set(found) ^ set(left["by hand"][rows]):
                    self.bad.append(f"the sweep and the SQL leave other {rows}: {sorted(other, key=str)[:2]}")
        rows = {kind: len(found) for kind, found in left["portal"].items()}
        say(
            f"\nSweep of {DUE:,} due among {RUNNING:,} running clocks; rows left: "
            + ", ".join(f"{kind} {count:,}" for kind, count in rows.items())
        )
        ours, bare = (statistics.median(seconds[name]) for name in ways)
        swing = sorted(one / other for one, other in zip(*seconds.values(), strict=True))
        say(
            f"  portal {ours:.2f} s, SQL by hand {bare:.2f} s: {ours / bare:.2f} times the SQL, by round {swing[0]:.2f} to {swing[-1]:.2f}; aim 2"
        )

    # -- what is on file already ---------------------------------------------------------------------------------------------

    def _likeness(self) -> None:
        began = time.perf_counter()
        likeness.add(self.options.people)
        say(
            f"\nLike cases among {Person.objects.count():,} people and {Case.objects.count():,} cases (written in {time.perf_counter() - began:.0f} s)"
        )
        known = range(7, self.options.people, max(1, self.options.people // 40))
        for who, seat in likeness.readers().items():
            many = list(likeness.sought(seat, iter(known)))
            statements, slow = likeness.faults(many[0], seat.user)
            self.bad += slow
            ours = likeness.middle(likeness.timed(lambda one, user=seat.user: compare(one, user), many))
            bare = likeness.middle(likeness.timed(likeness.exact, many))
            say(
                f"  {who:<16} {ms(ours[0])} (95 of 100 within {ms(ours[1])}), {statements} statements; bare look-ups {ms(bare[0])}, ratio {bare[0] / ours[0]:.2f}; aim 100 ms"
            )
        director = likeness.readers()["county director"].user
        retold = likeness.sought(likeness.readers()["county director"], iter(known))
        for n, one in zip(known, itertools.islice(retold, 0, None, 3), strict=False):
            if not likeness.right(compare(one, director), n):
                self.bad.append(f"the case {n} told again does not stand first")

    # -- the suggestion from text --------------------------------------------------------------------------------------------

    def _suggestion(self) -> None:
        ours, bare, load = suggestion.measure()
        ratio, fast = statistics.median(bare) / statistics.median(ours), statistics.median(ours)
        say(f"\nSuggestion for {len(suggestion.notes())} notes: matters, the words that spoke, facts and route")
        say(
            f"  {ms(fast)} a note (95 of 100 within {ms(suggestion.slowest(suggestion.notes()))}), the bare sum {ms(statistics.median(bare))}:"
            f" ratio {ratio:.2f}; the first one with loading {ms(load)}; aim 5 ms"
        )

    def _race(self, contenders: list[Contender], **options: int) -> None:
        race(self.port, contenders, **{"rounds": self.options.rounds, "each": self.options.each, **options})
        for contender in contenders:
            self.bad += contender.bad

    def _say_ratio(self, bare: Contender, ours: Contender, *, aim: float | None = None) -> None:
        swing = ours.against(bare)
        say(
            f"  {ours.name:<5} {ms(ours.median)} (95 of 100 within {ms(ours.slow)}), bare {ms(bare.median)} ({ms(bare.slow)}):"
            f" ratio {bare.median / ours.median:.2f}, by round {swing[len(swing) // 4]:.2f} to {swing[-1 - len(swing) // 4]:.2f}{f'; aim {aim}' if aim else ''}"
        )


def _rows() -> Counter:
    """How many rows each table holds, and how many numbers were given out. Sessions and people are not looked at."""
    counted = Counter()
    with connection.cursor() as cursor:
        for label in ("foundation", "institution", "papers", "intake", "mediation", "petitions", "grid"):
            for model in apps.get_app_config(label).get_models():
                cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
                counted[model._meta.db_table] = cursor.fetchone()[0]
        cursor.execute('SELECT coalesce(sum(last), 0) FROM "foundation_counter"')
        counted["numbers given out"] = cursor.fetchone()[0]
    del counted["foundation_counter"]  # the first number of a day makes its row
    return counted


def _load() -> str:
    return " ".join(f"{part:.1f}" for part in os.getloadavg())


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def say(line: str) -> None:
    print(line, flush=True)
