"""The counter: one page for who, the other side, the matter and the next step; its panels; and the draft of what is typed."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from center.foundation.errors import Refused
from center.foundation.remembering import remembered, remembering
from center.institution import permissions
from center.institution.middleware import current
from center.institution.models import Desk
from intake import drafts, earlier, lifecycle, reception
from intake.counter_form import CounterForm
from intake.models import Case

DRAFT = "counter"


@login_required
def counter(request: HttpRequest) -> HttpResponse:
    """The empty form, or the draft continued; on save one case, its first step, and the receipt."""
    desk = desk_of(request)
    if request.method != "POST":
        draft = drafts.kept(request.user, DRAFT)
        again = {"initial": draft.content} if draft and "draft" in request.GET else {}
        return _page(
            request,
            CounterForm(desk=desk, user=request.user, **again),
            draft=None if again else draft,
            restored=bool(again),
        )
    form = CounterForm(request.POST, desk=desk, user=request.user)
    if form.is_valid() and "look" not in request.POST:
        try:
            case = _take_in(request, form)
        except Refused as refusal:  # said on the form, so that nothing typed is lost
            form.add_error(None, str(refusal.message))
        else:
            drafts.discard(request.user, DRAFT)
            return redirect("intake:receipt", case.number)
    drafts.keep(request.user, DRAFT, _typed(request.POST))
    if "look" in request.POST:  # without script: what the right column says, and no complaints yet
        return _page(request, CounterForm(initial=dict(form.data.items()), desk=desk, user=request.user), cleaned=form)
    return _page(request, form, cleaned=form, status=422)


@login_required
@require_POST
def person(request: HttpRequest) -> HttpResponse:
    """What the document says of the person, and earlier visits; while the clerk types."""
    form = CounterForm(request.POST, desk=desk_of(request), user=request.user)
    form.is_valid()
    return render(
        request, "intake/_counter_person.html", {"form": form, "cleaned": form, "earlier": _earlier(request, form)}
    )


@login_required
@require_POST
def proposal(request: HttpRequest) -> HttpResponse:
    """Where the matter would go, and why; while the clerk types."""
    form = CounterForm(request.POST, desk=desk_of(request), user=request.user)
    form.is_valid()
    return render(request, "intake/_counter_proposal.html", {"cleaned": form})


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed. A form that was saved meanwhile leaves no draft behind."""
    desk_of(request)
    if lifecycle.registered(request.POST.get("client_key", ""), request.actor):
        return HttpResponse(status=204)
    saved_at = drafts.keep(request.user, DRAFT, _typed(request.POST))
    return render(request, "intake/_counter_draft.html", {"saved_at": saved_at})


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away and begin with an empty form."""
    drafts.discard(request.user, DRAFT)
    return redirect("intake:counter")


def _take_in(request: HttpRequest, form: CounterForm) -> Case:
    """The seat is the one read when this request began; it is not read again inside the transaction."""
    seat = current(request)
    seat.user = request.user
    with remembering():
        remembered(("posting", seat.pk), lambda: seat)
        return reception.take_in(form.registration, desk=form.desk, by=request.actor, step=form.first_step)


def desk_of(request: HttpRequest) -> Desk:
    """The desk at which the person sitting there registers: the counter of the center, where it has one.

    Http404 for those who register nowhere; Refused("other_seat") while they sit in a seat that does not.
    """
    seat = current(request)
    if seat is None or "case.register" not in permissions.VERBS[seat.role]:
        if seat is None or not permissions.scope(request.user).allows("case.register"):
            raise Http404
        raise Refused(_("You are sitting at another desk now. Take your seat at the counter first."), "other_seat")
    if seat.desk.department_id is None:
        return seat.desk
    return (
        Desk.objects.select_related("center", "department").filter(center=seat.desk.center_id, department=None).first()
        or seat.desk
    )


def _page(
    request: HttpRequest, form: CounterForm, *, cleaned: CounterForm | None = None, status: int = 200, **more
) -> HttpResponse:
    form.focus()
    words = {"form": form, "cleaned": cleaned, "earlier": _earlier(request, cleaned) if cleaned else None, **more}
    return render(request, "intake/counter.html", words, status=status)


def _earlier(request: HttpRequest, form: CounterForm) -> earlier.Earlier | None:
    given = form.cleaned_data
    if not given.get("id_number") and not given.get("phone"):
        return None
    return earlier.visits(
        request.user,
        id_kind=given.get("id_kind", ""),
        id_number=given.get("id_number", ""),
        phone=given.get("phone", ""),
    )


def _typed(data: QueryDict) -> dict[str, str]:
    """What is worth keeping: nothing, while all that is there is what every form begins with."""
    if not any(data.get(name) for name in CounterForm.WORDS):
        return {}
    return {name: str(data[name]) for name in CounterForm.base_fields if name in data}
