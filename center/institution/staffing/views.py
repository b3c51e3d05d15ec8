"""The security administrator's pages: everybody with seat, factor and last sign-in; and one person."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution import people
from center.institution.models import Absence, Posting, User
from center.institution.permissions import scope
from center.institution.signing_in import second_factor
from center.institution.staffing import lifecycle
from center.institution.staffing.forms import ClearanceForm

PAGE = 50


@login_required
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, by name; found by name, user name or spelling."""
    _administrator(request)
    typed = request.GET.get("q", "")[:60]
    everybody = people.found(typed) if typed.strip() else User.objects.all()
    open_seats = Posting.objects.not_ended(today())
    page = Paginator(_with_all(everybody, open_seats).order_by("-is_active", "pinyin", "pk"), PAGE).get_page(request.GET.get("page"))  # fmt: skip
    shut = lifecycle.locked([user.username for user in page])
    lines = [{"user": user, "locked": user.username in shut} for user in page]
    return render(request, "institution/staff.html", {"page": page, "lines": lines, "typed": typed})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with every posting ever held; `what`: "end" or "clear" the posting `posting`, or "unlock"."""
    _administrator(request)
    person = get_object_or_404(_with_all(User.objects.all(), Posting.objects.all()), pk=pk)
    what, refused = request.POST.get("what", ""), None
    form = ClearanceForm(request.POST if what == "clear" else None)
    if request.method == "POST":
        second_factor.ask(request, lifecycle.VERB)
        try:
            if _done(request, person, what, form):
                return redirect(request.path)
        except Refused as refusal:
            refused = refusal
            form.add_error(None, str(refusal)) if form.is_bound else messages.error(request, str(refusal))
    context = {
        "person": person, "form": form, "locked": bool(lifecycle.locked([person.username])), "today": today(),
        "seats": [(seat, seat.valid_to is None or seat.valid_to >= today()) for seat in person.postings.all()],
        "chosen": request.POST.get("posting", ""),
    }  # fmt: skip
    wrong = bool(form.is_bound and form.errors)
    return render(
        request, "institution/staff_person.html", context, status=refused.status if refused else 422 if wrong else 200
    )


def _done(request: HttpRequest, person: User, what: str, form: ClearanceForm) -> bool:
    """Whether the act was done; raises Refused, or Http404 for what is no act of this page."""
    if what == "unlock":
        lifecycle.unlock(person, by=request.actor)
        messages.success(request, _("The sign-in is open again."))
        return True
    typed = request.POST.get("posting", "")
    seat = next((seat for seat in person.postings.all() if str(seat.pk) == typed), None)
    if seat is None or what not in ("end", "clear"):
        raise Http404
    if what == "end":
        lifecycle.end(seat, by=request.actor)
        messages.success(request, _("The posting ends today."))
        return True
    if not form.is_valid():
        return False
    lifecycle.clear(seat, by=request.actor, **form.cleaned_data)
    messages.success(request, _("The clearance was changed."))
    return True


def _administrator(request: HttpRequest) -> None:
    if not scope(request.user).allows(lifecycle.VERB):  # type: ignore[arg-type]  # signed in
        raise Http404


def _with_all(found: QuerySet[User], seats: QuerySet[Posting]) -> Any:
    """With postings, absences to come, and whether a second factor is set up: two queries more for all of them."""
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    held = seats.select_related("desk__center", "desk__department", "covers__user").order_by("-valid_from", "-pk")
    return found.annotate(has_factor=Exists(factor)).prefetch_related(
        Prefetch("postings", held), Prefetch("absences", Absence.objects.to_come(today()).order_by("first_day"))
    )
