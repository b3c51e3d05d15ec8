"""The columns of an import: their headings in every language of the portal, and where each goes in a registering object."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

TEXT, YES_NO, KIND, MATTER, AREA, COUNT, AMOUNT = "text", "yes_no", "kind", "matter", "area", "count", "amount"
EXAMPLE = ("示例", "Example")  # how the first cell of a row begins that is shown and never taken in


@dataclass(frozen=True)
class Column:
    """`path` is the place in the object that `RegisterSerializer` checks ("applicant.phone"); `note` tells the clerk what to write."""

    key: str
    label: Any
    path: str
    kind: str = TEXT
    required: bool = False
    width: int = 14
    note: Any = ""


COLUMNS = (
    Column("outside_number", _("Sender's number"), "outside_number", width=24, note=_("Under which the sender knows it. The same number is taken in once, however often the file is imported.")),
    Column("name", _("Name"), "applicant.name", required=True, note=_("Of the person the matter is about, as on the document.")),
    Column("id_kind", _("Document"), "applicant.id_kind", KIND, width=18, note=_("Choose from the list. Empty: resident identity card where a number is given.")),
    Column("id_number", _("Document number"), "applicant.id_number", width=24, note=_("Write it as text: Excel rounds long numbers.")),
    Column("no_id_reason", _("Why no document"), "applicant.no_id_reason", width=18, note=_("Empty: the sender gave none.")),
    Column("phone", _("Phone"), "applicant.phone", width=16, note=_("With area code where it is a landline.")),
    Column("address", _("Present address"), "applicant.address", width=30),
    Column("area", _("Village or community"), "area", AREA, width=24, note=_("Choose from the list, or write the twelve-digit code.")),
    Column("matter", _("Matter"), "matter", MATTER, required=True, width=24, note=_("Choose from the list.")),
    Column("narrative", _("What happened"), "narrative", required=True, width=50, note=_("At most 4,000 characters.")),
    Column("claim", _("What the person asks for"), "claim", width=30),
    Column("people_count", _("People concerned"), "people_count", COUNT, note=_("A whole number; empty is one.")),
    Column("amount", _("Amount in yuan"), "amount_cents", AMOUNT, note=_("Digits, such as 1200 or 1,200.50.")),
    Column("other_name", _("Name of the other side"), "others.name"),
    Column("other_organisation", _("Or organisation"), "others.organisation", width=24),
    Column("other_phone", _("Phone of the other side"), "others.phone", width=16),
    Column("opponent_outside", _("The other side is outside this township"), "opponent_outside", YES_NO),
    Column("claims_payment", _("Asks for payment"), "claims_payment", YES_NO),
    Column("urgent", _("Urgent"), "urgent", YES_NO),
    Column("restricted", _("Domestic violence or a minor: keep confidential"), "restricted", YES_NO),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
FAULTS = _("Faults")  # the column that a downloaded list of faults adds; left out when it is read again
YES, NO = _("Yes"), _("No")


def headings() -> dict[str, str]:
    """Every heading in every language, as `plain` spells it, with the key of its column."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {plain(str(column.label)): column.key for column in COLUMNS}
            found[plain(str(FAULTS))] = ""
    return found


def words(label: Any) -> set[str]:
    """A word in every language of the portal, in the spelling of `plain`."""
    said = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.add(plain(str(label)))
    return said


def plain(text: str) -> str:
    """A heading as it is compared: without spaces, stars and line breaks, in small letters."""
    return "".join(text.split()).strip("*＊").replace("（", "(").replace("）", ")").lower()
