"""The page of a case: who opens it, what it shows, what it offers."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.models import AuditRow
from center.foundation.now import now
from center.papers.models import File
from intake import lifecycle
from intake.models import Attachment
from intake.registers import event_kinds
from tests import factories
from tests.factories import act, desk


def page(client, case, **query):
    return client.get(reverse("intake:case", args=[case.number]), query)


def offered(response):
    offer = response.context["offer"]
    return (offer.main.verb if offer.main else "", {action.verb for action in offer.others})


def test_an_outsider_cannot_tell_that_it_exists(sign_in, outsider, case):
    client = sign_in(outsider)
    assert page(client, case).status_code == 404
    assert client.get(reverse("intake:case", args=["HHT2026112499990"])).status_code == 404


@pytest.mark.parametrize(
    "spell", [lambda n: n.lower(), lambda n: f"{n[:3]}-{n[3:11]}-{n[11:15]}-{n[15:]}", lambda n: f" {n} "]
)
def test_a_number_in_another_spelling_leads_to_the_page(sign_in, clerk, case, spell):
    response = sign_in(clerk).get(reverse("intake:case", args=[spell(case.number)]))
    assert response.status_code == 302 and response.url == reverse("intake:case", args=[case.number])


def test_the_sides_are_masked(sign_in, clerk, case):
    person = case.parties.first().person
    text = page(sign_in(clerk), case).content.decode()
    for clear in (person.name, person.phone, person.id_number, person.address):
        assert clear not in text
    assert case.narrative in text


def test_the_story_is_told_newest_first_with_names_and_badges(sign_in, mediator, clerk, signed_case):
    response = page(sign_in(mediator), signed_case)
    kinds = [line.event.kind for line in response.context["story"].lines]
    assert kinds == ["case.signed", "case.routed", "case.registered"]
    text = response.content.decode()
    assert "陈建国" in text and "周小芳" in text and mediator.badge in text and clerk.badge in text
    assert "黄花塘镇社会管理服务中心 人民调解室" in text


def test_every_kind_of_line_has_its_wording(sign_in, director, clerk, mediator, case):
    from django.template.loader import get_template

    ours = [kind.key for kind in event_kinds if kind.key.startswith(("case.", "clock."))]
    assert len(ours) > 30
    for key in ours:
        assert get_template(f"events/{key}.html")


def test_a_line_of_a_room_unknown_to_the_counter_is_still_told(sign_in, clerk, case):
    from intake import story

    story.record(case, "house.painted", by=act(clerk), text="墙面粉刷")
    assert "墙面粉刷" in page(sign_in(clerk), case).content.decode()


def test_a_redacted_line_says_so(sign_in, clerk, case):
    case.events.update(data=None, salt="")
    assert page(sign_in(clerk), case).status_code == 200


def test_what_may_be_done_follows_state_and_right(sign_in, clerk, mediator, duty_leader, case):
    assert offered(page(sign_in(clerk), case)) == (
        "route",
        {
            "settle",
            "add_party",
            "appoint_agent",
            "classify",
            "note",
            "merge",
            "link",
            "withdraw",
            "decline",
            "pass_outside",
        },
    )
    factories.send(case, act(clerk))
    assert offered(page(sign_in(clerk), case)) == ("", {"appoint_agent", "note", "link", "withdraw"})
    assert offered(page(sign_in(mediator), case)) == (
        "sign",
        {"send_back", "add_party", "appoint_agent", "classify", "note", "merge", "link", "withdraw"},
    )
    assert offered(page(sign_in(duty_leader), case)) == ("", {"note", "supervise", "instruct"})


def test_the_steps_show_where_it_stands(sign_in, mediator, signed_case):
    steps = page(sign_in(mediator), signed_case).context["steps"]
    assert [step.state for step in steps] == ["done", "done", "now", "later", "later"]
    lifecycle.withdraw(signed_case, reason="双方自行和解", by=act(mediator))
    steps = page(sign_in(mediator), signed_case).context["steps"]
    assert [step.state for step in steps] == ["done", "now"]


def test_a_restricted_case_is_looked_at_on_the_record(sign_in, director, make_case):
    case = make_case(restricted=True)
    page(sign_in(director), case)
    row = AuditRow.objects.get(action="looked")
    assert (row.about, row.by_id) == (f"case:{case.number}", director.user_id)


def test_an_ordinary_case_leaves_no_such_row(sign_in, director, case):
    page(sign_in(director), case)
    assert not AuditRow.objects.filter(action="looked").exists()


def test_the_page_costs_the_same_however_long_the_story(sign_in, mediator, clerk, signed_case):
    client = sign_in(mediator)
    page(client, signed_case)
    with CaptureQueriesContext(connection) as short:
        page(client, signed_case)
    for n in range(30):
        lifecycle.note(signed_case, text=f"第{n}次走访。", by=act(clerk if n % 2 else mediator))
    with CaptureQueriesContext(connection) as long:
        page(client, signed_case)
    assert len(long) <= len(short)


def test_a_very_long_story_is_shown_in_part_until_asked_for(sign_in, mediator, signed_case, monkeypatch):
    from intake import telling

    monkeypatch.setattr(telling, "LINES", 2)
    client = sign_in(mediator)
    assert len(page(client, signed_case).context["story"].lines) == 2
    assert len(page(client, signed_case, story="whole").context["story"].lines) == 3


def test_a_file_is_kept_not_run(sign_in, clerk, outsider, case):
    file = File(media_type="image/png", size=3, sha256="0" * 64, stored_at=now())
    file.content.save("a.png", ContentFile(b"png"), save=False)
    file.save()
    kept = Attachment.objects.create(case=case, file=file, label="现场照片", at=now())
    address = reverse("intake:attachment", args=[case.number, kept.pk])
    response = sign_in(clerk).get(address)
    assert b"".join(response.streaming_content) == b"png"
    assert response["Content-Disposition"].startswith("attachment") and response["X-Content-Type-Options"] == "nosniff"
    assert "现场照片" in page(sign_in(clerk), case).content.decode()
    assert sign_in(outsider).get(address).status_code == 404


def test_a_file_of_another_case_is_not_found(sign_in, clerk, make_case):
    first, second = make_case(), make_case()
    file = File.objects.create(content="gone.png", media_type="image/png", size=3, sha256="0" * 64, stored_at=now())
    kept = Attachment.objects.create(case=first, file=file, label="照片", at=now())
    client = sign_in(clerk)
    assert client.get(reverse("intake:attachment", args=[second.number, kept.pk])).status_code == 404
    assert (
        client.get(reverse("intake:attachment", args=[first.number, kept.pk])).status_code == 404
    )  # its bytes are lost


def test_words_of_a_visitor_are_never_markup(sign_in, clerk, make_case):
    case = make_case(narrative="<script>alert(1)</script>邻居占道，要求恢复。")
    lifecycle.note(case, text="<img src=x onerror=alert(1)>", by=act(clerk))
    text = page(sign_in(clerk), case).content.decode()
    assert "<script>alert(1)" not in text and "<img src=x" not in text


def test_who_it_was_shared_with_is_shown(sign_in, director, outsider, case):
    lifecycle.share(case, user=outsider.user, reason="共同研判", by=act(director))
    assert [reader.user for reader in page(sign_in(director), case).context["handed"].readers] == [outsider.user]
    assert page(sign_in(outsider), case).status_code == 200


def test_a_transfer_keeps_the_old_desk_reading(sign_in, mediator, signed_case, county):
    lifecycle.transfer(signed_case, to_desk=desk("MB", "judicial"), reason="对方住在马坝镇。", by=act(mediator))
    assert page(sign_in(mediator), signed_case).status_code == 200
