"""Guides, answers from them, and the mission of a morning: asked, answered, filed, legal aid offered, one number (mission S, CP6)."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.errors import Refused
from center.foundation.now import today
from intake.guides import lifecycle, loading, reading, texts
from intake.legal_aid import desk
from intake.models import Case, Consultation, Event, Guide, LegalAid, Limit
from tests import factories
from tests.factories import act

PART = {"summary": "新的答复，仲裁[[labour.arb_award]]内裁决。"}


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    return caught.value.code


@pytest.fixture
def wages_guide(county):
    return Guide.objects.get(key="wage_arrears")


def test_fifteen_guides_are_loaded_once_and_kept_as_edited(county, capsys):
    """At least the fourteen of the brief, in both languages; a second load changes nothing."""
    assert Guide.objects.count() >= 14 and set(loading.shipped()) == set(Guide.objects.values_list("key", flat=True))
    Guide.objects.filter(key="petition").update(phone="0517-1")
    call_command("load_rules")
    assert "guides: 0 new" in capsys.readouterr().out and Guide.objects.get(key="petition").phone == "0517-1"
    for guide in Guide.objects.all():
        assert texts.unknown(guide) == []
        for part in Guide.PARTS:
            assert getattr(guide, part) and getattr(guide, f"{part}_en"), (guide.key, part)


def test_a_limit_in_an_answer_is_the_one_in_force(wages_guide):
    """A changed law changes every answer at once, without a touch of the guide."""
    assert "受理后45日内裁决" in texts.shown(wages_guide).answer
    old = Limit.objects.get(key="labour.arb_award")
    Limit.objects.filter(pk=old.pk).update(valid_to=today() - timedelta(days=1))
    old.pk, old.amount, old.valid_from = None, 40, today()
    old.save()
    shown = texts.shown(wages_guide)
    assert "受理后40日内裁决" in shown.answer and "[[" not in shown.answer
    assert ("40日", True) in [(limit.amount, "第四十三条" in limit.basis) for limit in shown.limits]


def test_anybody_reads_the_guides_at_a_constant_cost_and_finds_nobody_in_them(client, county, make_case):
    """No account, no personal data, the same few statements for one guide or fifteen."""
    make_case(person=factories.person(name="诸葛明"))
    url = reverse("intake:guides")
    counts = []
    for keep in (15, 5):
        Guide.objects.exclude(pk__in=Guide.objects.order_by("order").values("pk")[:keep]).delete()
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        assert page.status_code == 200 and page.content.decode().count('class="door"') == keep
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("intake:guide", args=["wage_arrears"]))
    text = page.content.decode()
    assert (
        len(queries) <= 6
        and "保障农民工工资支付条例" in text
        and "诸葛" not in text
        and "138" not in text.replace("12338", "")
    )
    assert client.get(reverse("intake:guide", args=["no-such"])).status_code == 404


def test_words_find_a_guide_and_none_says_so(client, county):
    page = client.get(reverse("intake:guides"), {"q": "工资 支付令"}).content.decode()
    assert 'href="/guides/wage_arrears/"' in page and "/guides/minors/" not in page
    assert 'href="/guides/divorce_suit/"' in client.get(reverse("intake:guides"), {"q": "DIVORCE sue"}).content.decode()
    assert 'class="door"' not in client.get(reverse("intake:guides"), {"q": "月球"}).content.decode()
    assert client.get(reverse("intake:guides"), {"q": "x" * 500}).status_code == 200


def test_a_draft_is_published_by_a_second_person(wages_guide, legal_officer, law_head, clerk, department_head, client):
    """Dated versions: what is in force stays until then; only the rule-of-law department keeps guides."""
    for stranger in (clerk, department_head):
        assert refused(lifecycle.draft, wages_guide, words=PART, by=act(stranger)) == "not_allowed"
    draft = lifecycle.draft(wages_guide, words=PART, by=act(legal_officer))
    assert (draft.version, draft.state, Guide.objects.get(pk=wages_guide.pk).summary) == (
        2,
        "draft",
        wages_guide.summary,
    )
    assert lifecycle.draft(wages_guide, words={"note": "新口径"}, by=act(legal_officer)).pk == draft.pk
    assert reading.by_key("wage_arrears").version == 1
    assert refused(lifecycle.publish, draft, by=act(legal_officer)) == "own_draft"
    lifecycle.publish(draft, by=act(law_head))
    assert refused(lifecycle.publish, draft, by=act(law_head)) == "moved_on"
    assert refused(lifecycle.discard, draft, by=act(law_head)) == "moved_on"
    assert reading.by_key("wage_arrears").version == 2 and reading.for_matter("wage_arrears")[0].version == 2
    assert "新的答复，仲裁45日内裁决" in client.get(reverse("intake:guide", args=["wage_arrears"])).content.decode()


def test_a_draft_names_no_limit_that_is_not_there_and_leaves_nothing_out(wages_guide, legal_officer):
    by = act(legal_officer)
    assert refused(lifecycle.draft, wages_guide, words={"summary": "[[moon.phase]]内办结"}, by=by) == "no_such_limit"
    assert refused(lifecycle.draft, wages_guide, words={"rights_en": ""}, by=by) == "part_missing"
    assert Guide.objects.filter(key="wage_arrears").count() == 1


def test_the_guide_is_edited_on_a_page(wages_guide, sign_in, legal_officer, law_head, clerk):
    url = reverse("intake:guide_edit", args=["wage_arrears"])
    assert sign_in(clerk).get(url).status_code == 404
    browser = sign_in(legal_officer)
    page = browser.get(url)
    assert page.status_code == 200
    typed = {name: field.initial if field.initial is not None else page.context["form"].initial.get(name, "") for name, field in page.context["form"].fields.items()}  # fmt: skip
    typed = {**typed, "valid_from": today().isoformat(), "free": "on", "hours": "周一至周五"}
    assert browser.post(url, {**typed, "who": ""}).status_code == 422
    assert browser.post(url, typed).status_code == 302
    draft = Guide.objects.get(key="wage_arrears", version=2)
    assert draft.hours == "周一至周五"
    assert sign_in(law_head).post(reverse("intake:guide_publish", args=[draft.pk])).status_code == 302
    assert Guide.objects.get(pk=draft.pk).state == "published"


def test_where_do_i_claim_unpaid_wages(sign_in, clerk, legal_officer, county, client):
    """Mission S: the clerk types a sentence, the guide answers, one number is given, aid is offered and taken in by one press."""
    browser = sign_in(clerk)
    began = time.monotonic()
    typed = {
        "client_key": "k" * 20, "id_kind": "111", "id_number": factories.id_number(501), "name": "王建国", "phone": "13800000501",
        "sex": "unknown", "matter": "wage_arrears", "people_count": "1", "narrative": "在工地干了三个月，老板不给工钱，我该到哪里要？",
        "other_organisation": "某建筑公司", "step": "route", "companions": "0",
    }  # fmt: skip
    offer = browser.post(reverse("intake:counter_suggestion"), typed, headers={"HX-Request": "true"}).content.decode()
    assert 'data-guide="wage_arrears"' in offer and "60个工作日" in offer
    taken = browser.post(reverse("intake:counter_suggestion"), {**typed, "take": "guide=wage_arrears"})
    form = taken.context["form"]
    given = {name: form[name].value() for name in ("guide", "step", "outcome", "result")}
    assert (given["guide"], given["step"], given["outcome"]) == ("wage_arrears", "settle", "answered")
    words = given["result"] + "\n可以先找项目部。"
    saved = browser.post(reverse("intake:counter"), {**typed, **given, "result": words, "agreed": "on"})
    assert saved.status_code == 302, saved.context["form"].errors
    case = Case.objects.get()
    assert saved.url == reverse("intake:receipt", args=[case.number]) and time.monotonic() - began < 60
    assert (case.state, case.outcome, case.on_the_spot) == (
        "concluded",
        "answered",
        True,
    ) and "可以先找项目部" in case.result
    kept = Consultation.objects.get()
    assert (kept.case, kept.guide.key, kept.guide.version, kept.desk, kept.by) == (
        case,
        "wage_arrears",
        1,
        clerk.desk,
        clerk.user,
    )
    assert Event.objects.get(kind="case.settled").data["guide"] == "wage_arrears"
    sheet = browser.get(reverse("intake:answer_sheet", args=[case.number])).content.decode()
    assert "可以先找项目部" in sheet and "第1版" in sheet


def test_legal_aid_is_one_press_away_on_the_case(sign_in, clerk, make_case, legal_officer):
    case = make_case("wage_arrears")
    browser = sign_in(clerk)
    page = browser.get(reverse("intake:case", args=[case.number])).content.decode()
    assert reverse("intake:aid_apply", args=[case.number]) in page
    form = browser.get(reverse("intake:case", args=[case.number])).context["panels"]
    assert any('value="migrant" selected' in panel and 'value="wages" selected' in panel for panel in form)
    answer = browser.post(reverse("intake:aid_apply", args=[case.number]), {"item": "wages", "ground": "migrant"})
    assert answer.status_code == 302
    aid = LegalAid.objects.get()
    assert (aid.state, aid.ground) == ("applied", "migrant")
    docket = sign_in(legal_officer).get(reverse("intake:legal_desk"))
    assert [row.aid for row in docket.context["rows"]] == [aid] and docket.context["rows"][
        0
    ].clock.of.limit.key == "legal_aid.decide"
    assert sign_in(clerk).get(reverse("intake:legal_desk")).status_code == 404


def test_a_case_is_answered_from_a_guide_on_its_page(sign_in, clerk, make_case, outsider, legal_officer):
    """Registered: settled on the spot. In hand at the legal desk: concluded. A short answer comes back as it was typed."""
    case = make_case("marriage_family")
    url = reverse("intake:consult", args=[case.number, "divorce_registration"])
    assert sign_in(outsider).get(url).status_code == 404
    browser = sign_in(clerk)
    assert "30日冷静期" in browser.get(url).content.decode()
    short = browser.post(url, {"answer": "去民政局"})
    assert short.status_code == 422 and "去民政局" in short.content.decode()
    assert browser.post(url, {"answer": "双方带身份证和结婚证到婚姻登记处申请。"}).status_code == 302
    assert Consultation.objects.get().guide.key == "divorce_registration" and Case.objects.get().on_the_spot
    assert browser.post(url, {"answer": "双方带身份证和结婚证到婚姻登记处申请。"}).status_code == 409
    assert Consultation.objects.count() == 1
    from intake import lifecycle as cases

    other = factories.send(make_case("legal_consultation"), act(clerk))
    cases.sign(other, by=act(legal_officer))
    answered = sign_in(legal_officer).post(
        reverse("intake:consult", args=[other.number, "legal_aid"]), {"answer": "可以在本中心申请，七日内答复。"}
    )
    assert answered.status_code == 302
    other.refresh_from_db()
    assert (other.state, other.outcome) == ("concluded", "answered")


def test_the_figure_counts_what_the_page_lists_by_topic(
    make_case, clerk, wages_guide, legal_officer, law_head, director
):
    from center.foundation.indicators import indicators
    from center.institution.permissions import scope
    from intake import lifecycle as cases

    for _ in range(2):
        cases.settle(
            make_case("wage_arrears"),
            outcome="answered",
            result="已经当面详细告知怎么投诉。",
            guide=wages_guide,
            by=act(clerk),
        )
    assert indicators["consultations"].count(scope(director.user)) == 2
    assert [(topic["guide__key"], topic["number"]) for topic in desk.by_topic(director.user)] == [("wage_arrears", 2)]
    assert len(desk.consultations(director.user)) == 2


def test_the_desk_costs_the_same_for_one_application_and_for_eight(sign_in, make_case, clerk, legal_officer):
    from intake.legal_aid import lifecycle as aids

    url, counts = reverse("intake:legal_desk"), []
    browser = sign_in(legal_officer)
    for more in (1, 7):
        for _ in range(more):
            aids.apply(make_case("wage_arrears"), item="wages", ground="migrant", by=act(clerk))
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_papers_say_what_the_law_wants(to, applied, sign_in, legal_officer, outsider):
    """The notice lists all that is missing; the refusal has its reasons and the right to object (arts. 43, 49)."""

    def paper(kind, who=legal_officer):
        return sign_in(who).get(reverse("intake:aid_paper", args=[applied.pk, kind]))

    assert paper("application").status_code == 200 and "第四十二条" in paper("application").content.decode()
    assert (
        paper("decision").status_code
        == paper("missing").status_code
        == paper("application", outsider).status_code
        == 404
    )
    to("refused")
    text = paper("decision").content.decode()
    assert "5日" in text and "异议" in text and applied.reason in text


def test_a_form_with_a_fault_comes_back_with_what_was_typed(applied, sign_in, legal_officer, outsider):
    url = reverse("intake:aid_step", args=[applied.pk, "refuse"])
    assert sign_in(outsider).post(url, {}).status_code == 404
    browser = sign_in(legal_officer)
    answer = browser.post(url, {"code": "other", "reason": ""})
    assert answer.status_code == 422 and "aria-invalid" in answer.content.decode()
    assert browser.post(url, {"code": "other", "reason": "太短"}).status_code == 422
    assert browser.post(reverse("intake:aid_step", args=[applied.pk, "nothing"])).status_code == 404
    assert browser.post(reverse("intake:aid_step", args=[applied.pk, "accept"])).status_code == 409
