"""The papers of a mediation, each opened again: its text is there, its faces are in the file (DS1, DS2)."""

from datetime import timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import today
from center.papers import issuing
from center.papers.models import Paper, Template
from center.papers.registers import kinds
from intake.models import Event, Party, Service
from intake.papers import lifecycle, panel, subjects
from mediation import lifecycle as mediations
from mediation.models import Shield
from tests.factories import act
from tests.mediation.test_agree import TERMS, agree
from tests.papers.reading import is_archival, text_of, unembedded

TYPED = {
    "facts": "双方因巷道砌墙发生争执。", "claim": "恢复原状", "clerk": "周小芳", "record": "双方各自陈述。", "result": "达成协议", "performance": "当场支付，三日内拆除。",
    "asked_person": "王老汉", "time": "2026年11月24日9:00", "place": "调解室", "purpose": "了解情况", "way": "当面", "openness": "不公开", "present": "双方",
    "satisfaction": "满意", "risk": "无", "visited": "申请人", "visit_date": "2026年11月24日", "visitor": "陈建国", "court": "盱眙县人民法院",
    "documents": "《人民调解协议书》", "date": "2026年11月24日",
}  # fmt: skip


@pytest.fixture
def agreed(opened, mediator):
    agree(opened, mediator)
    return opened


@pytest.fixture
def issue(mediator):
    """issue(case, "mediation.agreement", performance="…") writes and issues a paper."""

    def make(case, key, *, party=None, by=None, **typed):
        by = act(by or mediator)
        kind = kinds[key]
        given = {field.key: TYPED[field.key] for field in kind.asked if field.key in TYPED} | typed
        paper = lifecycle.write(case, kind=kind, typed=given, party=party, by=by)
        lifecycle.issue(case, paper=paper, by=by)
        return paper

    return make


def content(paper):
    with paper.file.content.open("rb") as source:
        return source.read()


def test_every_paper_is_made_from_the_case(agreed, issue):
    case = agreed.case
    applicant = Party.objects.get(case=case, side="applicant")
    keys = [offer.kind.key for offer in panel.offers(case)]
    assert {"mediation.agreement", "mediation.minutes", "mediation.rights", "mediation.confirmation"} <= set(keys)
    for key in keys:
        paper = issue(case, key, party=applicant if kinds[key].each_party else None)
        found = text_of(content(paper))
        assert paper.title in found, key
        assert applicant.person.name in found or key == "mediation.investigation", key
        assert unembedded(content(paper)) == [] and is_archival(content(paper)), key


def test_the_agreement_says_what_was_agreed(agreed, issue):
    paper = issue(agreed.case, "mediation.agreement")
    found = text_of(content(paper))
    assert TERMS in found and "人民币1,200.00元" in found and paper.number in found
    assert paper.number == f"（{today().year}）盱黄花塘人调协字第1号"
    assert "三十日内共同向人民法院申请司法确认" in found


def test_a_failed_mediation_gets_its_notice_with_the_other_routes(opened, issue, mediator):
    """人民调解法 art. 26."""
    mediations.fail(opened, reason="双方对金额分歧过大", by=act(mediator))
    found = text_of(content(issue(opened.case, "mediation.termination")))
    assert "双方对金额分歧过大" in found and "仲裁" in found and "人民法院" in found
    with pytest.raises(Refused) as refused:
        issue(opened.case, "mediation.agreement")
    assert refused.value.code == "not_offered"


def test_an_oral_agreement_has_a_register_and_no_written_one(opened, issue, mediator):
    agree(opened, mediator, form="oral")
    keys = {offer.kind.key for offer in panel.offers(opened.case)}
    assert "mediation.oral" in keys and "mediation.agreement" not in keys


def test_a_shielded_address_is_on_no_paper_that_others_read(agreed, issue, mediator):
    """人民调解法 art. 15."""
    party = Party.objects.get(case=agreed.case, side="applicant")
    Shield.objects.create(party=party, reason="怕被找上门", at=agreed.ended_at)
    for key in ("mediation.agreement", "mediation.confirmation", "mediation.application"):
        found = text_of(content(issue(agreed.case, key)))
        assert party.person.address not in found and party.person.phone not in found and "依法保密" in found, key
    receipt = issue(agreed.case, "mediation.receipt", party=party)
    assert party.person.address not in text_of(content(receipt))


def test_what_is_missing_stops_the_paper_with_its_name_and_costs_no_number(agreed, issue, mediator):
    with pytest.raises(Refused) as refused:
        issue(agreed.case, "mediation.agreement", performance="  ")
    assert refused.value.code == "field_missing" and refused.value.status == 422
    assert "Manner and time of performance" in str(refused.value.message) or "履行" in str(refused.value.message)
    draft = Paper.objects.get()
    assert (draft.state, draft.number) == ("draft", "")
    lifecycle.revise(agreed.case, paper=draft, typed={"performance": "当场支付"}, by=act(mediator))
    lifecycle.issue(agreed.case, paper=draft, by=act(mediator))
    assert draft.serial == 1


def test_a_name_that_no_face_has_takes_no_number(agreed, issue):
    party = Party.objects.get(case=agreed.case, side="respondent")
    party.person.name = "李\U00020bb7"
    party.person.save()
    with pytest.raises(Refused) as refused:
        issue(agreed.case, "mediation.agreement")
    assert refused.value.code == "letter_missing" and not Paper.objects.exclude(number="").exists()
    party.person.name = "李㛃"
    party.person.save()
    assert issue(agreed.case, "mediation.agreement").serial == 1


def test_a_void_paper_keeps_its_number_with_the_reason(agreed, issue, mediator):
    first = issue(agreed.case, "mediation.agreement")
    lifecycle.void(agreed.case, paper=first, reason="金额写错", by=act(mediator))
    second = issue(agreed.case, "mediation.agreement")
    assert (first.state, first.void_reason, first.serial, second.serial) == ("void", "金额写错", 1, 2)
    with pytest.raises(Refused):
        lifecycle.void(agreed.case, paper=first, reason="再来", by=act(mediator))
    with pytest.raises(Refused) as refused:
        lifecycle.void(agreed.case, paper=second, reason=" ", by=act(mediator))
    assert refused.value.code == "reason_needed"
    assert list(Event.objects.filter(kind__startswith="paper").order_by("seq").values_list("kind", flat=True)) == [
        "paper.issued", "paper.voided", "paper.issued",
    ]  # fmt: skip


def test_issued_twice_is_once(agreed, issue, mediator):
    paper = issue(agreed.case, "mediation.agreement")
    with pytest.raises(Refused) as refused:
        lifecycle.issue(agreed.case, paper=Paper.objects.get(pk=paper.pk), by=act(mediator))
    assert refused.value.code == "moved_on"
    assert Event.objects.filter(kind="paper.issued").count() == 1


def test_a_changed_template_is_a_new_version_and_old_papers_keep_theirs(agreed, issue, monkeypatch):
    old = issue(agreed.case, "mediation.rights")
    text = issuing.source(kinds["mediation.rights"])
    monkeypatch.setattr(issuing, "source", lambda kind: text + "\n// 2027 年修订")
    new = issue(agreed.case, "mediation.rights")
    assert (old.template.version, new.template.version) == (1, 2)
    monkeypatch.undo()
    assert issue(agreed.case, "mediation.rights").template == old.template
    assert Template.objects.filter(key="mediation.rights").count() == 2


def test_every_public_form_is_printed_blank(db, client):
    public = [kind for kind in kinds if kind.public]
    assert len(public) >= 5
    for kind in public:
        answer = client.get(f"/forms/{kind.key}/")
        assert (
            answer.status_code == 200
            and unembedded(answer.content) == []
            and issuing.title(kind) in text_of(answer.content)
        )
    assert client.get("/forms/mediation.minutes/").status_code == 404


def test_a_paper_is_served_once_on_each_party(agreed, issue, mediator):
    """DS7."""
    paper, case, by = issue(agreed.case, "mediation.agreement"), agreed.case, act(mediator)
    one, other = case.parties.order_by("position")
    lifecycle.serve(case, paper=paper, party=one, way="served_direct", served_on=today(), by=by)
    lifecycle.serve(case, paper=paper, party=other, way="served_post", tracking="EMS123", served_on=today(), by=by)
    with pytest.raises(Refused) as refused:
        lifecycle.serve(case, paper=paper, party=one, way="served_direct", served_on=today(), by=by)
    assert refused.value.code == "served_already"
    assert Service.objects.count() == 2 and Event.objects.filter(kind="paper.served").count() == 2


@pytest.mark.parametrize(
    ("way", "given", "code"),
    [
        ("served_electronic", {"address": "13800000000"}, "consent_needed"), ("served_electronic", {"agreed_by": "签了确认书"}, "consent_needed"),
        ("served_left", {}, "witness_needed"), ("served_post", {}, "tracking_needed"), ("served_notice", {}, "proof_needed"), ("pigeon", {}, "way_needed"),
    ],
)  # fmt: skip
def test_each_way_of_service_has_its_proof(agreed, issue, mediator, way, given, code):
    """民事诉讼法 arts. 89-95."""
    paper, party = issue(agreed.case, "mediation.rights"), agreed.case.parties.first()
    with pytest.raises(Refused) as refused:
        lifecycle.serve(agreed.case, paper=paper, party=party, way=way, served_on=today(), by=act(mediator), **given)
    assert refused.value.code == code and not Service.objects.exists()


def test_the_day_of_service_is_not_before_the_paper_nor_to_come(agreed, issue, mediator):
    paper, party, by = issue(agreed.case, "mediation.rights"), agreed.case.parties.first(), act(mediator)
    for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            lifecycle.serve(agreed.case, paper=paper, party=party, way="served_direct", served_on=day, by=by)
        assert refused.value.code == "wrong_day"


def test_the_day_of_service_begins_what_the_kind_says(agreed, issue, mediator, monkeypatch):
    begun = []
    paper, party = issue(agreed.case, "mediation.rights"), agreed.case.parties.first()
    kind = kinds["mediation.rights"]
    object.__setattr__(kind, "on_service", lambda case, party, day, by: begun.append((case.pk, party.pk, day)))
    try:
        lifecycle.serve(agreed.case, paper=paper, party=party, way="served_direct", served_on=today(), by=act(mediator))
    finally:
        object.__setattr__(kind, "on_service", None)
    assert begun == [(agreed.case.pk, party.pk, today())]


def test_who_may_not_writes_no_paper(agreed, issue, clerk, outsider, mediator):
    for nobody in (clerk, outsider):
        with pytest.raises(Refused) as refused:
            issue(agreed.case, "mediation.rights", by=nobody)
        assert refused.value.code == "not_allowed"
    assert not Paper.objects.exists()


def test_papers_cost_the_page_no_more_when_there_are_many(agreed, issue, mediator, django_assert_max_num_queries):
    for _one in range(4):
        issue(agreed.case, "mediation.rights")
    with django_assert_max_num_queries(6):
        assert len(panel.panel(agreed.case, act(mediator)).rows) == 4


def test_the_data_are_kept_encrypted(agreed, issue):
    from django.db import connection

    paper = issue(agreed.case, "mediation.agreement")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data, code FROM papers_paper WHERE id = %s", [paper.pk])
        assert all(value.startswith("v1.") for value in cursor.fetchone())
    assert subjects.of_case(agreed.case).get().code == paper.code
