"""One's sessions and how to end them; for the security administrator those of everybody, and factors that were lost."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from center.foundation import address
from center.institution.models import StaffSession, User
from center.institution.permissions import scope
from center.institution.signing_in import lifecycle, second_factor, sessions

PAGE = 50


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Where this person is signed in."""
    found = sessions.live().filter(user=request.user)[:PAGE]
    context = {"lines": [_line(request, row) for row in found], "everybody": _may_end(request)}
    return render(request, "institution/sessions.html", context)


@login_required
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Who is signed in now, the last active first."""
    if not _may_end(request):
        raise Http404
    page = Paginator(sessions.live().select_related("user"), PAGE).get_page(request.GET.get("page"))
    context = {"lines": [_line(request, row) for row in page], "page": page}
    return render(request, "institution/everybodys_sessions.html", context)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a session of one's own, or of somebody else where one may."""
    found = StaffSession.objects.all() if _may_end(request) else StaffSession.objects.filter(user=request.user)
    session = get_object_or_404(found, pk=pk)
    if session.user_id != request.user.pk:
        second_factor.ask(request, "session.end")
    here = session.session_key == request.session.session_key
    lifecycle.end(session, by=request.actor)
    if here:
        sessions.time_out(request)
        return redirect("account_login")
    messages.success(request, _("The session was ended."))
    return redirect("sessions" if session.user_id == request.user.pk else "everybodys_sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions of one's own but this one."""
    lifecycle.end_others(request.user, current=request.session.session_key, by=request.actor)
    messages.success(request, _("Your other sessions were ended."))
    return redirect("sessions")


@login_required
@require_POST
def factor_off(request: HttpRequest) -> HttpResponse:
    """Take off the second factor of somebody whose phone is lost; the person sets up a new one at the next sign-in."""
    if not _may_end(request):
        raise Http404
    second_factor.ask(request, "session.end")
    lifecycle.take_factor_off(
        User.objects.filter(username=request.POST.get("username", "")[:150].replace("\0", "")).first(),
        by=request.actor,
    )
    messages.success(request, _("The second factor was taken off and the person signed out."))
    return redirect("everybodys_sessions")


@login_required
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends; asked by the page itself, which is no act."""
    return JsonResponse({"left": sessions.seconds_left(request)})


@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The person is there: an act, and nothing else."""
    sessions.note_act(request)
    return JsonResponse({"left": sessions.seconds_left(request)})


def _may_end(request: HttpRequest) -> bool:
    return scope(request.user).allows("session.end")  # type: ignore[arg-type]  # signed in


def _line(request: HttpRequest, row: StaffSession) -> dict[str, object]:
    here = row.session_key == request.session.session_key
    return {"session": row, "here": here, "place": address.place(row.address)}
