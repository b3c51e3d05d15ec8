"""What the room of mediation puts into the registers."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from center.foundation.indicators import Indicator, indicators
from center.foundation.navigation import Entry, navigation
from intake.dockets import Chosen
from intake.registers import EventKind, Procedure, event_kinds, procedures
from mediation import kept_entries, lifecycle, panel  # noqa: F401 - kept_entries fills the registers
from mediation.docket import docket
from mediation.papers import dossier, kinds  # noqa: F401 - fill the registers of papers and dossiers

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
    (
        "mediation.received",
        _("Application for mediation received"),
        "inbox",
        _("Your application for mediation was received."),
    ),
    (
        "mediation.declined",
        _("Mediation not taken on"),
        "x",
        _("Mediation was not taken on. The reason is told to you; other ways remain open."),
    ),
    ("mediation.asked", _("Side asked for its answer"), "message-2", ""),
    ("mediation.represented", _("Mandate of a group"), "users-group", ""),
    ("mediation.powers_proved", _("Power of attorney on file"), "certificate", ""),
    (
        "mediation.choice_offered",
        _("Roster shown to the sides"),
        "list-check",
        _("You may choose the mediator together with the other side."),
    ),
    ("mediation.chosen", _("A side chose a mediator"), "user-check", ""),
    ("mediation.named", _("Mediator named"), "user-plus", ""),
    ("mediation.taken_on", _("Mediator takes it on"), "user-check", _("The mediator has taken the matter on.")),
    ("mediation.turned_down", _("Mediator turned it down"), "user", ""),
    ("mediation.recusal_asked", _("Withdrawal of the mediator asked for"), "hand-stop", ""),
    ("mediation.recusal_decided", _("Withdrawal of the mediator decided"), "gavel", ""),
    (
        "mediation.session_planned",
        _("Session planned"),
        "calendar-event",
        _("A session was planned; you are told of its time and place."),
    ),
    ("mediation.session_cancelled", _("Session cancelled"), "x", _("A planned session was cancelled.")),
    ("mediation.session_held", _("Session held"), "users", _("A session took place.")),
    ("mediation.session_missed", _("Session missed"), "alert-circle", ""),
    ("mediation.minutes_written", _("Minutes written"), "notebook", ""),
    ("mediation.minutes_confirmed", _("Minutes confirmed"), "checks", ""),
    ("mediation.evidence_listed", _("Evidence listed"), "paperclip", ""),
    ("mediation.appraisal_sent", _("Sent to appraisal"), "send", _("A question was put to experts.")),
    (
        "mediation.appraisal_returned",
        _("Opinion of the appraisal"),
        "file-check",
        _("The opinion of the experts is back."),
    ),
    ("mediation.calculated", _("Compensation reckoned"), "calculator", ""),
    (
        "mediation.police_requested",
        _("Joint request to the traffic police"),
        "car",
        _("The joint request to the traffic police was written down."),
    ),
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
