"""The person for whom a matter was filed says, on the status page, whether it is theirs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from center.foundation.errors import Refused
from intake import access
from intake.lifecycle import filing
from intake.models import Case
from intake.views.status import let_in_to

SAID = {
    "confirm": _("Thank you. It is noted that the matter is yours."),
    "disown": _("It is noted that the matter is not yours. What was still open is withdrawn, and nothing more happens with it."),
}  # fmt: skip


@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Confirm or disown, by whoever was let in with number and code; pressed twice it is said once."""
    kept = let_in_to(request)
    if kept is None:
        return redirect("intake:status")
    case, said = Case.objects.get(pk=kept), request.POST.get("answer", "")
    if said not in SAID:
        raise Http404
    by = access.party(case)
    try:
        if said == "confirm":
            filing.confirm(case, by=by)
        else:
            filing.disown(case, by=by, reason=request.POST.get("reason", ""))
    except Refused as refusal:  # said on the page of the matter, which shows where it stands
        messages.warning(request, refusal.message)
    else:
        messages.success(request, SAID[said])
    return redirect("intake:status_case")
