"""What a step of the mediation file is: a verb, who may, in which states, its form and how it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from center.foundation.actor import Actor
from mediation.models import Mediation
from mediation.step_forms import StepForm


@dataclass(frozen=True)
class Part:
    """A section of the file page."""

    key: str
    label: Any
    icon: str


@dataclass(frozen=True)
class Step:
    """A verb on a mediation: `right` without its room, in which states, whether it fits now, and how it is called."""

    verb: str
    label: Any
    said: Any
    part: str
    right: str
    states: tuple[str, ...]
    form: type[StepForm]
    call: Callable[[Mediation, StepForm, Actor], Any]
    fits: Callable[[Mediation], bool] = lambda mediation: True


def plain(verb: Callable[..., Any]) -> Callable[[Mediation, StepForm, Actor], Any]:
    """A verb that takes the mediation and just what its form gives."""
    return lambda mediation, form, by: verb(mediation, **form.cleaned_data, by=by)


def on(verb: Callable[..., Any], record: str) -> Callable[[Mediation, StepForm, Actor], Any]:
    """A verb that takes one of the mediation's own records, chosen in the form."""

    def call(mediation: Mediation, form: StepForm, by: Actor) -> Any:
        given = dict(form.cleaned_data)
        return verb(given.pop(record), **given, by=by)

    return call
