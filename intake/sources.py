"""Where a matter comes from, and the number under which the sender knows it: the same number again is the same matter."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from intake.models import Case, Visit
from intake.permissions import sees

Source = Visit.Source
NUMBERED = (Source.ONLINE, Source.HOTLINE, Source.POLICE, Source.COURT, Source.LEADER)  # whose sender gives it a number
IMPORTED = tuple(source for source in Source if source != Source.GRID)  # a grid report comes by the worker's phone
LONGEST = 64
NUMBER = re.compile(r"[\w\-/.()〔〕\[\]【】#:]+")  # （2026）苏0830民初12号 after NFKC has bracketed it in ASCII


def outside_number(source: str, text: str) -> str:
    """One spelling of a sender's number; raises ValidationError with a sentence where it is none, or the source has none."""
    number = spelled(text)
    if not number:
        return ""
    if source not in NUMBERED:
        raise ValidationError(
            _("This source gives no number of its own. Leave the number empty, or choose the source it is from."),
            "no_number_here",
        )
    if len(number) > LONGEST or not NUMBER.fullmatch(number):
        raise ValidationError(
            _("A sender's number has at most 64 letters, digits, brackets, dots and dashes."), "wrong_number"
        )
    return number


def case_of(source: str, number: str) -> Case | None:
    """The first case that this number of this source became, whoever may see it."""
    if not number:
        return None
    return Case.objects.filter(visit__source=source, visit__outside_number=number).order_by("pk").first()


def said(case: Case, source: str, *, seen: bool) -> Any:
    """The sentence that names the case a sender's number became; only that there is one, to those who do not see it."""
    words = {"source": Source(source).label, "number": case.grouped}
    if seen:
        return (
            _("%(source)s has sent this number before: it is case %(number)s. Open that case and go on there.") % words
        )
    return _(
        "%(source)s has sent this number before, and another desk took it in. Ask the center's director who has it."
    ) % {"source": words["source"]}


def check_new(source: str, number: str, by: Actor) -> None:
    """Raises Refused("outside_number_known") where the sender's number is taken in already."""
    if case := case_of(source, number):
        raise Refused(said(case, source, seen=sees(by, case)), "outside_number_known")


def spelled(number: Any) -> str:
    """The number in the spelling it is kept in, whether or not it is one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(number or "")))
