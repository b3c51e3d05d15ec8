"""Traffic accidents: the way to the police after people's mediation, and who pays first. The items are in `compensation.py`."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from mediation.specialist.compensation import Claim, Group

TO_THE_POLICE = "traffic.mediate_after_pm"  # three working days (道路交通事故处理程序规定 arts. 85, 112(5))
MOST_A_SIDE = 3  # where the traffic police mediate (art. 89)


def check_people_a_side(applicants: int, respondents: int) -> None:
    """Before the traffic police at most three people stand on each side (道路交通事故处理程序规定 art. 89)."""
    if not (1 <= applicants <= MOST_A_SIDE and 1 <= respondents <= MOST_A_SIDE):
        raise Refused(
            _(
                "The traffic police mediate with at most three people a side (Provisions on Handling Road Traffic Accidents art. 89). "
                "Let each side say who goes."
            ),
            "too_many_a_side",
            status=422,
        )


@dataclass(frozen=True)
class Insurance:
    """What insurance there is, in cents: the limits of the compulsory one by group, and the sum of the commercial one."""

    compulsory: dict[Group, int]
    commercial_cents: int = 0


@dataclass(frozen=True)
class Payment:
    """Who pays what, in cents; together it is what the other side answers for."""

    compulsory: dict[Group, int]
    commercial: int
    tortfeasor: int
    own: int  # what the claimant bears by his own share of the fault

    @property
    def paid(self) -> int:
        return sum(self.compulsory.values()) + self.commercial + self.tortfeasor


def pay_order(claim: Claim, insurance: Insurance, *, percent: int) -> Payment:
    """Compulsory insurance first, whatever the fault; then, by the share of the fault, the commercial one; the tortfeasor pays the rest.

    民法典 art. 1213; 道路交通安全法 art. 76. `percent`: the share of the other side in what the compulsory insurance leaves.
    """
    if not 0 <= percent <= 100:
        raise Refused(_("A share of the fault lies between 0 and 100 percent."), "wrong_share", status=422)
    sums = claim.by_group()
    compulsory = {group: min(sums[group], max(insurance.compulsory.get(group, 0), 0)) for group in Group}
    left = sum(sums.values()) - sum(compulsory.values())
    owed = (left * percent + 50) // 100
    commercial = min(owed, max(insurance.commercial_cents, 0))
    return Payment(compulsory, commercial, owed - commercial, left - owed)
