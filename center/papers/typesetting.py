"""Setting a paper: data goes into typst as JSON and is never pasted into its language, so that a text stays a text whatever is written in it.

What comes out is PDF/A-2b with every face embedded. A letter that no face has is refused by name: a name is never printed wrong.
"""

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from threading import Lock
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.papers import fonts

STANDARD: Final = "a-2b"
LACKING = "〓"  # the printer's sign for a type that the case does not hold; for pictures in a text, never for letters
INVISIBLE = (
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
)  # control, direction, private: nothing to print, and able to turn a line round
PROBE = b"#set text(font: json(bytes(sys.inputs.fonts)), fallback: false)\n#sys.inputs.text"
_printable: set[str] = set()
_checking = Lock()


def pdf(source: str, data: Mapping[str, Any], frame: Mapping[str, Any], *, at: datetime) -> bytes:
    """The paper as PDF/A; `frame` is what stands around the data: number, office, whether it is a draft or a blank form.

    Raises Refused("letter_missing" | "paper_too_long").
    """
    inputs = {
        "data": json.dumps(clean(data), ensure_ascii=False),
        "frame": json.dumps({**frame, "fonts": fonts.families()}, ensure_ascii=False),
    }
    made = typst.compile(
        source.encode(), font_paths=fonts.book(), ignore_system_fonts=True, sys_inputs=inputs, format="pdf",
        pdf_standards=STANDARD, timestamp=int(at.timestamp()),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def clean(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as it can be printed: without invisible marks, pictures that no face has as 〓. Raises Refused as `pdf`."""
    texts = list(_texts(data))
    if sum(map(len, texts)) > settings.PAPER_MAX_CHARACTERS:
        raise Refused(
            _(
                "This is more text than one paper holds (%(most)s characters). Shorten it, or put the rest into an annex."
            )
            % {"most": settings.PAPER_MAX_CHARACTERS},
            "paper_too_long",
            status=422,
        )
    plain = _each(dict(data), _visible)
    lacking = missing("".join(_texts(plain)))
    if letters := sorted(sign for sign in lacking if not unicodedata.category(sign).startswith("S")):
        raise letter_missing(letters)
    return (
        _each(plain, lambda text: "".join(LACKING if sign in lacking else sign for sign in text)) if lacking else plain
    )


def missing(text: str) -> set[str]:
    """The signs of `text` that no face has; each sign is looked for once in a process."""
    asked = {sign for sign in text if not sign.isspace()} - _printable
    if not asked:
        return set()
    with _checking:
        lacking = set(_lacking(sorted(asked)))
    _printable.update(asked - lacking)
    return lacking


def letter_missing(letters: list[str]) -> Refused:
    named = "、".join(f"“{letter}” (U+{ord(letter):04X})" for letter in letters[:5])
    return Refused(
        _(
            "The font for papers has no sign for %(letters)s. The paper was not made, so that no name is printed wrong. "
            "The administrator adds a font that has it (PAPER_FONTS_DIR); until then write this paper by hand on the blank form."
        )
        % {"letters": named},
        "letter_missing",
        status=422,
    )


def _lacking(signs: list[str]) -> Iterator[str]:
    """Halved until the signs that cannot be set stand alone: one trial where all can, some dozen for one that cannot."""
    if not signs or _can_be_set("".join(signs)):
        return
    if len(signs) == 1:
        yield signs[0]
        return
    half = len(signs) // 2
    yield from _lacking(signs[:half])
    yield from _lacking(signs[half:])


def _can_be_set(text: str) -> bool:
    inputs = {"text": text, "fonts": json.dumps(fonts.families()["body"])}
    try:
        typst.compile(
            PROBE, font_paths=fonts.book(), ignore_system_fonts=True, sys_inputs=inputs, format="pdf", pdf_standards=STANDARD
        )  # fmt: skip
    except typst.TypstError:
        return False
    return True


def _visible(text: str) -> str:
    kept = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(sign for sign in kept if sign in "\n\t" or unicodedata.category(sign) not in INVISIBLE).replace(
        "\ufe0f", ""
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each(inner, change) for inner in value]
    return value
