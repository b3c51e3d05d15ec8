"""The calculator, against sums reckoned by hand (MD5; 民法典 arts. 1179, 1183, 1213; 人身损害解释 arts. 6-17)."""

from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from center.foundation.errors import Refused
from mediation import figures
from mediation.calculator import CalculatorForm, result
from mediation.models import Calculation, StandardFigure
from mediation.specialist.compensation import Dependant, Group, Loss, Standards, maintenance, reckon, years
from mediation.specialist.traffic import Insurance, pay_order

STANDARDS = Standards(income=60_000_00, consumption=36_000_00, monthly_wage=10_000_00)
COMPULSORY = {Group.DEATH: 180_000_00, Group.TREATMENT: 18_000_00, Group.PROPERTY: 2_000_00}

BY_HAND = [  # loss, key, yuan
    (Loss(treatment=12_345_67), "treatment", "12345.67"),
    (Loss(hospital_days=10, meals_a_day=50_00), "meals", "500.00"),
    (Loss(nutrition_days=60, nutrition_a_day=50_00), "nutrition", "3000.00"),
    (Loss(lost_days=90, income_a_day=150_50), "lost_income", "13545.00"),
    (Loss(nursing_days=60, nursing_a_day=120_00), "nursing", "7200.00"),
    (Loss(nursing_days=60, nursing_a_day=120_00, carers=2), "nursing", "14400.00"),
    (Loss(nursing_days=9000, nursing_a_day=100_00), "nursing", "730000.00"),  # at most twenty years: 7,300 days
    (Loss(age=40, grade=10), "disability", "120000.00"),  # 60,000 x 20 x 10 %
    (Loss(age=40, grade=1), "disability", "1200000.00"),
    (Loss(age=60, grade=9), "disability", "240000.00"),  # sixty itself: nothing less
    (Loss(age=63, grade=9), "disability", "204000.00"),  # 60,000 x 17 x 20 %
    (Loss(age=74, grade=10), "disability", "36000.00"),  # 6 years
    (Loss(age=75, grade=10), "disability", "30000.00"),  # 5 years
    (Loss(age=92, grade=10), "disability", "30000.00"),
    (Loss(age=40, death=True), "death", "1200000.00"),
    (Loss(age=70, death=True), "death", "600000.00"),  # 10 years
    (Loss(age=40, death=True), "funeral", "60000.00"),
    (Loss(age=40, grade=10, dependants=(Dependant(8, 2),)), "maintenance", "18000.00"),  # 36,000 x 10 / 2 x 10 %
    (Loss(age=40, death=True, dependants=(Dependant(8, 2), Dependant(70, 3))), "maintenance", "300000.00"),  # 180,000 + 120,000
    (Loss(solace=50_000_00), "solace", "50000.00"),
    (Loss(property=1_999_99), "property", "1999.99"),
]  # fmt: skip


def test_each_item_is_what_a_hand_reckons():
    for loss, key, yuan in BY_HAND:
        line = next(line for line in reckon(loss, STANDARDS).lines if line.key == key)
        assert f"{line.cents / 100:.2f}" == yuan, (loss, key)
        assert line.article


def test_of_several_dependants_no_year_costs_more_than_one_consumption():
    """Art. 17(2): three children of whom the injured is the only support: 36,000 a year, not three times that."""
    three = [Dependant(8), Dependant(10), Dependant(16)]
    assert maintenance(three, 36_000_00) == 10 * 36_000_00
    assert maintenance([Dependant(16, 2), Dependant(17, 2)], 36_000_00) == Fraction(2 * 18_000_00 + 18_000_00)
    assert maintenance([], 36_000_00) == 0


def test_death_takes_the_place_of_disability():
    keys = {line.key for line in reckon(Loss(age=40, grade=3, death=True), STANDARDS).lines}
    assert "death" in keys and "disability" not in keys


PAYS = [  # loss, percent, commercial; compulsory by group, commercial, tortfeasor, own
    (Loss(treatment=10_000_00), 70, 0, (10_000_00, 0, 0), 0, 0, 0),
    (Loss(treatment=28_000_00), 70, 0, (18_000_00, 0, 0), 0, 7_000_00, 3_000_00),
    (Loss(treatment=28_000_00), 70, 5_000_00, (18_000_00, 0, 0), 5_000_00, 2_000_00, 3_000_00),
    (Loss(age=40, death=True), 50, 1_000_000_00, (0, 180_000_00, 0), 540_000_00, 0, 540_000_00),  # 1,260,000 - 180,000, half
    (Loss(property=3_000_00), 100, 0, (0, 0, 2_000_00), 0, 1_000_00, 0),
    (Loss(treatment=18_000_01), 50, 0, (18_000_00, 0, 0), 0, 1, 0),  # half a cent is rounded up
]  # fmt: skip


def test_who_pays_first():
    for loss, percent, commercial, compulsory, by_commercial, tortfeasor, own in PAYS:
        paid = pay_order(reckon(loss, STANDARDS), Insurance(COMPULSORY, commercial), percent=percent)
        assert tuple(paid.compulsory[group] for group in Group) == compulsory
        assert (paid.commercial, paid.tortfeasor, paid.own) == (by_commercial, tortfeasor, own)


@settings(max_examples=60, deadline=None)
@given(
    age=st.integers(0, 110), grade=st.integers(0, 10), treatment=st.integers(0, 10**9), percent=st.integers(0, 100), commercial=st.integers(0, 10**9)
)  # fmt: skip
def test_nothing_is_lost_on_the_way_to_who_pays(age, grade, treatment, percent, commercial):
    claim = reckon(Loss(treatment=treatment, age=age, grade=grade), STANDARDS)
    paid = pay_order(claim, Insurance(COMPULSORY, commercial), percent=percent)
    assert paid.paid + paid.own == claim.total and min(paid.commercial, paid.tortfeasor, paid.own) >= 0
    assert 5 <= years(age) <= 20


def test_a_share_beyond_a_hundred_is_refused():
    with pytest.raises(Refused):
        pay_order(reckon(Loss(treatment=1), STANDARDS), Insurance({}), percent=101)


def sent(**changes):
    return {"year": "2025", "age": "40", "grade": "10", "percent": "70", "compulsory": "on", **changes}


def test_what_the_form_gives_stands_on_figures_that_are_said_to_be_unchecked(county):
    figures.load()
    form = CalculatorForm(sent(treatment="12,000", dependants="8/2，70/3"))
    assert form.is_valid(), form.errors
    found = result(form.cleaned_data)
    assert {line.key for line in found.claim.lines} == {"treatment", "disability", "maintenance"}
    assert not found.confirmed and {row.key for row in found.unconfirmed} >= {
        "income",
        "consumption",
        "compulsory_death",
    }
    assert "monthly_wage" not in {row.key for row in found.unconfirmed}
    StandardFigure.objects.update(confirmed_at="2026-01-01T00:00:00Z")
    assert result(form.cleaned_data).confirmed


def test_the_figures_come_once_and_those_put_right_stay(county):
    assert figures.load() == 9 and figures.load() == 0
    StandardFigure.objects.filter(key="income").update(amount_cents=1)
    assert figures.load() == 0 and figures.of_year(2026).cents("income") == 1


def test_the_figure_of_the_area_comes_before_that_of_everywhere(county):
    figures.load()
    area = county["XY"].area
    StandardFigure.objects.create(key="income", year=2025, area=area, amount_cents=70_000_00, source="x")
    assert figures.of_year(2025, area).cents("income") == 70_000_00
    assert figures.of_year(2025).cents("income") == 60_000_00


def test_without_a_figure_it_says_which_one(county):
    with pytest.raises(Refused) as refused:
        figures.of_year(2025).cents("income")
    assert refused.value.code == "figure_missing"


def test_the_page_reckons_and_keeps(opened, mediator, sign_in):
    figures.load()
    client = sign_in(mediator)
    url = reverse("mediation:reckon", args=[opened.pk])
    assert client.get(url).status_code == 200
    shown = client.post(url, sent()).content.decode()
    assert "¥120,000.00" in shown and "待核对" in shown and not Calculation.objects.exists()
    assert client.post(url, sent(keep="1")).status_code == 302
    kept = Calculation.objects.get()
    assert (kept.total_cents, kept.confirmed, kept.asked["grade"]) == (120_000_00, False, 10)
    assert client.post(url, sent(dependants="acht")).status_code == 422


def test_only_the_county_confirms_a_figure(county, county_director, director, mediator, sign_in):
    figures.load()
    row = StandardFigure.objects.get(key="income")
    url = reverse("mediation:figure", args=[row.pk])
    for who in (director, mediator):
        assert sign_in(who).post(url, {"amount_cents": "1", "source": "x"}).status_code == 403
    client = sign_in(county_director)
    assert client.post(url, {"amount_cents": "-1", "source": ""}).status_code == 422
    assert client.post(url, {"amount_cents": "61234.50", "source": "省统计局公报"}).status_code == 302
    row.refresh_from_db()
    assert row.confirmed and row.amount_cents == 61_234_50 and row.confirmed_by_id == county_director.user_id
