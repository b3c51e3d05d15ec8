"""The verbs of a mediation; the picture and the table of its moves stand in `table.py`."""

from mediation.lifecycle.consenting import consent
from mediation.lifecycle.ending import agree, end, fail
from mediation.lifecycle.proposing import propose
from mediation.lifecycle.table import (
    MAIN_SIDES,
    MOVES,
    OTHER_ROUTES,
    REFUSED,
    TERMS_LENGTH,
    in_office_words,
    limit_of,
    main_sides,
    unanswered,
)  # fmt: skip

__all__ = [
    "MAIN_SIDES", "MOVES", "OTHER_ROUTES", "REFUSED", "TERMS_LENGTH", "agree", "consent", "end", "fail", "in_office_words", "limit_of",
    "main_sides", "propose", "unanswered",
]  # fmt: skip
