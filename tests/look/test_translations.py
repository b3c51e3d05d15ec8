"""Both languages are complete: every text found in code and pages has its Chinese, none is fuzzy, and placeholders agree."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("center", "intake", "mediation", "petitions", "grid", "templates")
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue():
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as lines:
        return read_po(lines, locale="zh_Hans")


def texts():
    """Every (id, context) in the code and the pages."""
    with (ROOT / "babel.cfg").open() as lines:
        methods, options = parse_mapping_cfg(lines)
    for room in ROOMS:
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / room, methods, options, keywords=KEYWORDS
        ):
            yield (message[0] if isinstance(message, tuple) else message), context


def test_every_text_has_its_chinese():
    known = catalogue()
    found = set(texts())
    assert len(found) > 600, "the extraction found next to nothing"
    missing = [
        text for text, context in found if not (entry := known.get(text, context)) or not _said(entry) or entry.fuzzy
    ]
    assert missing == []


def test_no_text_is_fuzzy_and_placeholders_agree():
    for entry in catalogue():
        if entry.id:
            assert not entry.fuzzy
            ids, said = (entry.id, entry.string) if isinstance(entry.id, str) else (entry.id[1], entry.string[0])
            assert set(PLACEHOLDER.findall(ids)) == set(PLACEHOLDER.findall(said)), ids


def test_the_chinese_is_chinese_and_calm():
    for entry in catalogue():
        if entry.id:
            said = entry.string if isinstance(entry.string, str) else entry.string[0]
            assert "！" not in said and "!" not in said, said
            assert re.search(r"[\u4e00-\u9fff]", said) or not re.search(r"[a-z]{4}", PLACEHOLDER.sub("", said)), said


def _said(entry):
    return all(entry.string) if isinstance(entry.string, tuple | list) else bool(entry.string)
