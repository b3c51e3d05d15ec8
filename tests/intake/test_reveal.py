"""Seeing in clear what is masked."""

import pytest
from django.urls import reverse

from center.foundation.models import AuditRow
from intake.models import Person


def reveal(client, case, person, field="phone", reason="电话约当事人到场", **headers):
    return client.post(
        reverse("intake:reveal", args=[case.number]), {"person": person.pk, "field": field, "reason": reason}, **headers
    )


@pytest.fixture
def person(case):
    return case.parties.first().person


@pytest.mark.parametrize("field", ["name", "phone", "id_number", "address"])
def test_one_value_is_shown_and_written_down(sign_in, clerk, case, person, field):
    text = reveal(sign_in(clerk), case, person, field).content.decode()
    others = {"name", "phone", "id_number", "address"} - {field}
    assert getattr(person, field) in text
    assert not [name for name in others if getattr(person, name) in text]
    row = AuditRow.objects.get(action="revealed")
    assert row.about == f"person:{person.pk}" and row.by_id == clerk.user_id
    assert row.data == {"field": field, "reason": "电话约当事人到场", "case": case.number}


def test_it_is_shown_in_place_with_script(sign_in, clerk, case, person):
    text = reveal(sign_in(clerk), case, person, headers={"HX-Request": "true"}).content.decode()
    assert text.lstrip().startswith(f'<div class="person" id="person-{person.pk}"') and person.phone in text


def test_without_a_reason_nothing_is_shown(sign_in, clerk, case, person):
    for headers in ({}, {"HX-Request": "true"}):
        response = reveal(sign_in(clerk), case, person, reason=" ", headers=headers)
        text = response.content.decode()
        assert response.status_code == 422 and person.phone not in text and "field-errors" in text
    assert not AuditRow.objects.filter(action="revealed").exists()


@pytest.mark.parametrize("field", ["", "pinyin", "password", "id_digest"])
def test_only_what_may_be_revealed_is(sign_in, clerk, case, person, field):
    assert reveal(sign_in(clerk), case, person, field).status_code == 422


def test_a_person_of_another_case_is_not_found(sign_in, clerk, case, make_case):
    other = make_case().parties.first().person
    assert reveal(sign_in(clerk), case, other).status_code == 404
    assert reveal(sign_in(clerk), case, Person(pk=10**18)).status_code == 404


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "9" * 40, "٣"])
def test_a_strange_id_is_not_found(sign_in, clerk, case, typed):
    response = sign_in(clerk).post(
        reverse("intake:reveal", args=[case.number]), {"person": typed, "field": "phone", "reason": "核对身份"}
    )
    assert response.status_code == 404


def test_an_outsider_finds_nothing(sign_in, outsider, case, person):
    assert reveal(sign_in(outsider), case, person).status_code == 404


def test_a_reader_without_the_right_is_refused(sign_in, duty_leader, case, person):
    response = reveal(sign_in(duty_leader), case, person)
    assert response.status_code == 403 and person.phone not in response.content.decode()
    assert not AuditRow.objects.filter(action="revealed").exists()


def test_it_is_not_done_by_following_a_link(sign_in, clerk, case):
    assert sign_in(clerk).get(reverse("intake:reveal", args=[case.number])).status_code == 405
