"""Asked of every request of a signed-in person: is the session still good, the password young enough, the second factor there?"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from center.foundation.now import now
from center.institution.signing_in import second_factor, sessions
from center.institution.signing_in.second_factor import FactorWanted

SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
OPEN_NAMES = {"set_language", "elder", "take_seat", "session_left", "session_stay", "healthz", "healthz_jobs", "inbox_read", "front"}  # fmt: skip
OPEN_PREFIXES = ("account_", "mfa_")


class doorkeeper:
    """Stands behind the seat: sends to the sign-in page, the page of the password, or that of the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and hasattr(request, "session"):
            if sessions.seconds_left(request) <= 0:
                sessions.time_out(request)
                return away(request, "account_login", over="1")
            if not sessions.is_poll(request):
                sessions.note_act(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name or "" if request.resolver_match else ""
        if not request.user.is_authenticated or name in OPEN_NAMES or name.startswith(OPEN_PREFIXES):
            return None
        due = request.session.get(sessions.PASSWORD_DUE)
        if due is not None and now().timestamp() > due + settings.PASSWORD_GRACE_DAYS * 86400:
            return away(request, "account_change_password")
        if second_factor.owed(request.user):
            if not second_factor.proved_at(request):
                return to_the_factor(request)
            if request.method not in SAFE and not second_factor.is_fresh(request):
                return to_the_factor(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return to_the_factor(request) if isinstance(error, FactorWanted) else None


def to_the_factor(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks for a code, or to the one that sets the factor up; and back from there."""
    if second_factor.has_one(request.user):  # type: ignore[arg-type]  # staff only come here
        if not is_api(request) and request.method not in SAFE:
            messages.warning(request, _("Nothing was changed yet. Enter a code, then press the button once more."))
        return away(request, "mfa_reauthenticate")
    return away(request, "mfa_activate_totp")


def away(request: HttpRequest, name: str, **query: str) -> HttpResponseBase:
    """To another page first: a redirect, its like for a panel, or an answer that a program understands."""
    if is_api(request):
        status = 401 if name == "account_login" else 403
        return JsonResponse({"code": name, "message": _("Sign in on the pages of the portal first.")}, status=status)
    target = f"{reverse(name)}?{urlencode({'next': back_to(request), **query})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def back_to(request: HttpRequest) -> str:
    """The page the person was on, as an address of this house without a host."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    parts = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    if parts.netloc != request.get_host() or not parts.path.startswith("/") or parts.path.startswith("//"):
        return reverse("home")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
