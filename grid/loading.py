"""What the grid room comes with: the event classes; loaded once, then edited by the county."""

import csv
from pathlib import Path

from django.db import transaction

from grid.models import Category
from grid.staffing import staff_grids as staff_grids  # the other half of preparing a demonstration county
from intake.models import MatterType

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> dict[str, int]:
    """Create the categories that are missing, by key; nothing that is there is changed. Needs the matter types. Gives how many rows are new."""
    matters = {matter.key: matter for matter in MatterType.objects.all()}
    made = 0
    with (DATA / "categories.csv").open(encoding="utf-8", newline="") as lines:
        for order, row in enumerate(csv.DictReader(lines), start=1):
            values = {
                "name": row["name"], "name_en": row["name_en"], "matter": matters[row["matter"]], "icon": row["icon"],
                "urgent": row["urgent"] == "yes", "order": order,
            }  # fmt: skip
            made += Category.objects.get_or_create(key=row["key"], defaults=values)[1]
    return {"categories": made}
