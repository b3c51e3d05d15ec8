"""The pages for readers of the repository: what they link to exists, and words, rules and commands are those of the code."""

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.core.management import get_commands
from django.db.models import Choices

from center.foundation.indicators import indicators
from center.foundation.navigation import navigation
from center.institution.permissions import VERBS
from center.oversight.figures import KINDS
from intake.filters import CaseFilter
from intake.registers import event_kinds, procedures

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "center/institution/data").rglob("*.md")])
ROOMS = ("foundation", "institution", "papers", "intake", "mediation", "petitions", "grid", "oversight")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
TARGET = re.compile(r"`make ((?:[a-z-]+ ?)+)|^make ((?:[a-z-]+ ?)+)", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
LARGEST_PICTURE = 150_000
ENVIRONMENT = re.compile(r"""env\.\w+\(\s*["'](\w+)["']""")
UNITS = {"calendar_days": "calendar day", "working_days": "working day", "months": "month", "hours": "hour"}


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def cells(text: str) -> list[list[str]]:
    """The rows of all tables of a page."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]


def headings(path: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_link_leads_somewhere(path):
    for link in (unquote(a or b) for a, b in LINK.findall(path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, part = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists() and target.is_relative_to(ROOT), f"{short(path)}: {link}"
        assert not part or part in headings(target), f"{short(path)}: {link}"


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_every_command_exists(path):
    text = path.read_text("utf-8")
    assert set(COMMAND.findall(text)) <= set(get_commands())
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {word for found in TARGET.findall(text) for word in " ".join(found).split()}
    assert named <= targets


@pytest.mark.parametrize("path", sorted((ROOT / "docs/pictures").glob("*")), ids=short)
def test_every_picture_is_small_and_shown(path):
    assert path.stat().st_size < LARGEST_PICTURE
    assert any(path.name in page.read_text("utf-8") for page in PAGES)


def test_every_setting_of_the_environment_is_told():
    read = set(ENVIRONMENT.findall((ROOT / "center/config/settings.py").read_text("utf-8")))
    told = page("operations.md").partition("## Environment")[2].partition("\n## ")[0]
    assert len(read) > 15 and read <= set(CODE.findall(told))


def test_every_limit_stands_with_its_amount_and_article():
    lines = page("rules.md").splitlines()
    for row in rows("intake/data/limits.csv"):
        found = [line for line in lines if line.startswith(f"| `{row['key']}` |") and row["valid_from"] in line]
        assert len(found) == 1, row["key"]
        wanted = (row["name"], row["name_en"], row["source"], row["source_en"], f"{row['amount']} {UNITS[row['unit']]}")
        assert [text for text in wanted if text not in found[0]] == []
        assert ("by law" in found[0]) == (row["statutory"] == "yes")


def test_every_route_stands_with_its_conditions_and_reason():
    told = {line[1]: line for line in cells(page("rules.md")) if len(line) == 8}
    for row in rows("intake/data/routes.csv"):
        matters = ", ".join(f"`{key}`" for key in row["matters"].split())
        conditions = [
            row["order"],
            f"`{row['key']}`",
            matters,
            row["people_over"],
            row["opponent_outside"],
            row["claims_payment"],
            f"`{row['destination']}`",
        ]
        line = told[f"`{row['key']}`"]
        assert line[:7] == conditions
        assert row["explanation"] in line[7] and row["explanation_en"] in line[7]


def test_every_matter_type_and_class_of_report_stands_in_the_rules():
    told = cells(page("rules.md"))
    for row in rows("intake/data/matters.csv"):
        kept = "" if row["confidentiality"] == "ordinary" else f"`{row['confidentiality']}`"
        assert [f"`{row['key']}`", f"{row['name_en']} {row['name']}", f"`{row['department']}`", kept] in told
    for row in rows("grid/data/categories.csv"):
        yes = "yes" if row["urgent"] == "yes" else ""
        assert [f"`{row['key']}`", f"{row['name_en']} {row['name']}", f"`{row['matter']}`", yes] in told


def test_every_term_of_the_code_has_its_word():
    """Models, verbs, states and other choices, kinds of story line, figures, chips and the rail."""
    known = set(CODE.findall(page("words.md")))
    models = [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if not model.__name__.endswith("Permission")
    ]
    wanted = {model.__name__ for model in models} | {verb for verbs in VERBS.values() for verb in verbs}
    for model in models:
        for field in model._meta.get_fields():
            wanted |= {str(value) for value, _label in getattr(field, "choices", None) or () if value}
        wanted |= {
            f"{model.__name__}.{name}"
            for name, inner in vars(model).items()
            if isinstance(inner, type) and issubclass(inner, Choices)
        }
    wanted |= {entry.key for register in (event_kinds, procedures, indicators, navigation, KINDS) for entry in register}
    wanted |= set(CaseFilter.base_filters)
    assert sorted(wanted - known - {name for name in wanted if f"{name}." in page("words.md")}) == []


def test_a_word_is_the_same_here_and_on_the_page():
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as lines:
        said = {one.id: one.string for one in read_po(lines) if isinstance(one.id, str) and one.id and not one.context}
    tables = [line for line in cells(page("words.md")) if len(line) >= 3]
    compared = [(english, chinese, said[english]) for english, chinese, *_rest in tables if english in said]
    assert len(compared) > 150
    assert [pair for pair in compared if pair[1] != pair[2]] == []
