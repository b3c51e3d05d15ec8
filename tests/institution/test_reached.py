"""How a person is reached besides the inbox: entered by the person or an administrator, shown masked, and never in the way of signing in (DL8)."""

import pytest
from django.db import connection
from django.urls import reverse

from center.foundation.fields import DecryptionError
from center.foundation.models import AuditRow
from center.institution.models import User
from intake import reaching
from tests.factories import PASSWORD


def fresh(posting) -> User:
    return User.objects.get(pk=posting.user_id)


def spoil(posting) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE institution_user SET phone = 'v1.gone.xxxx', wechat = 'plain' WHERE id = %s", [posting.user_id]
        )
    return "v1.gone.xxxx"


def test_a_person_enters_what_is_kept_encrypted_and_shown_masked(sign_in, mediator):
    client, page = sign_in(mediator), reverse("reached")
    assert page in client.get("/inbox/").content.decode()
    typed = {"email": "chen@example.org", "mobile": "139 0000 1234", "wechat_id": "chen_2026"}
    assert client.post(page, typed).status_code == 302
    person = fresh(mediator)
    assert (person.email, person.phone, person.wechat) == ("chen@example.org", "13900001234", "chen_2026")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM institution_user WHERE id = %s", [mediator.user_id])
        assert cursor.fetchone()[0].startswith("v1.")
    shown = client.get(page).content.decode()
    assert "139****1234" in shown and "13900001234" not in shown and "chen_2026" not in shown
    entry = AuditRow.objects.get(action="addresses_kept")
    assert entry.data["fields"] == ["email", "phone", "wechat"] and "1390000" not in str(entry.data)


def test_what_stands_is_kept_what_is_emptied_goes_and_what_is_wrong_is_said(sign_in, mediator):
    client, page = sign_in(mediator), reverse("reached")
    User.objects.filter(pk=mediator.user_id).update(phone="13900001234", wechat="chen_2026")
    masked = {"mobile": "139****1234", "wechat_id": client.get(page).context["form"].initial["wechat_id"]}
    assert client.post(page, {"email": "", **masked}).status_code == 302
    assert (fresh(mediator).phone, fresh(mediator).wechat) == ("13900001234", "chen_2026")
    wrong = client.post(page, {"email": "chen", "mobile": "12345", "wechat_id": "两 字"})
    assert wrong.status_code == 422 and set(wrong.context["form"].errors) == {"email", "mobile", "wechat_id"}
    assert "12345" in wrong.content.decode()
    assert fresh(mediator).phone == "13900001234"
    assert client.post(page, {"email": "", "mobile": "", "wechat_id": masked["wechat_id"]}).status_code == 302
    assert (fresh(mediator).phone, fresh(mediator).wechat) == ("", "chen_2026")


def test_an_address_that_does_not_open_hinders_neither_signing_in_nor_a_page_nor_a_change(client, mediator):
    broken = spoil(mediator)
    answer = client.post(reverse("account_login"), {"login": fresh(mediator).username, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/", follow=True).status_code == 200
    person = fresh(mediator)
    with pytest.raises(DecryptionError):
        _ = person.phone
    person.name = "陈调解"
    person.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM institution_user WHERE id = %s", [mediator.user_id])
        assert cursor.fetchone()[0] == broken, "written back as it was"
    assert reaching.addresses(person.pk) == {"email": ""}
    page = reverse("reached")
    assert client.get(page).status_code == 200
    assert client.post(page, {"email": "", "mobile": "13900001234", "wechat_id": ""}).status_code == 302
    assert fresh(mediator).phone == "13900001234"


def test_an_administrator_enters_them_too_and_sees_them_masked(client, mediator):
    user = User.objects.create_user("root-of-house", password=PASSWORD, name="管理", is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("admin:institution_user_change", args=[mediator.user_id])
    spoil(mediator)
    form = client.get(page).context["adminform"].form
    said = {name: form[name].value() or "" for name in ("username", "name", "email", "home_department")}
    answer = client.post(page, {**said, "is_active": "on", "mobile": "13900001234", "wechat_id": ""})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert fresh(mediator).phone == "13900001234"
    shown = client.get(page).content.decode()
    assert "139****1234" in shown and "13900001234" not in shown
