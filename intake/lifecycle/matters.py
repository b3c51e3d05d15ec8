"""Kinds of matter, changed from a day to come: a new row of the same key. A case keeps the row it was registered with."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Department
from center.institution.permissions import require
from intake.models import Limit, MatterType

HANDLING = "handling"  # the promises by which a matter may be handled begin so


@transaction.atomic
def change(
    key: str, *, name: str, name_en: str, department: Department, handling_limit: str, begins_on: date, reason: str, by: Actor
) -> MatterType:  # fmt: skip
    """From `begins_on` matters of this kind are registered so; a change that waits is replaced.

    Refused: "not_allowed", "begins_too_early", "no_such_limit", "no_change", "moved_on". MatterType.DoesNotExist for an unknown key.
    """
    require(by, "matters.change")
    current = MatterType.objects.get(key=key, active=True)
    if begins_on <= today():
        raise Refused(
            _("A change begins tomorrow at the earliest; what is registered already keeps its kind."), "begins_too_early", status=422
        )  # fmt: skip
    if not handling_limit.startswith(HANDLING) or not Limit.objects.filter(key=handling_limit).exists():
        raise Refused(_("There is no such promise of handling."), "no_such_limit", status=422)
    said = {"name": name, "name_en": name_en, "department": department, "handling_limit": handling_limit}
    if all(getattr(current, field) == value for field, value in said.items()):
        raise Refused(_("The kind of matter stands so already. Nothing was changed."), "no_change", status=422)
    MatterType.objects.filter(key=key, valid_from__gt=today(), active=False).delete()
    if not MatterType.objects.filter(pk=current.pk, active=True).update(valid_to=begins_on - timedelta(days=1)):
        raise _quicker()
    made = MatterType(
        key=key,
        confidentiality=current.confidentiality,
        order=current.order,
        active=False,
        valid_from=begins_on,
        reason=reason.strip(),
        **said,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise _quicker() from error
    audit.record(
        "matter.changed", by=by, about=f"matter:{key}", begins_on=begins_on.isoformat(), reason=made.reason,
        before=[current.name, current.department.key, current.handling_limit], after=[name, department.key, handling_limit],
    )  # fmt: skip
    return made


@transaction.atomic
def turn_matters() -> int:
    """Rows whose day has come take the place of the one before; gives how many. Safe any number of times."""
    turned = 0
    for row in MatterType.objects.filter(active=False, valid_from__lte=today(), valid_to=None).order_by("valid_from"):
        before = MatterType.objects.filter(key=row.key, active=True, valid_from__lt=row.valid_from)
        if before.update(active=False):  # a kind that was taken out of use stays out
            turned += MatterType.objects.filter(pk=row.pk, active=False).update(active=True)
    return turned


def in_use(matter: MatterType) -> MatterType:
    """The row with which a matter of this kind is registered now; the same where none is in use."""
    return matter if matter.active else MatterType.objects.filter(key=matter.key, active=True).first() or matter


def _quicker() -> Refused:
    return Refused(_("Somebody else has just changed this kind of matter. Load the page again."), "moved_on")
