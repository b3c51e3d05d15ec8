"""The figures of the ladder on the director's page: cards, what lies still, what nobody has in hand; each the length of its list."""

from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.institution.permissions import Scope
from intake.filters import CaseFilter
from intake.models import Case


def count(scope: Scope, chip: str) -> int:
    """How many lines the list of cases has with this chip for the person whose scope this is."""
    if not scope.postings:
        return 0
    return CaseFilter({chip: "1"}, queryset=Case.objects.visible_to(scope.postings[0].user)).cases.count()


def address(_scope: Scope, chip: str) -> str:
    """The list that `count` counts."""
    return f"{reverse('intake:cases')}?{urlencode({chip: '1'})}"


for order, (chip, label, definition, tone) in enumerate(
    [
        ("red", _("Red cards"), _("Open cases with a red card: a limit that ended some working days ago, a second yellow card, or one given by hand; in the cases you may see."), "late"),
        ("yellow", _("Yellow cards"), _("Open cases with a yellow card: a limit has ended, or it was given by hand; in the cases you may see."), "near"),
        ("supervised", _("Under supervision"), _("Cases with a supervision slip that is not closed; in the cases you may see."), "near"),
        ("extension", _("Extensions to decide"), _("Cases for a limit of which more time was asked for and nobody has decided yet; in the cases you may see."), "near"),
        ("stalled", _("Lying still"), _("Cases in hand on which nothing effective was done for some working days; notes do not count, a paused limit does; in the cases you may see."), "near"),
        ("disputed", _("Competence in dispute"), _("Cases of which two desks say that they are not competent, or that came back a second time, and that wait for the director's decision; in the cases you may see."), "late"),
        ("bounced", _("Handed on too often"), _("Open cases that went from desk to desk as often as the setting HOPS_LISTED says, or more; in the cases you may see."), "near"),
        ("unassigned", _("Nobody has it in hand"), _("Cases in hand for which no handler is named, or whose handler's account is closed; in the cases you may see."), "late"),
    ],
    start=10,
):  # fmt: skip
    indicators.add(
        Indicator(
            f"cases_{chip}", label, definition, order, partial(count, chip=chip), partial(address, chip=chip), tone
        )
    )
