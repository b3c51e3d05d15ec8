"""What the room of mediation puts into the registers."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.foundation.navigation import Entry, navigation
from intake.dockets import Chosen
from intake.registers import EventKind, Procedure, event_kinds, procedures
from mediation import lifecycle, panel
from mediation.docket import docket
from mediation.papers import kinds as paper_kinds  # noqa: F401 - fills the register of papers

procedures.add(
    Procedure(
        "mediation",
        _("Mediation"),
        end=lambda proceeding, by: lifecycle.end(proceeding.mediation, by=by),
        panel=panel.html,
        next_step=panel.next_step,
    )
)

for key, label, icon, public in [
    (
        "mediation.proposed",
        _("Mediation proposed"),
        "messages",
        _("A mediator asks both sides whether they want mediation."),
    ),
    ("mediation.answered", _("Side asked"), "message-2", ""),
    ("mediation.opened", _("Mediation opened"), "heart-handshake", _("Both sides want mediation; it has begun.")),
    ("mediation.agreed", _("Agreement reached"), "heart-handshake", _("Both sides reached an agreement.")),
    (
        "mediation.failed",
        _("Mediation without agreement"),
        "x",
        _(
            "Mediation ended without agreement. Arbitration, the competent administrative office or the court remain open to you."
        ),
    ),
    ("mediation.ended", _("Mediation ended"), "x", _("Mediation ended because the matter was withdrawn.")),
]:
    event_kinds.add(EventKind(key, label, icon, public))

navigation.add(
    Entry("mediations", _("Mediations"), "mediation:docket", "heart-handshake", 50, docket.sees, docket.mine_under_way)
)

for key, label, definition, which in [
    (
        "mediations_under_way",
        _("Mediations under way"),
        _("Mediations whose sides are being asked or are talking, in the cases you may see."),
        Chosen(),
    ),
    (
        "mediations_agreed",
        _("Agreements this month"),
        _(
            "Mediations that ended with an agreement since the first of this month, Shanghai time, in the cases you may see."
        ),
        Chosen("agreed", this_month=True),
    ),
]:
    indicators.add(
        Indicator(
            key,
            label,
            definition,
            50,
            partial(docket.count, which=which),
            partial(docket.counted, which=which),
        )
    )
