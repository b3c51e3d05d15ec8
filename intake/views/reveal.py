"""Seeing what is masked: with a reason, on the record."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from center.foundation import audit
from intake import answers, reading, sides
from intake.forms import RevealForm
from intake.models import Case, Person
from intake.permissions import require


@login_required
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """The clear value of one field of a person of this case. Written into the audit before it is shown (PIPL art. 51)."""
    case = answers.visible_case(request, number)
    person = _person(case, request.POST.get("person", ""))
    require(request.actor, "person.reveal", case)
    form = RevealForm(request.POST, again=reading.is_open(request, person.pk, request.POST.get("field", "")))
    shown = {"case": case, "person": person, "form": form, "facts": sides.facts(person), "may_reveal": True}
    template = "intake/_person.html" if request.htmx else "intake/reveal.html"
    if not form.is_valid():
        return render(request, template, shown, status=422)
    field = form.cleaned_data["field"]
    if not form.again:  # within the window it is on the record already
        audit.record(
            "revealed",
            by=request.actor,
            about=f"person:{person.pk}",
            field=field,
            reason=form.cleaned_data["reason"],
            case=case.number,
        )
        reading.keep_open(request, person.pk, field)
        reading.count(request.actor, what="revealed", limit=settings.REVEALS_PER_HOUR)
    revealed = {"revealed": field, "value": getattr(person, field), "form": RevealForm()}
    return render(request, template, {**shown, **revealed})


def _person(case: Case, typed: str) -> Person:
    """A party, or somebody who acts for one."""
    pk = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    partakes = Q(parties__case=case) | Q(acts_for__party__case=case)
    person = Person.objects.filter(partakes, pk=pk).first()
    if person is None:
        raise Http404
    return person
