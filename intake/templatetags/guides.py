"""The guides that fit a matter, where a page offers to answer from one."""

from django import template

from intake.guides import reading, texts
from intake.models import Case
from intake.permissions import allowed
from intake.suggestion.panel import Suggested

register = template.Library()


@register.simple_tag
def guides_beside(suggested: Suggested | None, form) -> list[texts.Shown]:
    """For the matter chosen at the counter, or the first that is proposed."""
    key = str(form.data.get("matter") or "") if form else ""
    key = key or (suggested.first if suggested else "")
    return texts.of(reading.for_matter(key)) if key else []


@register.simple_tag
def guides_of_case(request, case: Case) -> list:
    """Those from which this reader may answer this case now, without their texts."""
    verb = {Case.State.REGISTERED: "case.settle", Case.State.HANDLING: "case.conclude"}.get(Case.State(case.state))
    if verb is None or verb not in allowed(request.actor, case):
        return []
    return reading.for_matter(case.matter.key)
