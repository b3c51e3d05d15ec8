"""What the counter puts into the registers: its story lines and its places on the rail."""

from django.utils.translation import gettext_lazy as _

from center.foundation.navigation import Entry, navigation
from center.institution.permissions import VerbWord, scope, verb_words
from intake import task_lists, worklists
from intake.actions import ACTIONS, RIGHTS
from intake.registers import EventKind, event_kinds

for key, label, icon, public in [
    ("case.registered", _("Registered"), "clipboard-list", _("Your matter was registered.")),
    ("case.settled", _("Settled on the spot"), "check", _("Your matter was settled at the counter.")),
    ("case.routed", _("Sent on"), "send", _("Your matter was sent to the desk that handles it.")),
    ("case.transferred", _("Transferred"), "arrow-right", _("Your matter was handed to another desk.")),
    ("case.signed", _("Signed for"), "checks", _("The desk has signed for your matter and is handling it.")),
    ("case.sent_back", _("Sent back"), "arrow-back-up", ""),
    ("case.disputed", _("Competence in dispute"), "alert-triangle", ""),
    ("case.dispute_decided", _("Competence decided"), "gavel", _("It was decided which desk handles your matter.")),
    ("case.exclusion_overridden", _("Exclusion set aside"), "ban", ""),
    ("case.guided", _("Guidance slip given"), "building", _("You were shown to the office that is competent.")),
    ("case.assigned", _("Handler named"), "user", ""),
    ("case.concluded", _("Concluded"), "check", _("Your matter was concluded.")),
    ("case.archived", _("Archived"), "archive", ""),
    ("case.reopened", _("Taken up again"), "refresh", _("Your matter was taken up again.")),
    ("case.withdrawn", _("Withdrawn"), "x", _("Your matter was withdrawn.")),
    ("case.declined", _("Declined"), "hand-stop", _("Your matter was not taken on.")),
    (
        "case.passed_outside",
        _("Passed to an outside office"),
        "building",
        _("Your matter was passed to another office."),
    ),
    (
        "case.merged",
        _("Merged"),
        "arrow-merge",
        _("Your matter was joined with another one about the same subject. You keep your number."),
    ),
    ("case.unmerged", _("Merge undone"), "arrows-split", _("Your matter is handled on its own again.")),
    ("case.absorbed", _("Another case merged in"), "arrow-merge", ""),
    ("case.released", _("Merged case taken out again"), "arrows-split", ""),
    ("case.linked", _("Linked"), "link", ""),
    ("case.unlinked", _("Link taken away"), "x", ""),
    ("case.party_added", _("Side added"), "user-plus", ""),
    ("case.agent_appointed", _("Agent or guardian named"), "user-check", ""),
    ("case.agent_ended", _("Powers ended"), "user", ""),
    ("case.attached", _("Files added"), "paperclip", ""),
    ("case.pages_bound", _("Pages bound"), "notebook", ""),
    ("case.detached", _("File taken off"), "trash", ""),
    ("case.filed_for", _("Filed for somebody else"), "user-plus", _("Somebody registered this matter for you.")),
    ("case.filing_confirmed", _("Confirmed by the person"), "user-check", _("You confirmed that the matter is yours.")),
    ("case.disowned", _("Disowned by the person"), "user", _("You said that the matter is not yours.")),
    ("case.voided", _("Void"), "ban", ""),
    (
        "case.desk_succeeded",
        _("Desk merged"),
        "building",
        _("Your matter is now with the office that took over. Number and code stay."),
    ),
    ("case.classified", _("Level set"), "shield-lock", ""),
    ("case.accused_named", _("Accused named"), "eye-off", ""),
    ("paper.issued", _("Paper issued"), "file-check", _("A paper was written in your matter.")),
    ("paper.voided", _("Paper void"), "ban", ""),
    ("paper.served", _("Paper served"), "checks", _("A paper was brought to a party.")),
    ("dossier.bound", _("Dossier made"), "folder", ""),
    ("case.noted", _("Note"), "message", ""),
    ("case.shared", _("Shared"), "share", ""),
    ("case.share_ended", _("Sharing ended"), "x", ""),
    (
        "case.reported_up",
        _("Reported up"),
        "arrow-up",
        _("Your matter was reported to the county center, which takes it over."),
    ),
    (
        "case.assigned_down",
        _("Assigned down"),
        "arrow-down",
        _("Your matter was given to the township center, which handles it."),
    ),
    ("case.copied", _("Copied to"), "mail", ""),
    ("case.instructed", _("Leader's instruction"), "writing", ""),
    (
        "case.split",
        _("Part split off"),
        "arrows-split",
        _("A part of your matter is handled on its own, under a number of its own."),
    ),
    ("case.split_off", _("Split off from another case"), "arrows-split", _("Your matter was registered.")),
    ("case.child_ended", _("Part ended"), "check", ""),
    ("task.asked", _("Another desk asked"), "users", ""),
    ("task.accepted", _("Task accepted"), "checks", ""),
    ("task.declined", _("Task declined"), "hand-stop", ""),
    ("task.answered", _("Task answered"), "send", ""),
    ("task.closed", _("Task closed"), "check", ""),
    ("task.returned", _("Answer returned"), "arrow-back-up", ""),
    ("task.revoked", _("Task taken back"), "x", ""),
    ("outside.acknowledged", _("Acknowledged outside"), "checks", _("The other office has your matter.")),
    ("outside.failed", _("Did not arrive outside"), "alert-triangle", ""),
    ("outside.sent_again", _("Sent outside again"), "send", ""),
    ("outside.answered", _("Answered from outside"), "message", _("The other office has answered.")),
    ("clock.overdue", _("Past its limit"), "alert-triangle", ""),
    ("slip.issued", _("Supervision slip issued"), "flag", ""),
    ("slip.replied", _("Slip replied to"), "send", ""),
    ("slip.returned", _("Slip asked again"), "arrow-back-up", ""),
    ("slip.closed", _("Slip closed"), "check", ""),
    ("case.chased", _("Chased by the person"), "bell", _("You asked the desk how your matter stands.")),
    ("case.chase_answered", _("Chase answered"), "message", _("The desk answered you.")),
    ("card.given", _("Card"), "flag", ""),
    ("card.withdrawn", _("Card withdrawn"), "x", ""),
    ("clock.recomputed", _("Limit moved"), "calendar-event", ""),
    (
        "clock.paused",
        _("Limit paused"),
        "player-pause",
        _("The limit of your matter stands still for a time that the law leaves out."),
    ),
    ("clock.resumed", _("Limit runs on"), "player-play", _("The limit of your matter runs on.")),
    ("clock.extension_asked", _("Extension asked for"), "calendar-due", ""),
    ("clock.extension_refused", _("Extension refused"), "x", ""),
    ("clock.extended", _("Limit extended"), "calendar-due", ""),
    (
        "clock.extension_told",
        _("Notice of the extension"),
        "mail",
        _("The limit of your matter was extended, and you were told why."),
    ),
]:
    event_kinds.add(EventKind(key, label, icon, public))


for action in ACTIONS:
    if action.verb not in RIGHTS:
        verb_words.add(VerbWord(f"case.{action.verb}", action.label))


def _counts(verb: str):
    return lambda user: scope(user).allows(verb)


def _to_sign(user) -> int:
    return worklists.to_sign(user).count()


def _mine(user) -> int:
    return worklists.mine(user).count()


def _to_do(user) -> int:
    return task_lists.to_do(user).count() + task_lists.to_read(user).count()


def _sees_cases(user) -> bool:
    return any(scope(user).allows(verb) for verb in ("case.register", "case.sign", "dashboard.read"))


navigation.add(Entry("counter", _("Counter"), "intake:counter", "door-enter", 10, _counts("case.register")))
navigation.add(Entry("import", _("Import"), "intake:batches", "file-import", 15, _counts("case.import")))
navigation.add(Entry("to_sign", _("To sign for"), "intake:to_sign", "inbox", 20, _counts("case.sign"), _to_sign))
navigation.add(Entry("mine", _("My cases"), "intake:mine", "clipboard-list", 30, _counts("case.sign"), _mine))
navigation.add(Entry("tasks", _("Tasks"), "intake:tasks", "list-check", 35, _counts("task.answer"), _to_do))
navigation.add(Entry("cases", _("Cases"), "intake:cases", "list", 40, _sees_cases))
navigation.add(Entry("terms", _("Terms of the suggestion"), "intake:terms", "letter-case", 85, _counts("terms.edit")))
navigation.add(
    Entry(
        "matters", _("Kinds of matter"), "intake:matters", "list-details", 83, lambda user: bool(scope(user).postings)
    )
)
navigation.add(
    Entry("routes", _("Routing rules"), "intake:routes", "route", 82, lambda user: bool(scope(user).postings))
)
navigation.add(
    Entry("limits", _("Rules on limits"), "intake:limits", "clock", 80, lambda user: bool(scope(user).postings))
)
