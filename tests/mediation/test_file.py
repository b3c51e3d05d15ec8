"""The mediation file and the API: the same steps, the same refusals, the same sentences."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.now import SHANGHAI, now
from intake import lifecycle as case_lifecycle
from intake.models import Party
from mediation import lifecycle, today
from mediation.models import Consent, Mediation, Room, Session
from mediation.steps import PARTS, STEPS
from tests import factories
from tests.factories import act

TOMORROW = 3  # days from now, so that there is a working day before


def step(client, mediation, verb, **sent):
    return client.post(reverse("mediation:step", args=[mediation.pk, verb]), sent)


def call(client, mediation, verb, **sent):
    return client.post(f"/api/v1/mediations/{mediation.pk}/{verb}/", sent, content_type="application/json")


def session_form(mediation, room):
    day = (now() + timedelta(days=TOMORROW)).astimezone(SHANGHAI).date()
    parties = list(Party.objects.filter(case=mediation.case).values_list("pk", flat=True))
    return {"day": day.isoformat(), "begins": "09:30", "ends": "10:30", "kind": "face_to_face", "room": room.pk, "parties": parties, "how": "phone", "waived": "双方同意"}  # fmt: skip


def test_every_section_opens_with_its_steps(opened, mediator, sign_in):
    client = sign_in(mediator)
    for part in PARTS:
        shown = client.get(reverse("mediation:file", args=[opened.pk]), {"part": part.key})
        assert shown.status_code == 200 and str(part.label) in shown.content.decode()
    assert client.get(reverse("mediation:file", args=[opened.pk]) + "?part=nonsense").status_code == 200
    assert len({one.verb for one in STEPS}) == len(STEPS)


def test_a_step_is_taken_without_script_and_what_was_wrong_is_kept(opened, mediator, sign_in, county):
    client, room = sign_in(mediator), Room.objects.create(center=county["HHT"], name="调解一室")
    wrong = step(client, opened, "schedule", **{**session_form(opened, room), "begins": "abc"})
    assert wrong.status_code == 422 and "双方同意" in wrong.content.decode() and not Session.objects.exists()
    done = step(client, opened, "schedule", **session_form(opened, room))
    assert done.status_code == 302 and Session.objects.get().room == room
    again = step(client, opened, "schedule", **session_form(opened, room))
    assert again.status_code == 409 and "调解一室" in again.content.decode()
    session, party = Session.objects.get(), Party.objects.filter(case=opened.case).first()
    assert step(client, opened, "hold", session=session.pk, came=[party.pk]).status_code == 302
    assert step(client, opened, "write_page", session=session.pk, text="双方陈述事实。").status_code == 302
    assert step(client, opened, "confirm_pages", session=session.pk, party=party.pk).status_code == 302
    shown = client.get(reverse("mediation:file", args=[opened.pk]) + "?part=sessions").content.decode()
    assert "双方陈述事实。" in shown and "✓" in shown


def test_a_stranger_finds_no_file_and_a_reader_no_step(opened, outsider, clerk, sign_in):
    client = sign_in(outsider)
    assert client.get(reverse("mediation:file", args=[opened.pk])).status_code == 404
    assert step(client, opened, "note_privately", text="x").status_code == 404
    client = sign_in(clerk)
    shown = client.get(reverse("mediation:file", args=[opened.pk])).content.decode()
    assert f"/mediation/{opened.pk}/do/" not in shown
    assert step(client, opened, "note_privately", text="x").status_code == 403
    assert step(client, opened, "no_such_verb").status_code == 404


def test_who_reads_the_case_but_does_not_mediate_reads_no_minutes_and_no_evidence(opened, clerk, mediator, sign_in):
    lifecycle.add_evidence(opened, party=Party.objects.first(), label="转账截图", pages=1, by=act(mediator))
    url = reverse("mediation:file", args=[opened.pk]) + "?part=evidence"
    assert "转账截图" in sign_in(mediator).get(url).content.decode()
    assert "转账截图" not in sign_in(clerk).get(url).content.decode()


def test_the_file_costs_the_same_with_two_sessions_and_with_eight(opened, mediator, sign_in):
    client, counts = sign_in(mediator), []
    party = Party.objects.filter(case=opened.case).first()
    for more in (2, 6):
        for _time in range(more):
            hour = now() + timedelta(days=3, hours=2 * Session.objects.count())
            plan = lifecycle.Plan(hour, hour + timedelta(hours=1), (party,), kind="video", waived="同意")
            session = lifecycle.schedule(opened, plan=plan, by=act(mediator))
            lifecycle.write_page(session, text="笔录", by=act(mediator))
        client.get(reverse("mediation:file", args=[opened.pk]) + "?part=sessions")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("mediation:file", args=[opened.pk]) + "?part=sessions")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_mediators_day(opened, mediator, section_head, sign_in):
    hour = now() + timedelta(minutes=1)
    party = Party.objects.filter(case=opened.case).first()
    Session.objects.create(
        mediation=opened, kind="video", mediator=mediator.user, begins=hour, ends=hour + timedelta(minutes=1)
    )
    past = Session.objects.create(
        mediation=opened,
        kind="video",
        mediator=mediator.user,
        begins=hour - timedelta(days=2),
        ends=hour - timedelta(days=2, minutes=-30),
    )
    lifecycle.ask_recusal(opened, party=party, reason="bias", text="", by=act(mediator))
    labels = {str(task.label) for task in today.tasks(mediator.user)}
    assert len(labels) == 1 and past.pk
    assert len(today.tasks(section_head.user)) == 1
    shown = sign_in(mediator).get(reverse("mediation:docket")).content.decode()
    assert "part=sessions" in shown


def test_the_api_takes_the_same_steps(signed_case, mediator, sign_in, county, make_case, clerk):
    client = sign_in(mediator)
    begun = client.post(
        "/api/v1/mediations/",
        {"case": signed_case.number, "mediator": mediator.user_id, "source": "court"},
        content_type="application/json",
    )
    assert begun.status_code == 201 and begun.json()["state"] == "proposed" and begun.json()["source"] == "court"
    mediation = Mediation.objects.get()
    for party in signed_case.parties.all():
        assert call(client, mediation, "consent", party=party.pk, answer="agreed", channel="phone").status_code == 200
    room = Room.objects.create(center=county["HHT"], name="调解一室")
    assert call(client, mediation, "schedule", **session_form(mediation, room)).status_code == 200
    taken = call(client, mediation, "schedule", **session_form(mediation, room))
    assert taken.status_code == 409 and taken.json()["code"] == "room_taken"
    assert call(client, mediation, "schedule").status_code == 400 and call(client, mediation, "fly").status_code == 404
    done = call(
        client,
        mediation,
        "agree",
        agreement_form="oral",
        terms="双方各让一步，于三日内恢复原状。",
        amount_cents="1200",
        lawful=True,
    )
    assert done.status_code == 200 and done.json()["amount_cents"] == 120000 and Consent.objects.count() == 2
    assert client.get("/api/v1/mediations/").json()["results"][0]["id"] == mediation.pk


def test_the_api_receives_and_takes_up_again(signed_case, mediator, director, sign_in):
    client = sign_in(mediator)
    body = {"case": signed_case.number, "way": "receive", "source": "police", "outside_number": "警1"}
    assert client.post("/api/v1/mediations/", body, content_type="application/json").json()["state"] == "applied"
    mediation = Mediation.objects.get()
    assert call(client, mediation, "accept", mediator=mediator.user_id).json()["state"] == "proposed"
    assert call(client, mediation, "fail", reason="谈不拢").json()["state"] == "failed"
    again = {"case": signed_case.number, "way": "take_up_again", "mediator": mediator.user_id, "reason": "又愿意谈"}
    assert client.post("/api/v1/mediations/", again, content_type="application/json").status_code == 403
    made = sign_in(director).post("/api/v1/mediations/", again, content_type="application/json")
    assert made.status_code == 201 and made.json()["earlier"] == mediation.pk


def test_the_api_knows_no_mediation_of_others(opened, outsider, clerk, sign_in):
    client = sign_in(outsider)
    assert client.get(f"/api/v1/mediations/{opened.pk}/").status_code == 404
    assert call(client, opened, "fail", reason="x").status_code == 404
    assert client.get("/api/v1/mediations/").json()["results"] == []
    assert call(sign_in(clerk), opened, "fail", reason="x").status_code == 403


def test_from_the_panel_an_application_is_received_and_a_failed_one_taken_up_again(
    signed_case, mediator, director, sign_in
):
    client = sign_in(mediator)
    page = reverse("intake:case", args=[signed_case.number])
    assert reverse("mediation:receive", args=[signed_case.number]) in client.get(page).content.decode()
    assert (
        client.post(reverse("mediation:receive", args=[signed_case.number]), {"source": "application"}).status_code
        == 302
    )
    mediation = Mediation.objects.get()
    assert mediation.state == "applied" and client.get(page).status_code == 200
    assert step(client, mediation, "accept", mediator=mediator.user_id).status_code == 302
    assert client.post(reverse("mediation:fail", args=[mediation.pk]), {"reason": "谈不拢"}).status_code == 302
    assert reverse("mediation:again", args=[signed_case.number]) not in client.get(page).content.decode()
    client = sign_in(director)
    assert reverse("mediation:again", args=[signed_case.number]) in client.get(page).content.decode()
    sent = {"mediator": mediator.user_id, "reason": "双方又愿意谈"}
    assert client.post(reverse("mediation:again", args=[signed_case.number]), {**sent, "reason": ""}).status_code == 422
    assert client.post(reverse("mediation:again", args=[signed_case.number]), sent).status_code == 302
    assert Mediation.objects.count() == 2
    assert client.get(page).status_code == 200


def test_the_list_of_the_api_costs_the_same_with_more(clerk, mediator, sign_in):
    client, counts = sign_in(mediator), []
    for more in (1, 5):
        for _time in range(more):
            case = factories.send(factories.make_case(act(clerk), clerk.desk), act(clerk), mediator.desk)
            case_lifecycle.sign(case, by=act(mediator))
            lifecycle.propose(case, mediator=mediator.user, by=act(mediator))
        client.get("/api/v1/mediations/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/mediations/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
