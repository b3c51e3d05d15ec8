"""Making one PDF of many pages: page by page, in a folder that goes when it is done.

waiting -begin-> working -finish-> done
                 working -fail-> failed;  working -again-> waiting   when the worker that had it was lost
"""

import logging
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from PIL import Image

from center.foundation import jobs
from center.foundation.actor import Actor, ActorKind
from center.foundation.moves import Moves
from center.foundation.now import now
from center.papers import files
from center.papers.examining.kinds import PDF
from center.papers.models import File
from intake import story
from intake.cases import take
from intake.models import Attachment, Binding, Case

if TYPE_CHECKING:
    from center.papers.examining.sheets import Sheets

log = logging.getLogger(__name__)
State = Binding.State
LOST_AFTER = timedelta(minutes=15)  # longer than the worker lets any task run
PICTURES = ("JPEG", "PNG", "WEBP")
MOVES = Moves(
    begin=({State.WAITING}, State.WORKING),
    finish=({State.WORKING}, State.DONE),
    fail=({State.WORKING}, State.FAILED),
    again=({State.WORKING}, State.WAITING),
)


def make(binding: Binding) -> None:
    """Bind the pages and put the PDF on the case. Raises Refused("moved_on") when somebody else has begun; a failure stays on the row."""
    MOVES.take("begin", binding, begun_at=now(), pages_done=0)
    file = None
    try:
        file = _bound(binding)
        _finish(binding, file)
    except Exception as error:
        files.drop(file)
        MOVES.take("fail", binding)
        log.warning("binding %s failed: %s", binding.pk, type(error).__name__)


def make_waiting() -> int:
    """Make all that wait, oldest first, and take up what a lost worker left; gives how many were tried."""
    made = 0
    for lost in Binding.objects.filter(state=State.WORKING, begun_at__lt=now() - LOST_AFTER):
        MOVES.take("again", lost)
    while binding := Binding.objects.select_related("case").filter(state=State.WAITING).order_by("asked_at").first():
        make(binding)
        made += 1
        done = binding.state == State.DONE
        jobs.report(scanned=1, acted=int(done), failed=int(not done))
    return made


def kept_actor(by: Actor) -> dict[str, Any]:
    """The actor as a binding keeps it."""
    return {"kind": str(by.kind), "id": by.id, "posting": by.posting, "badge": by.badge, "user_id": by.user_id}


def page_count(attachment: Attachment) -> int:
    """How many pages it brings; a photo is one."""
    return (attachment.public or attachment.file).pages or 1


def _bound(binding: Binding) -> File:
    from center.papers.examining.sheets import Sheets  # a web process that binds nothing does not load it

    sources = Attachment.objects.select_related("file", "public").in_bulk(binding.sources)
    with tempfile.TemporaryDirectory(prefix="binding-") as name, Sheets(Path(name)) as sheets:
        folder = Path(name)
        for pk in binding.sources:
            _add(sheets, sources[pk], folder)
            Binding.objects.filter(pk=binding.pk).update(pages_done=sheets.count)
        sheets.save(folder / "bound")
        with (folder / "bound").open("rb") as source:
            return files.store(source, PDF, name=f"{binding.label}.pdf" if binding.label else "", pages=sheets.count)


def _add(sheets: "Sheets", attachment: Attachment, folder: Path) -> None:
    """The public copy where there is one: it is upright, and tells nothing of where it was taken."""
    file = attachment.public or attachment.file
    with file.content.open("rb") as content:
        if file.media_type == PDF.media_type:
            page = folder / f"source-{attachment.pk}.pdf"
            page.write_bytes(content.read())
            sheets.add_pdf(page)
        else:
            sheets.add_image(Image.open(content, formats=PICTURES))


@transaction.atomic
def _finish(binding: Binding, file: File) -> None:
    case = take(Case.objects.get(pk=binding.case_id))
    by = Actor(**{**binding.by, "kind": ActorKind(binding.by["kind"])})
    parties = {source.party_id for source in Attachment.objects.filter(pk__in=binding.sources)}
    bound = Attachment.objects.create(
        case=case, file=file, kind=Attachment.Kind.SCAN, label=binding.label, party_id=parties.pop() if len(parties) == 1 else None,
        by_id=by.user_id, position=next_position(case), sources=binding.sources, at=now(),
    )  # fmt: skip
    MOVES.take("finish", binding, attachment_id=bound.pk)
    story.record(
        case,
        "case.pages_bound",
        by=by,
        attachment=bound.pk,
        sources=binding.sources,
        pages=file.pages,
        sha256=file.sha256,
    )


def next_position(case: Case) -> int:
    """The place behind the last file of the case."""
    last = Attachment.objects.filter(case=case).order_by("-position").first()
    return last.position + 1 if last else 1
