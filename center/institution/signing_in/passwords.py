"""Passwords: three of four classes of characters, none of the last ones again, changed when they are old.

GB/T 22239-2019 8.1.4.1 asks for complex credentials that are changed from time to time; how complex and how often is what
assessors ask for, and a setting here.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation.now import now
from center.institution.models import UsedPassword, User

CLASSES = 3


class ThreeOfFour:
    """Of small letters, capitals, digits and signs, three kinds; a letter of another script counts as a sign."""

    def validate(self, password: str, user: Any = None) -> None:
        if kinds(password) < CLASSES:
            raise ValidationError(
                _("Use three of these four: small letters, capital letters, digits, signs."), "password_classes"
            )

    def get_help_text(self) -> str:
        return str(_("Three of these four: small letters, capital letters, digits, signs."))


class NoneOfTheLast:
    """Not one of the last PASSWORD_KEPT passwords again; keeps each that is set."""

    def validate(self, password: str, user: Any = None) -> None:
        if user is None or user.pk is None:
            return
        kept = user.used_passwords.order_by("-set_at", "-pk").values_list("hash", flat=True)[: settings.PASSWORD_KEPT]
        if any(check_password(password, hash) for hash in kept):
            raise ValidationError(_("You have used this password before. Choose a new one."), "password_used")

    def password_changed(self, password: str, user: Any = None) -> None:
        """Called by Django when a password has been set and saved."""
        UsedPassword.objects.create(user=user, hash=user.password, set_at=now())
        kept = user.used_passwords.order_by("-set_at", "-pk").values_list("pk", flat=True)[: settings.PASSWORD_KEPT]
        user.used_passwords.exclude(pk__in=list(kept)).delete()

    def get_help_text(self) -> str:
        return str(_("None of the passwords you used last."))


def kinds(password: str) -> int:
    """How many of the four classes of characters it holds."""
    lower = any("a" <= sign <= "z" for sign in password)
    upper = any("A" <= sign <= "Z" for sign in password)
    digit = any("0" <= sign <= "9" for sign in password)
    other = any(not (sign.isascii() and sign.isalnum()) for sign in password)
    return lower + upper + digit + other


def due(user: User) -> datetime | None:
    """From when on the password must be changed; nothing where passwords do not grow old. One that is on no record counts from now."""
    newest = user.used_passwords.order_by("-set_at", "-pk").first()
    if newest is None:
        newest = UsedPassword.objects.create(user=user, hash=user.password, set_at=now())
    if settings.PASSWORD_FIRST_CHANGE and not newest.own:
        return newest.set_at
    return newest.set_at + timedelta(days=settings.PASSWORD_DAYS) if settings.PASSWORD_DAYS else None


def chosen(user: User) -> None:
    """The person has chosen the newest password: nobody else knows it."""
    newest = user.used_passwords.order_by("-set_at", "-pk").first()
    if newest is not None:
        UsedPassword.objects.filter(pk=newest.pk).update(own=True)
