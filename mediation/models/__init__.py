from mediation.models.agreement import Agreement, FollowUp, Instalment, PartyKey, Payment, Signature
from mediation.models.confirmation import Confirmation
from mediation.models.consent import Asking, Channel, Consent, Mandate, Shield
from mediation.models.evidence import SIGNS, Appraisal, Danger, Evidence
from mediation.models.figures import Calculation, PoliceRequest, StandardFigure
from mediation.models.mediation import Mediation
from mediation.models.roster import Choice, Mediator, Naming, Recusal, Tie
from mediation.models.session import MinutesPage, PageConfirmation, PrivateNote, Room, Session, Summons
from mediation.models.subsidy import Subsidy, SubsidyList, SubsidyRate

__all__ = [
    "SIGNS",
    "Agreement",
    "Appraisal",
    "Asking",
    "Calculation",
    "Channel",
    "Choice",
    "Confirmation",
    "Consent",
    "Danger",
    "Evidence",
    "FollowUp",
    "Instalment",
    "Mandate",
    "Mediation",
    "Mediator",
    "MinutesPage",
    "Naming",
    "PageConfirmation",
    "PartyKey",
    "Payment",
    "PoliceRequest",
    "PrivateNote",
    "Recusal",
    "Room",
    "Session",
    "Shield",
    "Signature",
    "StandardFigure",
    "Subsidy",
    "SubsidyList",
    "SubsidyRate",
    "Summons",
    "Tie",
]
