"""How a mediation begins."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import User
from intake import clocks, proceedings, story
from intake.cases import take
from intake.models import Case
from intake.permissions import require
from mediation import roster
from mediation.lifecycle.table import limit_of
from mediation.models import Mediation


@transaction.atomic
def propose(case: Case, *, mediator: User, by: Actor) -> Mediation:
    """Begin a mediation on a case in hand, led by `mediator`, who sits at its desk; the sides are asked next.

    Normally finished within one month (司法部令75号 art. 33), at the medical center within 30 working days (医疗纠纷预防和处理条例 art. 38).
    """
    take(case)
    require(by, "mediation.propose", case)
    if not roster.of_case(case).filter(pk=mediator.pk).exists():
        raise Refused(_("This person does not mediate at the desk today. Choose somebody who does."), "not_a_mediator")
    proceeding = proceedings.begin(case, "mediation")
    mediation = Mediation.objects.create(proceeding=proceeding, mediator=mediator, proposed_at=now())
    clocks.start(case, limit_of(case), desk=case.desk)
    story.record(case, "mediation.proposed", by=by, mediation=mediation.pk, mediator=mediator.pk)
    if mediator.pk != by.user_id:
        notices.owe(
            "mediation.named", key=f"mediation:{mediation.pk}:named", to=[mediator.pk], about=f"case:{case.number}",
            url=reverse("intake:case", args=[case.number]), number=case.grouped,
        )  # fmt: skip
    return mediation
