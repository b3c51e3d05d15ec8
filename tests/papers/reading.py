"""Reading a PDF as a person and as an archive would."""

import io

import pikepdf
import pypdfium2


def text_of(content: bytes) -> str:
    """All text without blanks: a setter puts some between Chinese and figures, and breaks lines."""
    document = pypdfium2.PdfDocument(content)
    try:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def pages_of(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def unembedded(content: bytes) -> list[str]:
    """The faces that the file names and does not carry."""
    lacking = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
                inner = thing.get("/DescendantFonts", [thing])[0]
                descriptor = inner.get("/FontDescriptor")
                if descriptor is None or not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                    lacking.append(str(inner.get("/BaseFont")))
    return lacking


def is_archival(content: bytes) -> bool:
    """Whether it says of itself that it is PDF/A."""
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        return metadata.get("pdfaid:part") == "2"
