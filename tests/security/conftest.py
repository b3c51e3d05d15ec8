"""Doors as in production: the second factor is asked of those who must have one."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value


@pytest.fixture(autouse=True)
def second_factor_required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.SESSION_HOURS, settings.SESSION_IDLE_MINUTES = 12, 30


class Phone:
    """An authenticator: shows the code of now."""

    def __init__(self, secret):
        self.secret = secret

    def code(self):
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // 30))


@pytest.fixture
def phone():
    """Give a person a phone: `phone(auditor)`; it shows codes and is set up already."""

    def give(posting):
        secret = generate_totp_secret()
        TOTP.activate(posting.user, secret)
        RecoveryCodes.activate(posting.user)
        return Phone(secret)

    return give


@pytest.fixture
def proved(client, phone):
    """Sign somebody in who has just proved the second factor: gives the client."""

    def enter(posting, *, minutes_ago=0):
        if not Authenticator.objects.filter(user=posting.user).exists():
            phone(posting)
        client.force_login(posting.user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["account_authentication_methods_user"] = str(posting.user_id)
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": time.time() - minutes_ago * 60, "id": 1, "type": "totp", "reauthenticated": True}
        ]
        session.save()
        return client

    return enter
