"""PV1, AD4: a purpose, five minutes, and an alarm for who reads unusually much; names are found by their spelling."""

from datetime import timedelta

from django.urls import reverse

from center.foundation import spelling
from center.foundation.models import AuditRow, Notice
from center.foundation.now import at, now
from intake import search
from tests import factories


def reveal(client, case, person, reason="", field="phone"):
    page = reverse("intake:reveal", args=[case.number])
    return client.post(page, {"person": person.pk, "field": field, "reason": reason})


def test_for_five_minutes_no_second_purpose_is_asked(sign_in, clerk, case):
    client, person = sign_in(clerk), case.parties.first().person
    assert reveal(client, case, person).status_code == 422
    assert person.phone in reveal(client, case, person, "电话约当事人到场").content.decode()
    assert person.phone in reveal(client, case, person).content.decode()
    assert reveal(client, case, person, field="address").status_code == 422
    assert AuditRow.objects.filter(action="revealed").count() == 1
    with at(now() + timedelta(minutes=6)):
        assert reveal(client, case, person).status_code == 422


def test_who_reads_unusually_much_is_told_to_the_security_administrator(
    sign_in, clerk, make_case, security_administrator, settings
):
    settings.REVEALS_PER_HOUR = 1
    client = sign_in(clerk)
    for _n in range(3):
        case = make_case()
        reveal(client, case, case.parties.first().person, "核对身份")
    told = Notice.objects.filter(kind="reading.alarm", to_user=security_administrator.user)
    assert told.count() in (1, 2) and AuditRow.objects.filter(action="reading_alarm").count() in (
        1,
        2,
    )  # 2: over a full hour


def test_surnames_are_spelled_as_surnames():
    for name, full, first in [
        ("单田芳", "shantianfang", "stf"), ("曾国强", "zengguoqiang", "zgq"), ("仇小梅", "qiuxiaomei", "qxm"), ("尉迟敬德", "yuchijingde", "ycjd"),
        ("解晓东", "xiexiaodong", "xxd"), ("张三丰", "zhangsanfeng", "zsf"), ("区伟", "ouwei", "ow"), ("重庆", "chongqing", "cq"),
    ]:  # fmt: skip
        assert (spelling.full(name), spelling.initials(name)) == (full, first)


def test_a_name_is_found_by_its_spelling_and_by_its_initials(make_case, clerk):
    case = make_case(person=factories.person(name="单田芳"))
    for typed in ("shantianfang", "shan tian", "stf", "st"):
        assert case in search.find(typed, clerk.user).cases, typed
    assert case not in search.find("dantian", clerk.user).cases
