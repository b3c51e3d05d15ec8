"""Where a matter goes and why, what the law keeps it from, and who is competent then."""

from intake.routing.asked import Told
from intake.routing.proposing import Proposal, Question, desk_of, propose, propose_for, question_of
from intake.routing.table import Row, holds, table

__all__ = [
    "Proposal",
    "Question",
    "Row",
    "Told",
    "desk_of",
    "holds",
    "propose",
    "propose_for",
    "question_of",
    "table",
]
