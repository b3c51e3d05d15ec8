"""Sheets of A4 in a PDF, written page by page: nothing but the page at hand is held in memory."""

import io
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import pikepdf
from PIL import Image

A4 = (595.28, 841.89)  # points
MARGIN = 14.17  # 5 mm: a printer cannot reach the edge
PIXELS = 2000  # long side of a page, about 180 dpi
QUALITY = 75


class Sheets:
    """A PDF that grows: `add_image`, `add_pdf`, then `save`. Pages lie in files of `folder` until then."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        self._open = ExitStack()
        self._pdf = self._open.enter_context(pikepdf.new())

    def __enter__(self) -> "Sheets":
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def add_image(self, image: Image.Image) -> None:
        """One picture on one sheet, upright or across as it is itself."""
        path = self.folder / f"sheet-{self.count}.pdf"
        with pikepdf.new() as sheet:
            _draw(sheet, image)
            sheet.save(path)
        self.add_pdf(path)

    def add_pdf(self, path: Path | BinaryIO) -> None:
        """All pages of a PDF that was examined, as they are."""
        source = self._open.enter_context(pikepdf.open(path))
        self._pdf.pages.extend(source.pages)
        self.count += len(source.pages)

    def save(self, path: Path) -> None:
        """Without the title, author or programme of any source."""
        self._pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _draw(sheet: pikepdf.Pdf, image: Image.Image) -> None:
    image = image.convert("RGB")
    image.thumbnail((PIXELS, PIXELS))
    width, height = A4 if image.height >= image.width else A4[::-1]
    scale = min((width - 2 * MARGIN) / image.width, (height - 2 * MARGIN) / image.height)
    across, up = image.width * scale, image.height * scale
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=QUALITY)
    picture = pikepdf.Stream(
        sheet, jpeg.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    page = sheet.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=sheet.make_indirect(picture)))
    words = f"q {across:.2f} 0 0 {up:.2f} {(width - across) / 2:.2f} {(height - up) / 2:.2f} cm /Im0 Do Q"
    page.Contents = sheet.make_stream(words.encode())
