"""The places of dossiers that the portal comes with; what a county has edited stays."""

import csv
from pathlib import Path

from intake.models import DossierItem

DATA = Path(__file__).parent.parent / "data" / "dossier_items.csv"


def load() -> int:
    """Create what is missing, by procedure and key; gives how many rows are new."""
    there = set(DossierItem.objects.values_list("procedure", "key"))
    with DATA.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if (row["procedure"], row["key"]) not in there]
    DossierItem.objects.bulk_create(
        DossierItem(
            procedure=row["procedure"], key=row["key"], order=int(row["order"]), name=row["name"], name_en=row["name_en"], need=row["need"],
            papers=row["papers"].split(), words=row["words"].split(), source=row["source"],
        )
        for row in rows
    )  # fmt: skip
    return len(rows)
