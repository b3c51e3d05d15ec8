"""The verbs of a mediation; the picture and the table of its moves stand in `table.py`."""

from mediation.lifecycle.consenting import ask, check_may_settle, consent, no_answer
from mediation.lifecycle.danger import end_danger, note_danger, tell_police
from mediation.lifecycle.ending import agree, end, fail, lapse, yield_to
from mediation.lifecycle.enrolling import add_room, enrol, renew, set_status, tie
from mediation.lifecycle.evidence import add_evidence, appraisal_back, send_to_appraisal
from mediation.lifecycle.minutes import confirm_pages, correct_page, note_privately, write_page
from mediation.lifecycle.naming import ask_recusal, assign, choose, decide_recusal, offer_choice, take_on, turn_down
from mediation.lifecycle.proposing import accept, decline, propose, receive, take_up_again
from mediation.lifecycle.reckoning import keep_calculation, request_police, set_figure
from mediation.lifecycle.sessions import Plan, cancel, end_for_absence, hold, schedule
from mediation.lifecycle.sides import prove_powers, represent, shield, unshield
from mediation.lifecycle.table import (
    MAIN_SIDES,
    MOVES,
    OTHER_ROUTES,
    REFUSED,
    TERMS_LENGTH,
    answering,
    in_office_words,
    kind_of,
    limit_of,
    main_sides,
    unanswered,
)

__all__ = [
    "MAIN_SIDES",
    "MOVES",
    "OTHER_ROUTES",
    "REFUSED",
    "TERMS_LENGTH",
    "Plan",
    "accept",
    "add_evidence",
    "add_room",
    "agree",
    "answering",
    "appraisal_back",
    "ask",
    "ask_recusal",
    "assign",
    "cancel",
    "check_may_settle",
    "choose",
    "confirm_pages",
    "consent",
    "correct_page",
    "decide_recusal",
    "decline",
    "end",
    "end_danger",
    "end_for_absence",
    "enrol",
    "fail",
    "hold",
    "in_office_words",
    "keep_calculation",
    "kind_of",
    "lapse",
    "limit_of",
    "main_sides",
    "no_answer",
    "note_danger",
    "note_privately",
    "offer_choice",
    "propose",
    "prove_powers",
    "receive",
    "renew",
    "represent",
    "request_police",
    "schedule",
    "send_to_appraisal",
    "set_figure",
    "set_status",
    "shield",
    "take_on",
    "take_up_again",
    "tell_police",
    "tie",
    "turn_down",
    "unanswered",
    "unshield",
    "write_page",
    "yield_to",
]
