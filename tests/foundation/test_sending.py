"""Messages on their way: claimed once, tried again, given up, told of; and nothing lost when a worker dies."""

import smtplib
import threading
from datetime import timedelta

import pytest
from django.core import mail

from center.foundation import notices, sending
from center.foundation.fields import encrypt
from center.foundation.gateway import mail as letters
from center.foundation.gateway.fake import FakeGateway
from center.foundation.models import Notice
from center.foundation.now import at, now

PHONE = "13800001234"
pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(settings, tmp_path):
    """A gateway that listens; `gateway.fail_every = 2` makes it fail half the time."""
    server = FakeGateway(0, tmp_path / "gateway.jsonl", token="secret")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.GATEWAY_URL, settings.GATEWAY_TOKEN, settings.GATEWAY_TIMEOUT = server.address, "secret", 5
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def owe(number: int = 1, *, channel: str = notices.SMS, address: str = PHONE, kind: str = "filing.told") -> Notice:
    key = f"filing:{number}:told"
    notices.owe_outside(
        kind, key=key, channel=channel, address=address, about="case:HHT202611240001K",
        number="HHT-20261124-0001-K", site="http://portal/status/", center="黄花塘镇", phone="0517-88000000", until="2026-12-01", secret="LONG-CODE",
    )  # fmt: skip
    return Notice.objects.get(key=key)


def test_what_is_owed_reaches_the_gateway_with_its_approved_fields_and_nothing_else(gateway):
    notice = owe()
    done = sending.send_due()
    assert (done.scanned, done.acted, done.failed) == (1, 1, 0)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.claim) == ("sent", 1, None)
    (message,) = gateway.kept.values()
    assert message == {
        "key": str(notice.token), "channel": "sms", "to": PHONE, "template": "filing.told",
        "values": {"number": "HHT-20261124-0001-K", "site": "http://portal/status/", "center": "黄花塘镇", "phone": "0517-88000000", "until": "2026-12-01"},
    }  # fmt: skip
    assert sending.send_due().scanned == 0


def test_the_same_cause_is_one_message_and_the_gateways_own_name_for_a_template_is_used(gateway, settings):
    settings.GATEWAY_TEMPLATES = {"filing.told": "SMS_1042"}
    owe()
    owe()
    sending.send_due()
    assert [message["template"] for message in gateway.kept.values()] == ["SMS_1042"]


def test_a_kind_without_an_approved_wording_never_leaves_the_house(gateway):
    notice = owe(kind="clock.overdue")
    sending.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.fault, gateway.kept) == ("failed", "gateway_refused", {})


def test_without_a_gateway_it_waits(settings):
    settings.GATEWAY_URL = ""
    notice = owe()
    assert sending.send_due().scanned == 0
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("owed", 0)


def test_a_gateway_that_does_not_answer_is_tried_later_and_costs_the_others_no_try(settings):
    settings.GATEWAY_URL, settings.GATEWAY_TIMEOUT = "http://127.0.0.1:9", 1
    made = [owe(number) for number in range(8)]
    moment = now()
    with at(moment):
        done = sending.send_due()
    tried = sorted(Notice.objects.filter(pk__in=[n.pk for n in made]).values_list("attempts", flat=True))
    assert tried == [0] * 5 + [1] * 3 and done.failed == 3
    assert set(Notice.objects.values_list("state", "next_try_at")) == {("owed", moment + sending.WAITS[0])}


def test_tries_wait_longer_each_time_and_end_on_the_list(settings):
    settings.GATEWAY_URL, settings.GATEWAY_TIMEOUT = "http://127.0.0.1:9", 1
    notice, moment, waits = owe(), now(), []
    while notice.state == "owed":
        with at(moment):
            sending.send_due()
        notice.refresh_from_db()
        waits.append(notice.next_try_at - moment)
        moment = max(notice.next_try_at, moment)
    assert waits[:-1] == sending.WAITS
    assert (notice.state, notice.fault, notice.attempts) == ("failed", "tries_spent", sending.MOST_TRIES)
    assert list(Notice.objects.undelivered()) == [notice]


def test_a_gateway_that_fails_half_the_time_gets_each_at_least_once_and_knows_it_by_its_key(gateway):
    """Of the failures every other one keeps the message and loses the answer: the nasty kind."""
    gateway.fail_every = 2
    for number in range(40):
        owe(number)
    moment, rounds = now(), 0
    while Notice.objects.exclude(state="sent").exists():
        with at(moment + timedelta(hours=13 * rounds)):
            sending.send_due()
        rounds += 1
        assert rounds < sending.MOST_TRIES
    tokens = {str(token) for token in Notice.objects.values_list("token", flat=True)}
    assert set(gateway.kept) == tokens and len(tokens) == 40
    calls = sum(gateway.times.values())
    print(
        f"\n40 messages, {gateway.faults} of {gateway.calls} answers failed: {calls} received, {len(tokens)} distinct keys, 0 lost"
    )
    assert calls > 40, "some arrived twice, and the key says so"


def test_a_worker_that_dies_with_messages_in_hand_loses_none_and_a_late_one_changes_nothing(gateway):
    notice = owe()
    (dead,) = sending.claim(["sms"])
    assert sending.send_due().scanned == 0, "it is in the hand of another"
    with at(now() + sending.LEASE + timedelta(seconds=1)):
        assert sending.send_due().acted == 1
    sending._put_back(dead)  # it was not dead after all
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sent", 2)
    assert len(gateway.kept) == 1


def test_a_message_that_was_delivered_while_its_worker_died_is_not_sent_again(gateway):
    notice = owe()
    sending.claim(["sms"])
    Notice.objects.update(delivered_at=now())
    with at(now() + sending.LEASE + timedelta(seconds=1)):
        sending.send_due()
    notice.refresh_from_db()
    assert notice.state == "sent" and not gateway.kept


def test_two_claims_share_nothing():
    for number in range(15):
        owe(number)
    first, second, third = (sending.claim(["sms"]) for _time in range(3))
    assert (len(first), len(second), third) == (10, 5, [])
    assert not {n.pk for n in first} & {n.pk for n in second}


def test_an_address_that_does_not_open_is_listed_and_does_not_stop_the_others(gateway):
    broken, whole = owe(1), owe(2)
    table = Notice._meta.db_table
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET address = %s WHERE id = %s", [encrypt(PHONE, "other.place"), broken.pk])
    sending.send_due()
    assert dict(Notice.objects.values_list("pk", "fault")) == {broken.pk: "unreadable", whole.pk: ""}
    assert len(gateway.kept) == 1


def test_what_waited_a_week_is_not_sent_any_more(gateway):
    with at(now() - timedelta(days=8)):
        notice = owe()
    sending.send_due()
    notice.refresh_from_db()
    assert (notice.fault, gateway.kept) == ("too_old", {})


def test_no_address_is_in_a_log_or_in_the_message_as_written_down(gateway, caplog):
    gateway.token = "another"
    notice = owe()
    sending.send_due()
    assert "status 401" in caplog.text and PHONE not in caplog.text
    assert PHONE not in repr(sending._message(notice))


# -- e-mail: never twice --------------------------------------------------------------------------------------------------


def letter(number: int = 1) -> Notice:
    return owe(number, channel=notices.EMAIL, address="somebody@example.org")


def test_a_letter_goes_out_once():
    letter()
    sending.send_due()
    sending.send_due()
    (sent,) = mail.outbox
    assert sent.to == ["somebody@example.org"] and "HHT-20261124-0001-K" in sent.body
    assert Notice.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("error", "state", "fault"),
    [
        (smtplib.SMTPServerDisconnected("gone"), "failed", "fate_unknown"),
        (TimeoutError(), "failed", "fate_unknown"),
        (smtplib.SMTPDataError(451, b"busy"), "owed", ""),
        (smtplib.SMTPDataError(554, b"no"), "failed", "gateway_refused"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"unknown")}), "failed", "gateway_refused"),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"later")}), "owed", ""),
    ],
)
def test_a_letter_is_tried_again_only_where_it_is_known_not_to_have_left(settings, error, state, fault):
    settings.EMAIL_BACKEND = "tests.foundation.broken_mail.Breaking"
    from tests.foundation import broken_mail

    broken_mail.error = error
    notice = letter()
    sending.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.fault) == (state, fault)


def test_a_server_that_is_not_there_has_sent_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    notice = letter()
    sending.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("owed", 1)


def test_a_letter_whose_worker_died_is_listed_and_not_sent():
    notice = letter()
    sending.claim(["email"])
    with at(now() + sending.LEASE + timedelta(seconds=1)):
        sending.send_due()
    notice.refresh_from_db()
    assert (notice.state, notice.fault, mail.outbox) == ("failed", "fate_unknown", [])


def test_in_production_without_a_server_letters_wait(settings):
    settings.PRODUCTION, settings.EMAIL_HOST = True, ""
    assert not letters.is_there()


def test_a_round_costs_the_same_with_many_waiting(gateway, django_assert_num_queries):
    Notice.objects.bulk_create(
        Notice(key=f"sent:{n}", kind="x", channel="sms", state="sent", owed_at=now()) for n in range(300)
    )
    with django_assert_num_queries(14):  # release, recover (4), an empty claim in a savepoint, heartbeat
        sending.send_due()
