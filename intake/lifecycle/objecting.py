"""An objection to a hand-over: in time where a petition was forwarded, and with the rule by which it is another's."""

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import now
from intake import clocks
from intake.models import Case, Handover

OBJECTION = "petition.return_objection"  # 信访工作条例 art. 23(3)


def check(case: Case, handover: Handover, code: str, article: str) -> None:
    """Raises Refused("article_needed") where it is said to be another's and no rule is named, "too_late" for a petition after five working days."""
    if code == Handover.ReturnReason.NOT_COMPETENT and not article.strip():
        raise Refused(
            _("Name the rule or article by which another office is competent. The next desk and the director will read it."),
            "article_needed", status=422,
        )  # fmt: skip
    if is_petition(case) and _late(case, handover):
        raise Refused(
            _("A forwarded petition is objected to within five working days of its receipt (Regulations on Petition Work art. 23). They have passed: sign for it, or ask the director."),
            "too_late",
        )  # fmt: skip


def is_petition(case: Case) -> bool:
    """Whether the case is a petition: by its matter, or because it is handled as one."""
    return case.matter.department.key == "petitions" or case.proceedings.filter(key="petition", ended_at=None).exists()


def _late(case: Case, handover: Handover) -> bool:
    limit = clocks.in_force(OBJECTION)
    return limit.in_use and now() > limit.due(handover.sent_at, clocks.calendar_of(limit, case.desk)).moved
