"""The suggestion from a note: matters with the words that spoke, the route, facts; the same each time, and never an error."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.models import Route
from intake.suggestion import facts, model, words
from intake.suggestion.proposing import suggest


def first(text):
    return suggest(text).first.matter


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("包工头欠我三个月工资，电话也打不通了", "wage_arrears"),
        ("儿子骑电动车被货车撞了，住院一个月，保险公司不肯赔", "traffic_accident"),
        ("包工头欠我工资，我没钱请律师，想申请一个免费的律师", "legal_aid"),
        ("请问没签合同，这样算不算劳动关系，法律上怎么规定", "legal_consultation"),
        ("对法院判决不服，执行局拖了两年没有下文", "law_litigation"),
        ("举报村支书侵占集体林地的补偿款", "whistleblowing"),
        ("建议在镇卫生院门口增设一个公交站", "petition_suggestion"),
        ("楼上天天半夜拖椅子，说了也不听", "neighbour"),
        ("小区电梯停了半个月，物业公司不修", "property_management"),
    ],
)
def test_what_is_asked_for_now_decides(county, text, matter):
    assert first(text) == matter


def test_three_matters_come_with_the_words_that_spoke_for_each(county):
    found = suggest("老板欠我三个月工资不给，电话也不接")
    assert len({one.matter for one in found.matters}) == 3
    assert [one.chance for one in found.matters] == sorted((one.chance for one in found.matters), reverse=True)
    assert any("工资" in word for word in found.first.words)
    assert all(word in words.plain("老板欠我三个月工资不给，电话也不接") for one in found.matters for word in one.words)


def test_a_rule_that_decided_is_told_with_its_sentence(county):
    found = suggest("工伤赔偿谈不拢，我没钱请律师，能不能派个免费的律师")
    assert found.first.matter == "legal_aid" and [rule.key for rule in found.first.rules] == ["free_lawyer"]


def test_the_route_is_the_row_of_the_countys_own_table(county):
    text = "老板欠我们二十多个工人三个月工资不给"
    assert suggest(text).destination == "county"
    Route.objects.filter(key="large_group").update(people_over=50)
    assert suggest(text).destination == "township"


def test_without_a_table_the_shipped_rows_answer(db):
    assert suggest("老板欠我们二十多个工人三个月工资不给").destination == "county"
    assert suggest("养猪场污水排到河里，臭得不能开窗").destination == "governance"
    assert suggest("养猪场污水淹了我的虾塘，虾全死了，要求他赔偿").destination == "township"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("我们一个班组十三个人的工钱没给", 13),
        ("二十多口人堵在门口", 20),
        ("十六户一起来", 16),
        ("七八个业主都来了", 8),
        ("三四十名会员来访", 40),
        ("上百个工人", 100),
        ("姐妹六个为分房子吵架", 6),
        ("全体业主都不交费", 6),
        ("我们一家五口住在危房里", 1),
        ("家里七口人只有三亩地", 1),
        ("干了八个月没给钱", 1),
        ("两个工友来的", 2),
        ("跑了六家医院", 1),
    ],
)
def test_how_many_people_is_read_from_words(text, people):
    assert facts.read(words.plain(text)).people_count == people


@pytest.mark.parametrize(
    ("said", "number"),
    [("12", 12), ("十二", 12), ("二十", 20), ("二十几", 21), ("七八", 8), ("两百", 200), ("一百零五", 105), ("几十", 20), ("百十", 100), ("几", 0), ("9999999", 99_999)],
)  # fmt: skip
def test_numbers_are_read_as_they_are_spoken(said, number):
    assert facts.number(said) == number


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("卖家在广东，东西坏了不给退", True),
        ("包工头是外省的，回去就不接电话", True),
        ("货是邻县的厂家发的", True),
        ("两名外地务工人员的工资没给", False),
        ("合作种瓜，本钱和分成都没给", False),
        ("邻居占了我的地", False),
    ],
)
def test_whether_the_other_side_is_elsewhere_is_read_from_words(text, outside):
    assert facts.read(words.plain(text)).opponent_outside is outside


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("污水把鱼毒死了，要求养殖公司赔偿", True),
        ("烟熏坏了果树，要他赔三万", True),
        ("厂里的味道难闻，要求搬走", False),
    ],
)
def test_whether_payment_is_asked_is_read_from_words(text, asks):
    assert facts.read(words.plain(text)).claims_payment is asks


def test_width_blanks_marks_and_the_speech_of_the_place_do_not_matter(county):
    assert suggest("老板　欠俺３个月工资,不给!") == suggest("老板欠我3个月工资，不给。")


@given(text=st.text(max_size=3000) | st.text(alphabet="欠工资村里律师二三十几个人户家,。？0 \n", max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_the_same_three_matters_each_time(text):
    weights = model.shipped()
    from intake.suggestion.features import features

    form = words.shape(words.plain(text))
    scores = weights.scores(features(form, words.shipped()))
    assert scores == weights.scores(features(form, words.shipped()))
    assert sum(weights.chances(scores)) == pytest.approx(1)
    told = facts.read(words.plain(text))
    assert 1 <= told.people_count <= facts.MOST
    found = features(form, words.shipped())
    assert all(word in form for word in weights.spoke(form, found, 0, words.shipped()))


@pytest.mark.django_db
def test_a_novel_is_cut_to_its_beginning_and_its_end(county):
    found = suggest("老板欠我三个月工资不给。" + "天" * 200_000 + "要求付清工资")
    assert found.first.matter == "wage_arrears"


def test_every_matter_of_the_table_is_known(county):
    assert set(model.shipped().matters) == {row["key"] for row in words.rows("matters.csv")}
    concepts = {row["key"] for row in words.rows("concepts.csv")}
    assert {row["concept"] for row in words.rows("terms.csv")} == concepts
    assert len(words.shipped()) > 1500
