"""AD2, AD3: the security administrator sees who sits where, ends postings, gives and takes clearances, unlocks sign-ins."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.foundation.models import AuditRow
from center.foundation.now import at, now, today
from center.institution.models import Absence, Posting, User
from center.institution.staffing import lifecycle
from tests import factories
from tests.factories import act


def lock(user):
    return AccessAttempt.objects.create(
        username=user.username, ip_address="10.0.0.1", failures_since_start=5,
         get_data="", post_data="",
    )  # fmt: skip


def refused(code, verb, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        verb(*args, **kwargs)
    assert caught.value.code == code


def test_everybody_is_listed_with_seat_factor_and_sign_in(security_administrator, mediator, director, sign_in):
    lock(mediator.user)
    Absence.objects.create(user=mediator.user, first_day=today(), last_day=today(), reason="leave", at=now())
    text = sign_in(security_administrator).get("/staff/").content.decode()
    assert "陈建国" in text and mediator.badge in text and "已锁定" in text and "敏感事项" in text


def test_people_are_found_by_name_user_name_spelling_and_initials(security_administrator, mediator, clerk, sign_in):
    client = sign_in(security_administrator)
    for typed in ("建国", "media", "chenjian", "cjg", "CJG"):
        assert [line["user"] for line in client.get("/staff/", {"q": typed}).context["lines"]] == [mediator.user], typed
    assert "没有找到" in client.get("/staff/", {"q": "没有这个人"}).content.decode()


def test_a_name_is_spelled_when_it_is_saved_and_old_rows_by_command(mediator):
    user = mediator.user
    assert User.objects.get(pk=user.pk).pinyin == "chenjianguo cjg"
    user.name = "单国强"
    user.save()
    assert User.objects.get(pk=user.pk).pinyin == "shanguoqiang sgq"
    User.objects.filter(pk=user.pk).update(pinyin="")
    call_command("spell_names")
    call_command("spell_names")
    assert User.objects.get(pk=user.pk).pinyin == "shanguoqiang sgq"


def test_the_list_has_a_constant_number_of_queries(security_administrator, sign_in, django_assert_max_num_queries):
    for n in range(60):
        factories.staff(f"more{n}", factories.desk("MB", "judicial"), name=f"王{n}")
    client = sign_in(security_administrator)
    client.get("/staff/")
    with django_assert_max_num_queries(20):
        assert len(client.get("/staff/").context["lines"]) == 50


def test_a_posting_is_ended_on_the_page(security_administrator, mediator, sign_in):
    client = sign_in(security_administrator)
    url = f"/staff/{mediator.user_id}/"
    assert client.post(url, {"what": "end", "posting": mediator.pk}).status_code == 302
    assert Posting.objects.get(pk=mediator.pk).valid_to == today()
    assert client.post(url, {"what": "end", "posting": "x"}).status_code == 404
    assert client.post(url, {"what": "x", "posting": mediator.pk}).status_code == 404


def test_a_clearance_is_given_and_taken_with_a_reason_on_the_record(security_administrator, mediator, sign_in):
    client = sign_in(security_administrator)
    url = f"/staff/{mediator.user_id}/"
    typed = {"what": "clear", "posting": mediator.pk, "clearance": "cleared", "given": "yes", "reason": ""}
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "reason": "主任会议决定"}).status_code == 302
    assert Posting.objects.get(pk=mediator.pk).cleared
    assert AuditRow.objects.get(action="clearance_set").data == {"clearance": "cleared", "reason": "主任会议决定"}
    assert client.post(url, {**typed, "reason": "再次"}).status_code == 409
    assert client.post(url, {**typed, "given": "no", "reason": "已调离"}).status_code == 302
    assert not Posting.objects.get(pk=mediator.pk).cleared


def test_a_clearance_of_a_seat_that_ended_stays_as_it_was(security_administrator, mediator):
    Posting.objects.filter(pk=mediator.pk).update(valid_to=today() - timedelta(days=1))
    said = {"reason": "x", "by": act(security_administrator), "given": True}
    refused("no_change", lifecycle.clear, mediator, clearance="cleared", **said)
    refused("no_such_clearance", lifecycle.clear, mediator, clearance="role", **said)


def test_a_locked_sign_in_is_unlocked_once(security_administrator, mediator, sign_in):
    lock(mediator.user)
    client = sign_in(security_administrator)
    url = f"/staff/{mediator.user_id}/"
    assert "解锁" in client.get(url).content.decode()
    assert client.post(url, {"what": "unlock"}).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert AuditRow.objects.filter(action="sign_in_unlocked", about=f"user:{mediator.user_id}").count() == 1
    refused("not_locked", lifecycle.unlock, mediator.user, by=act(security_administrator))


def test_a_lock_that_has_cooled_off_is_none(mediator):
    lock(mediator.user)
    with at(now() + timedelta(minutes=16)):
        assert not lifecycle.locked([mediator.user.username])


def test_nobody_does_it_for_oneself_or_without_the_right(security_administrator, system_administrator, mediator):
    own = security_administrator
    lock(own.user)
    refused("own_seat", lifecycle.end, own, by=act(own))
    refused("own_seat", lifecycle.clear, own, clearance="cleared", given=True, reason="x", by=act(own))
    refused("own_seat", lifecycle.unlock, own.user, by=act(own))
    refused("not_allowed", lifecycle.end, mediator, by=act(system_administrator))
    refused("not_allowed", lifecycle.clear, mediator, clearance="cleared", given=True, reason="x", by=act(mediator))
    refused("not_allowed", lifecycle.unlock, mediator.user, by=act(mediator))


def test_nobody_else_finds_the_pages(director, auditor, system_administrator, clerk, mediator, sign_in):
    for posting in (director, auditor, system_administrator, clerk):
        client = sign_in(posting)
        assert client.get("/staff/").status_code == client.get(f"/staff/{mediator.user_id}/").status_code == 404
        assert client.post(f"/staff/{mediator.user_id}/", {"what": "unlock"}).status_code == 404


def test_changing_something_wants_a_fresh_second_factor(security_administrator, mediator, sign_in, settings):
    client = sign_in(security_administrator)
    settings.SECOND_FACTOR_REQUIRED = True
    client.post(f"/staff/{mediator.user_id}/", {"what": "end", "posting": mediator.pk})
    assert Posting.objects.get(pk=mediator.pk).valid_to is None


def test_a_cover_keeps_no_account_from_being_read(security_administrator, mediator, clerk, sign_in):
    """An account that is closed, and a seat that stands in, are shown."""
    User.objects.filter(pk=clerk.user_id).update(is_active=False)
    from center.institution.lifecycle import appoint

    appoint(clerk.user, desk=mediator.desk, role="mediator", badge="9", by=SYSTEM, covers=mediator)
    text = sign_in(security_administrator).get(f"/staff/{clerk.user_id}/").content.decode()
    assert "账号已停用" in text and "代陈建国" in text
