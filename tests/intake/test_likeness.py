"""Cases on file that look like the matter in hand: why they do, who may see them, and that any words may be typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.foundation.now import at, now
from center.institution.models import Area
from intake import fingerprints, likeness, likeness_rules, likeness_text
from intake.likeness_signs import Somebody, Sought
from intake.models import Fingerprint, LikenessRule, MatterType
from intake.registration import PersonData, SideData
from tests import factories
from tests.factories import act, desk, id_number, person

WALL = "邻居翻建房屋时把山墙向外移了约四十公分，占了两家中间的巷道，雨水落到我家院内。要求恢复原状，并赔偿院墙损失。"
WALL_AGAIN = "邻居翻建房子把山墙往外移了四十多公分，占了两家中间的巷道，下雨水都流到我家院里。要求恢复原状。"
WAGES = "反映老板拖欠工资三个月，共计一万二千元，多次讨要未果，要求尽快支付。"


def alike(posting, **facts):
    data = factories.registration(**facts)
    return likeness.compare(likeness.of_registration(data), posting.user)


def best(posting, **facts):
    """The most alike case, or none."""
    return next(iter(alike(posting, **facts).candidates), None)


@pytest.fixture
def village(county):
    return Area.objects.get(code="320830108201")


# -- the signs --------------------------------------------------------------------------------------------------------------


def test_the_same_document_is_a_sign(make_case, clerk):
    known = person(id_number=id_number(77))
    case = make_case("debt", person=known, narrative=WAGES, others=())
    found = best(clerk, person=person(id_number=id_number(77), phone=""), narrative=WALL, others=())
    assert found.case == case and found.percent == 45 and not found.probable and found.kind == "repeat"


def test_the_same_phone_is_a_sign(make_case, clerk):
    case = make_case("debt", person=person(phone="13851234567"), narrative=WAGES, others=())
    assert best(clerk, person=person(phone="13851234567"), others=()).case == case


@pytest.mark.parametrize("typed", ["张三丰", "张三峰", "张叁丰", "张三", "张三丰丰"])
def test_a_name_counts_in_its_village_also_with_one_letter_or_one_sound_off(typed, make_case, clerk, village):
    case = make_case(person=person(name="张三丰", area=village), narrative=WAGES, area=village, others=())
    who = PersonData(name=typed, area=village)
    found = alike(clerk, person=who, area=village, others=(), narrative=WALL)
    assert bool(found.candidates) == (typed != "张三")  # two letters left say too little
    assert all(one.case == case for one in found.candidates)


def test_a_name_elsewhere_is_no_sign(make_case, clerk, village):
    make_case(person=person(name="张三丰", area=village), narrative=WAGES, area=village, others=())
    assert not alike(clerk, person=PersonData(name="张三丰"), others=(), narrative=WALL)


def test_two_documents_that_differ_are_two_people_of_one_name(make_case, clerk, village):
    make_case(person=person(name="张三丰", area=village), narrative=WAGES, area=village, others=())
    other = person(name="张三丰", area=village)
    assert not alike(clerk, person=other, area=village, others=(), narrative=WALL).candidates


@pytest.mark.parametrize(
    "side",
    [
        SideData(PersonData(name="欧阳建国")),
        SideData(organisation="盱眙某某置业有限公司"),
        SideData(organisation="某某置业", credit_code="91320830MA1ABCDE3X"),
    ],
)
def test_the_same_other_side_and_matter_is_a_sign(side, make_case, clerk):
    case = make_case(others=(side,), narrative=WAGES)
    found = best(clerk, others=(side,), narrative=WALL)
    assert found.case == case and found.percent == 40
    assert not alike(clerk, matter="debt", others=(side,), narrative=WALL).candidates


def test_the_same_dispute_from_the_other_side_is_told_apart(make_case, clerk):
    mine, theirs = person(name="赵大"), person(name="钱二")
    case = make_case(person=mine, others=(SideData(PersonData(name="钱二", phone=theirs.phone)),), narrative=WAGES)
    found = best(clerk, person=theirs, others=(SideData(PersonData(name="赵大")),), narrative=WALL)
    assert found.case == case and found.kind == "counter"


def test_near_in_place_and_time_is_a_sign_and_farther_or_longer_ago_is_none(make_case, clerk):
    case = make_case(lat=33.0250, lng=118.5250, narrative=WAGES, others=())
    found = best(clerk, lat=33.0257, lng=118.5250, narrative=WALL, others=())
    assert found.case == case and " 70 " in found.why  # a point on file is rounded
    assert not alike(clerk, lat=33.0280, lng=118.5250, narrative=WALL, others=()).candidates
    with at(now() + timedelta(days=31)):
        assert not alike(clerk, lat=33.0257, lng=118.5250, narrative=WALL, others=()).candidates


@pytest.mark.parametrize("signed", [True, False])
def test_a_second_telling_is_found_by_its_words_also_before_the_sweep_has_signed_it(signed, make_case, clerk):
    case = make_case(narrative=WALL, others=())
    make_case("wage_arrears", narrative=WAGES, others=())
    if signed:
        assert fingerprints.sign() == 2 and fingerprints.sign() == 0
        assert Fingerprint.objects.filter(case=case).count() == likeness_text.BANDS
    found = alike(clerk, narrative=WALL_AGAIN, others=())
    assert [one.case for one in found.candidates] == [case]


def test_signs_add_up_and_what_is_probable_is_said_so(make_case, clerk):
    known, other = person(id_number=id_number(78)), (SideData(PersonData(name="李长林")),)
    make_case(person=known, others=other, narrative=WALL)
    found = best(clerk, person=known, others=other, narrative=WALL_AGAIN)
    assert found.probable and found.percent > 70 and len(found.reasons) == 3


def test_the_five_best_come_first(make_case, clerk):
    known = person(id_number=id_number(79))
    same = [make_case(person=known, narrative=WAGES, others=()) for _time in range(7)]
    twin = make_case(person=known, narrative=WALL, others=())
    found = alike(clerk, person=known, narrative=WALL, others=()).candidates
    assert len(found) == 5 and found[0].case == twin and {one.case for one in found[1:]} <= set(same)


# -- the rules are rows ---------------------------------------------------------------------------------------------------------


def test_a_center_changes_what_a_sign_weighs(make_case, clerk):
    assert likeness_rules.load() == 0 or LikenessRule.objects.count() == 14
    known = person(id_number=id_number(80))
    make_case("debt", person=known, narrative=WAGES, others=())
    LikenessRule.objects.update_or_create(key="same_document", defaults={"value": 90, "unit": "percent"})
    assert best(clerk, person=known, narrative=WALL, others=()).probable


# -- who may see what -----------------------------------------------------------------------------------------------------------


def test_what_the_clerk_may_not_see_is_only_counted(county_clerk, clerk):
    known = person(id_number=id_number(81))
    factories.make_case(act(county_clerk), county_clerk.desk, person=known)
    found = alike(clerk, person=known)
    assert found.candidates == () and found.others == 1


def test_a_restricted_case_is_neither_shown_nor_counted_and_costs_nothing(make_case, clerk, director):
    known = person(id_number=id_number(82))
    fresh = [lambda: alike(clerk, person=known, narrative=WALL, lat=33.025, lng=118.525)]
    alike(clerk, person=known)  # the seat is known by now
    with CaptureQueriesContext(connection) as without:
        assert not fresh[0]()
    make_case("whistleblowing", by=director, desk=desk("HHT"), person=known, narrative=WALL, lat=33.025, lng=118.525)
    make_case(restricted=True, person=known, narrative=WALL, lat=33.025, lng=118.525)
    with CaptureQueriesContext(connection) as with_them:
        assert not fresh[0]()
    assert len(with_them) == len(without)
    found = alike(director, person=known, narrative=WALL).candidates  # an accusation is brought forward to nobody
    assert [candidate.case.confidentiality for candidate in found] == ["sensitive"]


def test_a_case_is_not_compared_with_itself(make_case, clerk):
    case = make_case(narrative=WALL)
    assert not likeness.compare(likeness.of_case(case), clerk.user).candidates


# -- any number of cases, any words -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_number_of_statements_does_not_grow(make_case, clerk, village):
    known = person(id_number=id_number(83), name="张三丰", area=village)
    facts = {"person": known, "area": village, "narrative": WALL, "lat": 33.025, "lng": 118.525}
    counted = []
    alike(clerk, **facts)  # the seat is known by now
    for many in (10, 200):
        for n in range(many):
            make_case(person=known, area=village, narrative=WALL + str(n), lat=33.025, lng=118.525)
        fingerprints.sign()
        with CaptureQueriesContext(connection) as queries:
            assert len(alike(clerk, **facts).candidates) == 5
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 18


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60),
    text=st.text(max_size=300),
    other=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60),
)
def test_any_words_may_be_typed(name, text, other, clerk, village, case):
    people = (
        Somebody("applicant", document="x", phone="y", name=name, spoken=name),
        Somebody("respondent", name=other, organisation=other, credit_code=other[:18]),
    )
    matter = MatterType.objects.get(key="neighbour")
    found = likeness.compare(Sought(people, village.pk, matter.pk, text, 33.0, 118.0), clerk.user)
    assert all(0 <= one.score < 1 for one in found.candidates)


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_part_of_one_the_same_both_ways_and_whole_for_the_same_words(one, other):
    a, b = likeness_text.pieces(one), likeness_text.pieces(other)
    assert 0 <= likeness_text.likeness(a, b) == likeness_text.likeness(b, a) <= 1
    assert likeness_text.likeness(a, a) == (1 if a else 0)
    assert len(likeness_text.bands(one)) in (0, likeness_text.BANDS) and likeness_text.bands(
        one
    ) == likeness_text.bands(one)
    assert all(0 <= band < 2**63 for band in likeness_text.bands(other))


def test_the_signature_says_nothing_without_the_key(monkeypatch):
    from center.foundation import keys

    with_key = likeness_text.bands(WALL)
    likeness_text._key.cache_clear()
    monkeypatch.setattr(keys, "digest_key", lambda: b"another key of the look-up digests")
    try:
        assert not set(likeness_text.bands(WALL)) & set(with_key)
    finally:
        likeness_text._key.cache_clear()
