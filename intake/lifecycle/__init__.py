"""The verbs of a case; the picture and the table of its moves stand in `table.py`."""

from intake.lifecycle.arrival import register, registered, township_of
from intake.lifecycle.attaching import attach, bind_pages, detach
from intake.lifecycle.batching import void
from intake.lifecycle.carding import give_card, withdraw_card
from intake.lifecycle.chasing import answer_chase, chase
from intake.lifecycle.classifying import classify, name_accused
from intake.lifecycle.deciding import decide_dispute
from intake.lifecycle.ending import archive, conclude, decline, pass_outside, reopen, settle, withdraw
from intake.lifecycle.excluding import guide
from intake.lifecycle.handing import assign, route, send_back, sign, transfer
from intake.lifecycle.keeping import add_party, appoint_agent, end_agent, note, share, shared_with
from intake.lifecycle.merging import link, merge, unlink, unmerge
from intake.lifecycle.supervising import answer_slip, close_slip, return_slip, supervise
from intake.lifecycle.table import MOVES, ON_THE_SPOT, RESULT_LENGTH

__all__ = [
    "MOVES", "ON_THE_SPOT", "RESULT_LENGTH", "add_party", "answer_chase", "answer_slip", "appoint_agent", "archive", "assign", "attach", "bind_pages", "chase", "classify", "close_slip", "conclude", "decide_dispute", "decline", "detach", "end_agent", "give_card", "guide", "link", "merge", "name_accused", "note", "pass_outside",
    "register", "registered", "reopen", "return_slip", "route", "send_back", "settle", "share", "shared_with", "sign", "supervise", "township_of",
    "transfer", "unlink", "unmerge", "void", "withdraw", "withdraw_card",
]  # fmt: skip
