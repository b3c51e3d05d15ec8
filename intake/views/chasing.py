"""The citizen chases a matter on the status page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from center.foundation.errors import Refused
from intake import access, lifecycle
from intake.models import Case
from intake.views.status import let_in_to


@never_cache
@require_POST
def chase(request: HttpRequest) -> HttpResponse:
    """By whoever was let in with number and code; what is refused is said on the page of the matter."""
    kept = let_in_to(request)
    if kept is None:
        return redirect("intake:status")
    case = Case.objects.select_related("desk__center").get(pk=kept)
    try:
        lifecycle.chase(case, by=access.party(case))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The desk has been told that you asked. Its answer will be on this page."))
    return redirect("intake:status_case")
