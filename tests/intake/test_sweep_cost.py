"""The sweep costs what is due: among a hundred thousand running clocks it touches the thousand due, and stopped ones cost nothing."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from center.foundation.now import now
from intake import sweep
from intake.models import Clock, Limit

RUNNING, DUE, STOPPED = 100_000, 1_000, 50_000

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the plan is PostgreSQL's"),
]


@pytest.fixture
def many(case):
    """A hundred thousand running clocks, a thousand of them due, and fifty thousand that have stopped."""
    moment, limit = now(), Limit.objects.get(key="handling")

    def clocks(kind, count, due_at, **changes):
        return (
            Clock(
                limit=limit, case=case, about=f"{kind}:{number}", started_at=moment - timedelta(days=9), raw_due_at=due_at, due_at=due_at,
                next_action_at=due_at, **changes,
            )
            for number in range(count)
        )  # fmt: skip

    Clock.objects.bulk_create(clocks("due", DUE, moment - timedelta(hours=1)), batch_size=5000)
    Clock.objects.bulk_create(clocks("far", RUNNING - DUE, moment + timedelta(days=60)), batch_size=5000)
    stopped = clocks("over", STOPPED, moment - timedelta(days=2), stopped_at=moment)
    Clock.objects.bulk_create(stopped, batch_size=5000)
    Clock.objects.exclude(stopped_at=None).update(next_action_at=None)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Clock._meta.db_table}")


def touched(queryset) -> tuple[set[str], int]:
    """The indexes that the database used, and the rows it read for the answer."""
    plan = json.loads(queryset.explain(analyze=True, format="json"))[0]["Plan"]
    indexes, rows, nodes = set(), 0, [plan]
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        assert node["Node Type"] != "Seq Scan", plan
        if "Index Name" in node:
            indexes.add(node["Index Name"])
            rows += node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return indexes, rows


def test_a_thousand_due_among_a_hundred_thousand_are_found_by_the_partial_index_alone(many):
    moment = now()
    due = Clock.objects.due(moment).order_by("next_action_at", "pk").values_list("pk", flat=True)
    indexes, rows = touched(due)
    assert indexes == {"clock_sweep"} and rows == DUE
    indexes, rows = touched(due[: sweep.BATCH])
    assert indexes == {"clock_sweep"} and rows <= DUE
    soon = Clock.objects.running().filter(
        next_action_at__gt=moment, next_action_at__lte=moment + timedelta(days=6), due_at__gt=moment, paused_at=None
    )  # fmt: skip
    indexes, rows = touched(soon)
    assert indexes <= {"clock_sweep"} and rows == 0, "nothing ends within six days, and nothing is read"
    print(f"\n{DUE} due among {RUNNING} running and {STOPPED} stopped: {DUE} rows read, by the partial index")
