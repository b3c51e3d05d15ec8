from mediation.models.consent import Consent
from mediation.models.mediation import Mediation

__all__ = ["Consent", "Mediation"]
