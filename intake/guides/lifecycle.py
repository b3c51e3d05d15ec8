"""How a guide changes.

draft -> draft (changed) -publish-> published, in place of the version before;  draft -discard-> gone
Whoever wrote the draft does not publish it.
"""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.moves import Moves
from center.foundation.now import now, today
from center.institution import permissions
from intake.guides import texts
from intake.legal_aid.rules import LEGAL_DESK
from intake.models import Guide

State = Guide.State
MOVES = Moves(publish=({State.DRAFT}, State.PUBLISHED))
COLUMNS = (
    "name", "name_en", "free", "phone", "limits", "note", "valid_from",
    *(name for part in Guide.PARTS for name in (part, f"{part}_en")),
)  # fmt: skip
MAY_BE_EMPTY = {"phone", "limits", "note", "hours", "hours_en", "form", "form_en"}


def may(by: Actor, verb: str = "guide.edit") -> bool:
    """Whether the actor keeps the guides: in the rule-of-law department, in a seat that carries the right."""
    posting = permissions.posting_of(by)
    department = posting.desk.department if posting else None
    return bool(posting and department and department.key == LEGAL_DESK and permissions.carries(posting, verb))


@transaction.atomic
def draft(guide: Guide, *, words: Mapping[str, object], by: Actor) -> Guide:
    """Write the next version of a guide, or change the draft that is there. What is in force stays so until somebody else publishes it."""
    _check(by, "guide.edit")
    unknown = set(words) - set(COLUMNS)
    if unknown:
        raise ValueError(f"a guide has no {unknown}")
    empty = [name for name in COLUMNS if name in words and name not in MAY_BE_EMPTY and words[name] in ("", None)]
    if empty:
        raise Refused(_("A guide needs all its parts in both languages. Nothing was kept."), "part_missing", status=422)
    versions = list(Guide.objects.filter(key=guide.key).order_by("version"))
    latest = versions[-1] if versions else guide
    row = latest if latest.state == State.DRAFT else _next(latest)
    for name, value in words.items():
        setattr(row, name, value)
    if missing := texts.unknown(row):
        raise Refused(
            _("There is no limit “%(key)s”. Name it as the list of limits does. Nothing was kept.")
            % {"key": missing[0]},
            "no_such_limit",
            status=422,
        )
    row.drafted_by_id, row.drafted_at = by.user_id, now()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Somebody else has begun a draft of this guide. Load the page again."), "moved_on") from error
    row.matters.set(latest.matters.all())
    audit.record("guide.drafted", by=by, about=f"guide:{row.key}", version=row.version)
    return row


@transaction.atomic
def publish(guide: Guide, *, by: Actor) -> None:
    """A second person has read the draft, and it holds from its day on (today, where that has passed)."""
    _check(by, "guide.publish")
    if guide.drafted_by_id is not None and guide.drafted_by_id == by.user_id:
        raise Refused(
            _("A guide is published by somebody else than who wrote it. Ask a colleague to read it."),
            "own_draft",
            status=403,
        )
    MOVES.take(
        "publish", guide, published_by_id=by.user_id, published_at=now(), valid_from=max(guide.valid_from, today())
    )
    audit.record("guide.published", by=by, about=f"guide:{guide.key}", version=guide.version)


@transaction.atomic
def discard(guide: Guide, *, by: Actor) -> None:
    """Throw a draft away; the version in force stays."""
    _check(by, "guide.edit")
    gone, _rows = Guide.objects.filter(pk=guide.pk, state=State.DRAFT).delete()
    if not gone:
        raise Refused(_("This draft was published or thrown away already. Load the page again."), "moved_on")
    audit.record("guide.discarded", by=by, about=f"guide:{guide.key}", version=guide.version)


def _check(by: Actor, verb: str) -> None:
    if not may(by, verb):
        raise permissions.not_allowed()


def _next(latest: Guide) -> Guide:
    """The same words under the next number, not yet written."""
    row = Guide(key=latest.key, version=latest.version + 1, order=latest.order)
    for name in COLUMNS:
        setattr(row, name, getattr(latest, name))
    row.valid_from, row.note = today(), ""
    return row
