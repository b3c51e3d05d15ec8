"""Measure the portal against the least that does the same work: `make bench`, or `python -m bench --help`.

Prints ratios, which say more than times on a machine one does not know. Exits with 1 when any answer was wrong, never for being slow.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from bench import server

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="rounds of every contender (15)")
    parser.add_argument("--each", type=int, default=40, help="requests in a round (40)")
    parser.add_argument("--browsers", type=int, default=4, help="browsers at once (4)")
    parser.add_argument(
        "--cases", type=int, default=20_000, help="cases in the county (20,000; five lines of story each)"
    )
    parser.add_argument(
        "--only",
        choices=["save", "status", "story", "director", "sweep", "likeness", "suggestion"],
        action="append",
        help="one measurement, or several",
    )
    parser.add_argument(
        "--people", type=int, default=100_000, help="people and cases among which one is compared (100,000)"
    )
    options = parser.parse_args()
    address = os.environ.get("DATABASE_URL") or POSTGRES
    if not address.startswith("postgres"):
        parser.error("PostgreSQL is measured; set DATABASE_URL to one.")
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # as Ctrl-C, so that everything is put away
    try:
        with server.folder() as folder, server.database(address) as name:
            os.environ.update(
                DATABASE_URL=name,
                VAR_DIR=str(folder),
                DJANGO_SETTINGS_MODULE="bench.settings",
                DEBUG="0",
                PRODUCTION="0",
            )
            return _measured(options, folder)
    except KeyboardInterrupt:
        return 130


def _measured(options: argparse.Namespace, folder: Path) -> int:
    import django

    django.setup()
    from bench import report

    try:
        return report.Report(options, folder).run()
    finally:
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    sys.exit(main())
