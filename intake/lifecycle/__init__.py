"""The verbs of a case; the picture and the table of its moves stand in `table.py`."""

from intake.lifecycle.arrival import register, registered, township_of
from intake.lifecycle.assisting import ask
from intake.lifecycle.attaching import attach, bind_pages, detach
from intake.lifecycle.batching import void
from intake.lifecycle.carding import give_card, withdraw_card
from intake.lifecycle.chasing import answer_chase, chase
from intake.lifecycle.classifying import classify, name_accused
from intake.lifecycle.deciding import decide_dispute
from intake.lifecycle.ending import archive, conclude, decline, reopen, settle, withdraw
from intake.lifecycle.excluding import answer, guide
from intake.lifecycle.handing import assign, route, send_back, sign, transfer
from intake.lifecycle.instructing import instruct
from intake.lifecycle.keeping import add_party, appoint_agent, end_agent, note
from intake.lifecycle.levels import assign_down, report_up
from intake.lifecycle.merging import link, merge, unlink, unmerge
from intake.lifecycle.passing import (
    acknowledge_outside,
    answer_outside,
    fail_outside,
    pass_outside,
    send_outside_again,
)
from intake.lifecycle.sharing import end_share, may_be_shared, share, shared_with
from intake.lifecycle.splitting import split
from intake.lifecycle.supervising import answer_slip, close_slip, return_slip, supervise
from intake.lifecycle.table import MOVES, ON_THE_SPOT, RESULT_LENGTH

__all__ = [
    "MOVES",
    "ON_THE_SPOT",
    "RESULT_LENGTH",
    "acknowledge_outside",
    "add_party",
    "answer",
    "answer_chase",
    "answer_outside",
    "answer_slip",
    "appoint_agent",
    "archive",
    "ask",
    "assign",
    "assign_down",
    "attach",
    "bind_pages",
    "chase",
    "classify",
    "close_slip",
    "conclude",
    "decide_dispute",
    "decline",
    "detach",
    "end_agent",
    "end_share",
    "fail_outside",
    "give_card",
    "guide",
    "instruct",
    "link",
    "may_be_shared",
    "merge",
    "name_accused",
    "note",
    "pass_outside",
    "register",
    "registered",
    "reopen",
    "report_up",
    "return_slip",
    "route",
    "send_back",
    "send_outside_again",
    "settle",
    "share",
    "shared_with",
    "sign",
    "split",
    "supervise",
    "township_of",
    "transfer",
    "unlink",
    "unmerge",
    "void",
    "withdraw",
    "withdraw_card",
]  # fmt: skip
