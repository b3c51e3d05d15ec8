"""Everybody of a matter beside the one who comes: the other side, further people and organisations, a pasted list, who acts for whom.

A part of the counter's form. One applicant and one opponent fill its first three fields; all else stays behind one key.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from intake import identity, parties
from intake.counter import people_list
from intake.counter.carried import CarriedFields, before
from intake.counter.people import ROWS, ActingFields, OrganisationRow, PersonRow, refused
from intake.models import Case, Party, Visit
from intake.registration import AgentData, PersonData, Registration, SideData

MOST_ROWS = 40  # of people written one by one; a larger group is a list
FAULTS_SHOWN = 20
ROW = re.compile(r"party-([0-9]{1,4})-row")
OF_WHO_COMES = (
    "id_kind", "id_number", "no_id_reason", "anonymous", "name", "sex", "birth_date", "phone", "address", "special_help", "companions", "representative",
)  # fmt: skip


class SidesFields(forms.Form):
    """The fields of the sides; `sides` is what they give, with `comes` in front where somebody comes by name."""

    visit: Visit | None  # where this is a further matter of it

    other_name = forms.CharField(label=_("Name of the other side"), max_length=60, required=False)
    other_organisation = forms.CharField(label=_("Or organisation"), max_length=120, required=False)
    other_phone = forms.CharField(label=_("Phone of the other side"), max_length=40, required=False)
    opponent_outside = forms.BooleanField(label=_("The other side is outside this township"), required=False)
    other_credit_code = forms.CharField(label=_("Credit code of the other side"), max_length=30, required=False)
    representative = forms.BooleanField(label=_("Whoever comes represents the group"), required=False)
    people_list = forms.CharField(
        label=_("List of further applicants"),
        help_text=_("One line a person: name, ID number, phone; behind it a * for a representative. Paste it from Excel as it is, at most 500 lines."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = [self.row(key, kind) for key, kind in self._rows()]
        self.carried = CarriedFields(self._given, visit=self.visit, initial=self.initial) if self.visit else None
        if self.visit:
            for name in OF_WHO_COMES:
                del self.fields[name]

    @property
    def registration(self) -> Registration:
        """The matter as written so far."""
        raise NotImplementedError

    @property
    def comes(self) -> PersonData | None:
        """Whoever comes, as written so far; nobody who gives no name, or whose visit goes on."""
        raise NotImplementedError

    # -- its further people --------------------------------------------------------------------------------------------------

    @cached_property
    def acting(self) -> ActingFields:
        """Who acts for the one who comes; made when it is typed in or shown, which a plain save does not do."""
        return ActingFields(self._given, prefix="first", initial=under("first-", self.initial))

    @property
    def agents(self) -> tuple[AgentData, ...]:
        """Who acts for the one who comes, as written so far."""
        return self.acting.agents if self._acts else ()

    @property
    def _acts(self) -> bool:
        return not self.visit and any(self.data.get(f"first-{name}") for name in ActingFields.WORDS)

    @property
    def _given(self) -> Mapping[str, Any] | None:
        return self.data if self.is_bound else None

    def _rows(self) -> list[tuple[int, str]]:
        typed = self.data if self.is_bound else self.initial
        found = ((ROW.fullmatch(name), str(typed[name])) for name in typed if name.startswith("party-"))
        return sorted((int(match[1]), kind) for match, kind in found if match and kind in ROWS)

    def row(self, key: int, kind: str) -> PersonRow | OrganisationRow:
        """The row `key` of this kind, with what is typed in it."""
        prefix = f"party-{key}"
        row = ROWS[kind](self._given, prefix=prefix, initial={"row": kind, **under(f"{prefix}-", self.initial)})
        row.key = key
        return row

    @property
    def next_key(self) -> int:
        """The key of a row that is not there yet."""
        return max((row.key for row in self.rows), default=-1) + 1

    @property
    def parts(self) -> list[forms.BaseForm]:
        """The form and those in it, without rows that were left empty."""
        carried = [self.carried] if self.carried else []
        return [self, *carried, *([self.acting] if self._acts else []), *(row for row in self.rows if not row.empty)]

    @property
    def faulty(self) -> bool:
        """Whether anything is wrong in any part."""
        return self.is_bound and any(part.errors for part in self.parts)

    @property
    def shows_more(self) -> bool:
        """Whether the block of further people is open: something is in it, or wrong in it."""
        names = ("people_list", "other_credit_code", "representative")
        typed = any(name in self.fields and (self[name].value() or self[name].errors) for name in names)
        return bool(self.rows or typed or self.acting["acting"].value() or (self.is_bound and self.acting.errors))

    def is_valid(self) -> bool:
        return super().is_valid() and not self.faulty

    # -- one field -------------------------------------------------------------------------------------------------------

    def clean_other_name(self) -> str:
        return identity.name(self.cleaned_data["other_name"])

    def clean_other_organisation(self) -> str:
        return identity.organisation(self.cleaned_data["other_organisation"])

    def clean_other_credit_code(self) -> str:
        return identity.credit_code(self.cleaned_data["other_credit_code"])

    def clean_other_phone(self) -> str:
        return identity.phone(self.cleaned_data["other_phone"])

    def clean_people_list(self) -> str:
        text = self.cleaned_data["people_list"]
        faults = people_list.read(text).faults
        said = [
            _("Line %(line)s: %(what)s") % {"line": fault.line, "what": fault.message}
            for fault in faults[:FAULTS_SHOWN]
        ]
        if len(faults) > FAULTS_SHOWN:
            said.append(_("And %(count)s more lines with faults.") % {"count": len(faults) - FAULTS_SHOWN})
        if said:
            raise ValidationError([ValidationError(sentence, "wrong_line") for sentence in said])
        return text

    # -- what hangs together -----------------------------------------------------------------------------------------------

    def check_other_side(self) -> None:
        """A phone or a credit code alone names nobody."""
        if (
            self.cleaned_data.get("other_phone")
            and not self.cleaned_data.get("other_name")
            and "other_name" not in self.errors
        ):
            self.say("other_name", _("Write whose phone this is."))
        if self.cleaned_data.get("other_credit_code") and self.cleaned_data.get("other_organisation") == "":
            self.say("other_organisation", _("Write which organisation has this credit code."))

    def check_people(self) -> None:
        """What is asked of all sides together; the verb asks it again."""
        if len(self.rows) > MOST_ROWS:
            self.add_error(
                None,
                _("At most %(most)s people are written one by one. Paste the rest as a list.") % {"most": MOST_ROWS},
            )
        if twice := refused(parties.check_once, [side.person for side in self.sides]):
            self.add_error(None, twice)
        for side in self.sides:
            if wrong := refused(parties.check_agents, side.person, side.agents):
                self.add_error(None, wrong)
        if self.comes is None and self.agents:
            self.acting.add_error("acting", _("Nobody can be acted for who gives no name."))
        matter, written = self.cleaned_data.get("matter"), self.cleaned_data.get("people_count")
        if matter is None:
            return
        data = self.registration
        if parties.too_many_representatives(matter, data.origin, data.representatives):
            self.add_error(
                "representative" if "representative" in self.fields else None, str(parties.too_many().message)
            )
        if written and data.concerned < data.claimants:
            self.say("people_count", parties.fewer_than_named(written, data.claimants))
        if self.visit and (nobody := refused(parties.check_name, data)):
            self.add_error(None, nobody)

    def say(self, field: str, sentence: Any) -> None:
        """Put a sentence beside a field."""
        self.add_error(field, ValidationError(sentence, code="needed"))

    # -- what it becomes ---------------------------------------------------------------------------------------------------

    @cached_property
    def others(self) -> tuple[SideData, ...]:
        """Everybody but whoever comes: those carried over, the other side, the rows, the list."""
        carried = self.carried.side_data if self.carried else ()
        written = [side for row in self.rows if not row.empty and (side := row.side_data)]
        return (*carried, *self._other_side(), *written, *(side for side, _own in self._listed if not _own))

    def _other_side(self) -> tuple[SideData, ...]:
        name, organisation = self.cleaned_data.get("other_name", ""), self.cleaned_data.get("other_organisation", "")
        if not name and not organisation:
            return ()
        person = PersonData(name=name, phone=self.cleaned_data.get("other_phone", "")) if name else None
        return (
            SideData(
                person=person, organisation=organisation, credit_code=self.cleaned_data.get("other_credit_code", "")
            ),
        )

    @cached_property
    def _listed(self) -> list[tuple[SideData, bool]]:
        """The people of the list as claimants, and of each whether it is somebody who is named on the form already."""
        text = self.cleaned_data.get("people_list")
        if not text:
            return []
        documents = {row.id_digest for row in self._named_already if row.id_digest}
        documents |= self.carried.documents if self.carried else set()
        found = people_list.read(text).people
        return [
            (
                SideData(one.person, side=Party.Side.APPLICANT, representative=one.representative),
                one.person.id_digest in documents if one.person.id_digest else self._is_who_comes(one.person),
            )
            for one in found
        ]

    @property
    def _named_already(self) -> list[PersonData]:
        rows = [side.person for row in self.rows if not row.empty and (side := row.side_data) and side.person]
        return [*([self.comes] if self.comes else []), *rows]

    def _is_who_comes(self, listed: PersonData) -> bool:
        """A line without a document that bears the name of whoever comes, and no other phone, means that person."""
        comes = self.comes
        return bool(comes and listed.name == comes.name and listed.phone in ("", comes.phone))

    @property
    def represents(self) -> bool:
        """Ticked, or marked on the list of which whoever comes is a line."""
        return bool(self.cleaned_data.get("representative")) or any(
            side.representative and own for side, own in self._listed
        )

    @cached_property
    def sides(self) -> tuple[SideData, ...]:
        """All sides as written so far, also before the matter is chosen."""
        if self.comes is None:
            return self.others
        first = SideData(self.comes, side=Party.Side.APPLICANT, representative=self.represents, agents=self.agents)
        return (first, *self.others)

    # -- what the page says of it --------------------------------------------------------------------------------------------

    @cached_property
    def before(self) -> list[Case]:
        """The matters that the visit has already."""
        return before(self.visit) if self.visit else []

    def from_before(self) -> dict[str, Any]:
        """What a further matter of a visit begins with: the place of the one before."""
        return {"area": self.before[-1].area_id} if self.before else {}

    @property
    def claimants(self) -> int:
        """How many are named on the applicant's side."""
        return sum(side.side == Party.Side.APPLICANT for side in self.sides)

    @property
    def representatives(self) -> int:
        """How many of them speak for the others."""
        return sum(side.side == Party.Side.APPLICANT and side.representative for side in self.sides)

    @property
    def many_representatives(self) -> bool:
        """More than the law knows of a petition."""
        return self.representatives > parties.MOST_REPRESENTATIVES

    @property
    def minors(self) -> list[str]:
        """Names of those under eighteen for whom no guardian is named yet."""
        return [
            side.person.name
            for side in self.sides
            if side.person and parties.needs_guardian(side) and not side.person.known
        ]


def under(prefix: str, initial: Mapping[str, Any]) -> dict[str, Any]:
    """Of what a form begins with, the part of a form in it, by its own names."""
    return {name.removeprefix(prefix): value for name, value in initial.items() if name.startswith(prefix)}
