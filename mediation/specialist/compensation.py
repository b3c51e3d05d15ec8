"""The items of compensation for personal injury, in cents: 民法典 arts. 1179, 1183; 人身损害解释 (法释〔2022〕14号) arts. 6-18.

Pure arithmetic, rounded to a cent at the end of each line. What the law leaves to the year's statistics comes in as `Standards`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

YEARS, OLD, OLDEST, LEAST = 20, 60, 75, 5  # arts. 12, 15, 17
OF_AGE = 18  # art. 17
FUNERAL_MONTHS = 6  # art. 14
DAYS_A_YEAR = 365
GRADES = range(1, 11)


class Group(StrEnum):
    """The parts of the compulsory insurance that a line falls into (机动车交通事故责任强制保险条款 art. 8)."""

    TREATMENT = "treatment"
    DEATH = "death"
    PROPERTY = "property"


@dataclass(frozen=True)
class Standards:
    """The figures of a year, in cents."""

    income: int  # disposable income of urban residents, a year
    consumption: int  # of urban residents, a year
    monthly_wage: int


@dataclass(frozen=True)
class Dependant:
    """Somebody whom the injured had to maintain: age, and how many share that duty."""

    age: int
    supporters: int = 1


@dataclass(frozen=True)
class Loss:
    """What was lost, in cents and days."""

    treatment: int = 0
    hospital_days: int = 0
    meals_a_day: int = 0
    nutrition_days: int = 0
    nutrition_a_day: int = 0
    lost_days: int = 0
    income_a_day: int = 0
    nursing_days: int = 0
    nursing_a_day: int = 0
    carers: int = 1
    travel: int = 0
    lodging: int = 0
    aids: int = 0
    age: int = 30
    grade: int = 0  # of disability, 1 the heaviest; 0: none
    death: bool = False
    dependants: tuple[Dependant, ...] = ()
    solace: int = 0
    property: int = 0


@dataclass(frozen=True)
class Line:
    """One item: its name, how it is reckoned, its sum and article; `standard`: the figure of the year it stands on."""

    key: str
    label: Any
    how: str
    cents: int
    article: Any
    group: Group
    standard: str = ""


@dataclass(frozen=True)
class Claim:
    """All lines that are not nought."""

    lines: list[Line] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.cents for line in self.lines)

    def by_group(self) -> dict[Group, int]:
        return {group: sum(line.cents for line in self.lines if line.group is group) for group in Group}


def years(age: int) -> int:
    """Twenty years; from sixty one less for each year over sixty; five from seventy-five (arts. 12, 15, 17)."""
    if age >= OLDEST:
        return LEAST
    return YEARS - max(age - OLD, 0)


def maintenance_years(age: int) -> int:
    """A minor up to eighteen; others as `years` (art. 17)."""
    return OF_AGE - age if age < OF_AGE else years(age)


def maintenance(dependants: Iterable[Dependant], a_year: int) -> Fraction:
    """For each the part the injured owed; in no year more than one year's consumption for all together (art. 17(2))."""
    spans = [(maintenance_years(one.age), Fraction(1, max(one.supporters, 1))) for one in dependants]
    longest = max((span for span, _part in spans), default=0)
    parts = (sum((part for span, part in spans if year < span), Fraction()) for year in range(longest))
    return sum((min(part, Fraction(1)) * a_year for part in parts), Fraction())


def reckon(loss: Loss, standards: Standards) -> Claim:
    """The lines of a claim. Death and disability exclude each other; what is paid for maintenance counts inside them (art. 16)."""
    share = Fraction(1) if loss.death else Fraction(11 - loss.grade, 10) if loss.grade else Fraction()
    span, grade = years(loss.age), f"{11 - loss.grade}0%" if loss.grade else ""
    nursing_days = min(loss.nursing_days, YEARS * DAYS_A_YEAR)  # art. 8: at most twenty years
    lines = [
        _line("treatment", _("Treatment"), _yuan(loss.treatment), loss.treatment, 6, Group.TREATMENT),
        _days("meals", _("Meals in hospital"), loss.hospital_days, loss.meals_a_day, 10, Group.TREATMENT),
        _days("nutrition", _("Nutrition"), loss.nutrition_days, loss.nutrition_a_day, 11, Group.TREATMENT),
        _days("lost_income", _("Lost income"), loss.lost_days, loss.income_a_day, 7, Group.DEATH),
        _days("nursing", _("Nursing"), nursing_days, loss.nursing_a_day, 8, Group.DEATH, times=loss.carers),
        _line("travel", _("Travel"), _yuan(loss.travel), loss.travel, 9, Group.DEATH),
        _line("lodging", _("Lodging"), _yuan(loss.lodging), loss.lodging, 9, Group.DEATH),
        _line("aids", _("Aids for the disabled"), _yuan(loss.aids), loss.aids, 13, Group.DEATH),
    ]
    if loss.death:
        lines += [
            _line("funeral", _("Funeral"), f"{_yuan(standards.monthly_wage)}×{FUNERAL_MONTHS}", standards.monthly_wage * FUNERAL_MONTHS, 14, Group.DEATH, "monthly_wage"),
            _line("death", _("Compensation for death"), f"{_yuan(standards.income)}×{span}", standards.income * span, 15, Group.DEATH, "income"),
        ]  # fmt: skip
    elif loss.grade:
        lines.append(
            _line("disability", _("Compensation for disability"), f"{_yuan(standards.income)}×{span}×{grade}", share * standards.income * span, 12, Group.DEATH, "income")
        )  # fmt: skip
    if share and loss.dependants:
        owed = share * maintenance(loss.dependants, standards.consumption)
        how = f"{_yuan(standards.consumption)}，{len(loss.dependants)}人" + (
            f"×{grade}" if grade and not loss.death else ""
        )
        lines.append(_line("maintenance", _("Maintenance of dependants"), how, owed, 17, Group.DEATH, "consumption"))
    lines += [
        _line("solace", _("Solace for mental harm"), _yuan(loss.solace), loss.solace, 0, Group.DEATH),
        _line("property", _("Loss of property"), _yuan(loss.property), loss.property, -1, Group.PROPERTY),
    ]
    return Claim([line for line in lines if line.cents])


def _days(key: str, label: Any, days: int, a_day: int, article: int, group: Group, times: int = 1) -> Line:
    how = f"{days}×{_yuan(a_day)}" + (f"×{times}" if times > 1 else "")
    return _line(key, label, how, days * a_day * times, article, group)


def _line(
    key: str, label: Any, how: str, cents: int | Fraction, article: int, group: Group, standard: str = ""
) -> Line:
    whole = Fraction(cents)
    rounded = (2 * whole.numerator + whole.denominator) // (2 * whole.denominator)  # half up
    return Line(key, label, how, rounded, _article(article), group, standard)


def _article(number: int) -> Any:
    if number > 0:
        return _("Interpretation on Personal Injury art. %(number)s") % {"number": number}
    if number == 0:
        return _("Civil Code art. 1183")
    return _("Civil Code art. 1184; Interpretation on Road Traffic Accidents art. 12")


def _yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
