"""The panel on the page of a case, and the mediators' docket, as they are used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.indicators import indicators
from center.institution.permissions import scope
from intake import lifecycle as case_lifecycle
from intake.models import Case, Clock, Party
from mediation import lifecycle, panel
from mediation.models import Consent, Mediation
from tests import factories
from tests.factories import act

TERMS = "乙方于三日内拆除砌墙，恢复巷道原状；乙方当场支付误工费。"
HTMX = {"HX-Request": "true"}


def page_of(case):
    return reverse("intake:case", args=[case.number])


def press(client, verb, mediation, **sent):
    headers = sent.pop("headers", {})
    return client.post(reverse(f"mediation:{verb}", args=[mediation.pk]), sent, headers=headers)


def party(case, side):
    return Party.objects.get(case=case, side=side).pk


def test_from_offer_to_agreement_without_script(signed_case, mediator, sign_in):
    """The first half of mission R: both sides consent, then agree on 1,200 yuan."""
    client = sign_in(mediator)
    offer = client.get(page_of(signed_case)).content.decode()
    assert 'id="mediation"' in offer and reverse("mediation:propose", args=[signed_case.number]) in offer
    answer = client.post(reverse("mediation:propose", args=[signed_case.number]), {"mediator": mediator.user_id})
    assert answer.status_code == 302 and answer.url == page_of(signed_case)
    mediation = Mediation.objects.get()
    shown = client.get(page_of(signed_case)).content.decode()
    assert shown.count(reverse("mediation:consent", args=[mediation.pk])) == 4  # two sides, by script and without
    assert reverse("mediation:agree", args=[mediation.pk]) not in shown
    for side in ("applicant", "respondent"):
        answer = press(
            client, "consent", mediation, party=party(signed_case, side), answer="agreed", channel="in_person"
        )
        assert answer.status_code == 302
    assert reverse("mediation:agree", args=[mediation.pk]) in client.get(page_of(signed_case)).content.decode()
    answer = press(client, "agree", mediation, agreement_form="written", terms=TERMS, amount_cents="1,200", lawful="on")
    assert answer.status_code == 302
    shown = client.get(page_of(signed_case)).content.decode()
    assert "¥1,200.00" in shown and TERMS in shown and reverse("mediation:fail", args=[mediation.pk]) not in shown
    assert Case.objects.get().outcome == "mediated"
    assert not Clock.objects.running().filter(limit__key="mediation.norm").exists()


def test_by_script_the_case_answers_in_place_and_says_what_changed(proposed, signed_case, mediator, sign_in):
    answer = press(
        sign_in(mediator),
        "consent",
        proposed,
        party=party(signed_case, "applicant"),
        answer="agreed",
        channel="phone",
        headers=HTMX,
    )
    assert answer.status_code == 200 and answer["HX-Retarget"] == "#case" and "said" in answer["HX-Trigger"]
    assert b"<html" not in answer.content and b'id="mediation"' in answer.content


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("verb", "stage", "sent", "kept"),
    [
        ("consent", "proposed", {"answer": "perhaps", "channel": "phone"}, "phone"),
        ("agree", "opened", {"agreement_form": "written", "terms": "短", "amount_cents": "很多"}, "很多"),
        ("fail", "opened", {"reason": "长" * 301}, "长" * 301),
        ("side", "proposed", {"side": "respondent", "name": "张<b>", "phone": "12"}, "张&lt;b&gt;"),
    ],
)
def test_what_was_typed_wrongly_is_told_by_the_field_and_kept(
    request, sign_in, mediator, verb, stage, sent, kept, headers
):
    mediation = request.getfixturevalue(stage)
    sent = {"party": party(mediation.case, "applicant"), **sent} if verb == "consent" else sent
    answer = press(sign_in(mediator), verb, mediation, **sent, headers=headers)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert kept in words and "field-errors" in words and ("<html" in words) is not bool(headers)
    assert Mediation.objects.get().state == {"proposed": "proposed", "opened": "open"}[stage]


def test_a_case_without_another_side_asks_for_it_and_takes_it(make_case, clerk, mediator, sign_in):
    case = factories.send(make_case(others=()), act(clerk))
    case_lifecycle.sign(case, by=act(mediator))
    mediation = lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    client = sign_in(mediator)
    shown = client.get(page_of(case)).content.decode()
    assert (
        reverse("mediation:side", args=[mediation.pk]) in shown
        and reverse("mediation:consent", args=[mediation.pk]) not in shown
    )
    assert press(client, "side", mediation, side="respondent", name="欧阳志强", phone="13812345678").status_code == 302
    assert Party.objects.get(case=case, side="respondent").person.phone == "13812345678"
    assert reverse("mediation:consent", args=[mediation.pk]) in client.get(page_of(case)).content.decode()


def test_a_second_press_reads_a_sentence(opened, mediator, sign_in):
    client = sign_in(mediator)
    assert press(client, "agree", opened, agreement_form="oral", terms=TERMS, lawful="on").status_code == 302
    again = press(client, "agree", opened, agreement_form="oral", terms=TERMS, lawful="on")
    assert again.status_code == 409 and Mediation.objects.get().agreement_form == "oral"


@pytest.mark.parametrize("who", ["outsider", "grid_worker", "system_administrator", "auditor", "petition_officer"])
def test_an_outsider_cannot_tell_that_it_exists(request, opened, signed_case, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    for verb in ("side", "consent", "agree", "fail"):
        assert press(client, verb, opened).status_code == 404
        assert client.post(reverse(f"mediation:{verb}", args=[opened.pk + 1000])).status_code == 404
    assert client.post(reverse("mediation:propose", args=[signed_case.number])).status_code == 404


def test_who_reads_the_case_but_does_not_mediate_sees_the_record_and_no_button(opened, signed_case, clerk, sign_in):
    client = sign_in(clerk)
    shown = client.get(page_of(signed_case)).content.decode()
    panel_shown = shown.split('id="mediation"')[1].split("</section>")[0]
    assert "<form" not in panel_shown and reverse("mediation:file", args=[opened.pk]) in panel_shown
    assert press(client, "fail", opened, reason="不归我管").status_code == 403
    assert Mediation.objects.get().state == "open"


def test_signed_out_nobody_gets_in(opened, client):
    assert press(client, "agree", opened).status_code == 302
    assert client.get(reverse("mediation:docket")).status_code == 302
    assert Mediation.objects.get().state == "open"


def test_get_on_a_verb_is_not_allowed(opened, mediator, sign_in):
    assert sign_in(mediator).get(reverse("mediation:agree", args=[opened.pk])).status_code == 405


def test_the_docket_shows_what_is_mine_and_narrows(opened, signed_case, mediator, section_head, outsider, sign_in):
    client = sign_in(mediator)
    shown = client.get(reverse("mediation:docket"))
    assert signed_case.number in shown.content.decode().replace("-", "") and len(shown.context["rows"]) == 1
    assert shown.context["rows"][0].clock is not None
    assert len(client.get(reverse("mediation:docket") + "?mine=1&state=open").context["rows"]) == 1
    assert not client.get(reverse("mediation:docket") + "?state=agreed").context["rows"]
    assert len(client.get(reverse("mediation:docket") + "?state=nonsense&page=x&mine=2").context["rows"]) == 1
    assert not sign_in(section_head).get(reverse("mediation:docket") + "?mine=1").context["rows"]
    assert not sign_in(outsider).get(reverse("mediation:docket")).context["rows"]


def test_the_docket_costs_the_same_with_one_and_with_eight(county, mediator, clerk, sign_in):
    def add():
        case = factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk))
        case_lifecycle.sign(case, by=act(mediator))
        lifecycle.propose(case, mediator=mediator.user, by=act(mediator))

    client, counts = sign_in(mediator), []
    for more in (1, 7):
        for _time in range(more):
            add()
        client.get(reverse("mediation:docket"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("mediation:docket"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_citizen_reads_what_happens_next(proposed, say, mediator):
    proceeding = proposed.proceeding
    seen = [panel.next_step(proceeding)]
    say(proposed, "applicant")
    say(proposed, "respondent")
    seen.append(panel.next_step(proceeding))
    lifecycle.fail(proposed, reason="双方分歧过大", by=act(mediator))
    seen.append(panel.next_step(proceeding))
    assert len(set(seen)) == 3 and all(seen) and Consent.objects.count() == 2


def test_every_story_line_has_its_words(proposed, say, signed_case, mediator, sign_in):
    say(proposed, "applicant")
    say(proposed, "respondent", "refused")
    shown = sign_in(mediator).get(page_of(signed_case))
    assert shown.status_code == 200
    for kind in ("mediation.proposed", "mediation.answered", "mediation.failed"):
        assert any(line.event.kind == kind and str(line.label) for line in shown.context["story"].lines)
    assert mediator.user.name in shown.content.decode()


def test_every_figure_is_the_length_of_its_list(
    opened, mediator, make_case, clerk, director, county_director, outsider, sign_in
):
    """Every number shown to a director opens a list of just what it counts."""
    lifecycle.agree(opened, terms=TERMS, form="oral", by=act(mediator))
    case = factories.send(make_case(), act(clerk))
    case_lifecycle.sign(case, by=act(mediator))
    lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
    for posting in (director, county_director, outsider):
        client, reach = sign_in(posting), scope(posting.user)
        for key in ("mediations_under_way", "mediations_agreed"):
            figure = indicators[key]
            assert (
                len(client.get(figure.url(reach)).context["rows"])
                == figure.count(reach)
                == (posting is not outsider) * 1
            )
