"""The minute sweep with a thousand due among a hundred thousand running clocks, against SQL by hand that leaves the same rows."""

import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.db import connection, transaction
from django.db.models import Model

from bench.county import BATCH, LINES, Maker
from center.foundation import chain, numbering
from center.foundation.jobs import Round
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, now
from center.institution.models import Posting
from intake import clocks, ladder, sweep
from intake.models import Card, Case, Climb, Clock, Event

FIRST = 100_000_000  # serial of the first case of this measurement; three of ten are open, two of them in hand
OPEN_IN = 5
FIND = """
    SELECT k.id, k.next_action_at, k.due_at, c.id, c.number, c.handler_id, l.key, l.name, l.name_en, d.name, d.name_en
    FROM intake_clock k JOIN intake_case c ON c.id = k.case_id JOIN intake_limit l ON l.id = k.limit_id
    JOIN institution_desk d ON d.id = k.desk_id
    WHERE k.stopped_at IS NULL AND k.next_action_at <= %s ORDER BY k.next_action_at, k.id LIMIT %s"""
SEAT = """
    SELECT p.user_id FROM institution_posting p JOIN institution_user u ON u.id = p.user_id AND u.is_active
    WHERE p.desk_id = (SELECT desk_id FROM intake_clock WHERE id = %s) AND p.user_id = %s
    AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to >= %s) LIMIT 1"""
CLAIM = """
    UPDATE intake_clock SET breached_at = due_at, next_action_at = %s
    WHERE id = %s AND stopped_at IS NULL AND paused_at IS NULL AND next_action_at = %s"""
CARD = ("case", "clock", "colour", "given_at")
EVENT = ("case", "seq", "kind", "by_kind", "at", "data", "salt", "data_digest", "digest")
CLIMB = ("clock", "rung", "fell_due_at", "at", "level_from", "level_to", "from_user", "told", "why")
NOTICE = ("key", "kind", "to_user", "about", "data", "url", "state", "owed_at", "next_try_at", "sent_at")


class Due:
    """`count` cases in hand whose limit has just ended, among so many running clocks; put back after each round."""

    def __init__(self, count: int, running: int) -> None:
        """Everything else that runs waits for two months."""
        maker, moment = Maker(), now()
        for start in range(FIRST, FIRST + count * OPEN_IN, BATCH):
            maker.write(list(range(start, min(start + BATCH, FIRST + count * OPEN_IN))))
        self.cases = list(
            Case.objects.filter(number__startswith="BENCH1", state=Case.State.HANDLING)
            .order_by("pk")
            .values_list("pk", flat=True)[:count]
        )
        self.due_at = moment - timedelta(minutes=1)
        self.heads = {case.pk: case.story_head for case in Case.objects.filter(pk__in=self.cases)}
        handlers: dict[int, int] = {}
        for desk, user in Posting.objects.valid(moment.date()).order_by("-pk").values_list("desk", "user"):
            handlers[desk] = user
        for desk in set(Case.objects.filter(pk__in=self.cases).values_list("desk", flat=True)):
            Case.objects.filter(pk__in=self.cases, desk=desk).update(handler=handlers.get(desk))
        self._fill(running, moment + timedelta(days=60))
        self.put_back()

    def _fill(self, running: int, far: datetime) -> None:
        Clock.objects.running().update(next_action_at=far)
        any_one = Clock.objects.filter(case__in=self.cases).select_related("limit").first()
        assert any_one is not None
        missing = max(running - Clock.objects.running().count(), 0)
        Clock.objects.bulk_create(
            (
                Clock(
                    limit=any_one.limit, case_id=any_one.case_id, desk_id=any_one.desk_id, about=f"bench:{number}", started_at=now(), raw_due_at=far,
                    due_at=far, next_action_at=far,
                )
                for number in range(missing)
            ),
            batch_size=5000,
        )  # fmt: skip

    def put_back(self) -> None:
        """As before the sweep, for the next contender."""
        Notice.objects.filter(key__startswith="clock:").delete()
        Climb.objects.filter(clock__case__in=self.cases).delete()
        Card.objects.filter(case__in=self.cases).delete()
        Event.objects.filter(case__in=self.cases, seq__gt=LINES).delete()
        for pk, head in self.heads.items():
            Case.objects.filter(pk=pk).update(story_seq=LINES, story_head=head)
        self.clocks().update(
            started_at=self.due_at - timedelta(days=7),
            raw_due_at=self.due_at,
            due_at=self.due_at,
            next_action_at=self.due_at,
            breached_at=None,
        )
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def clocks(self):
        """The clocks that are due."""
        return Clock.objects.filter(case__in=self.cases, about="")

    def left(self) -> dict[str, list]:
        """Every row the sweep left, without what is chance (salts, moments of acting, keys of rows)."""
        return {
            "clocks": sorted(self.clocks().values_list("pk", "breached_at", "next_action_at")),
            "lines": sorted(
                (case, seq, kind, data["clock"], data["limit"], data.get("colour", ""), data.get("given_on", ""))
                for case, seq, kind, data in Event.objects.filter(case__in=self.cases, seq__gt=LINES).values_list("case", "seq", "kind", "data")
            ),
            "cards": sorted(Card.objects.filter(case__in=self.cases).values_list("case", "clock", "colour", "given_at")),
            "climbs": sorted(
                (*row, str(told))
                for *row, told in Climb.objects.filter(clock__case__in=self.cases).values_list(
                    "clock", "rung", "fell_due_at", "level_from", "level_to", "from_user", "why", "told"
                )
            ),
            "notices": sorted(
                (*row, json.dumps(data, sort_keys=True))
                for *row, data in Notice.objects.filter(key__startswith="clock:").values_list(
                    "key", "kind", "to_user", "about", "url", "state", "data"
                )
            ),
        }  # fmt: skip


def whole(sweeping: Callable[[], Round]) -> float:
    """Seconds until a round finds nothing more."""
    began = time.perf_counter()
    while sweeping().scanned:
        pass
    return time.perf_counter() - began


def by_hand() -> Round:
    """What somebody would write who believes that every clock is overdue for the first time and that a handler has it: one transaction a case."""
    moment, result = now(), Round()
    with connection.cursor() as cursor:
        cursor.execute(FIND, [moment, sweep.BATCH])
        rows = cursor.fetchall()
        steps = _steps(rows[0][0], moment) if rows else None
        for row in rows:
            with transaction.atomic():
                result.acted += _act(cursor, row, moment, *steps)
            result.scanned += 1
    return result


def _steps(pk: int, moment: datetime) -> tuple[list[ladder.Step], datetime | None]:
    """The steps passed and the next one: the same for all, so they are worked out once."""
    clock = Clock.objects.select_related("limit", "desk").get(pk=pk)
    days, rungs = clocks.calendar_of(clock.limit, clock.desk), ladder.rungs(clock.limit.kind)
    return ladder.passed(clock, rungs, moment, days), ladder.following(clock, rungs, moment, days)


def _act(cursor, row: tuple, moment: datetime, steps: list[ladder.Step], following: datetime | None) -> bool:
    clock, next_at, due_at, case, number, handler, key, name, name_en, desk, desk_en = row
    cursor.execute("SELECT story_seq, story_head FROM intake_case WHERE id = %s FOR UPDATE", [case])
    seq, head = cursor.fetchone()
    cursor.execute(CLAIM, [following, clock, next_at])
    if cursor.rowcount != 1:
        return False
    card = _insert(cursor, Card, CARD, [(case, clock, "yellow", due_at)], "RETURNING id")
    day = due_at.astimezone(SHANGHAI).date().isoformat()
    given: dict[str, object] = {"clock": clock, "limit": key, "card": card, "colour": "yellow", "given_on": day}
    lines = []
    for kind, data in (("clock.overdue", {"clock": clock, "limit": key}), ("card.given", given)):
        seq, salt = seq + 1, secrets.token_hex(8)
        digest = chain.data_digest(salt, data)
        head = chain.link(head, seq, kind, "system", None, None, "", moment, digest)
        lines.append((case, seq, kind, "system", moment, json.dumps(data), salt, digest, head))
    _insert(cursor, Event, EVENT, lines)
    cursor.execute("UPDATE intake_case SET story_seq = %s, story_head = %s WHERE id = %s", [seq, head, case])
    today = moment.astimezone(SHANGHAI).date()
    cursor.execute(SEAT, [clock, handler, today, today])
    user = cursor.fetchone()[0]
    climbs = [
        (
            clock,
            step.rung.key,
            step.at,
            moment,
            step.rung.level,
            step.rung.level,
            handler,
            json.dumps([user]),
            "time_came",
        )
        for step in steps
    ]
    _insert(cursor, Climb, CLIMB, climbs)
    words = {
        "number": numbering.group(number),
        "limit": name,
        "limit_en": name_en,
        "desk": desk,
        "desk_en": desk_en,
        "due": day,
    }
    key = f"clock:{clock}:{steps[-1].rung.key}:{steps[-1].at:%Y%m%d%H%M}:{user}"
    notice = (
        key,
        "clock.overdue",
        user,
        f"case:{number}",
        json.dumps(words),
        f"/cases/{number}/",
        "sent",
        moment,
        moment,
        moment,
    )
    _insert(cursor, Notice, NOTICE, [notice], "ON CONFLICT DO NOTHING")
    return True


def _insert(cursor, model: type[Model], given: tuple[str, ...], rows: list[tuple], ending: str = "") -> int | None:
    """One statement for all rows; columns that are not given get what the model would give. Gives the key when it is to be returned."""
    statement, place, rest = _columns(model, given)
    values = [value for row in rows for value in (*row, *rest)]
    cursor.execute(f"{statement} {', '.join([place] * len(rows))} {ending}", values)
    return cursor.fetchone()[0] if ending.startswith("RETURNING") else None


@cache
def _columns(model: type[Model], given: tuple[str, ...]) -> tuple[str, str, list]:
    fields = [model._meta.get_field(name) for name in given]
    others = [field for field in model._meta.concrete_fields if field not in fields and not field.primary_key]
    rest = [field.get_db_prep_save(field.get_default(), connection) for field in others]
    columns = ", ".join(f'"{field.column}"' for field in [*fields, *others])
    return (
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES',
        f"({', '.join(['%s'] * len(fields + others))})",
        rest,
    )
