"""The faces that papers are set in: those of the county first (a directory of its own), then the one that comes with the portal."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

OURS = "Noto Serif SC"
FOLDER = Path("node_modules") / "@expo-google-fonts" / "noto-serif-sc"
FACES = ("400Regular", "700Bold")


class FontsMissing(Exception):
    """No face with Chinese is installed: `npm ci`, or PAPER_FONTS_DIR."""


@cache
def book() -> Any:
    """All faces, read once in a process; nothing of the system's and nothing that typst carries, so that a paper looks alike everywhere."""
    folders = [str(folder) for folder in _folders()]
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)  # type: ignore[arg-type]
    if not found.families():
        raise FontsMissing("No fonts for papers: run npm ci, or set PAPER_FONTS_DIR to a folder with TTF or OTF files.")
    return found


@cache
def families() -> dict[str, list[str]]:
    """The families for `body`, `title`, `heading` and `kai`, each with what stands in where a sign is lacking."""
    there = list(book().families())
    own = [family for family in there if family != OURS]
    last = [*own, *([OURS] if OURS in there else [])]
    chosen = {use: settings.PAPER_FONTS.get(use, "") for use in ("body", "title", "heading", "kai")}
    return {use: list(dict.fromkeys([*([name] if name in there else []), *last])) for use, name in chosen.items()}


def _folders() -> list[Path]:
    own = [Path(settings.PAPER_FONTS_DIR)] if settings.PAPER_FONTS_DIR else []
    ours = [Path(settings.ROOT) / FOLDER / face for face in FACES]
    return [folder for folder in (*own, *ours) if os.path.isdir(folder)]
