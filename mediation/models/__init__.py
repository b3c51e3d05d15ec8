from mediation.models.consent import Asking, Channel, Consent, Mandate, Shield
from mediation.models.evidence import SIGNS, Appraisal, Danger, Evidence
from mediation.models.figures import Calculation, PoliceRequest, StandardFigure
from mediation.models.mediation import Mediation
from mediation.models.roster import Choice, Mediator, Naming, Recusal, Tie
from mediation.models.session import MinutesPage, PageConfirmation, PrivateNote, Room, Session, Summons

__all__ = [
    "SIGNS",
    "Appraisal",
    "Asking",
    "Calculation",
    "Channel",
    "Choice",
    "Consent",
    "Danger",
    "Evidence",
    "Mandate",
    "Mediation",
    "Mediator",
    "MinutesPage",
    "Naming",
    "PageConfirmation",
    "PoliceRequest",
    "PrivateNote",
    "Recusal",
    "Room",
    "Session",
    "Shield",
    "StandardFigure",
    "Summons",
    "Tie",
]
