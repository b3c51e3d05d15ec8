"""The calculator's page: what is put in, the lines it gives, and who pays in which order."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from intake.counter_form import Yuan
from mediation import figures
from mediation.figures import Figures
from mediation.specialist.compensation import Claim, Dependant, Group, Loss, Standards, reckon
from mediation.specialist.traffic import Insurance, Payment, pay_order

MOST_DAYS, MOST_AGE, MOST_DEPENDANTS = 36_500, 130, 20
COMPULSORY = {
    Group.TREATMENT: "compulsory_medical",
    Group.DEATH: "compulsory_death",
    Group.PROPERTY: "compulsory_property",
}
GRADES = [(0, _("None")), *((grade, str(grade)) for grade in range(1, 11))]
STANDING = ("income", "consumption", "monthly_wage")


def yuan(label: Any) -> Yuan:
    return Yuan(label=label, max_length=40, required=False)


def count(label: Any, most: int = MOST_DAYS) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, required=False)


class CalculatorForm(forms.Form):
    """Sums in yuan, periods in days; what is left empty is nought, a daily rate left empty is that of the year."""

    year = forms.IntegerField(label=_("Year of the figures"), min_value=2014, max_value=2100)
    treatment = yuan(_("Treatment"))
    hospital_days = count(_("Days in hospital"))
    nutrition_days = count(_("Days of nutrition"))
    lost_days = count(_("Days without work"))
    income_a_day = yuan(_("Income a day"))
    nursing_days = count(_("Days of nursing"))
    nursing_a_day = yuan(_("Nursing a day"))
    carers = count(_("Carers"), 3)
    travel = yuan(_("Travel"))
    lodging = yuan(_("Lodging"))
    aids = yuan(_("Aids for the disabled"))
    age = count(_("Age of the injured"), MOST_AGE)
    grade = forms.TypedChoiceField(label=_("Grade of disability"), choices=GRADES, coerce=int, initial=0)
    death = forms.BooleanField(label=_("The injured died"), required=False)
    dependants = forms.CharField(
        label=_("Dependants"), required=False, max_length=200,
        help_text=_("Age and how many share the duty, such as: 8/2, 70/3"),
    )  # fmt: skip
    solace = yuan(_("Solace for mental harm"))
    goods = yuan(_("Loss of property"))
    percent = forms.IntegerField(
        label=_("Fault of the other side in percent"), min_value=0, max_value=100, initial=100
    )  # fmt: skip
    compulsory = forms.BooleanField(label=_("Compulsory insurance covers it"), required=False, initial=True)
    commercial = yuan(_("Commercial insurance up to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"year": today().year - 1, "age": 30, "carers": 1})
        super().__init__(*args, auto_id="calc_%s", **kwargs)

    def clean_dependants(self) -> tuple[Dependant, ...]:
        found = []
        for part in self.cleaned_data["dependants"].replace("，", ",").split(","):
            if not part.strip():
                continue
            age, _slash, shared = part.strip().partition("/")
            if (
                not (age.isdecimal() and (shared or "1").isdecimal())
                or int(age) > MOST_AGE
                or not 1 <= int(shared or 1) <= 20
            ):
                raise forms.ValidationError(_("Write age and how many share the duty, such as 8/2."))
            found.append(Dependant(int(age), int(shared or 1)))
        if len(found) > MOST_DEPENDANTS:
            raise forms.ValidationError(_("These are too many at once."))
        return tuple(found)

    @property
    def asked(self) -> dict[str, Any]:
        """What was put in, as it is kept."""
        plain = {name: value for name, value in self.cleaned_data.items() if name != "dependants"}
        kept: dict[str, Any] = json.loads(json.dumps(plain))
        kept["dependants"] = [[one.age, one.supporters] for one in self.cleaned_data["dependants"]]
        return kept


@dataclass(frozen=True)
class Result:
    """What the page shows; `unconfirmed` are the figures it stands on that nobody has checked."""

    claim: Claim
    payment: Payment
    unconfirmed: list[Any]

    @property
    def confirmed(self) -> bool:
        return not self.unconfirmed


def result(given: dict[str, Any]) -> Result:
    """Reckon what a valid form gives. Raises Refused("figure_missing")."""
    year = figures.of_year(given["year"])
    loss = _loss(given, year)
    claim = reckon(loss, Standards(*(year.cents(key) for key in STANDING)))
    compulsory = {group: year.cents(key) for group, key in COMPULSORY.items()} if given["compulsory"] else {}
    payment = pay_order(claim, Insurance(compulsory, given["commercial"] or 0), percent=given["percent"])
    return Result(claim, payment, [row for row in year.open if row.key in _used(claim, loss, given)])


def _loss(given: dict[str, Any], year: Figures) -> Loss:
    return Loss(
        treatment=given["treatment"] or 0, hospital_days=given["hospital_days"] or 0, meals_a_day=year.cents("meals"),
        nutrition_days=given["nutrition_days"] or 0, nutrition_a_day=year.cents("nutrition"), lost_days=given["lost_days"] or 0,
        income_a_day=given["income_a_day"] or 0, nursing_days=given["nursing_days"] or 0,
        nursing_a_day=given["nursing_a_day"] or year.cents("nursing"), carers=given["carers"] or 1, travel=given["travel"] or 0,
        lodging=given["lodging"] or 0, aids=given["aids"] or 0, age=given["age"] or 0, grade=given["grade"], death=given["death"],
        dependants=given["dependants"], solace=given["solace"] or 0, property=given["goods"] or 0,
    )  # fmt: skip


def _used(claim: Claim, loss: Loss, given: dict[str, Any]) -> set[str]:
    keys = {line.standard for line in claim.lines} | {line.key for line in claim.lines}
    if not given["nursing_a_day"] and loss.nursing_days:
        keys.add("nursing")
    else:
        keys.discard("nursing")
    return keys | (set(COMPULSORY.values()) if given["compulsory"] else set())
