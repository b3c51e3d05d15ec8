"""The mediators' docket."""

from intake.dockets import Docket
from mediation.models import Mediation
from mediation.roster import ROLES

docket = Docket(Mediation, url="mediation:docket", mine="mediator", roles=tuple(ROLES))
