"""What every answer passes through: refusals become a page, and pages for signed-in people are not kept by browsers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from center.foundation.errors import Refused

Next = Callable[[HttpRequest], HttpResponse]


def language(get_response: Next) -> Next:
    """Simplified Chinese, unless this browser was switched: what a phone happens to be set to decides nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        request.LANGUAGE_CODE = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(request.LANGUAGE_CODE):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


def private_pages(get_response: Next) -> Next:
    """Pages of a signed-in person are stored by nobody."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def features_of_browsers(get_response: Next) -> Next:
    """What a page may ask of the browser: the camera and the place, for the grid; nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware


class refusals:
    """A `Refused` that climbs out of a view becomes 409 (or its own status): a fragment for htmx, else a page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        template = "_refused.html" if getattr(request, "htmx", False) else "409.html"
        return render(request, template, {"message": error.message, "code": error.code}, status=error.status)
