"""The petition desk's docket."""

from center.institution.permissions import VERBS
from intake.dockets import Docket
from petitions.models import Petition

# Whose work petitions are.
ROLES = tuple(role for role, verbs in VERBS.items() if "petition.accept" in verbs)
docket = Docket(Petition, url="petitions:docket", mine="proceeding__case__handler", roles=ROLES)
