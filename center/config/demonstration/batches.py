"""A sheet from the hotline, brought in as a clerk would: tried, some rows at fault, the others taken in and dealt with one by one."""

import io
import random
from typing import Any

from openpyxl import Workbook

from center.config.demonstration.arrivals import Coming
from center.config.demonstration.lives import Life
from center.config.demonstration.stage import Steps
from center.foundation.now import now
from intake.importing import bringing, work
from intake.importing.columns import COLUMNS
from intake.lifecycle import batching
from intake.models import Batch, Case, Visit
from intake.registration import Registration

IN_ORDER = ("neighbour", "wage_arrears", "property_management", "environment", "consumer", "hidden_danger", "debt", "petition_complaint")  # fmt: skip
FAULTS: tuple[dict[str, str], ...] = (
    {"phone": "1880000"},
    {"matter": "邻居噪音"},
    {"narrative": "", "amount": "三千左右"},
)
FAULTY = "neighbour"  # what the rows with faults are about


def bring_in(life: Life) -> Steps:
    """The sheet is tried, and what is in order taken in a little later; each case then goes its own way."""
    lives = {}
    rows = []
    for matter in (*IN_ORDER, *(FAULTY for _wrong in FAULTS)):
        coming = Coming(now(), life.coming.center, life.coming.village, matter)
        one = Life(coming, chance=random.Random(life.chance.random()), stage=life.stage)
        rows.append(_cells(one, one.registration(source=Visit.Source.HOTLINE)))
        lives[rows[-1]["outside_number"]] = one
    for row, wrong in zip(rows[len(IN_ORDER) :], FAULTS, strict=True):
        row.update(wrong)
    content = _sheet(rows)
    batch = bringing.from_sheet(
        content, size=content.getbuffer().nbytes, source=Visit.Source.HOTLINE, desk=life.counter, by=life.clerk, client_key=rows[0]["outside_number"]
    )  # fmt: skip
    _work_on(batch)
    yield life.soon(5, 20)
    batching.take_in(Batch.objects.get(pk=batch.pk), by=life.clerk)
    _work_on(batch)
    cases = Case.objects.filter(visit__batch=batch).select_related("visit", "matter", "center", "township")
    for case in cases.select_related("desk__center", "desk__department").order_by("pk"):
        one = lives[case.visit.outside_number]
        one.case = case
        life.stage.begin(now(), one.at_desk())


def _work_on(batch: Batch) -> None:
    """What the worker would do."""
    while work.step(batch.pk):
        pass


def _cells(life: Life, data: Registration) -> dict[str, Any]:
    """The row of the sheet by column."""
    person, other = data.person, next((side for side in data.others), None)
    cells = {
        "outside_number": data.outside_number, "narrative": data.narrative, "claim": data.claim, "matter": life.county.matters[data.matter.key].name,
        "area": life.coming.village.code, "claims_payment": "是" if data.claims_payment else "否",
        "amount": f"{data.amount_cents / 100:.0f}" if data.amount_cents else "",
    }  # fmt: skip
    if person:
        cells |= {"name": person.name, "id_number": person.id_number, "phone": person.phone, "address": person.address}
    if other:
        named = other.person
        cells |= (
            {"other_name": named.name, "other_phone": named.phone}
            if named
            else {"other_organisation": other.organisation}
        )
    return cells


def _sheet(rows: list[dict[str, Any]]) -> io.BytesIO:
    """A workbook with those headings of the template under which something is written."""
    used = [column for column in COLUMNS if any(row.get(column.key) for row in rows)]
    book = Workbook()
    page: Any = book.active
    page.append([str(column.label) for column in used])
    for row in rows:
        page.append([row.get(column.key, "") for column in used])
    content = io.BytesIO()
    book.save(content)
    return content
