"""What the counter's own checks say of a registering object: the same sentences, each beside the column it is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import Field

from center.foundation.errors import Refused
from center.institution.models import Desk
from intake import identity, parties, reception, sources
from intake.api_forms import RegisterSerializer
from intake.importing.columns import COLUMNS
from intake.importing.sheet import Fault, fault
from intake.reception import Sending, Settlement
from intake.registration import Registration

BY_PATH = {column.path: column for column in COLUMNS}
LEFT_OUT = ("required", "blank", "null")  # DRF's words for an empty field
MOST_FAULTS = 20  # of one row


@dataclass(frozen=True)
class Answer:
    """The registration and its first step, or what is to be done before there is one."""

    data: Registration | None = None
    step: Settlement | Sending | None = None
    faults: tuple[Fault, ...] = ()


class Asking:
    """The checks at one desk, for many rows: one serializer, and each matter and area looked up once.

    Made anew for each piece of work: what a center changes in its rules holds for the next.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk, self.form = desk, RegisterSerializer(data={})
        for name in ("matter", "area"):
            _remember(self.form.fields[name])

    def ask(self, found: dict[str, Any], key: str = "") -> Answer:
        """What becomes of `found`; `key` is the client key of its registration."""
        self.form.initial_data = found
        self.form.__dict__.pop("_validated_data", None)  # of the row before
        try:
            self.form.is_valid(raise_exception=True)
            data, step = self.form.registration(key)
            parties.check(data)
        except ValidationError as error:
            return Answer(faults=tuple(_whole(found, list(_faults(error.detail)))[:MOST_FAULTS]))
        except Refused as refusal:
            return Answer(faults=(fault("", refusal.message, refusal.code),))
        if isinstance(step, Sending) and step.desk is None and reception.proposal_for(data, self.desk) is None:
            sentence = _("The routing table has no answer for this matter. Take it in at the counter.")
            return Answer(faults=(fault("matter", sentence, "no_route"),))
        return Answer(data, step)


def _remember(field: Field) -> None:
    """Thousands of rows name a few matters and villages: each is asked of the database once (measured: half the time of a row)."""
    ask, known = field.to_internal_value, {}

    def to_internal_value(given: Any) -> Any:
        if not isinstance(given, str):
            return ask(given)
        if given not in known:
            known[given] = ask(given)
        return known[given]

    field.to_internal_value = to_internal_value  # type: ignore[assignment, method-assign]


def _whole(found: dict[str, Any], faults: list[Fault]) -> list[Fault]:
    """With what the serializer asks only when the other fields are right, so that a row is corrected once."""
    person = found.get("applicant")
    other = (found.get("others") or [{}])[0]
    values = [("name", identity.name, person), ("phone", identity.phone, person), ("name", identity.name, other), ("phone", identity.phone, other), ("organisation", identity.organisation, other)]  # fmt: skip
    said = {}
    for name, ask, whose in values:
        if isinstance(whose, dict) and isinstance(whose.get(name), str):
            said[name if whose is person else f"other_{name}"] = _said_by(ask, whose[name])
    if isinstance(person, dict):
        kind, number = str(person.get("id_kind", "")), str(person.get("id_number", ""))
        said["id_number"] = _said_by(lambda text: identity.id_number(kind, text), number)
    source = str(found.get("source", ""))
    said["outside_number"] = _said_by(
        lambda text: sources.outside_number(source, text), str(found.get("outside_number", ""))
    )
    known = {sentence for sentence in said.values() if sentence}
    kept = [one for one in faults if one["message"] not in known or said.get(one["column"]) == one["message"]]
    named = {one["column"] for one in kept}
    return kept + [fault(key, sentence, "wrong") for key, sentence in said.items() if sentence and key not in named]


def _said_by(ask: Callable[[str], Any], text: str) -> str | None:
    """The sentence of a check of the counter, None where it has none."""
    try:
        ask(text)
    except FormError as error:
        return " ".join(error.messages)
    return None


def _faults(detail: Any, path: str = "") -> Iterator[Fault]:
    """The errors of a serializer, each with the column of a sheet where there is one, else its path in the object."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = name == "non_field_errors" or str(name).isdigit()
            yield from _faults(inner, path if own else f"{path}.{name}".strip("."))
    elif isinstance(detail, ErrorDetail):
        column = BY_PATH.get(path)
        message = _("Fill in this column.") if detail.code in LEFT_OUT else str(detail)
        key = column.key if column else {"applicant": "name", "others": "other_name"}.get(path, path)
        yield fault(key, message, str(detail.code))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _faults(inner, path)
