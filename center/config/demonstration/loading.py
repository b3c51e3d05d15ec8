"""The steps by which an empty database becomes the demonstration county. Each is safe to run again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from tqdm import tqdm

from center.config.demonstration import generator, sign_ins
from center.institution.models import Area, Center
from grid.models import Assignment
from grid.staffing import staff_grids
from intake.models import Case

COUNTY = Path(settings.ROOT) / "center" / "institution" / "data" / "xuyi"
GRIDS, WORKERS = 2633, 3006


def is_there() -> bool:
    """Whether there are a county and cases: then nothing is loaded any more, whoever wrote them."""
    return Case.objects.exists()


def load_county(grids: int = GRIDS, workers: int = WORKERS, *, seed: int) -> Iterator[str]:
    """Calendar, offices, rules, grids, people; after each step a line that says what there is."""
    yield _said("load_calendar")
    _said("load_county", COUNTY, grids=grids)
    yield f"{Center.objects.count()} centers, {Area.objects.filter(level=Area.Level.GRID, valid_to=None).count()} grids"
    _said("load_rules")
    _said("load_grid_rules")
    _said("load_figures")
    password_hash = sign_ins.password_hash()
    with bar("Grid workers 网格员", workers) as done:
        staff_grids(count=workers, seed=seed, password_hash=password_hash, progress=done)
    sign_ins.open_accounts(password_hash)
    yield f"{Assignment.objects.count()} assignments of grid workers"


def load_cases(count: int, *, seed: int) -> str:
    """Two years of matters."""
    with bar("Matters 事项", count) as done:
        generator.generate(count, seed=seed, progress=done)
    return f"{Case.objects.count()} cases"


@contextmanager
def bar(title: str, total: int):
    """A progress bar on the terminal; nothing where there is none."""
    with tqdm(total=total, desc=title, disable=not sys.stderr.isatty()) as progress:
        yield progress.update


def _said(command: str, *args: object, **options: object) -> str:
    """Run a command and give its last line."""
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    lines = out.getvalue().strip().splitlines()
    return lines[-1] if lines else command
