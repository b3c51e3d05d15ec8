"""AD8: three of four classes, the last five not again, changed when old; GB/T 22239-2019 8.1.4.1."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from center.foundation.now import now
from center.institution.models import UsedPassword
from center.institution.signing_in import passwords
from tests.factories import PASSWORD

NEW = "Blaue-Fichte-{}"


def change(client, old, new):
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize(
    ("password", "good"),
    [("abcdefghijkl", False), ("abcdefghij12", False), ("Abcdefghij12", True), ("abcdef-hij12", True), ("短短短短短短短短a1", True), ("Ab1-", False)],
)  # fmt: skip
def test_length_and_classes(password, good):
    if good:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


def test_none_of_the_last_five_is_taken_again(sign_in, clerk, settings):
    settings.ACCOUNT_RATE_LIMITS = {"change_password": None, "login_failed": None}
    client, old = sign_in(clerk), PASSWORD
    for turn in range(4):
        assert change(client, old, NEW.format(turn)).status_code == 302
        old = NEW.format(turn)
    for used in (PASSWORD, NEW.format(0), NEW.format(3)):
        assert change(client, old, used).status_code != 302
    assert change(client, old, NEW.format(4)).status_code == 302
    assert UsedPassword.objects.filter(user=clerk.user).count() == 5
    assert change(client, NEW.format(4), PASSWORD).status_code == 302


def age(posting, days):
    posting.user.used_passwords.update(set_at=now() - timedelta(days=days))


def test_an_old_password_is_reminded_of_then_asked_for(client, clerk, settings):
    age(clerk, settings.PASSWORD_DAYS + 1)
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    page = client.get("/inbox/")
    assert (
        page.status_code == 200
        and "/accounts/password/change/" in page.content.decode()
        and "您的密码" in page.content.decode()
    )
    client.post("/accounts/logout/")
    age(clerk, settings.PASSWORD_DAYS + settings.PASSWORD_GRACE_DAYS + 1)
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert client.get("/inbox/").headers["Location"].startswith("/accounts/password/change/")
    assert client.get("/api/v1/cases/").status_code == 403
    assert change(client, PASSWORD, NEW.format(1)).status_code == 302
    assert client.get("/inbox/").status_code == 200
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "clerk", "password": NEW.format(1)})
    assert client.get("/inbox/").status_code == 200


def test_a_password_that_was_given_is_changed_by_its_owner(client, clerk, settings):
    settings.PASSWORD_FIRST_CHANGE, settings.PASSWORD_GRACE_DAYS = True, 0
    age(clerk, 1)
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    assert client.get("/inbox/").headers["Location"].startswith("/accounts/password/change/")
    change(client, PASSWORD, NEW.format(1))
    assert client.get("/inbox/").status_code == 200
    assert clerk.user.used_passwords.order_by("-set_at", "-pk").first().own


def test_a_password_on_no_record_counts_from_the_first_sign_in(clerk):
    UsedPassword.objects.all().delete()
    assert passwords.due(clerk.user) > now()


def test_where_passwords_do_not_grow_old_none_is_due(clerk, settings):
    settings.PASSWORD_DAYS = 0
    assert passwords.due(clerk.user) is None
