"""What no template and no style sheet of ours may contain, and the assets they are served with."""

import re
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command

from center.config.finders import SERVED, NodeModulesFinder
from center.config.icons import NAMES
from center.config.storage import AssetStorage
from center.foundation.navigation import navigation
from intake.registers import event_kinds

TEMPLATES = sorted((settings.ROOT / "templates").rglob("*.html"))
SHEETS = sorted((settings.ROOT / "static").rglob("*.css"))
ICON = re.compile(r"""\{% icon ["']([\w-]+)["']|icon_name=["']([\w-]+)["']|icon_name\|default:["']([\w-]+)["']""")


def short(path: Path) -> str:
    return str(path.relative_to(settings.ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_holds_no_style_no_script_and_trusts_no_text(path):
    text = path.read_text("utf-8")
    for forbidden in (
        r"\sstyle\s*=",
        r"<style\b",
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)",
        r"\son[a-z]+\s*=\s*[\"']",
        r"\bhx-on\b",
        r"javascript:",
        r"=[\"']js:",
        r"\|\s*safe\b",
        r"autoescape off",
        r"https?://(?!www\.w3\.org)",
    ):
        found = re.search(forbidden, text)
        assert found is None, f"{short(path)}: {found and found[0]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_every_icon_of_a_template_is_in_the_sprite(path):
    named = {name for match in ICON.finditer(path.read_text("utf-8")) for name in match.groups() if name}
    assert named <= set(NAMES)


def test_every_icon_of_the_rail_and_the_story_is_in_the_sprite():
    assert {entry.icon for entry in navigation} | {kind.icon for kind in event_kinds} <= set(NAMES)


@pytest.mark.parametrize("path", SHEETS, ids=short)
def test_a_style_sheet_is_understood_by_an_old_browser(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"color-mix|:has\(|oklch|oklab|@layer|@container|&\s*[:.{]|@import|https?:", text)


@pytest.mark.skipif(not (settings.ROOT / "node_modules").is_dir(), reason="node_modules is not installed")
def test_the_sprite_is_built_once_and_the_same_twice(settings, tmp_path, capsys):
    settings.ASSET_DIR = tmp_path
    call_command("assets")
    sprite = tmp_path / "icons.svg"
    text, written = sprite.read_text("utf-8"), sprite.stat().st_mtime_ns
    call_command("assets")
    assert sprite.stat().st_mtime_ns == written
    assert set(re.findall(r'<symbol id="([\w-]+)"', text)) == set(NAMES)


def test_the_sprite_without_its_drawings_says_what_to_run(settings, tmp_path):
    settings.ROOT = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        call_command("assets")


def test_of_others_only_the_listed_files_are_served():
    finder = NodeModulesFinder()
    assert {name for name, _ in finder.list([])} <= set(SERVED)
    for path in (
        "bootstrap/package.json",
        "../manage.py",
        "bootstrap/dist/css/../../package.json",
        ".package-lock.json",
    ):
        assert finder.find(path) == []


def test_collected_scripts_name_each_other_by_their_digests(tmp_path):
    source = FileSystemStorage(location=str(settings.ROOT / "static"))
    names = ["app.js", "forms.js", "keys.js", "panels.js", "session.js", "theme.css"]
    for name in names:
        shutil.copy(settings.ROOT / "static" / name, tmp_path)
    storage = AssetStorage(location=str(tmp_path), base_url="/static/")
    done = list(storage.post_process({name: (source, name) for name in names}))
    assert not [result for *_, result in done if isinstance(result, Exception)]
    collected = (tmp_path / storage.stored_name("app.js")).read_text("utf-8")
    assert all(storage.stored_name(name) in collected for name in ("forms.js", "keys.js", "panels.js", "session.js"))


def test_before_anything_is_collected_files_keep_their_plain_names(tmp_path):
    assert AssetStorage(location=str(tmp_path), base_url="/static/").stored_name("theme.css") == "theme.css"
