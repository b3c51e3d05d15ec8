"""What legal aid and the guides put into the registers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.foundation.navigation import Entry, navigation
from center.institution.permissions import scope
from intake.legal_aid import desk, lifecycle, panel
from intake.registers import EventKind, Procedure, event_kinds, procedures

procedures.add(
    Procedure(
        lifecycle.KEY,
        _("Legal aid"),
        end=lambda proceeding, by: lifecycle.end(proceeding.legal_aid, by=by),
        panel=panel.html,
        next_step=panel.next_step,
        beside=True,
    )
)

for key, label, icon, public in [
    ("legal_aid.applied", _("Legal aid applied for"), "file-text", _("You applied for legal aid.")),
    ("legal_aid.asked", _("Missing papers told"), "mail", _("You were told which papers are missing.")),
    ("legal_aid.supplied", _("Papers complete"), "file-check", _("Your papers are complete.")),
    (
        "legal_aid.lapsed",
        _("Taken as withdrawn"),
        "x",
        _("Your application was taken as withdrawn: papers did not come."),
    ),
    ("legal_aid.granted", _("Legal aid granted"), "check", _("You are given legal aid.")),
    (
        "legal_aid.refused",
        _("Legal aid refused"),
        "hand-stop",
        _("Legal aid was refused; you were told why and may object."),
    ),
    ("legal_aid.assigned", _("Lawyer named"), "user-check", _("A lawyer was named for you.")),
    ("legal_aid.accepted", _("Lawyer at work"), "checks", _("Your lawyer has taken the matter on.")),
    ("legal_aid.finished", _("Legal aid done"), "check", _("Legal aid is done.")),
    ("legal_aid.objected", _("Objection taken in"), "message", _("Your objection was taken in.")),
    (
        "legal_aid.upheld",
        _("Refusal upheld"),
        "hand-stop",
        _("The refusal was upheld; reconsideration and suit remain."),
    ),
    (
        "legal_aid.overturned",
        _("Refusal overturned"),
        "refresh",
        _("Your objection succeeded: you are given legal aid."),
    ),
    ("legal_aid.ended", _("Legal aid ended with the case"), "x", _("Legal aid ended with your matter.")),
]:
    event_kinds.add(EventKind(key, label, icon, public))

navigation.add(
    Entry("legal_desk", _("Rule-of-law desk"), "intake:legal_desk", "certificate", 62, desk.sees, desk.waiting)
)
navigation.add(
    Entry("guides", _("Guides"), "intake:guides_kept", "notebook", 84, lambda user: bool(scope(user).postings))
)

indicators.add(
    Indicator(
        "consultations",
        _("Questions answered this month"),
        _(
            "Questions answered from a guide since the first of this month, Shanghai time, in the cases you may see; by topic on the desk's page."
        ),
        57,
        desk.count_this_month,
        lambda _reach: reverse("intake:legal_desk") + "#topics",
    )
)
