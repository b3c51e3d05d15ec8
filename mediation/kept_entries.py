"""Kinds of story lines of agreements, payments and confirmation, and what a payer may be told by text message."""

from django.utils.translation import gettext_lazy as _

from center.foundation.gateway.message import Wording, wordings
from intake.registers import EventKind, event_kinds

wordings.add(Wording("payment.near", ("number", "due")))

for key, label, icon, public in [
    ("agreement.drafted", _("Agreement written down"), "writing", ""),
    ("agreement.redrafted", _("Text of the agreement changed"), "writing", ""),
    ("agreement.signed", _("Side signed"), "signature", _("A side signed the agreement.")),
    ("agreement.keys", _("Codes given to the sides"), "key", ""),
    ("agreement.performed", _("Agreement performed in full"), "check", _("Everything agreed has been performed.")),
    (
        "agreement.broken",
        _("Agreement not kept"),
        "alert-triangle",
        _("The agreement was not kept. You may sue on it, or ask the court that confirmed it for enforcement."),
    ),
    ("agreement.followed_up", _("Visit after the agreement"), "phone", ""),
    ("payment.reported", _("Payment reported"), "cash", _("A payment was reported with its proof.")),
    ("payment.confirmed", _("Payment counted"), "cash", _("A payment was seen and counted.")),
    ("payment.rejected", _("Payment not counted"), "x", _("A proof of payment was not counted. The reason is on the page of your agreement.")),
    ("payment.near", _("Payment soon due"), "bell", ""),
    ("payment.late", _("Payment late"), "alert-triangle", _("A payment of the agreement is late. The center asks for it.")),
    ("confirmation.applied", _("Judicial confirmation applied for"), "building-bank", _("Both sides asked the court to confirm the agreement.")),
    ("confirmation.court_accepts", _("Court accepted the application"), "building-bank", _("The court accepted the application for confirmation.")),
    ("confirmation.court_declines", _("Court did not accept the application"), "x", _("The court did not accept the application for confirmation.")),
    ("confirmation.court_confirms", _("Agreement confirmed by the court"), "building-bank", _("The court confirmed the agreement: it can be enforced.")),
    ("confirmation.court_refuses", _("Agreement not confirmed"), "x", _("The court did not confirm the agreement.")),
    ("confirmation.take_back", _("Application for confirmation taken back"), "x", ""),
]:  # fmt: skip
    event_kinds.add(EventKind(key, label, icon, public))
