"""Which actions of the audit belong together, and what they are called; anything else is a change."""

from django.utils.translation import gettext_lazy as _

SIGN_IN, LOOKED, SEARCHED, REVEALED, EXPORTED, CHANGED = "sign_in", "looked", "searched", "revealed", "exported", "changed"  # fmt: skip
KINDS = {
    SIGN_IN: _("Signing in"),
    LOOKED: _("Readings of closed matters"),
    SEARCHED: _("Searches"),
    REVEALED: _("Shown in clear"),
    EXPORTED: _("Data taken out"),
    CHANGED: _("Changes"),
}
ACTIONS: dict[str, list[str]] = {
    SIGN_IN: [
        "signed_in", "signed_out", "sign_in_failed", "session_ended", "password_changed", "factor_added", "factor_changed", "factor_locked",
        "factor_taken_off", "sign_in_unlocked",
    ],
    LOOKED: ["looked", "file_opened", "dossier_opened"],
    SEARCHED: ["searched"],
    REVEALED: ["revealed", "reading_alarm"],
    EXPORTED: ["exported", "export_asked", "export_approved", "export_refused", "export_withdrawn", "export_made", "export_fetched"],
}  # fmt: skip
KIND_OF = {action: kind for kind, actions in ACTIONS.items() for action in actions}
WORDS = {
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_failed": _("Sign-in failed"),
    "sign_in_unlocked": _("Sign-in unlocked"),
    "session_ended": _("Session ended"),
    "password_changed": _("Password changed"),
    "factor_added": _("Second factor set up"),
    "factor_changed": _("Second factor changed"),
    "factor_taken_off": _("Second factor taken off"),
    "looked": _("Closed matter opened"),
    "file_opened": _("File opened"),
    "dossier_opened": _("Dossier opened"),
    "searched": _("Searched"),
    "revealed": _("Shown in clear"),
    "reading_alarm": _("Unusually many readings"),
    "exported": _("List taken out"),
    "export_asked": _("Export asked for"),
    "export_approved": _("Export approved"),
    "export_made": _("Export made"),
    "export_fetched": _("Export fetched"),
    "posting_appointed": _("Posting given"),
    "posting_ended": _("Posting ended"),
    "clearance_set": _("Clearance given"),
    "clearance_taken": _("Clearance taken away"),
    "token_issued": _("Key of a client issued"),
    "readings_reviewed": _("Month of readings reviewed"),
}
DATA = {
    "reason": _("reason"),
    "kind": _("kind"),
    "count": _("found"),
    "field": _("field"),
    "rows": _("rows"),
    "address": _("address"),
    "case": _("case"),
    "fields": _("fields"),
    "user": _("user"),
    "desk": _("desk"),
    "role": _("role"),
    "last_day": _("last day"),
    "clearance": _("clearance"),
}
