"""What the room of petitions puts into the registers."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.foundation.navigation import Entry, navigation
from intake.dockets import Chosen
from intake.registers import EventKind, Procedure, event_kinds, procedures
from petitions import lifecycle, panel
from petitions.docket import docket

procedures.add(
    Procedure(
        "petition",
        _("Petition"),
        end=lambda proceeding, by: lifecycle.end(proceeding.petition, by=by),
        panel=panel.html,
        next_step=panel.next_step,
    )
)

for key, label, icon, public in [
    ("petition.received", _("Taken in as a petition"), "mail-opened", _("Your matter was taken in as a petition.")),
    ("petition.accepted", _("Petition accepted"), "file-check", _("Your petition was accepted.")),
    (
        "petition.refused",
        _("Petition not accepted"),
        "hand-stop",
        _("Another office or route is right for your petition; you were told which."),
    ),
    ("petition.decided", _("Opinion issued"), "file-text", _("Your petition was answered.")),
    ("petition.ended", _("Petition ended"), "x", _("Your petition ended because the matter was withdrawn.")),
]:
    event_kinds.add(EventKind(key, label, icon, public))

navigation.add(
    Entry("petitions", _("Petitions"), "petitions:docket", "mail-opened", 60, docket.sees, docket.mine_under_way)
)

for key, label, definition, which in [
    (
        "petitions_under_way",
        _("Petitions under way"),
        _("Petitions received or accepted and not answered yet, in the cases you may see."),
        Chosen(),
    ),
    (
        "petitions_decided",
        _("Opinions this month"),
        _("Petitions answered by an opinion since the first of this month, Shanghai time, in the cases you may see."),
        Chosen("decided", this_month=True),
    ),
]:
    indicators.add(
        Indicator(
            key,
            label,
            definition,
            55,
            partial(docket.count, which=which),
            partial(docket.counted, which=which),
        )
    )
