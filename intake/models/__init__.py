from intake.models.accused import Accused
from intake.models.batch import Batch, BatchRow
from intake.models.binding import Binding
from intake.models.case import Agent, Attachment, Case, CaseGroupPermission, CaseUserPermission, Party
from intake.models.chase import Chase
from intake.models.clock import Clock
from intake.models.dispute import Dispute
from intake.models.dossier import Dossier, DossierItem, DossierPiece
from intake.models.extension_request import ExtensionRequest
from intake.models.fact import Fact
from intake.models.guide import Consultation, Guide
from intake.models.interruption import ClockExtension, ClockPause
from intake.models.ladder import Card, Climb, Rung
from intake.models.legal_aid import LegalAid, LegalAidProvider
from intake.models.likeness import Fingerprint, LikenessRule, Link, Merge
from intake.models.limit import Limit
from intake.models.matter import MatterType, Route
from intake.models.passing import OutsideBody, Passing
from intake.models.person import Draft, Filing, Person, Visit
from intake.models.recomputation import Recomputation, RecomputedClock
from intake.models.service import Service
from intake.models.share import Share
from intake.models.slip import Slip
from intake.models.suggestion import SuggestionLesson, SuggestionTerm
from intake.models.tally import TallyDelta
from intake.models.task import Instruction, Task
from intake.models.trial import RouteDifference, RouteTrial
from intake.models.urgency import UrgentRule
from intake.models.way import Event, Handover, Proceeding

__all__ = [
    "Accused",
    "Agent",
    "Attachment",
    "Batch",
    "BatchRow",
    "Binding",
    "Card",
    "Case",
    "CaseGroupPermission",
    "CaseUserPermission",
    "Chase",
    "Climb",
    "Clock",
    "ClockExtension",
    "ClockPause",
    "Consultation",
    "Dispute",
    "Dossier",
    "DossierItem",
    "DossierPiece",
    "Draft",
    "Event",
    "ExtensionRequest",
    "Fact",
    "Filing",
    "Fingerprint",
    "Guide",
    "Handover",
    "Instruction",
    "LegalAid",
    "LegalAidProvider",
    "LikenessRule",
    "Limit",
    "Link",
    "MatterType",
    "Merge",
    "OutsideBody",
    "Party",
    "Passing",
    "Person",
    "Proceeding",
    "Recomputation",
    "RecomputedClock",
    "Route",
    "RouteDifference",
    "RouteTrial",
    "Rung",
    "Service",
    "Share",
    "Slip",
    "SuggestionLesson",
    "SuggestionTerm",
    "TallyDelta",
    "Task",
    "UrgentRule",
    "Visit",
]
