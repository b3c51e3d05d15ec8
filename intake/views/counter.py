"""The counter: one page for who, the other side, the matter and the next step; its panels; and the draft of what is typed."""

from typing import Any

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
from intake.counter import carried
from intake.counter.people import ROWS
from intake.counter_form import CounterForm
from intake.models import Case
from intake.tasks import send_correction

DRAFT = "counter"


@login_required
def counter(request: HttpRequest) -> HttpResponse:
    """The empty form, or the draft continued, or a further matter of a visit; on save one case, its first step, and the receipt."""
    if request.method != "POST":
        return _begin(request)
    form = typed_form(request)
    again = {"look", "add", "remove"} & request.POST.keys()
    if form.is_valid() and not again:
        try:
            case = _take_in(request, form)
        except Refused as refusal:  # said on the form, so that nothing typed is lost
            form.add_error(None, str(refusal.message))
        else:
            drafts.discard(request.user, DRAFT)
            send_correction(request.POST.get("suggested", ""), case, request.user.pk)
            return redirect("intake:receipt", case.number)
    elif not again and (made := lifecycle.registered(request.POST.get("client_key", ""), request.actor)):
        return redirect("intake:receipt", made.number)  # sent twice: what it made is on file now, and so looks like it
    drafts.keep(request.user, DRAFT, _typed(request.POST))
    if again:  # without script: one row more or less, or what the right column says; and no complaints yet
        return _page(request, _changed(request, form), cleaned=form)
    return _page(request, form, cleaned=form, status=422)


@login_required
@require_POST
def person(request: HttpRequest) -> HttpResponse:
    """What the document says of the person, and earlier visits; while the clerk types."""
    form = typed_form(request)
    form.is_valid()
    return render(
        request, "intake/_counter_person.html", {"form": form, "cleaned": form, "earlier": _earlier(request, form)}
    )


@login_required
@require_POST
def proposal(request: HttpRequest) -> HttpResponse:
    """Where the matter would go, and why; while the clerk types."""
    form = typed_form(request)
    form.is_valid()
    return render(request, "intake/_counter_proposal.html", {"cleaned": form})


@login_required
@require_POST
def party(request: HttpRequest) -> HttpResponse:
    """One more row, for a person or an organisation, empty and with the cursor in it."""
    form = typed_form(request)
    kind = request.POST.get("add", "")
    if kind not in ROWS:
        raise Http404
    row = CounterForm(desk=form.desk).row(form.next_key, kind)
    row.focus()
    return render(request, "intake/_counter_row.html", {"row": row})


@login_required
@require_POST
def people(request: HttpRequest) -> HttpResponse:
    """How many are named by now, and what is wrong or still missing among them; while the clerk types."""
    form = typed_form(request)
    form.is_valid()
    return render(request, "intake/_counter_people.html", {"cleaned": form, "live": True})


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


def desk_of(request: HttpRequest) -> Desk:
    """The desk at which the person sitting there registers: the counter of the center, where it has one.

    Http404 for those who register nowhere; Refused("other_seat") while they sit in a seat that does not.
    """
    desk = counter_of(request)
    if desk is None:
        if current(request) is None or not permissions.scope(request.user).allows("case.register"):
            raise Http404
        raise Refused(_("You are sitting at another desk now. Take your seat at the counter first."), "other_seat")
    return desk


def counter_of(request: HttpRequest) -> Desk | None:
    """The same, or nothing where the seat does not register."""
    seat = current(request)
    if seat is None or not permissions.carries(seat, "case.register"):
        return None
    if seat.desk.department_id is None:
        return seat.desk
    return (
        Desk.objects.select_related("center", "department").filter(center=seat.desk.center_id, department=None).first()
        or seat.desk
    )


def _begin(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    if "visit" in request.GET:
        visit = carried.continuing(request.user, desk, request.GET["visit"])
        if visit is None:
            raise Http404
        return _page(request, CounterForm(desk=desk, user=request.user, visit=visit))
    draft = drafts.kept(request.user, DRAFT)
    if draft is None or "draft" not in request.GET:
        return _page(request, CounterForm(desk=desk, user=request.user), draft=draft)
    visit = carried.continuing(request.user, desk, draft.content.get("visit"))
    form = CounterForm(desk=desk, user=request.user, visit=visit, initial=draft.content)
    return _page(request, form, draft=None, restored=True)


def typed_form(request: HttpRequest) -> CounterForm:
    """The form with what was posted. A visit that can no longer be continued is gone with its people: 404, and the draft is kept."""
    desk = desk_of(request)
    visit = None
    if request.POST.get("visit"):
        visit = carried.continuing(request.user, desk, request.POST["visit"])
        if visit is None:
            raise Http404
    return CounterForm(request.POST, desk=desk, user=request.user, visit=visit)


def as_typed(request: HttpRequest, form: CounterForm, changes: dict[str, str]) -> HttpResponse:
    """The whole page with what is typed and some fields set, not yet judged; without script. The draft is kept."""
    data = request.POST.copy()
    for name, value in changes.items():
        data[name] = value
    drafts.keep(request.user, DRAFT, _typed(data))
    typed = CounterForm(data, desk=form.desk, user=request.user, visit=form.visit)
    typed.is_valid()
    shown = CounterForm(initial=dict(typed.data.items()), desk=form.desk, user=request.user, visit=form.visit)
    return _page(request, shown, cleaned=typed)


def _changed(request: HttpRequest, form: CounterForm) -> CounterForm:
    """The same form not yet judged, with a row more or less where that was asked for."""
    typed = dict(form.data.items())
    removed, added = request.POST.get("remove", ""), request.POST.get("add", "")
    if removed.isascii() and removed.isdigit():
        typed = {name: value for name, value in typed.items() if not name.startswith(f"party-{removed}-")}
    if added in ROWS:
        typed[f"party-{form.next_key}-row"] = added
    changed = CounterForm(initial=typed, desk=form.desk, user=request.user, visit=form.visit)
    if added in ROWS:
        changed.rows[-1].focus()
    return changed


def _take_in(request: HttpRequest, form: CounterForm) -> Case:
    """The seat is the one read when this request began; it is not read again inside the transaction."""
    seat = current(request)
    seat.user = request.user
    with remembering():
        remembered(("posting", seat.pk), lambda: seat)
        return reception.take_in(form.registration, desk=form.desk, by=request.actor, step=form.first_step)


def _page(
    request: HttpRequest, form: CounterForm, *, cleaned: CounterForm | None = None, status: int = 200, **more: Any
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
    rows = any(name.startswith("party-") for name in data)
    if not rows and not any(data.get(name) for name in CounterForm.WORDS):
        return {}
    return {name: str(data[name]) for name in data if name in CounterForm.base_fields or _comes_and_goes(name)}


def _comes_and_goes(name: str) -> bool:
    """A field of a further person, of who acts, of the visit that goes on, of a case that looks like it, or a question of competence."""
    return name == "visit" or name.startswith(("party-", "first-", "carried-", "alike_", "fact_"))
