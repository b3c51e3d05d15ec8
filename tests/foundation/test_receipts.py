"""Receipts of the gateway: signed, fresh, and safe to hear twice."""

import json
from uuid import uuid4

import pytest

from center.foundation import notices
from center.foundation.gateway import receipts
from center.foundation.models import Notice
from center.foundation.now import now

pytestmark = pytest.mark.django_db
URL = "/gateway/receipts"


@pytest.fixture(autouse=True)
def key(settings):
    settings.GATEWAY_RECEIPT_KEY = "shared-with-the-gateway"


@pytest.fixture
def notice():
    notices.owe_outside("filing.told", key="filing:1:told", channel=notices.SMS, address="13800001234", number="x")
    Notice.objects.update(state="sent", sent_at=now())
    return Notice.objects.get()


def say(client, *said, seconds=0, body=None, signature=None):
    body = (
        body if body is not None else json.dumps({"receipts": [{"key": str(k), "status": s} for k, s in said]}).encode()
    )
    sent = str(int(now().timestamp()) + seconds)
    return client.post(
        URL, body, content_type="application/json",
        headers={"X-Gateway-Time": sent, "X-Gateway-Signature": signature or receipts.signature(body, sent)},
    )  # fmt: skip


def test_a_delivery_is_noted_once_however_often_it_is_told(client, notice):
    assert say(client, (notice.token, "delivered")).json() == {"changed": 1}
    first = Notice.objects.get().delivered_at
    assert say(client, (notice.token, "delivered")).json() == {"changed": 0}
    assert Notice.objects.get().delivered_at == first


def test_what_did_not_arrive_is_listed_and_a_later_delivery_takes_it_off(client, notice):
    say(client, (notice.token, "undelivered"))
    assert list(Notice.objects.undelivered()) == [notice]
    say(client, (notice.token, "delivered"))
    say(client, (notice.token, "undelivered"))
    assert not Notice.objects.undelivered().exists()
    assert Notice.objects.get().state == "sent"


def test_a_receipt_that_is_quicker_than_the_worker_leaves_the_message_in_its_hand(client, notice):
    Notice.objects.update(state="sending", sent_at=None)
    say(client, (notice.token, "delivered"))
    assert Notice.objects.get().state == "sending" and Notice.objects.get().delivered_at


@pytest.mark.parametrize("seconds", [-310, 310])
def test_an_old_receipt_is_not_heard(client, notice, seconds):
    answer = say(client, (notice.token, "delivered"), seconds=seconds)
    assert answer.status_code == 403 and answer.json() == {"code": "too_old"}
    assert Notice.objects.get().delivered_at is None


@pytest.mark.parametrize("signature", ["", "0" * 64, "é" * 64])
def test_a_forged_receipt_is_not_heard(client, notice, signature):
    assert say(client, (notice.token, "delivered"), signature=signature or "x").status_code == 403
    assert Notice.objects.get().delivered_at is None


KEY = "7b0f8f2e-53a5-4d0e-9d7c-1f3f7c0e8a11"  # of no message; the same in every process, as the names of tests must be


@pytest.mark.parametrize(
    "body",
    [b"x", b"[]", b"null", b'{"receipts": 1}', b'{"receipts": [1]}', b'{"receipts": [{"key": 1, "status": "delivered"}]}',
     b'{"receipts": [{"key": "%s", "status": "?"}]}' % KEY.encode(), b'{"receipts": [{"key": "%s", "status": []}]}' % KEY.encode(),
     b"[" * 20_000, b"\xff", json.dumps({"receipts": [{}] * 501}).encode()],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(client, body):
    assert say(client, body=body).status_code == 400


def test_a_large_one_and_one_of_unknown_keys(client):
    assert say(client, body=b" " * 70_000).status_code == 413
    assert say(client, (uuid4(), "delivered")).json() == {"changed": 0}
    assert client.get(URL).status_code == 405


def test_without_a_key_there_is_no_such_door(client, settings):
    signature = receipts.signature(b"", "1")
    settings.GATEWAY_RECEIPT_KEY = ""
    assert client.post(URL, b"", content_type="x/y", headers={"X-Gateway-Signature": signature}).status_code == 404
