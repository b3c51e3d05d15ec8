"""The floors: what an import linter sees, and what it cannot: model relations, migrations and the addresses that pages name."""

import re
import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {
    "foundation": 1,
    "institution": 2,
    "papers": 3,
    "intake": 4,
    "mediation": 5,
    "petitions": 5,
    "grid": 5,
    "oversight": 6,
    "config": 7,
}
ROOMS_OF_ADDRESSES = {
    "intake": "intake",
    "mediation": "mediation",
    "petitions": "petitions",
    "grid": "grid",
    "oversight": "oversight",
}
FRAMES = {
    "base.html",
    "desk.html",
    "citizen.html",
    "wall.html",
    "entrance.html",
    "plain.html",
    "no_posting.html",
    "lockout.html",
}  # the composition root's pages
URL_TAG = re.compile(r"""{%\s*url\s+['"](\w+):""")
REVERSE = re.compile(r"""(?:reverse|redirect)\(\s*['"](\w+):""")


def may_name(above: str, below: str) -> bool:
    """Downward, or within the room; rooms of one floor do not know each other."""
    return above == below or FLOORS[above] > FLOORS[below]


def test_imports_run_downward_only():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_floors_are_all_rooms():
    assert {
        app.label
        for app in apps.get_app_configs()
        if app.label in FLOORS or ((ROOT / app.path).is_relative_to(ROOT) and ".venv" not in app.path)
    } == set(FLOORS)


def test_model_relations_run_downward():
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in FLOORS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model and field.related_model._meta.app_label in FLOORS
        and not may_name(model._meta.app_label, field.related_model._meta.app_label) and field.related_model._meta.label != settings.AUTH_USER_MODEL
    ]  # fmt: skip
    assert wrong == []


def test_migrations_depend_downward():
    user_room = settings.AUTH_USER_MODEL.split(".")[0]
    wrong = [
        f"{label}.{name} -> {other}"
        for (label, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if label in FLOORS
        for other, _name in migration.dependencies
        if other in FLOORS and not may_name(label, other) and other != user_room
    ]
    assert wrong == []


def test_pages_name_only_addresses_of_their_room_or_below():
    wrong = []
    for page in (ROOT / "templates").rglob("*.html"):
        room = page.relative_to(ROOT / "templates").parts[0]
        if page.name in FRAMES or room not in FLOORS:
            continue
        wrong += [
            f"{page.name}: {name}"
            for name in URL_TAG.findall(page.read_text())
            if not may_name(room, ROOMS_OF_ADDRESSES.get(name, room))
        ]
    assert wrong == []


def test_code_names_only_addresses_of_its_room_or_below():
    wrong = []
    for app in apps.get_app_configs():
        if app.label not in FLOORS:
            continue
        for file in Path(app.path).rglob("*.py"):
            wrong += [
                f"{file}: {name}"
                for name in REVERSE.findall(file.read_text())
                if not may_name(app.label, ROOMS_OF_ADDRESSES.get(name, app.label))
            ]
    assert wrong == []


def test_nobody_assigns_a_state_but_a_table_of_moves():
    """`.state = ` and `update(state=` stand in moves.py only; where a row begins its life, it is created with its state."""
    assigned = re.compile(r"\.state\s*=[^=]|\.update\([^)]*\bstate=")
    places = [
        f"{file.relative_to(ROOT)}:{number}"
        for app in apps.get_app_configs()
        if app.label in FLOORS
        for file in Path(app.path).rglob("*.py")
        if "migrations" not in file.parts and file.name != "moves.py"
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if assigned.search(line)
    ]
    assert places == []


def test_nothing_third_party_and_no_registry_is_committed():
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    assert not [file for file in files if "node_modules" in file or file.endswith((".mo", ".woff2", ".ttf", ".min.js"))]
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock and not any("://" in path.read_text() for path in (ROOT / "requirements").iterdir())
