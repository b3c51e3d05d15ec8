"""The list of messages that did not reach anybody: tried again, or dealt with otherwise, by those who may."""

import pytest

from center.foundation import notices
from center.foundation.errors import Refused
from center.foundation.models import AuditRow, Notice
from center.foundation.now import now
from center.institution import messages
from tests.factories import act


@pytest.fixture
def failed(county):
    """A message that failed: failed(fault="tries_spent", channel="sms")."""

    def make(number=1, *, fault="tries_spent", channel="sms", address="13800001234"):
        key = f"filing:{number}:told"
        notices.owe_outside("filing.told", key=key, channel=channel, address=address, about="case:HHT202611240001K")
        Notice.objects.filter(key=key).update(state="failed", fault=fault, attempts=9)
        return Notice.objects.get(key=key)

    return make


def test_the_list_shows_whom_to_call_masked(county_director, failed, sign_in):
    failed()
    failed(2, channel="email", address="somebody@example.org", fault="fate_unknown")
    text = sign_in(county_director).get("/messages/").content.decode()
    assert "138****1234" in text and "13800001234" not in text and "somebody@" not in text
    assert "HHT-20261124-0001-K" in text
    assert text.count("/again/") == 1, "a letter of unknown fate is not offered to be sent again"


def test_an_administrator_sees_no_case_and_others_no_list(system_administrator, failed, sign_in, director, clerk):
    failed()
    text = sign_in(system_administrator).get("/messages/").content.decode()
    assert "138****1234" in text and "HHT-20261124" not in text
    for other in (director, clerk):
        client = sign_in(other)
        assert client.get("/messages/").status_code == 404
        assert client.post(f"/messages/{Notice.objects.get().pk}/again/").status_code == 404
    assert Notice.objects.get().state == "failed"


def test_it_is_owed_once_more_with_the_key_the_gateway_knows(county_director, failed, sign_in):
    notice = failed()
    assert sign_in(county_director).post(f"/messages/{notice.pk}/again/").status_code == 302
    after = Notice.objects.get()
    assert (after.state, after.attempts, after.fault, after.token) == ("owed", 0, "", notice.token)
    assert AuditRow.objects.filter(action="message.again", about=f"notice:{notice.pk}").count() == 1


def test_what_the_gateway_said_was_not_delivered_goes_under_a_new_key(county_director, failed):
    notice = failed(fault="undelivered")
    before = notice.token
    messages.again(notice, by=act(county_director))
    assert Notice.objects.get().token not in (None, before)


@pytest.mark.parametrize("fault", ["fate_unknown", "unreadable"])
def test_what_may_have_arrived_is_not_sent_twice(county_director, failed, fault):
    with pytest.raises(Refused):
        messages.again(failed(fault=fault), by=act(county_director))
    assert Notice.objects.get().state == "failed"


def test_who_was_told_otherwise_leaves_the_list_and_twice_is_once(county_director, failed, sign_in):
    notice = failed()
    client = sign_in(county_director)
    assert client.post(f"/messages/{notice.pk}/settle/").status_code == 302
    assert client.post(f"/messages/{notice.pk}/settle/").status_code == 409
    assert client.post(f"/messages/{notice.pk}/again/").status_code == 409
    assert not Notice.objects.undelivered().exists()


def test_a_clerk_may_not_by_the_verb_either(clerk, failed):
    with pytest.raises(Refused) as refused:
        messages.settle(failed(), by=act(clerk))
    assert refused.value.code == "not_allowed"


def test_it_costs_the_same_with_many(county_director, failed, sign_in, django_assert_max_num_queries):
    client = sign_in(county_director)
    for number in range(60):
        failed(number)
    with django_assert_max_num_queries(17):
        page = client.get("/messages/")
    assert len(page.context["lines"]) == 50


def test_a_notice_of_the_inbox_is_none_of_these(county_director, sign_in):
    notices.owe("mediation.named", key="a", to=[county_director.user_id], number="x")
    pk = Notice.objects.get().pk
    assert sign_in(county_director).post(f"/messages/{pk}/settle/").status_code == 404
    assert Notice.objects.get().sent_at <= now()
