from intake.models.case import Attachment, Case, CaseGroupPermission, CaseUserPermission, Party
from intake.models.clock import Clock, Limit
from intake.models.matter import MatterType, Route
from intake.models.person import Draft, Person, Visit
from intake.models.tally import TallyDelta
from intake.models.way import Event, Handover, Proceeding

__all__ = [
    "Attachment",
    "Case",
    "CaseGroupPermission",
    "CaseUserPermission",
    "Clock",
    "Draft",
    "Event",
    "Handover",
    "Limit",
    "MatterType",
    "Party",
    "Person",
    "Proceeding",
    "Route",
    "TallyDelta",
    "Visit",
]
