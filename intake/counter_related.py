"""What a matter belongs with: the cases on file that look like it, and the clerk's choice; a part of the counter's form."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from center.foundation import numbering
from center.foundation.actor import Actor, ActorKind
from center.foundation.fields import digest
from center.institution.models import User
from intake import lifecycle, likeness
from intake.cases import living
from intake.lifecycle.merging import BY_HAND, not_there
from intake.likeness import BEST, Alike, Candidate
from intake.likeness_signs import Sought
from intake.models import Case, Link
from intake.reception import Joining
from intake.registration import LinkData, SideData

MERGE = "merge"
BELIEVED = 600  # seconds for which what the panel found is not looked for again at the save
SALT = "intake.counter.alike"
REASON = 300  # letters at most
AS = [
    ("", gettext_lazy("Not chosen")),
    (MERGE, gettext_lazy("Merge into it")),
    *((kind.value, gettext_lazy("Link: %(kind)s")) for kind in BY_HAND),
]


@dataclass(frozen=True)
class Row:
    """A candidate on the form, in its place 1 to BEST, with what the clerk chose for it and what is wrong with that."""

    place: int
    candidate: Candidate
    chosen: str
    errors: list[str]

    @property
    def options(self) -> list[tuple[str, str]]:
        """What may be chosen: into what has ended nothing is merged."""
        kinds = [(kind.value, _("Link: %(kind)s") % {"kind": kind.label}) for kind in BY_HAND]
        merging = [(MERGE, _("Merge into it"))] if self.candidate.open or self.chosen == MERGE else []
        return [("", _("Not chosen")), *merging, *kinds]


class RelatedFields(forms.Form):
    """The fields of the choice; `related_facts` is what they give to a `Registration`, `joining` the step in place of the first one.

    Nothing is decided here by itself: a case that is probably the same asks for a choice, or for a reason why this is a new matter.
    """

    user: User | None
    sides: Iterable[SideData]

    alike_reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when a case is probably the same and this is to be a new matter."),
        max_length=REASON,
        required=False,
    )
    alike_checked = forms.CharField(max_length=4000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        typed = self.data if self.is_bound else self.initial
        for n in range(1, BEST + 1):  # the number of a case and the choice for it; most matters are like none on file
            if typed.get(f"alike_{n}") or typed.get(f"alike_{n}_as"):
                self.fields[f"alike_{n}"] = forms.CharField(max_length=24, required=False, widget=forms.HiddenInput)
                self.fields[f"alike_{n}_as"] = forms.ChoiceField(
                    label=gettext_lazy("What it has to do with it"), choices=AS, required=False
                )

    # -- what is found ---------------------------------------------------------------------------------------------------

    @property
    def sought(self) -> Sought:
        """The matter as far as it is written."""
        given = self.cleaned_data
        area, matter = given.get("area"), given.get("matter")
        return likeness.written(
            self.sides, area_id=area.pk if area else None, matter_id=matter.pk if matter else None, text=given.get("narrative", "")
        )  # fmt: skip

    @cached_property
    def alike(self) -> Alike:
        """The cases that look like it; asked for once."""
        return likeness.compare(self.sought, self.user) if self.user else Alike()

    @property
    def alike_fields(self) -> list[forms.BoundField]:
        """The fields themselves, for a form that is restored and not compared yet."""
        return [self[name] for name in self.fields if name.startswith("alike_")]

    @property
    def seal(self) -> str:
        """What was found for just this matter, for the save to believe: sealed, for this clerk, for ten minutes."""
        found = {"of": self._digest, "probable": [candidate.case.number for candidate in self.alike.probable]}
        return signing.dumps(found, salt=SALT)

    @property
    def _digest(self) -> str:
        """Keyed, of all that is compared, without working out how anybody is spelled and found: the save waits for it."""
        given = self.cleaned_data
        area, matter = given.get("area"), given.get("matter")
        named = [
            (side.side, side.person, side.organisation, side.credit_code) for side in islice(self.sides, likeness.SIDES)
        ]
        told = (self.user and self.user.pk, named, area and area.pk, matter and matter.pk, given.get("narrative", ""))
        return digest(repr(told), "counter.alike")

    @property
    def _probable(self) -> list[str]:
        """The numbers of what is probably the same: as the panel found them, or looked for now."""
        try:
            found = signing.loads(self.cleaned_data.get("alike_checked") or "", salt=SALT, max_age=BELIEVED)
        except signing.BadSignature:
            found = {}
        if found.get("of") == self._digest:
            return found["probable"]
        return [candidate.case.number for candidate in self.alike.probable]

    @property
    def alike_rows(self) -> list[Row]:
        """The candidates as they are shown, what was chosen before them: it stays, also when it looks less alike by now."""
        found = {candidate.case.number: candidate for candidate in self.alike.candidates}
        kept = {number: found.get(number) or _kept(case) for number, case in self._cases.items()}
        shown = [*kept.values(), *(candidate for number, candidate in found.items() if number not in kept)]
        return [
            Row(place, candidate, self._chosen.get(candidate.case.number, ""), self._faults(candidate.case.number))
            for place, candidate in enumerate(shown[:BEST], start=1)
        ]

    # -- what is chosen --------------------------------------------------------------------------------------------------

    @property
    def _chosen(self) -> dict[str, str]:
        """Number -> merge, or the kind of a link."""
        given = self.cleaned_data
        pairs = ((given.get(f"alike_{n}"), given.get(f"alike_{n}_as")) for n in range(1, BEST + 1))
        return {numbering.compact(number): how for number, how in pairs if number and how}

    @cached_property
    def _cases(self) -> dict[str, Case]:
        """The cases chosen that this clerk may see."""
        if not self._chosen or self.user is None:
            return {}
        cases = Case.objects.visible_to(self.user).filter(number__in=self._chosen)
        return {case.number: case for case in cases.select_related("matter", "desk__center", "desk__department")}

    @property
    def joining(self) -> Joining | None:
        """Into which case it goes in place of a first step."""
        merged = [self._cases[number] for number, how in self._chosen.items() if how == MERGE and number in self._cases]
        return Joining(living(merged[0]), self._reason) if merged else None

    @property
    def related_facts(self) -> dict[str, Any]:
        """Arguments of `Registration`: links."""
        links = [
            LinkData(self._cases[number], self._reason, kind)
            for number, kind in self._chosen.items()
            if kind in Link.Kind.values and number in self._cases
        ]
        return {"links": tuple(links)} if links else {}

    @property
    def _reason(self) -> str:
        return self.cleaned_data.get("alike_reason") or _("Found by comparison when it was written down.")

    # -- whether it will do ------------------------------------------------------------------------------------------------

    def _post_clean(self) -> None:
        """After everything else: a form that is refused anyway is not compared with a county."""
        super()._post_clean()  # type: ignore[misc]
        if self.user is None or self.errors:
            return
        chosen = self._chosen
        for number in chosen.keys() - self._cases.keys():
            self._refuse(number, not_there().message)
        for number in [number for number, how in chosen.items() if how == MERGE][1:]:
            self._refuse(number, _("One case can go into one other only. Link the rest."))
        unsaid = [number for number in self._probable if number not in chosen]
        if unsaid and not self.cleaned_data.get("alike_reason") and not self._saved_already:
            words = _(
                "%(number)s is probably the same matter. Choose what this has to do with it, or write why it is a new one."
            )
            self.add_error("alike_reason", ValidationError(words % {"number": numbering.group(unsaid[0])}, "unsaid"))

    @property
    def _saved_already(self) -> bool:
        """Whether this very form came before: then the case that it made is what looks like it."""
        key, by = (
            self.cleaned_data.get("client_key", ""),
            Actor(ActorKind.STAFF, id=self.user.pk if self.user else None),
        )
        return lifecycle.registered(key, by) is not None

    def _refuse(self, number: str, words: Any) -> None:
        for place in range(1, BEST + 1):
            if numbering.compact(self.cleaned_data.get(f"alike_{place}") or "") == number:
                self.add_error(f"alike_{place}_as", ValidationError(str(words), "wrong_choice"))
                return

    def _faults(self, number: str) -> list[str]:
        typed = {numbering.compact(str(self.data.get(f"alike_{n}", ""))): n for n in range(1, BEST + 1)}
        return [str(error) for error in self.errors.get(f"alike_{typed[number]}_as", [])] if number in typed else []


def _kept(case: Case) -> Candidate:
    return Candidate(case, 0, (), Link.Kind.RELATED, False)
