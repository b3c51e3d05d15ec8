"""How a grid report becomes a case.

report -> case registered at the township's counter -> routed by the table      the duty desk has it within seconds
                                                    -> settled by the worker    on the spot, with a photo and a result (自处理)
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import SYSTEM, Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from center.institution import permissions as staff
from center.institution.locate import round_point
from center.institution.models import Area, Center, Desk, Posting, Role
from center.institution.permissions import cleared_for
from center.papers import files
from center.papers.files import Photo
from center.papers.models import File
from grid import place
from grid.models import Category, GridReport
from grid.place import Position
from intake import lifecycle as intake
from intake import routing, story
from intake.models import Attachment, Case, Visit
from intake.registration import Registration


@dataclass(frozen=True)
class ReportData:
    """What a worker sends. `uuid` is made by the phone, so that sending twice is reporting once."""

    uuid: UUID
    category: Category
    text: str = ""
    position: Position | None = None
    grid: Area | None = None  # chosen by the worker: wins over the position
    place_reason: str = ""
    people_count: int = 1
    urgent: bool = False
    taken_at: datetime | None = None
    settled: bool = False
    result: str = ""


def report(data: ReportData, *, photo: Photo | None, by: Actor) -> GridReport:
    """Open a case for what was seen, in the grid it lies in, once for each `uuid`; the same again gives the first report, `replayed`.

    Raises Refused("not_allowed" | "text_needed" | "photo_needed" | "result_too_short" | "no_desk" | "uuid_taken"), and what `place.find` raises.
    """
    posting = staff.require(by, "grid.report")
    if posting is None:
        raise staff.not_allowed()  # the system sees nothing
    known = _known(data.uuid, posting)
    if known:
        return known
    check(data, photo)
    found = place.find(data.position, data.grid, reason=data.place_reason, posting=posting)
    kept: list[File] = []
    try:
        with transaction.atomic():
            return _report(data, found, photo, posting, by, kept)
    except Exception as error:
        for file in kept:
            files.discard(file)
        known = _known(data.uuid, posting) if isinstance(error, IntegrityError) else None
        if known is None:
            raise
        return known


def _report(
    data: ReportData, found: place.Place, photo: Photo | None, posting: Posting, by: Actor, kept: list[File]
) -> GridReport:
    moment, position = now(), data.position
    desk = _counter(found.grid)
    urgent = data.urgent or data.category.urgent
    case = intake.register(_registration(data, found.grid, urgent), desk=desk, by=by)
    file = files.keep(photo) if photo else None
    if file:
        kept.append(file)
    lat, lng = round_point(position.lat, position.lng) if position else (None, None)
    result = GridReport.objects.create(
        uuid=data.uuid, posting=posting, reporter=posting.user, grid=found.grid, placed=found.placed, place_reason=data.place_reason.strip(),
        category=data.category, text=data.text.strip(), people_count=data.people_count, urgent=urgent, settled=data.settled, lat=lat, lng=lng,
        accuracy_m=position.accuracy_m if position else None, taken_at=data.taken_at or moment, received_at=moment, photo=file, case=case,
    )  # fmt: skip
    if file:
        Attachment.objects.create(case=case, file=file, label=found.grid.name, at=moment)
    story.record(
        case,
        "grid.reported",
        by=by,
        report=str(data.uuid),
        grid=found.grid.code,
        category=data.category.key,
        placed=str(found.placed),
        photo=file.pk if file else None,
    )
    if data.settled:
        intake.settle(case, outcome=Case.Outcome.SETTLED, result=data.result, by=by)
    else:
        _dispatch(case)
        if urgent:
            _tell(case, result)
    return result


def _registration(data: ReportData, grid: Area, urgent: bool) -> Registration:
    return Registration(
        matter=data.category.matter, narrative=data.text.strip() or f"{data.category.name}（{grid.name}）", person=None, people_count=data.people_count,
        urgent=urgent, area=grid, lat=data.position.lat if data.position else None, lng=data.position.lng if data.position else None, source=Visit.Source.GRID,
    )  # fmt: skip


def _dispatch(case: Case) -> None:
    """Send it on by the routing table at once; where the table has no row or desk for it, it waits at the counter for a clerk."""
    question = routing.Question(case.center, case.matter, case.people_count, township=case.township)
    try:
        proposal = routing.propose(question)
    except Refused:
        return
    intake.route(case, to_desk=proposal.desk, by=SYSTEM, route=proposal.route, proposed_desk=proposal.desk)


def _tell(case: Case, made: GridReport) -> None:
    """Something urgent is in the inbox of everybody at its desk, and of the center's director."""
    seats = Posting.objects.valid(today())
    seats = cleared_for(seats, case.confidentiality)
    people = seats.filter(desk=case.desk).exclude(role__in=[Role.GRID_WORKER, Role.GRID_LEADER])
    directors = seats.filter(role=Role.CENTER_DIRECTOR, desk__center=case.desk.center)
    notices.owe(
        "grid.urgent", urgent=True, key=f"grid:{made.uuid}", to=(people | directors).values_list("user_id", flat=True), about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]), number=case.grouped, category=made.category.name, category_en=made.category.name_en,
        grid=made.grid.name, grid_en=made.grid.name_en,
    )  # fmt: skip


def _counter(grid: Area) -> Desk:
    """The counter of the township center that the grid lies under; the county's where the township has none."""
    counters = Desk.objects.select_related("center", "department").filter(department=None)
    here = counters.filter(center__kind=Center.Kind.TOWNSHIP, center__area__code=grid.township_code).first()
    desk = here or counters.filter(center__kind=Center.Kind.COUNTY).first()
    if desk is None:
        raise Refused(_("The township of this grid has no center yet. Tell the administrator."), "no_desk")
    return desk


def _known(uuid: UUID, posting: Posting) -> GridReport | None:
    """The report that this phone has sent before. Raises Refused("uuid_taken") when it is another person's."""
    known = GridReport.objects.for_list().filter(uuid=uuid).first()
    if known is None:
        return None
    if known.reporter_id != posting.user_id:
        raise Refused(
            _("This report cannot be taken in under its number. Open a new report and send it again."), "uuid_taken"
        )
    known.replayed = True
    return known


def check(data: ReportData, photo: Photo | None) -> None:
    """Whether a report says enough. Raises Refused("text_needed" | "photo_needed" | "result_too_short")."""
    if not data.text.strip() and photo is None:
        raise Refused(_("Take a photo, or write in a few words what you see."), "text_needed", status=422)
    if data.settled and photo is None:
        raise Refused(_("What you settled yourself needs a photo that shows it."), "photo_needed", status=422)
    if data.settled and len(data.result.strip()) < intake.RESULT_LENGTH:
        raise Refused(
            _("Write the result in at least ten characters, as the person is told it."), "result_too_short", status=422
        )
