"""The guides the portal comes with, from intake/data/guides.toml; once loaded, a guide is the county's own."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from intake.models import Guide, MatterType

FILE = Path(__file__).parent.parent / "data" / "guides.toml"


def shipped() -> dict[str, dict[str, Any]]:
    """The rows of the file by key, in its order."""
    return tomllib.loads(FILE.read_text("utf-8"))


@transaction.atomic
def load() -> int:
    """Create the guides that are missing; what a county has edited stays. Needs the matter types. Gives how many are new."""
    known = set(Guide.objects.values_list("key", flat=True))
    matters = {matter.key: matter for matter in MatterType.objects.all()}
    made = 0
    for order, (key, row) in enumerate(shipped().items(), start=1):
        if key in known:
            continue
        guide = Guide.objects.create(key=key, order=order * 10, state=Guide.State.PUBLISHED, **_columns(row))
        guide.matters.set(matters[matter] for matter in row["matters"])
        made += 1
    return made


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    columns = {
        name: value.strip() if isinstance(value, str) else value for name, value in row.items() if name != "matters"
    }
    return columns | {"limits": " ".join(row.get("limits", [])), "valid_from": date.fromisoformat(row["valid_from"])}
