"""Medical disputes: 医疗纠纷预防和处理条例 (State Council Order 701)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused

LIMIT = "medical.mediate"  # thirty working days, without the time of an appraisal (art. 38)
LAPSED = _(
    "The thirty working days of the medical mediation are over without an agreement; by law it has failed (Regulations on Medical Disputes art. 38)."
)


class Elsewhere(models.TextChoices):
    """Who has accepted the dispute already."""

    NOBODY = "", _("Nobody")
    COURT = "court", _("A court")
    HEALTH = "health", _("The health authority")


def check_nowhere_else(elsewhere: str) -> None:
    """People's mediation does not take on what a court or the health authority has accepted (art. 31). Raises Refused("accepted_elsewhere")."""
    if elsewhere not in Elsewhere.values:
        raise Refused(_("Say who has accepted the dispute already."), "elsewhere", status=422)
    if elsewhere:
        raise Refused(
            _(
                "%(office)s has accepted this dispute already, so people's mediation does not take it on (Regulations on Medical Disputes art. 31). "
                "The sides go on there."
            )
            % {"office": Elsewhere(elsewhere).label},
            "accepted_elsewhere",
        )


def ends_for(office: str) -> str:
    """The reason for which a mediation under way ends when a court or the health authority accepts the dispute (art. 31)."""
    if office not in (Elsewhere.COURT, Elsewhere.HEALTH):
        raise Refused(_("Say whether a court or the health authority has accepted it."), "elsewhere", status=422)
    return str(
        _("%(office)s has accepted this dispute; people's mediation ends (Regulations on Medical Disputes art. 31).")
        % {"office": Elsewhere(office).label}
    )


def check_public(kind: str, open_to_public: bool, all_agree: bool) -> None:
    """A session is open only where every side wants it (人民调解法 art. 23(3)); in a medical dispute nothing is told otherwise (art. 42)."""
    if open_to_public and not all_agree:
        article = (
            _("Regulations on Medical Disputes art. 42") if kind == "medical" else _("People's Mediation Act art. 23")
        )
        raise Refused(
            _("A session is open to others only when every side has agreed to it (%(article)s).")
            % {"article": article},
            "not_public",
        )
