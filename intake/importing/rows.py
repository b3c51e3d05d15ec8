"""From the cells of a row to the object that the API registers."""

import difflib
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils.translation import gettext as _

from center.foundation.now import today
from center.institution.models import Area, Center, Desk
from intake.counter_form import Yuan
from intake.importing.columns import AMOUNT, AREA, BY_KEY, COUNT, KIND, MATTER, NO, YES, YES_NO, plain, words
from intake.importing.sheet import Fault, fault
from intake.models import MatterType, Person

TICKED, UNTICKED = {"1", "true", "y", "√", "✓", "v"}, {"0", "false", "n", "×", "x"}


class Reader:
    """Reads rows for one desk and source; what can be chosen is looked up once."""

    def __init__(self, desk: Desk, source: str) -> None:
        self.desk, self.source = desk, source
        self.kinds = {word: kind.value for kind in Person.IdKind for word in words(kind.label)}
        self.matters = dict(_matters())
        self.areas = dict(_areas(desk))
        self.yes, self.no = TICKED | words(YES), UNTICKED | words(NO)
        self.yuan = Yuan(required=False, max_length=40)

    def registering(self, cells: dict[str, str]) -> tuple[dict[str, Any], list[Fault]]:
        """The object for `RegisterSerializer`, and the cells that say nothing it could take."""
        found: dict[str, Any] = {"source": self.source, "applicant": {}}
        faults: list[Fault] = []
        for key, text in cells.items():
            column = BY_KEY[key]
            value, wrong = self._value(column.kind, text)
            if wrong:
                faults.append(fault(key, wrong, "not_understood"))
            elif column.path.startswith("applicant."):
                found["applicant"][column.path.partition(".")[2]] = value
            elif column.path.startswith("others."):
                found.setdefault("others", [{}])[0][column.path.partition(".")[2]] = value
            else:
                found[column.path] = value
        _complete(found)
        return found, faults

    def _value(self, kind: str, text: str) -> tuple[Any, str]:
        """What a cell means, or the sentence that it is not understood."""
        said = plain(text)
        if kind == YES_NO:
            if said in self.yes or said in self.no:
                return said in self.yes, ""
            return None, _("Write yes or no, or leave it empty.")
        if kind == COUNT:
            whole = said.isascii() and said.isdigit() and len(said) < 10
            return (int(said), "") if whole else (None, _("Write a whole number."))
        if kind == AMOUNT:
            try:
                return self.yuan.clean(text), ""
            except FormError as error:
                return None, " ".join(error.messages)
        chosen = {KIND: self.kinds, MATTER: self.matters, AREA: self.areas}.get(kind)
        if chosen is None:
            return text, ""
        return (chosen[said], "") if said in chosen else (None, _not_listed(said, chosen))


def _not_listed(said: str, chosen: dict[str, str]) -> str:
    near = difflib.get_close_matches(said, list(chosen), n=1, cutoff=0.5)
    if near:
        return _("This is not in the list. Did you mean “%(near)s”?") % {"near": near[0]}
    return _("This is not in the list. Choose from the list of the template.")


def _complete(found: dict[str, Any]) -> None:
    """What a list leaves out because it is plain: the card where there is a number, and why none is shown."""
    person = found["applicant"]
    if not person.get("id_kind"):
        person["id_kind"] = Person.IdKind.ID_CARD.value if person.get("id_number") else Person.IdKind.NONE.value
    if not person.get("id_number") and not person.get("no_id_reason"):
        person["no_id_reason"] = _("The sender named no document.")


def _matters() -> Iterator[tuple[str, str]]:
    for matter in MatterType.objects.filter(active=True):
        for word in (
            matter.key,
            matter.name,
            matter.name_en,
            f"{matter.order:02d}{matter.name}",
            f"{matter.order:02d}{matter.name_en}",
        ):
            yield plain(word), matter.key


def _areas(desk: Desk) -> Iterator[tuple[str, str]]:
    """Villages by code and by name; a name that several townships have only with its township before it."""
    villages = Area.objects.valid(today()).filter(level=Area.Level.VILLAGE).select_related("parent")
    if desk.center.kind == Center.Kind.TOWNSHIP:
        villages = villages.filter(parent=desk.center.area_id)
    rows = list(villages)
    names = [plain(word) for area in rows for word in {area.name, area.name_en}]
    for area in rows:
        yield area.code, area.code
        for word in {area.name, area.name_en}:
            if word and names.count(plain(word)) == 1:
                yield plain(word), area.code
        if area.parent:
            yield plain(f"{area.parent.name}{area.name}"), area.code
            yield plain(f"{area.parent.name_en}{area.name_en}"), area.code
