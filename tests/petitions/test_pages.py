"""The panel on the page of a case, and the petition desk's docket, as they are used."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.indicators import indicators
from center.institution.permissions import scope
from intake import lifecycle as case_lifecycle
from intake.models import Case, Clock
from petitions import lifecycle, panel
from petitions.models import Petition
from tests import factories
from tests.factories import act
from tests.petitions.conftest import OPINION

HTMX = {"HX-Request": "true"}


def page_of(case):
    return reverse("intake:case", args=[case.number])


def press(client, verb, petition, **sent):
    headers = sent.pop("headers", {})
    return client.post(reverse(f"petitions:{verb}", args=[petition.pk]), sent, headers=headers)


def test_from_offer_to_opinion_without_script(petition_case, petition_officer, sign_in):
    client = sign_in(petition_officer)
    offer = client.get(page_of(petition_case))
    assert 'id="petition"' in offer.content.decode()
    answer = client.post(
        reverse("petitions:open", args=[petition_case.number]), {"came_as": "visit", "category": "claim"}
    )
    assert answer.status_code == 302 and answer.url == page_of(petition_case)
    petition = Petition.objects.get()
    shown = client.get(page_of(petition_case)).content.decode()
    assert (
        reverse("petitions:accept", args=[petition.pk]) in shown
        and reverse("petitions:refuse", args=[petition.pk]) in shown
    )
    assert reverse("petitions:decide", args=[petition.pk]) not in shown
    assert press(client, "accept", petition, text="您反映的事项已受理。").status_code == 302
    shown = client.get(page_of(petition_case)).content.decode()
    assert reverse("petitions:decide", args=[petition.pk]) in shown and "落实补贴" in shown
    assert press(client, "decide", petition, **OPINION).status_code == 302
    shown = client.get(page_of(petition_case)).content.decode()
    assert OPINION["view"] in shown and reverse("petitions:decide", args=[petition.pk]) not in shown
    assert Case.objects.get().outcome == "opinion" and not Clock.objects.running().exists()


def test_the_form_proposes_how_it_came_and_of_what_kind(make_case, clerk, petition_officer, sign_in):
    case = factories.send(make_case("petition_suggestion", source="letter", others=()), act(clerk))
    case_lifecycle.sign(case, by=act(petition_officer))
    shown = sign_in(petition_officer).get(page_of(case)).content.decode()
    assert '<option value="letter" selected>' in shown and '<option value="suggestion" selected>' in shown


def test_a_quarrel_at_the_mediation_desk_is_offered_no_petition(signed_case, director, sign_in):
    assert 'id="petition"' not in sign_in(director).get(page_of(signed_case)).content.decode()


def test_refused_it_is_passed_on(received, petition_officer, sign_in):
    answer = press(sign_in(petition_officer), "refuse", received, where="县人民法院", reason="已在诉讼程序中")
    assert answer.status_code == 302 and Case.objects.get().state == "passed_outside"


def test_by_script_the_case_answers_in_place(received, petition_officer, sign_in):
    answer = press(sign_in(petition_officer), "accept", received, text="您反映的事项已受理。", headers=HTMX)
    assert answer.status_code == 200 and answer["HX-Retarget"] == "#case" and b"<html" not in answer.content


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("verb", "stage", "sent", "kept"),
    [
        ("accept", "received", {"text": "长" * 1001}, "长" * 1001),
        ("refuse", "received", {"where": "<b>法院</b>", "reason": ""}, "&lt;b&gt;法院&lt;/b&gt;"),
        ("decide", "accepted", {**OPINION, "law": "", "outcome": "perhaps"}, OPINION["facts"]),
    ],
)
def test_what_was_typed_wrongly_is_told_by_the_field_and_kept(
    request, sign_in, petition_officer, verb, stage, sent, kept, headers
):
    petition = request.getfixturevalue(stage)
    answer = press(sign_in(petition_officer), verb, petition, **sent, headers=headers)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert kept in words and "field-errors" in words and ("<html" in words) is not bool(headers)
    assert Petition.objects.get().state == stage


def test_an_open_accusation_reads_what_to_do(petition_case, petition_officer, sign_in):
    answer = sign_in(petition_officer).post(
        reverse("petitions:open", args=[petition_case.number]), {"came_as": "visit", "category": "accusation"}
    )
    assert answer.status_code == 409
    assert "30(3)" in answer.content.decode() or "第三十条" in answer.content.decode()
    assert not Petition.objects.exists()


def test_a_restricted_accusation_is_not_there_for_those_who_are_not_cleared(director, petition_officer, sign_in):
    case = factories.send(
        factories.make_case(act(director), factories.desk("HHT"), "whistleblowing", others=()), act(director)
    )
    case_lifecycle.sign(case, by=act(petition_officer))
    petition = lifecycle.open_petition(case, form="letter", category="accusation", by=act(petition_officer))
    curious = factories.staff("curious_officer", petition_officer.desk, "petition_officer")
    client = sign_in(curious)
    assert press(client, "accept", petition, text="已收到。").status_code == 404
    assert not client.get(reverse("petitions:docket")).context["rows"]
    assert len(sign_in(petition_officer).get(reverse("petitions:docket")).context["rows"]) == 1


def test_a_second_press_reads_a_sentence(accepted, petition_officer, sign_in):
    client = sign_in(petition_officer)
    assert press(client, "decide", accepted, **OPINION).status_code == 302
    assert press(client, "decide", accepted, **OPINION).status_code == 409


@pytest.mark.parametrize("who", ["outsider", "mediator", "grid_worker", "system_administrator", "auditor"])
def test_an_outsider_cannot_tell_that_it_exists(request, received, petition_case, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    for verb in ("accept", "refuse", "decide"):
        assert press(client, verb, received).status_code == 404
    assert client.post(reverse("petitions:open", args=[petition_case.number])).status_code == 404


def test_signed_out_nobody_gets_in(received, client):
    assert press(client, "accept", received, text="已受理").status_code == 302
    assert client.get(reverse("petitions:docket")).status_code == 302
    assert Petition.objects.get().state == "received"


def test_get_on_a_verb_is_not_allowed(received, petition_officer, sign_in):
    assert sign_in(petition_officer).get(reverse("petitions:accept", args=[received.pk])).status_code == 405


def test_the_docket_narrows(received, petition_officer, director, sign_in):
    docket = reverse("petitions:docket")
    client = sign_in(petition_officer)
    assert client.get(docket).context["rows"][0].clock is not None
    assert len(client.get(docket + "?mine=1&state=received").context["rows"]) == 1
    assert not client.get(docket + "?state=decided").context["rows"]
    assert not sign_in(director).get(docket + "?mine=1").context["rows"]


def test_the_docket_costs_the_same_with_one_and_with_eight(clerk, petition_officer, make_case, sign_in):
    def add():
        case = factories.send(make_case("petition_complaint", others=()), act(clerk))
        case_lifecycle.sign(case, by=act(petition_officer))
        lifecycle.open_petition(case, form="visit", category="claim", by=act(petition_officer))

    client, counts = sign_in(petition_officer), []
    for more in (1, 7):
        for _time in range(more):
            add()
        client.get(reverse("petitions:docket"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("petitions:docket"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_citizen_reads_what_happens_next(received, petition_officer, decide):
    proceeding = received.proceeding
    seen = [panel.next_step(proceeding)]
    lifecycle.accept(received, text="您反映的事项已受理。", by=act(petition_officer))
    seen.append(panel.next_step(proceeding))
    decide(received, petition_officer)
    seen.append(panel.next_step(proceeding))
    assert len(set(seen)) == 3 and all(seen) and seen[2] == str(lifecycle.REVIEW)


def test_every_story_line_has_its_words(accepted, petition_case, petition_officer, decide, sign_in):
    decide(accepted, petition_officer)
    shown = sign_in(petition_officer).get(page_of(petition_case))
    kinds = {line.event.kind: str(line.label) for line in shown.context["story"].lines}
    assert {"petition.received", "petition.accepted", "petition.decided"} <= set(kinds)
    assert all(label != kind for kind, label in kinds.items())


def test_every_figure_is_the_length_of_its_list(
    accepted, petition_officer, decide, make_case, clerk, director, county_director, outsider, sign_in
):
    """Every number shown to a director opens a list of just what it counts."""
    decide(accepted, petition_officer)
    case = factories.send(make_case("petition_complaint", others=()), act(clerk))
    case_lifecycle.sign(case, by=act(petition_officer))
    lifecycle.open_petition(case, form="visit", category="claim", by=act(petition_officer))
    for posting in (director, county_director, outsider):
        client, reach = sign_in(posting), scope(posting.user)
        for key in ("petitions_under_way", "petitions_decided"):
            figure = indicators[key]
            assert (
                len(client.get(figure.url(reach)).context["rows"])
                == figure.count(reach)
                == (posting is not outsider) * 1
            )
