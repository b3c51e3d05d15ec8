"""What a center may change of limits: the amount of a promise, from a day to come; and whether a row not read in the law is in use.

Every change is a new dated version, has a reason and stands in the audit. Running clocks keep the version they began with.
"""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.permissions import require
from intake import limits
from intake.models import Limit

CAN_BE_SWITCHED = (Limit.Reading.GENERAL, Limit.Reading.REVISED, Limit.Reading.PARTLY)

UNITS = {
    Limit.Unit.CALENDAR_DAYS: ("日", "calendar day"),
    Limit.Unit.WORKING_DAYS: ("个工作日", "working day"),
    Limit.Unit.MONTHS: ("个月", "month"),
    Limit.Unit.HOURS: ("小时", "hour"),
}


@transaction.atomic
def change(key: str, *, amount: int, unit: str, begins_on: date, reason: str, by: Actor) -> Limit:
    """From `begins_on` the promise `key` is `amount` of `unit`; a change that waits to begin is replaced. Gives the new version.

    Refused: "not_allowed"; "statutory" for a limit of the law, naming its article; "begins_too_early" unless it begins
    tomorrow or later; "no_change"; "moved_on" when somebody else was quicker. Limit.DoesNotExist for an unknown key.
    """
    require(by, "limits.change")
    versions = list(Limit.objects.filter(key=key).order_by("valid_from"))
    current = limits.in_force(versions, today())
    if current is None:
        raise Limit.DoesNotExist(key)
    if current.statutory:
        raise Refused(
            _("This limit is set by %(article)s. Only a change of the law changes it; nothing was changed.") % {"article": current.basis},
            "statutory",
        )  # fmt: skip
    if begins_on <= today():
        raise Refused(
            _("A change begins tomorrow at the earliest, so that nobody's limit moves on the day itself."), "begins_too_early", status=422
        )  # fmt: skip
    if (current.amount, current.unit) == (amount, unit) and versions[-1].pk == current.pk:
        raise Refused(_("The limit says this already. Nothing was changed."), "no_change", status=422)
    waiting = [version for version in versions if version.valid_from > today()]
    Limit.objects.filter(pk__in=[version.pk for version in waiting]).delete()
    closed = Limit.objects.filter(pk=current.pk, valid_to=current.valid_to).update(
        valid_to=begins_on - timedelta(days=1)
    )
    if not closed:
        raise _quicker()
    made = Limit(
        **{
            **limits.values(current),
            "amount": amount,
            "unit": unit,
            "valid_from": begins_on,
            "valid_to": None,
            "reason": reason,
        }
    )
    made.source, made.source_en = _said(made)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise _quicker() from error
    audit.record(
        "limit.changed", by=by, about=f"limit:{key}", before=f"{current.amount} {current.unit}", after=f"{amount} {unit}",
        begins_on=begins_on.isoformat(), reason=reason, replaced=[f"{one.amount} {one.unit} {one.valid_from}" for one in waiting],
    )  # fmt: skip
    return made


@transaction.atomic
def switch(limit: Limit, *, in_use: bool, reason: str, by: Actor) -> None:
    """Turn a row on or off that was not read whole in the text of the law. Running clocks are left alone.

    Refused: "not_allowed"; "statutory" for one that was read, naming its article; "moved_on" when it stands so already.
    """
    require(by, "limits.change")
    if limit.reading not in CAN_BE_SWITCHED:
        raise Refused(
            _("This limit is set by %(article)s. Only a change of the law changes it; nothing was changed.") % {"article": limit.basis},
            "statutory",
        )  # fmt: skip
    if not Limit.objects.filter(pk=limit.pk, in_use=not in_use).update(in_use=in_use):
        raise _quicker()
    limit.in_use = in_use
    audit.record("limit.switched", by=by, about=f"limit:{limit.key}", in_use=in_use, reason=reason)


def _said(limit: Limit) -> tuple[str, str]:
    """The promise in words, in both languages, as receipts and letters name it."""
    units, units_en = UNITS[Limit.Unit(limit.unit)]
    plural = "" if limit.amount == 1 else "s"
    return (
        f"中心服务承诺：{limit.amount}{units}内{limit.name}",
        f"Promise of the center: {limit.name_en} within {limit.amount} {units_en}{plural}",
    )


def _quicker() -> Any:
    return Refused(
        _("Somebody else has just changed this limit. Nothing was changed. Load the page again."), "moved_on"
    )
