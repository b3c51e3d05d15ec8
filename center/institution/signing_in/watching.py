"""What Django and allauth tell about signing in, written into the session and the audit."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from center.foundation import address, audit
from center.foundation.actor import SYSTEM
from center.institution import actors
from center.institution.models import StaffSession, User
from center.institution.signing_in import passwords, sessions


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request, user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None and request.session.session_key:
        StaffSession.objects.filter(session_key=request.session.session_key).delete()
        audit.record("signed_out", by=actors.without_seat(user), about=f"user:{user.pk}")


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Whose name it was, where somebody has that name; never what was typed."""
    name = str(credentials.get("username") or credentials.get("login") or "")[:150].replace("\0", "")
    pk = User.objects.filter(username=name).values_list("pk", flat=True).first() if name else None
    audit.record(
        "sign_in_failed",
        by=SYSTEM,
        about=f"user:{pk}" if pk else "",
        address=address.of(request) if request is not None else "",
    )


@receiver(password_changed)
def password_chosen(request: HttpRequest, user: User, **_: Any) -> None:
    passwords.chosen(user)
    due = passwords.due(user)
    request.session[sessions.PASSWORD_DUE] = int(due.timestamp()) if due else None
    audit.record("password_changed", by=actors.without_seat(user), about=f"user:{user.pk}")


@receiver(authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    audit.record("factor_added", by=actors.without_seat(user), about=f"user:{user.pk}", kind=str(authenticator.type))


@receiver([authenticator_removed, authenticator_reset])
def factor_changed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    audit.record("factor_changed", by=actors.without_seat(user), about=f"user:{user.pk}", kind=str(authenticator.type))
