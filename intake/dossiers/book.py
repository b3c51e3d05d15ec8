"""Making a book of a dossier: cover, index, every piece with its page numbers, closing note and back cover, in one PDF."""

import io
import logging
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
from django.db import transaction
from PIL import Image

from center.foundation import jobs
from center.foundation.actor import Actor, ActorKind
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, now
from center.papers import files, issuing, typesetting
from center.papers.examining.kinds import PDF
from center.papers.models import File
from intake import story
from intake.binding import PICTURES
from intake.cases import take
from intake.dossiers import checklist
from intake.models import Attachment, Case, Dossier

log = logging.getLogger(__name__)
State = Dossier.State
LOST_AFTER = timedelta(minutes=15)
MOVES = Moves(
    ask=({State.OPEN, State.BOUND, State.FAILED}, State.WAITING),
    begin=({State.WAITING}, State.WORKING),
    finish=({State.WORKING}, State.BOUND),
    fail=({State.WORKING}, State.FAILED),
    again=({State.WORKING}, State.WAITING),
)
TYP = Path(__file__).parent / "typ"
STAMP = (90.0, 24.0)  # points: the place of a page number, in the upper outer corner
TITLES = {Dossier.Retention.PERMANENT: "永久", Dossier.Retention.LONG: "30年", Dossier.Retention.SHORT: "10年"}


@dataclass(frozen=True)
class Piece:
    """What becomes pages: where it lies, what it is called, and its bytes."""

    item: str
    title: str
    number: str
    file: File


def number(dossier: Dossier, kind: checklist.DossierKind, case: Case) -> None:
    """Give the dossier its number the first time; it keeps it. Inside the transaction of the verb."""
    if not dossier.number:
        _serial, dossier.number = issuing.next_in(kind.series, case.desk.center, now())
        dossier.save(update_fields=["number"])


def make(dossier: Dossier) -> None:
    """Make the book and keep it. Raises Refused("moved_on") when somebody else has begun; a failure stays on the row."""
    MOVES.take("begin", dossier, begun_at=now(), pages_done=0)
    file = None
    try:
        file, index, archival = _book(dossier)
        _finish(dossier, file, index, archival)
    except Exception as error:
        files.drop(file)
        MOVES.take("fail", dossier)
        log.warning("dossier %s failed: %s", dossier.pk, type(error).__name__, exc_info=error)


def make_waiting() -> int:
    """Make all that wait, oldest first, and take up what a lost worker left; gives how many were tried."""
    made = 0
    for lost in Dossier.objects.filter(state=State.WORKING, begun_at__lt=now() - LOST_AFTER):
        MOVES.take("again", lost)
    while dossier := Dossier.objects.select_related("case").filter(state=State.WAITING).order_by("asked_at").first():
        make(dossier)
        made += 1
        done = dossier.state == State.BOUND
        jobs.report(scanned=1, acted=int(done), failed=int(not done))
    return made


def pieces(lines: list[checklist.Line]) -> tuple[list[Piece], list[str]]:
    """What becomes pages, in order; and the names of files that cannot (recordings, Word and Excel files)."""
    found, apart = [], []
    for line in lines:
        name = line.item.name
        found += [Piece(name, paper.title, paper.number, paper.file) for paper in line.papers if paper.file]
        for attachment in line.files:
            title = attachment.label or name
            if attachment.kind in checklist.AS_PAGES:
                found.append(Piece(name, title, "", attachment.public or attachment.file))
            else:
                apart.append(
                    f"{title}（{Attachment.Kind(attachment.kind).value}，SHA-256 {attachment.file.sha256[:12]}）"
                )
    return found, apart


def _book(dossier: Dossier) -> tuple[File, list[dict[str, Any]], bool]:
    from center.papers.examining.sheets import Sheets

    case = Case.objects.select_related("matter", "desk__center", "handler").get(pk=dossier.case_id)
    kind = checklist.dossiers[dossier.procedure]
    found, apart = pieces(checklist.lines(case))
    moment, index, archival = now(), [], True
    with tempfile.TemporaryDirectory(prefix="dossier-") as name, ExitStack() as stack:
        folder = Path(name)
        with Sheets(folder) as sheets:
            for place, piece in enumerate(found):
                first = sheets.count + 1
                archival &= _add(sheets, piece, folder / f"piece-{place}.pdf")
                index.append(
                    {
                        "item": piece.item,
                        "title": piece.title,
                        "number": piece.number,
                        "first": first,
                        "last": sheets.count,
                    }
                )
                Dossier.objects.filter(pk=dossier.pk).update(pages_done=sheets.count)
            body_pages = sheets.count
            sheets.save(folder / "body.pdf")
        words = _words(dossier, case, kind, index, apart, body_pages, moment)
        front = stack.enter_context(pikepdf.open(io.BytesIO(_set("front.typ", words, moment))))
        back = stack.enter_context(pikepdf.open(io.BytesIO(_set("back.typ", words, moment))))
        body = stack.enter_context(pikepdf.open(folder / "body.pdf"))
        _stamp(body, stack, moment)
        for part in (body, back):
            front.pages.extend(part.pages)
        _plain(front, archival)
        front.save(folder / "book.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        with (folder / "book.pdf").open("rb") as source:
            return files.store(source, PDF, name=f"{dossier.number}.pdf", pages=len(front.pages)), index, archival


def _add(sheets: Any, piece: Piece, path: Path) -> bool:
    """Its pages; and whether they may stand in an archival PDF: our own papers, and pictures."""
    with piece.file.content.open("rb") as content:
        if piece.file.media_type != PDF.media_type:
            sheets.add_image(Image.open(content, formats=PICTURES))
            return True
        path.write_bytes(content.read())
    with pikepdf.open(path) as source, source.open_metadata() as metadata:
        archival = "pdfaid:part" in metadata
    sheets.add_pdf(path)
    return archival


def _stamp(body: pikepdf.Pdf, stack: ExitStack, moment: datetime) -> None:
    """A number on every page, in the outer upper corner: right on odd, left on even pages, whichever way the page lies."""
    count = len(body.pages)
    if not count:
        return
    stamps = stack.enter_context(
        pikepdf.open(io.BytesIO(_set("stamps.typ", {"count": count, "width": STAMP[0], "height": STAMP[1]}, moment)))
    )
    for place, page in enumerate(body.pages):
        left, bottom, right, top = (float(edge) for edge in page.trimbox)
        turned = int(page.get("/Rotate", 0)) % 360
        odd = place % 2 == 0
        corner = _corner(left, bottom, right, top, turned, odd)
        page.add_overlay(stamps.pages[place], pikepdf.Rectangle(*corner))


def _corner(
    left: float, bottom: float, right: float, top: float, turned: int, odd: bool
) -> tuple[float, float, float, float]:
    """Where the stamp goes on a sheet that is shown turned by so many degrees."""
    across, up = STAMP if turned in (0, 180) else STAMP[::-1]
    gap = 18.0
    at_right = {0: odd, 90: False, 180: not odd, 270: True}[turned]
    at_top = {0: True, 90: odd, 180: False, 270: not odd}[turned]
    x = right - gap - across if at_right else left + gap
    y = top - gap - up if at_top else bottom + gap
    return (x, y, x + across, y + up)


def _plain(book: pikepdf.Pdf, archival: bool) -> None:
    """One book: no tags of the front part alone; and where a foreign PDF lies in it, no claim to be archival."""
    for key in ("/StructTreeRoot", "/MarkInfo"):
        if key in book.Root:
            del book.Root[key]
    for page in book.pages:
        if "/StructParents" in page:
            del page["/StructParents"]
    if not archival:
        with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for key in ("pdfaid:part", "pdfaid:conformance"):
                if key in metadata:
                    del metadata[key]


def _words(
    dossier: Dossier, case: Case, kind: checklist.DossierKind, index: list[dict[str, Any]], apart: list[str], pages: int, moment: datetime
) -> dict[str, Any]:  # fmt: skip
    actor = dossier.by.get("user_id")
    return {
        "kind": kind.title, "number": dossier.number, "case": case.grouped, "office": case.desk.center.name,
        "matter": case.matter.name, "parties": "、".join(p.person.name if p.person else p.organisation for p in case.parties.select_related("person")),
        "handler": kind.handler(case), "handler_word": kind.handler_word, "registered": _day(case.registered_at), "concluded": _day(case.concluded_at),
        "filed": _day(moment), "filer": _name(actor), "retention": TITLES[Dossier.Retention(dossier.retention)],
        "note": dossier.note, "pages": str(pages), "count": str(len(index)), "apart": apart,
        "index": [
            {**{key: str(value) for key, value in row.items()}, "range": str(row["first"]) if row["first"] == row["last"] else f"{row['first']}–{row['last']}"}
            for row in index
        ],
    }  # fmt: skip


def _name(user: int | None) -> str:
    from center.institution.models import User

    return User.objects.filter(pk=user).values_list("name", flat=True).first() or "" if user else ""


def _day(value: datetime | None) -> str:
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日"


def _set(name: str, words: dict[str, Any], moment: datetime) -> bytes:
    base = "" if name == "stamps.typ" else issuing.BASE.read_text("utf-8") + "\n"
    frame = {"title": words.get("kind", ""), "office": words.get("office", ""), "number": words.get("number", "")}
    return typesetting.pdf(base + (TYP / name).read_text("utf-8"), words, frame, at=moment)


@transaction.atomic
def _finish(dossier: Dossier, file: File, index: list[dict[str, Any]], archival: bool) -> None:
    case = take(Case.objects.get(pk=dossier.case_id))
    by = Actor(**{**dossier.by, "kind": ActorKind(dossier.by["kind"])})
    before = dossier.file
    MOVES.take("finish", dossier, file=file, index=index, pages=file.pages, archival=archival, bound_at=now())
    story.record(
        case, "dossier.bound", by=by, dossier=dossier.pk, number=dossier.number, pages=file.pages, sha256=file.sha256
    )
    if before is not None:
        transaction.on_commit(lambda: files.drop(before))
