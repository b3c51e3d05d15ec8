"""RT2: what law keeps from a desk, each with its article; unknown never blocks; a director sets aside on record; the guidance slip."""

import pytest
from django.urls import reverse
from django.utils import translation

from center.foundation.errors import Refused
from intake import guidance, lifecycle
from intake.models import Event, Fact, MatterType
from intake.routing.exclusions import BLOCKS, EXCLUSIONS, WARNS, Facts, findings
from intake.routing.questions import BY_KEY, QUESTIONS
from tests import factories
from tests.factories import act

# check, matter, desk (center, department), question answered with yes, what it does, words of its article
LAW = [
    ("land_taking", "land_contract", ("TD", "judicial"), "land_taking", BLOCKS, "Rural Land Contract Disputes art. 2"),
    ("land_in_court", "land_contract", ("TD", "judicial"), "court", BLOCKS, "Rural Land Contract Disputes art. 22"),
    ("ownership", "land_contract", ("TD", "judicial"), "ownership", BLOCKS, "Land Administration Act art. 14"),
    ("ownership_talks", "neighbour", ("HHT", "judicial"), "ownership", WARNS, "Land Administration Act art. 14"),
    ("distributable", "housing_expropriation", ("ZF", "judicial"), "distributable", WARNS, "Interpretation on Rural Land Contract Disputes art. 1"),
    ("land_late", "land_contract", ("TD", "judicial"), "land_late", WARNS, "Rural Land Contract Disputes art. 18"),
    ("medical_accepted", "medical", ("YH", "judicial"), "court", BLOCKS, "Medical Disputes art. 31"),
    ("medical_at_authority", "medical", ("YH", "judicial"), "health", BLOCKS, "Medical Disputes art. 31"),
    ("litigation", "petition_complaint", ("HHT", "petitions"), "court", BLOCKS, "Petition Work arts. 22 and 28"),
    ("rechecked", "petition_complaint", ("HHT", "petitions"), "rechecked", BLOCKS, "Petition Work art. 36"),
    ("lower_level", "petition_complaint", ("XY", "petitions"), "lower", BLOCKS, "Petition Work art. 19"),
    ("refused", "neighbour", ("HHT", "judicial"), "refuses", BLOCKS, "People's Mediation Act art. 17"),
    ("crime", "personal_injury", ("HHT", "judicial"), "crime", BLOCKS, "People's Mediation Act art. 25"),
    ("police_late", "traffic_accident", ("JT", "judicial"), "police_late", WARNS, "Road Traffic Accidents art. 86"),
    ("police_many", "traffic_accident", ("JT", "judicial"), "many", WARNS, "Road Traffic Accidents art. 89"),
    ("labour_late", "wage_arrears", ("HHT", "judicial"), "labour_late", WARNS, "Labour Disputes art. 27"),
]  # fmt: skip


def test_each_exclusion_holds_with_its_article_and_names_who_is_competent(county):
    assert {row[0] for row in LAW} == set(EXCLUSIONS)
    for key, matter, desk, question, does, article in LAW:
        assert matter in BY_KEY[question].matters, key  # so that the clerk is asked
        found = {check.key: check for check in findings(Facts(matter, factories.desk(*desk), {question: "yes"}))}
        assert key in found, key
        check = found[key]
        with translation.override("en"):
            assert check.does == does and article in str(check.article) and article in check.message, key
        assert check.office_name and str(check.bring), key
        assert " art" in (EXCLUSIONS[key].applies.__doc__ or ""), key


def test_not_asked_not_known_and_no_never_block(county):
    for key, matter, desk, question, _does, _article in LAW:
        for answers in ({}, {question: "unknown"}, {question: "no"}):
            assert key not in {check.key for check in findings(Facts(matter, factories.desk(*desk), answers))}, (
                key,
                answers,
            )


def test_litigation_itself_is_no_petition_whatever_was_asked(county):
    assert [check.key for check in findings(Facts("law_litigation", factories.desk("HHT", "petitions")))] == [
        "litigation"
    ]
    assert findings(Facts("law_litigation", factories.desk("LF", "political_legal"))) == []


def test_arbitration_asks_for_no_consent_and_a_township_is_no_higher_level(county):
    assert findings(Facts("land_contract", factories.desk("TD", "judicial"), {"refuses": "yes"})) == []
    assert findings(Facts("petition_complaint", factories.desk("HHT", "petitions"), {"lower": "yes"})) == []


def test_questions_are_of_matters_there_are(county):
    keys = set(MatterType.objects.values_list("key", flat=True))
    assert all(ask.matters <= keys for ask in QUESTIONS)


def refusal(verb, *args, **kwargs):
    with pytest.raises(Refused) as error:
        verb(*args, **kwargs)
    return error.value


def test_sending_on_is_refused_with_the_article_and_nothing_is_kept(case, clerk, mediator):
    refused = refusal(lifecycle.route, case, to_desk=mediator.desk, by=act(clerk), answers=[("refuses", "yes")])
    assert refused.code == "excluded" and "第十七条" in str(refused.message)
    case.refresh_from_db()
    assert case.state == "registered" and not Fact.objects.exists()
    lifecycle.route(
        case,
        to_desk=mediator.desk,
        by=act(clerk),
        answers=[("refuses", "no"), ("crime", "unknown"), ("nonsense", "yes")],
    )
    assert dict(case.facts.values_list("question", "answer")) == {"refuses": "no", "crime": "unknown"}


def test_a_transfer_is_refused_alike_and_remembers_the_answers(signed_case, mediator, county):
    lifecycle.answer(signed_case, answers=[("crime", "yes")], by=act(mediator))
    refused = refusal(
        lifecycle.transfer, signed_case, to_desk=factories.desk("XY", "judicial"), reason="县级调处", by=act(mediator)
    )
    assert refused.code == "excluded" and "第二十五条" in str(refused.message)


def test_a_clerk_sets_nothing_aside_and_a_director_does_on_record(case, clerk, director, mediator):
    lifecycle.answer(case, answers=[("refuses", "yes")], by=act(clerk))
    assert (
        refusal(lifecycle.route, case, to_desk=mediator.desk, by=act(clerk), override="再做工作").code == "not_allowed"
    )
    lifecycle.route(case, to_desk=mediator.desk, by=act(director), override="对方书面同意再谈一次")
    line = Event.objects.get(case=case, kind="case.exclusion_overridden")
    assert line.data["checks"] == ["refused"] and line.data["text"] == "对方书面同意再谈一次"
    assert case.state == "routed"


def test_at_the_counter_the_answers_are_kept_and_a_block_is_said_on_the_form(clerk, sign_in, county):
    typed = {
        "id_kind": "none", "no_id_reason": "忘带", "name": "王建国", "sex": "male", "matter": "medical", "narrative": "手术后出现并发症。", "people_count": "1",
        "step": "route", "client_key": "k1", "fact_court": "yes", "source": "hall",
    }  # fmt: skip
    page = sign_in(clerk).post(reverse("intake:counter"), typed)
    assert page.status_code == 422 and "医疗纠纷预防和处理条例" in page.content.decode()
    assert 'name="fact_court"' in page.content.decode() and 'name="fact_land_taking"' not in page.content.decode()
    assert sign_in(clerk).post(reverse("intake:counter"), {**typed, "fact_court": "no"}).status_code == 302
    assert dict(Fact.objects.values_list("question", "answer")) == {"court": "no"}


def test_the_panel_says_it_while_the_clerk_types(clerk, sign_in, county):
    url = reverse("intake:counter_proposal")
    panel = sign_in(clerk).post(url, {"matter": "neighbour", "fact_refuses": "yes"}).content.decode()
    assert "人民调解法" in panel and 'name="fact_refuses"' in panel
    panel = sign_in(clerk).post(url, {"matter": "traffic_accident", "fact_police_late": "yes"}).content.decode()
    assert "第八十六条" in panel and "notice-warning" in panel


def test_the_slip_names_office_phone_and_article_and_stands_in_the_story(make_case, clerk, sign_in):
    case = make_case("petition_complaint")
    url = reverse("intake:guidance", args=[case.number])
    signed_in = sign_in(clerk)
    assert guidance.slips(case) == []
    assert signed_in.post(url, {"fact_court": "yes"}).status_code == 302
    page = signed_in.get(url).content.decode()
    assert "涉法涉诉联合接访中心" in page and "0517-88000200" in page and "第二十八条" in page
    assert signed_in.post(url, {"check": "litigation"}).status_code == 302
    line = Event.objects.get(case=case, kind="case.guided")
    assert (line.data["check"], line.data["office"]) == ("litigation", "joint_reception")
    assert "引导单" in signed_in.get(reverse("intake:case", args=[case.number])).content.decode()
    assert refusal(lifecycle.guide, case, check="nonsense", by=act(clerk)).code == "no_such_check"


def test_an_outsider_finds_no_slip(case, outsider, sign_in):
    assert sign_in(outsider).get(reverse("intake:guidance", args=[case.number])).status_code == 404
