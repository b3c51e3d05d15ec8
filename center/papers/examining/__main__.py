"""`python -m center.papers.examining FILE COPY FOLDER`: says in JSON what FILE is, and writes its public copy to COPY where it has one.

{"kind": "image/jpeg", "pages": 1, "copy": "image/jpeg"} or {"unfit": "broken"}. Ends by itself at its limits.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from center.papers.examining.kinds import OFFICE, PDF, TIFF, Unfit, recognise

MEMORY = (
    1536 * 1024 * 1024
)  # bytes of address space: the libraries take 300 MB of it, a picture of 60 million pixels 500
SECONDS = 10  # of the processor
WRITTEN = 200 * 1024 * 1024  # bytes of a copy


def examine(source: BinaryIO, copy: Path, folder: Path) -> dict[str, Any]:
    """What it is, its pages, and the kind of its public copy. Raises Unfit, or whatever a decoder raises on a hostile file."""
    kind = recognise(source)
    if kind is OFFICE:
        from center.papers.examining import office

        return {"kind": office.read(source).media_type}
    if kind is PDF:
        from center.papers.examining import pdfs

        return {"kind": kind.media_type, "pages": pdfs.page_count(source)}
    if kind is TIFF:
        from center.papers.examining import photos
        from center.papers.examining.sheets import Sheets

        with Sheets(folder) as sheets:
            for page in photos.pages(source):
                sheets.add_image(page)
            sheets.save(copy)
            return {"kind": kind.media_type, "pages": sheets.count, "copy": PDF.media_type}
    if kind.group == "photo":
        from center.papers.examining import photos

        content, made = photos.public_copy(source, kind)
        copy.write_bytes(content)
        return {"kind": kind.media_type, "pages": 1, "copy": made.media_type}
    from center.papers.examining import audio

    audio.check(source, kind)
    return {"kind": kind.media_type}


def main(path: str, copy: str, folder: str) -> dict[str, Any]:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    try:
        with open(path, "rb") as source:
            return examine(source, Path(copy), Path(folder))
    except Unfit as unfit:
        return {"unfit": unfit.code}
    except MemoryError:
        return {"unfit": "too_heavy"}
    except Exception:  # a hostile file makes the decoders raise nearly anything
        return {"unfit": "broken"}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
