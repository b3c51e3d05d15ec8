"""How an export goes. Nobody approves an own one; what is ready is fetched by whoever asked, and is gone when its time is over.

export_asked ----approve--> export_approved --build--> export_building --finish--> export_ready --expire--> export_expired
             ----refuse---> export_refused                             --fail----> export_failed
             ----withdraw-> export_withdrawn

个人信息保护法 art. 51 asks for internal rules, classes of data and limits of use; how many rows are free is a setting.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution.models import Posting, User
from center.institution.permissions import REACH, VERBS, Reach, not_allowed, of_postings, require
from center.papers.exports.registers import ExportKind
from center.papers.models import Export

State = Export.State
MOVES = Moves(
    approve=({State.ASKED}, State.APPROVED),
    refuse=({State.ASKED}, State.REFUSED),
    withdraw=({State.ASKED}, State.WITHDRAWN),
    build=({State.APPROVED, State.BUILDING}, State.BUILDING),
    finish=({State.BUILDING}, State.READY),
    fail=({State.BUILDING}, State.FAILED),
    expire=({State.READY}, State.EXPIRED),
)
APPROVES = "export.approve"


@transaction.atomic
def ask(kind: ExportKind, *, user: User, query: str, columns: Iterable[str], reason: str, by: Actor) -> Export:
    """Ask for a list. Few rows without sensitive columns are made at once, all others wait for a second person.

    Raises Refused: "not_allowed", "no_columns", "no_reason", "nothing_to_export", "too_many_rows", "nobody_approves".
    """
    posting = require(by, "export.ask")
    if posting is None or not kind.shown(user):
        raise not_allowed()
    chosen = [column.key for column in kind.columns if column.key in set(columns)]
    if not chosen:
        raise Refused(_("Choose at least one column."), "no_columns", status=422)
    if not reason.strip():
        raise Refused(_("Say what the list is for."), "no_reason", status=422)
    rows = kind.found(user, QueryDict(query)).count()
    if not rows:
        raise Refused(_("This list is empty. Nothing was made."), "nothing_to_export")
    if rows > settings.EXPORT_MAX_ROWS:
        raise Refused(_("This list is too long to be taken out. Narrow it with filters."), "too_many_rows")
    sensitive = kind.sensitive(chosen)
    waits = sensitive or rows > settings.EXPORT_FREE_ROWS
    export = Export(
        kind=kind.key, query=query, columns=chosen, sensitive=sensitive, rows=rows, reason=reason.strip(), posting=posting, asked_by_id=posting.user_id,
        asked_at=now(), state=State.ASKED if waits else State.APPROVED,
    )  # fmt: skip
    second = list(approvers(posting).values_list("user_id", flat=True)) if waits else []
    if waits and not second:
        raise Refused(
            _("Nobody else in your line can approve this today. Nothing was made. Ask the center's director."),
            "nobody_approves",
        )
    export.save(force_insert=True)
    audit.record("export_asked", by=by, about=_about(export), kind=kind.key, rows=rows, sensitive=sensitive)
    if waits:
        notices.owe(
            "export.asked", key=f"export:{export.pk}", to=second, about=_about(export), url=_url(export), rows=rows
        )
    else:
        _wake(export)
    return export


@transaction.atomic
def approve(export: Export, *, by: Actor) -> None:
    """The second person agrees. Raises Refused: "own_export", "not_allowed", "moved_on"."""
    posting = _second_person(export, by)
    MOVES.take("approve", export, decided_by=posting, decided_at=now())
    audit.record("export_approved", by=by, about=_about(export), rows=export.rows, sensitive=export.sensitive)
    _wake(export)


@transaction.atomic
def refuse(export: Export, *, reason: str, by: Actor) -> None:
    """The second person does not agree, and says why. Raises Refused: "own_export", "not_allowed", "no_reason", "moved_on"."""
    posting = _second_person(export, by)
    if not reason.strip():
        raise Refused(_("Say why it is not approved."), "no_reason", status=422)
    MOVES.take("refuse", export, decided_by=posting, decided_at=now(), refusal=reason.strip())
    audit.record("export_refused", by=by, about=_about(export))
    _tell(export, "export.refused")


@transaction.atomic
def withdraw(export: Export, *, by: Actor) -> None:
    """Whoever asked no longer wants it. Raises Refused: "not_allowed", "moved_on"."""
    if by.user_id != export.asked_by_id:
        raise not_allowed()
    MOVES.take("withdraw", export)
    audit.record("export_withdrawn", by=by, about=_about(export))


@transaction.atomic
def finish(export: Export, *, rows: int, sha256: str) -> None:
    """It is made, and lies here for EXPORT_HOURS."""
    MOVES.take("finish", export, written=rows, expires_at=now() + timedelta(hours=settings.EXPORT_HOURS))
    audit.record("export_made", by=_asker(export), about=_about(export), rows=rows, sha256=sha256)
    _tell(export, "export.ready")


def fail(export: Export) -> None:
    """It could not be made; whoever asked is told."""
    MOVES.take("fail", export)
    _tell(export, "export.failed")


@transaction.atomic
def fetch(export: Export, *, by: Actor) -> None:
    """Whoever asked takes it, while the seat in which it was asked for is still held. Raises Refused: "not_allowed", "export_over"."""
    if by.user_id != export.asked_by_id or not export.posting.in_force(today()):
        raise not_allowed()
    if export.state != State.READY or export.expires_at is None or export.expires_at <= now():
        raise Refused(_("This list is not here any more. Ask for it again if you still need it."), "export_over")
    Export.objects.filter(pk=export.pk).update(fetched_at=now(), fetches=export.fetches + 1)
    audit.record("export_fetched", by=by, about=_about(export), rows=export.written)


def expire_due() -> int:
    """Delete the workbooks whose time is over; how many."""
    gone = 0
    for export in Export.objects.filter(state=State.READY, expires_at__lte=now()):
        with transaction.atomic():
            MOVES.take("expire", export)
            export.content.delete()
        gone += 1
    return gone


def approvers(posting: Posting) -> QuerySet[Posting]:
    """The seats of today, of other people, whose line reaches the desk of this one."""
    roles = {reach: [role for role in VERBS if APPROVES in VERBS[role] and REACH[role] is reach] for reach in Reach}
    line = Q(role__in=roles[Reach.COUNTY]) | Q(role__in=roles[Reach.CENTER], desk__center=posting.desk.center_id)
    if posting.desk.department_id:
        line |= Q(role__in=roles[Reach.DEPARTMENT], desk__department=posting.desk.department_id)
    return (
        Posting.objects.valid(today()).filter(line).exclude(user=posting.user_id).select_related("user", "desk__center")
    )


def may_decide(export: Export, by: Actor) -> bool:
    """Whether the actor is a second person for it."""
    return by.user_id != export.asked_by_id and approvers(export.posting).filter(pk=by.posting or 0).exists()


def _second_person(export: Export, by: Actor) -> Posting:
    posting = require(by, APPROVES)
    if by.user_id == export.asked_by_id:
        raise Refused(_("Nobody approves an own export. Ask a second person."), "own_export", status=403)
    if posting is None or not may_decide(export, by) or not _covers(posting, export):
        raise not_allowed()
    return posting


def _covers(posting: Posting, export: Export) -> bool:
    desk = export.posting.desk
    return of_postings((posting,), today()).covers_desk(desk.pk, desk.center_id, (desk.department_id,))


def _asker(export: Export) -> Actor:
    from center.institution import actors

    return actors.of(export.posting)


def _about(export: Export) -> str:
    return f"export:{export.pk}"


def _url(export: Export) -> str:
    return reverse("exports:export", args=[export.pk])


def _tell(export: Export, kind: str) -> None:
    key = f"export:{export.pk}:{export.state}"
    notices.owe(kind, key=key, to=[export.asked_by_id], about=_about(export), url=_url(export))


def _wake(export: Export) -> None:
    from center.papers.tasks import send_export

    transaction.on_commit(lambda: send_export(export.pk))
