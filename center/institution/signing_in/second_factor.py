"""The second factor: who must have one, and for which verbs the proof must be fresh. GB/T 22239-2019 8.1.4.1 d."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, fields
from center.foundation.errors import Refused
from center.foundation.throttle import hit
from center.institution import actors
from center.institution.models import Role, User
from center.institution.permissions import VERBS, scope

ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
# What wants a fresh proof, whoever does it. `seal.`: a prefix, for seals are used by verbs of several rooms.
VERBS_ASKED = ("export.approve", "export.fetch", "session.end", "admin.", "seal.")
KEEPS_SEALS = "seal."
TRIES, IN = 8, timedelta(minutes=15)
CONTEXT = "mfa_authenticator.data"


class FactorWanted(Exception):
    """The act waits until the person has proved by the second factor who is there."""


def owed(user: User) -> bool:
    """Whether this person must have a second factor: administrators, the auditor, keepers of seals, superusers."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return False
    return user.is_superuser or any(role_owes(role) for role in scope(user).roles)


def role_owes(role: str) -> bool:
    """Whether a seat in this role wants a second factor for all its pages."""
    return role in ROLES or any(verb.startswith(KEEPS_SEALS) for verb in VERBS[role])


def has_one(user: User) -> bool:
    """Whether one is set up; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def proved_at(request: HttpRequest) -> float:
    """When the person last proved by the factor who is there, in this session; 0 for never."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return max((float(record["at"]) for record in records if record.get("method") == "mfa"), default=0.0)


def prove(request: HttpRequest) -> None:
    """Note a proof in the session."""
    record_authentication(request, request.user, "mfa", type=str(Authenticator.Type.TOTP), reauthenticated=True)  # type: ignore[arg-type]


def is_fresh(request: HttpRequest) -> bool:
    return time.time() - proved_at(request) < settings.SECOND_FACTOR_MINUTES * 60


def ask(request: HttpRequest, verb: str) -> None:
    """Before `verb` is done on a page. Raises FactorWanted, which leads to the page that asks, where the proof is not fresh."""
    if settings.SECOND_FACTOR_REQUIRED and wants_proof(verb) and not is_fresh(request):
        raise FactorWanted


def wants_proof(verb: str) -> bool:
    return verb.startswith(VERBS_ASKED)


def count_try(user: Any) -> None:
    """Eight codes a quarter of an hour. Raises Refused("too_many_codes")."""
    if not hit(f"factor:{user.pk}", limit=TRIES, per=IN):
        audit.record("factor_locked", by=actors.without_seat(user), about=f"user:{user.pk}")
        raise Refused(
            _("Too many codes were entered. Nothing was changed. Please wait a quarter of an hour."),
            "too_many_codes",
            status=429,
        )


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted at rest; who must have a factor does not switch it off."""

    def encrypt(self, text: str) -> str:
        return fields.encrypt(text, CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(f"{fields.VERSION}."):
            return encrypted_text  # set up before secrets were encrypted
        return fields.decrypt(encrypted_text, CONTEXT)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not owed(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody's account has an e-mail address; what was done stands in the audit."""
