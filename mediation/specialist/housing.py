"""Housing and expropriation: what the center mediates, and what belongs to reconsideration, valuation or a court."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused


class Dispute(models.TextChoices):
    """What the quarrel is about."""

    VOLUNTARY = "voluntary", _("Settlement that both sides are free to make")
    FAMILY_SHARE = "family_share", _("How a family divides a compensation or a house")
    TENANCY = "tenancy", _("Rent, sale or use of a house")
    DECISION = "decision", _("The decision to expropriate")
    COMPENSATION = "compensation", _("The compensation decision")
    AGREEMENT = "agreement", _("Breach of a compensation agreement by the authority")
    VALUATION = "valuation", _("The valuation of the house")
    RURAL_PLAN = "rural_plan", _("The compensation plan for collective land")
    DISTRIBUTION = "distribution", _("How much of the land compensation is to be distributed in the collective")
    OWNERSHIP = "ownership", _("Who owns or may use the land")


@dataclass(frozen=True)
class Route:
    """Where a dispute goes that the center does not mediate: which way, and by which article."""

    way: Any
    article: Any


ELSEWHERE: dict[str, Route] = {
    Dispute.DECISION: Route(
        _("administrative reconsideration within 60 days, or a suit within six months"),
        _(
            "Regulations on Expropriation of Houses on State-owned Land art. 14; Administrative Reconsideration Law art. 20"
        ),
    ),
    Dispute.COMPENSATION: Route(
        _("administrative reconsideration within 60 days, or a suit within six months"),
        _("Regulations on Expropriation of Houses on State-owned Land art. 26"),
    ),
    Dispute.AGREEMENT: Route(
        _("a suit at the people's court"), _("Regulations on Expropriation of Houses on State-owned Land art. 25")
    ),
    Dispute.VALUATION: Route(
        _("a re-check by the appraiser, then the committee of valuation experts"),
        _("Regulations on Expropriation of Houses on State-owned Land art. 19"),
    ),
    Dispute.RURAL_PLAN: Route(
        _("a hearing at the county government, then reconsideration or a suit against the compensation decision"),
        _("Land Administration Law art. 47; its Implementing Regulations arts. 28 and 31"),
    ),
    Dispute.OWNERSHIP: Route(
        _("negotiation, then a decision of the township or county government, and a suit within 30 days of it"),
        _("Land Administration Law art. 14"),
    ),
    Dispute.DISTRIBUTION: Route(
        _("the assembly of the collective and the supervision of the township; a court does not hear it either"),
        _("Interpretation on Rural Land Contract Disputes art. 1"),
    ),
}


def check(dispute: str) -> None:
    """Raises Refused("not_for_mediation") naming the way and the article, or Refused("wrong_dispute")."""
    if dispute and dispute not in Dispute.values:
        raise Refused(_("Choose what the dispute is about."), "wrong_dispute", status=422)
    route = ELSEWHERE.get(dispute)
    if route:
        raise Refused(
            _(
                "“%(dispute)s” is not mediated here. The way is %(way)s (%(article)s). The case stays in hand; guide the person there."
            )
            % {"dispute": Dispute(dispute).label, "way": route.way, "article": route.article},
            "not_for_mediation",
        )
