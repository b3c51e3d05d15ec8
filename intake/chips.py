"""The chips above a list: what narrows it now, and what may; each is a link, so that a list can be sent to a colleague."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from center.institution.models import Desk
from intake.filters import CaseFilter, FlagFilter

SELECTS = (
    "state",
    "source",
    "matter",
    "department",
    "at",
    "center",
    "township",
    "day",
    "concluded_on",
)  # the fields of the form under the chips


@dataclass(frozen=True)
class Chip:
    """`url` takes an active chip away, or adds one that is offered."""

    name: str
    label: Any
    value: Any
    url: str


def active(chips: CaseFilter, request: HttpRequest) -> list[Chip]:
    """The chips in the address, in the order of the filter; a value that is not understood is shown as it stands."""
    known = chips.form.cleaned_data if chips.is_valid() else getattr(chips.form, "cleaned_data", {})
    return [
        Chip(name, item.label, _said(item, known.get(name), chips.data[name]), _link(request, without=name))
        for name, item in chips.filters.items()
        if chips.data.get(name)
    ]


def offered(chips: CaseFilter, request: HttpRequest) -> list[Chip]:
    """The yes-or-no chips that are not on."""
    return [
        Chip(name, item.label, "", _link(request, with_=name))
        for name, item in chips.filters.items()
        if isinstance(item, FlagFilter) and name != "counted" and not chips.data.get(name)
    ]


def _said(item: Any, value: Any, typed: str) -> Any:
    if isinstance(item, FlagFilter):
        return "" if value else typed
    if isinstance(value, Desk):
        return value.full_label
    choices = dict(item.extra.get("choices", ()))
    return choices.get(value, value) if value else typed


def kept(chips: CaseFilter) -> list[tuple[str, str]]:
    """The chips that the form carries along, because it has no field for them."""
    return [(name, chips.data[name]) for name in chips.filters if name not in SELECTS and chips.data.get(name)]


def without_page(request: HttpRequest) -> str:
    """The query of this list, to which a page number may be added."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def _link(request: HttpRequest, *, without: str = "", with_: str = "") -> str:
    query = request.GET.copy()
    for name in ("page", without):
        query.pop(name, None)
    if with_:
        query[with_] = "1"
    return f"{request.path}?{query.urlencode()}" if query else request.path
