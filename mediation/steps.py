"""The steps of a mediation as the file page and the API offer them: one table of verb, right, place, form and call."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from mediation import agreement_steps, lifecycle
from mediation import step_forms as forms
from mediation.lifecycle.table import ASKED, State
from mediation.models import Danger, Mediation, Naming, Recusal
from mediation.step_forms import StepForm
from mediation.step_table import Part, Step, on, plain

OPEN, APPLIED = (State.OPEN,), (State.APPLIED,)
Given = dict[str, Any]


PARTS = [
    Part("sides", _("Sides"), "users"),
    Part("mediator", _("Mediator"), "user-check"),
    Part("sessions", _("Sessions"), "calendar-event"),
    Part("evidence", _("Evidence"), "paperclip"),
    Part("notes", _("My notes"), "lock"),
    Part("danger", _("Danger"), "shield"),
    Part("money", _("Compensation"), "calculator"),
    Part("agreement", _("Agreement"), "writing"),
    Part("payments", _("Payments"), "cash"),
    Part("end", _("End"), "flag"),
]


def _hold(mediation: Mediation, form: StepForm, by: Actor) -> Any:
    given = form.cleaned_data
    excuses = {party.pk: given["excuse"] for party in given["excused"]}
    return lifecycle.hold(given["session"], came=given["came"], excuses=excuses, by=by)


def _danger(mediation: Mediation, form: StepForm, by: Actor) -> Any:
    given = form.cleaned_data
    return lifecycle.note_danger(mediation, signs=set(given["signs"]), note=given["note"], by=by)


def _schedule(mediation: Mediation, form: Any, by: Actor) -> Any:
    return lifecycle.schedule(mediation, plan=form.plan, by=by)


def _named(mediation: Mediation) -> bool:
    return mediation.namings.filter(state=Naming.State.NAMED).exists()


def _asked_to_withdraw(mediation: Mediation) -> bool:
    return mediation.recusals.filter(state=Recusal.State.ASKED).exists()


def _danger_stands(mediation: Mediation) -> bool:
    return Danger.objects.filter(mediation=mediation, over_at=None).exists()


def _planned(mediation: Mediation) -> bool:
    return mediation.sessions.filter(state="planned").exists()


def _of(*kinds: str) -> Callable[[Mediation], bool]:
    return lambda mediation: mediation.kind in kinds


STEPS = [
    Step("accept", _("Take on"), _("The application is taken on. Ask each side now."), "sides", "propose", APPLIED, forms.AcceptForm, plain(lifecycle.accept)),
    Step("decline", _("Do not take on"), _("The application is not taken on; the case stays in hand."), "sides", "propose", APPLIED, forms.DeclineForm, plain(lifecycle.decline)),
    Step("ask", _("Ask a side"), _("Written down that the side was asked."), "sides", "consent", ASKED, forms.AskForm, plain(lifecycle.ask)),
    Step("no_answer", _("No answer"), _("Without an answer mediation does not begin."), "sides", "consent", ASKED, forms.NoAnswerForm, plain(lifecycle.no_answer), lambda m: m.askings.exists()),
    Step("represent", _("Who speaks for a group"), _("The mandate is written down."), "sides", "consent", ASKED, forms.RepresentForm, plain(lifecycle.represent), lambda m: m.case.people_count > 1),
    Step("prove_powers", _("Power of attorney"), _("The power of attorney lies with the case."), "sides", "consent", ASKED, forms.PowersForm, plain(lifecycle.prove_powers)),
    Step("shield", _("Keep an address from the other side"), _("Address and phone are kept from the other side."), "sides", "consent", (*APPLIED, *ASKED), forms.ShieldForm, plain(lifecycle.shield)),
    Step("unshield", _("Address may be told again"), _("Address and phone may be told again."), "sides", "consent", (*APPLIED, *ASKED), forms.ShieldForm, plain(lifecycle.unshield), lambda m: m.case.parties.exclude(shield=None).exists()),
    Step("offer_choice", _("Let the sides choose"), _("The sides have some days to choose together."), "mediator", "choose", ASKED, forms.NothingForm, plain(lifecycle.offer_choice)),
    Step("choose", _("Whom a side wants"), _("Written down."), "mediator", "choose", ASKED, forms.ChooseForm, plain(lifecycle.choose)),
    Step("assign", _("Assign a mediator"), _("The mediator is assigned."), "mediator", "assign", ASKED, forms.AssignForm, plain(lifecycle.assign)),
    Step("take_on", _("Take the task on"), _("Taken on."), "mediator", "choose", ASKED, forms.NothingForm, plain(lifecycle.take_on), _named),
    Step("turn_down", _("Turn the task down"), _("Turned down; another is assigned."), "mediator", "choose", ASKED, forms.ReasonForm, plain(lifecycle.turn_down), _named),
    Step("ask_recusal", _("Ask that the mediator withdraws"), _("The request waits for its decision."), "mediator", "choose", ASKED, forms.AskRecusalForm, plain(lifecycle.ask_recusal)),
    Step("decide_recusal", _("Decide on the withdrawal"), _("Decided."), "mediator", "recuse", ASKED, forms.DecideRecusalForm, plain(lifecycle.decide_recusal), _asked_to_withdraw),
    Step("schedule", _("Plan a session"), _("The session is planned."), "sessions", "session", OPEN, forms.ScheduleForm, _schedule),
    Step("hold", _("Who came"), _("Written down who came."), "sessions", "session", OPEN, forms.HoldForm, _hold, _planned),
    Step("cancel", _("Cancel a session"), _("The session is cancelled."), "sessions", "session", OPEN, forms.CancelForm, on(lifecycle.cancel, "session"), _planned),
    Step("write_page", _("Write a page of the minutes"), _("The page is kept."), "sessions", "session", OPEN, forms.PageForm, on(lifecycle.write_page, "session"), lambda m: m.sessions.exists()),
    Step("confirm_pages", _("Read back and confirmed"), _("The side confirmed every page."), "sessions", "session", OPEN, forms.ConfirmForm, on(lifecycle.confirm_pages, "session"), lambda m: m.sessions.filter(pages__isnull=False).exists()),
    Step("add_evidence", _("Add to the list"), _("On the list."), "evidence", "evidence", ASKED, forms.EvidenceForm, plain(lifecycle.add_evidence)),
    Step("send_to_appraisal", _("Send to appraisal"), _("Sent to appraisal."), "evidence", "evidence", OPEN, forms.AppraisalForm, plain(lifecycle.send_to_appraisal)),
    Step("appraisal_back", _("The opinion is back"), _("The limit runs on."), "evidence", "evidence", OPEN, forms.AppraisalBackForm, on(lifecycle.appraisal_back, "appraisal"), lambda m: m.appraisals.filter(returned_on=None).exists()),
    Step("note_privately", _("Keep a note"), _("Kept; nobody else reads it."), "notes", "note", ASKED, forms.PrivateNoteForm, plain(lifecycle.note_privately)),
    Step("note_danger", _("Note danger"), _("Noted; the leaders are told."), "danger", "danger", ASKED, forms.DangerForm, _danger),
    Step("tell_police", _("The police were told"), _("Written down."), "danger", "danger", ASKED, forms.PoliceForm, plain(lifecycle.tell_police), _danger_stands),
    Step("end_danger", _("The danger is over"), _("Written down."), "danger", "assign", ASKED, forms.ReasonForm, plain(lifecycle.end_danger), _danger_stands),
    Step("end_for_absence", _("End for absence"), _("Mediation ended without agreement; the case is concluded."), "end", "fail", OPEN, forms.AbsenceForm, plain(lifecycle.end_for_absence), lambda m: m.sessions.filter(state="missed").exists()),
    Step("yield_to", _("Accepted by a court or the health authority"), _("Mediation ended; the case stays in hand."), "end", "fail", ASKED, forms.YieldForm, plain(lifecycle.yield_to), _of("medical")),
    Step("request_police", _("Joint request to the traffic police"), _("The request is written down."), "end", "fail", (State.FAILED,), forms.RequestPoliceForm, plain(lifecycle.request_police), _of("traffic")),
    *agreement_steps.STEPS,
]  # fmt: skip
BY_VERB = {step.verb: step for step in STEPS}


def offered(mediation: Mediation, may: frozenset[str], part: str) -> list[Step]:
    """What may be done in a section now."""
    return [
        step
        for step in STEPS
        if step.part == part
        and f"mediation.{step.right}" in may
        and mediation.state in step.states
        and step.fits(mediation)
    ]
