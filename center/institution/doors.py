"""Who comes through the door of a page at all; what is seen inside follows from the scope."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from center.institution.permissions import scope


def for_readers_of_cases(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed in, and in a posting that reads cases today; administrators, auditors and former staff find no page."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not scope(request.user).sees_cases:  # type: ignore[arg-type]  # login_required has been asked
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
