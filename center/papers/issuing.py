"""How a paper moves. What a case may have to do with it is the business of the room above, which holds the case while it calls.

draft -issue-> issued -void-> void
A number is given when the paper is issued, and never taken back: a void paper keeps it, with the reason.
"""

import hashlib
import io
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from center.foundation import fields
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import SHANGHAI, now
from center.foundation.numbering import next_number
from center.institution.models import Center
from center.papers import files, typesetting
from center.papers.examining.kinds import PDF
from center.papers.models import OfficeWord, Paper, Template
from center.papers.registers import Field, PaperKind, kinds, series

State = Paper.State
MOVES = Moves(issue=({State.DRAFT}, State.ISSUED), void=({State.ISSUED}, State.VOID))
BASE = Path(__file__).parent / "typ" / "base.typ"
LANGUAGE = "zh-hans"  # of papers: what an office writes is written in its own
CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read for something else
CODE_LENGTH = 10
# By the kind of center, what follows the sign of the county in its numbers; a township is called by its name.
WORDS = {
    "county": "",
    "traffic": "交",
    "medical": "医",
    "housing": "住",
    "joint_reception": "访",
    "land_tribunal": "土",
}
PLACE_ENDS = ("街道", "镇", "乡")


def draft(
    kind: PaperKind, *, center: Center, about: str, data: Mapping[str, Any], by: Actor, subject: str = ""
) -> Paper:
    """Begin a paper. What is still missing is asked for when it is issued."""
    return Paper.objects.create(
        kind=kind.key, title=title(kind), center=center, about=about, subject=subject, data=_packed(data),
        drafted_at=now(), drafted_by_id=by.user_id,
    )  # fmt: skip


def revise(paper: Paper, *, data: Mapping[str, Any]) -> None:
    """Write a draft anew. Raises Refused("moved_on") when it was issued meanwhile."""
    paper.refresh_from_db(fields=["state"])
    MOVES.check("issue", paper)
    paper.data = _packed(data)
    paper.save(update_fields=["data"])


def discard(paper: Paper) -> None:
    """Throw a draft away; it never had a number. Raises Refused("moved_on") for anything else."""
    MOVES.check("issue", paper)
    paper.delete()


def issue(paper: Paper, *, by: Actor, copies: int = 1) -> Paper:
    """Give the number, set the paper, keep its bytes. Called inside the transaction of the verb, which holds what the paper is about.

    Raises Refused("field_missing" | "letter_missing" | "paper_too_long" | "moved_on"); the number goes back with the transaction.
    """
    kind, data, moment = kinds[paper.kind], data_of(paper), now()
    check(kind, data)
    MOVES.check("issue", paper)
    typesetting.clean(data)  # what cannot be printed is refused before a number is taken
    template = template_of(kind, moment)
    serial, number, code = None, "", ""
    if kind.series:
        serial, number = _number(kind.series, paper.center, moment)
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    frame = frame_of(kind, paper.center, number=number, code=code)
    file = files.store(
        io.BytesIO(typesetting.pdf(template.source, data, frame, at=moment)), PDF, name=f"{paper.title}.pdf"
    )
    try:
        MOVES.take(
            "issue", paper, number=number, serial=serial, template=template, file=file, copies=copies, issued_at=moment,
            issued_by_id=by.user_id, data_digest=fields.digest(_packed(data), "paper.data"),
        )  # fmt: skip
        if code:
            paper.code, paper.code_digest = code, fields.digest(code, "paper.code")
            paper.save(update_fields=["code", "code_digest"])
    except BaseException:
        files.discard(file)
        raise
    return paper


def void(paper: Paper, *, reason: str, by: Actor) -> None:
    """Say that an issued paper no longer holds. Its number stays its own, and is not given out again."""
    if not reason.strip():
        raise Refused(
            _("Say why the paper is void. Its number stays in the register with the reason."),
            "reason_needed",
            status=422,
        )
    MOVES.take("void", paper, void_at=now(), void_by_id=by.user_id, void_reason=reason.strip())


def preview(paper: Paper) -> bytes:
    """The draft as it would look, marked as a draft, with lines where something is still missing."""
    kind = kinds[paper.kind]
    return typesetting.pdf(source(kind), data_of(paper), frame_of(kind, paper.center, draft=True), at=now())


def blank(kind: PaperKind, center: Center | None = None) -> bytes:
    """The empty form, to be filled in by hand."""
    return typesetting.pdf(source(kind), {}, frame_of(kind, center, blank=True), at=now())


def missing(kind: PaperKind, data: Mapping[str, Any]) -> list[Field]:
    """The required fields that `data` leaves empty."""
    return [field for field in kind.fields if field.required and not _given(data.get(field.key))]


def check(kind: PaperKind, data: Mapping[str, Any]) -> None:
    """Raises Refused("field_missing") with the names of what is missing, in the reader's language."""
    if lacking := missing(kind, data):
        names = format_lazy("{}" + "、{}" * (len(lacking) - 1), *(field.label for field in lacking))
        raise Refused(
            _("“%(paper)s” was not made: %(fields)s is missing. Fill it in and issue the paper again.")
            % {"paper": kind.label, "fields": names},
            "field_missing",
            status=422,
        )


def data_of(paper: Paper) -> dict[str, Any]:
    """What stands on the paper."""
    return json.loads(paper.data) if paper.data else {}


def source(kind: PaperKind) -> str:
    """The template as it is now: what all papers have in common, and what is this one's own."""
    return _text(BASE) + "\n" + _text(kind.template)


def template_of(kind: PaperKind, moment: datetime) -> Template:
    """The version of the template that is used now; a text that was never used before becomes the next version."""
    text = source(kind)
    digest = hashlib.sha256(text.encode()).hexdigest()
    versions = Template.objects.filter(key=kind.key, language=LANGUAGE)
    for _try in range(3):
        if found := versions.filter(digest=digest).first():
            return found
        last = versions.order_by("-version").values_list("version", flat=True).first() or 0
        try:
            with transaction.atomic():
                return Template.objects.create(
                    key=kind.key, language=LANGUAGE, version=last + 1, source=text, digest=digest, since=moment
                )
        except IntegrityError:  # somebody else has just written the same version
            continue
    return versions.get(digest=digest)


def next_in(key: str, center: Center, moment: datetime) -> tuple[int, str]:
    """The next number of a series of `center`, for what is numbered and is no paper, such as a dossier."""
    return _number(key, center, moment)


def word_of(center: Center) -> str:
    """What stands for the office in its numbers: the row an administrator wrote, or the sign of the county and the name of the place."""
    own = OfficeWord.objects.filter(center=center).values_list("word", flat=True).first()
    if own:
        return own
    county = center.area.name if center.kind != Center.Kind.TOWNSHIP else center.area.parent.name  # type: ignore[union-attr]
    if center.kind != Center.Kind.TOWNSHIP:
        return county[:1] + WORDS[center.kind]
    name = center.area.name
    return county[:1] + next((name.removesuffix(end) for end in PLACE_ENDS if name.endswith(end)), name)


def frame_of(
    kind: PaperKind, center: Center | None, *, number: str = "", code: str = "", **marks: bool
) -> dict[str, Any]:
    """What stands around the data: title, office, number, and the code by which anybody may check the paper."""
    frame: dict[str, Any] = {"title": title(kind), "office": center.name if center else "", "number": number, **marks}
    if code:
        address = settings.SITE_URL + reverse("papers:scanned", args=[code])
        frame |= {"code": code, "verify": settings.SITE_URL + reverse("papers:verify"), "qr": _qr(address)}
    return frame


def title(kind: PaperKind) -> str:
    """The name of the paper, as it stands on it."""
    with override(LANGUAGE):
        return str(kind.label)


def _number(key: str, center: Center, moment: datetime) -> tuple[int, str]:
    year = moment.astimezone(SHANGHAI).year
    word = word_of(center)
    serial = next_number(f"paper:{key}:{center.code}", str(year))
    return serial, series[key].pattern.format(year=year, word=word, serial=serial)


def _qr(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _packed(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _text(path: Path) -> str:
    return path.read_text("utf-8") if settings.DEBUG else _kept(path)


@cache
def _kept(path: Path) -> str:
    return path.read_text("utf-8")
