"""The counter's form, in the order of the paper one, and what it becomes: a `Registration` and its first step."""

import secrets
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from center.institution.models import Desk
from intake import identity, parties, reception
from intake.counter.competence import CompetenceFields
from intake.counter.fields import Choice, GroupedChoice, Yuan, desks, matters, villages
from intake.counter.sides import SidesFields
from intake.counter_related import RelatedFields
from intake.counter_source import SourceFields
from intake.guides import reading
from intake.lifecycle import ON_THE_SPOT, RESULT_LENGTH
from intake.models import Case, Person, Visit
from intake.reception import Joining, Sending, Settlement
from intake.registration import PersonData, Registration, facts_of_id
from intake.routing import Proposal

NARRATIVE_LENGTH = 4000
MOST_PEOPLE = 99_999


class CounterForm(CompetenceFields, SourceFields, RelatedFields, SidesFields, forms.Form):
    """Everything asked at the counter `desk` by `user`; with `visit`, a further matter of that visit.

    After cleaning, also when not valid, `proposal` and `district` are there for the page.
    """

    ROUTE, SETTLE = "route", "settle"
    WORDS = (
        "id_number",
        "name",
        "phone",
        "address",
        "other_name",
        "other_organisation",
        "other_phone",
        "people_list",
        "matter",
        "narrative",
        "claim",
        "result",
    )
    narrative_length = NARRATIVE_LENGTH

    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    id_kind = Choice(label=_("Document"), choices=Person.IdKind.choices, initial=Person.IdKind.ID_CARD)
    id_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    no_id_reason = forms.CharField(label=_("Why no document"), max_length=120, required=False)
    anonymous = forms.BooleanField(label=_("Does not give a name (hints only)"), required=False)
    name = forms.CharField(label=_("Name"), max_length=60)
    sex = Choice(
        label=_("Sex"), choices=Person.Sex.choices, required=False, initial=Person.Sex.UNKNOWN, widget=forms.RadioSelect
    )
    birth_date = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    address = forms.CharField(label=_("Present address"), max_length=200, required=False)
    area = GroupedChoice(
        label=_("Village or community"),
        rows=villages,
        required=False,
        empty_label=_("Not known"),
        heading=lambda area: area.parent.label if area.parent else "",
    )
    special_help = Choice(label=_("Special help"), choices=Person.Help.choices, required=False)
    companions = forms.IntegerField(label=_("Companions"), min_value=0, max_value=99, required=False, initial=0)

    matter = GroupedChoice(
        label=_("Matter"), rows=matters, to_field_name="key", empty_label=_("Choose the matter"),
        heading=lambda matter: matter.department.label, say=lambda matter: f"{matter.order:02d} {matter.label}",
    )  # fmt: skip
    narrative = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 6}))
    claim = forms.CharField(label=_("What the person asks for"), max_length=500, required=False)
    people_count = forms.IntegerField(label=_("People concerned"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    amount = Yuan(label=_("Amount in yuan"), max_length=40, required=False)
    claims_payment = forms.BooleanField(label=_("Asks for payment"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    restricted = forms.BooleanField(label=_("Domestic violence or a minor: keep confidential"), required=False)

    step = Choice(
        label=_("Next step"),
        choices=[(ROUTE, _("Send on")), (SETTLE, _("Settle on the spot"))],
        initial=ROUTE,
        widget=forms.RadioSelect,
    )
    outcome = Choice(
        label=_("Outcome"),
        choices=[("", _("Choose the outcome")), *((o.value, o.label) for o in ON_THE_SPOT)],
        required=False,
    )
    result = forms.CharField(
        label=_("What the person was told"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    guide = forms.SlugField(required=False, widget=forms.HiddenInput)  # from which the answer was taken
    agreed = forms.BooleanField(label=_("The person has heard this and agrees"), required=False)
    to_desk = GroupedChoice(
        label=_("Desk"),
        rows=desks,
        required=False,
        empty_label=_("As proposed"),
        heading=lambda desk: desk.center.label,
    )
    reason = forms.CharField(label=_("Why another desk"), max_length=300, required=False)

    def __init__(self, *args, desk: Desk, user: Any = None, visit: Visit | None = None, **options):
        self.desk, self.user, self.visit = desk, user, visit
        options.setdefault("initial", {"client_key": secrets.token_urlsafe(16)} | self.from_before())
        super().__init__(*args, **options)
        self.proposal: Proposal | None = None
        self.district = ""
        for name in ("area", "matter", "to_desk"):
            self.fields[name].at(desk)

    def focus(self) -> None:
        """The first faulty field takes the cursor, or the document's number on a form that has none."""
        if self.is_bound:
            faulty = [field for part in self.parts for name, field in part.fields.items() if name in part.errors]
        elif any("autofocus" in row.fields[row.words[0]].widget.attrs for row in self.rows):
            return  # a row that was just opened has it
        else:
            faulty = [self.fields["matter" if self.visit else "id_number"]]
        if faulty:
            faulty[0].widget.attrs["autofocus"] = True

    # -- one field -------------------------------------------------------------------------------------------------------

    def clean_name(self) -> str:
        return identity.name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return identity.phone(self.cleaned_data["phone"])

    def clean_birth_date(self) -> date | None:
        return identity.birth_date(self.cleaned_data["birth_date"])

    def clean_id_number(self) -> str:
        return identity.id_number(self.cleaned_data.get("id_kind", ""), self.cleaned_data["id_number"])

    def clean_narrative(self) -> str:
        text = self.cleaned_data["narrative"].replace("\r\n", "\n")
        if len(text) > NARRATIVE_LENGTH:
            raise ValidationError(
                _(
                    "%(typed)s characters are typed and %(most)s fit. All of it is still here: shorten it, or put the rest into a paper."
                )
                % {"typed": f"{len(text):,}", "most": f"{NARRATIVE_LENGTH:,}"},
                "too_long",
            )
        return text

    # -- what hangs together -----------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        super().clean()
        for part in self.parts[1:]:
            part.is_valid()
        if not self.visit:
            self._check_name()
            self._check_document()
        self.check_other_side()
        self.check_people()
        if self.cleaned_data.get("matter"):
            self.proposal = reception.proposal_for(self.registration, self.desk)
        if self.cleaned_data.get("step") == self.SETTLE:
            self._check_settlement()
        elif self.cleaned_data.get("step") == self.ROUTE:
            self._check_route()
        return self.cleaned_data

    def _check_name(self) -> None:
        given = self.cleaned_data
        if not given.get("anonymous"):
            return
        typed = [name for name in ("name", "id_number", "phone", "address") if self[name].value()]
        if typed:
            self.say(
                "anonymous",
                _(
                    "Without a name nothing of the person is kept. Take this tick off, or empty name, number, phone and address."
                ),
            )
        else:
            self.errors.pop("name", None)
        if given.get("matter") and given["matter"].key not in parties.HINTS:
            self.say("anonymous", parties.name_needed())

    def _check_document(self) -> None:
        given = self.cleaned_data
        if given.get("anonymous"):
            return
        if given.get("id_kind") == Person.IdKind.NONE and not given.get("no_id_reason"):
            self.say("no_id_reason", _("Write why the person shows no document."))
        elif given.get("id_kind") and given["id_kind"] != Person.IdKind.NONE and given.get("id_number") == "":
            self.say("id_number", _("Type the number, or choose “None shown” and write why."))
        if given.get("id_kind") == Person.IdKind.ID_CARD and given.get("id_number"):
            given["sex"], given["birth_date"], self.district = facts_of_id(given["id_number"])
            self.errors.pop("birth_date", None)  # the card says it
            self.data = {**self.data.dict(), "sex": given["sex"], "birth_date": given["birth_date"]}

    def _check_settlement(self) -> None:
        if not self.cleaned_data.get("outcome"):
            self.say("outcome", _("Choose the outcome."))
        if "result" not in self.errors and len(self.cleaned_data.get("result", "")) < RESULT_LENGTH:
            self.say("result", _("Write the result in at least ten characters, as the person is told it."))
        if not self.cleaned_data.get("agreed"):
            self.say(
                "agreed",
                _("A matter is settled on the spot only with the person's agreement. Tick this, or send it on."),
            )

    def _check_route(self) -> None:
        chosen, matter = self.cleaned_data.get("to_desk"), self.cleaned_data.get("matter")
        if matter and chosen is None and self.proposal is None and "to_desk" not in self.errors:
            self.say("to_desk", _("The routing table has no answer for this matter. Choose the desk yourself."))
        if self.other_desk and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.say("reason", _("Say in a few words why it goes to another desk than proposed."))
        self.check_competence()

    # -- what it becomes ---------------------------------------------------------------------------------------------------

    @cached_property
    def registration(self) -> Registration:
        """The matter as written so far; whole when the form is valid."""
        given = self.cleaned_data
        source = {} if self.visit else self.source_facts
        return Registration(
            matter=given["matter"], narrative=given.get("narrative", ""), person=self.comes, others=self.others, claim=given.get("claim", ""),
            representative=self.represents, agents=self.agents, visit=self.visit,
            people_count=given.get("people_count") or 1, companions=given.get("companions") or 0, amount_cents=given.get("amount"),
            opponent_outside=bool(given.get("opponent_outside")), claims_payment=bool(given.get("claims_payment")), urgent=bool(given.get("urgent")),
            restricted=bool(given.get("restricted")), area=given.get("area"), client_key=given.get("client_key", ""),
            answers=self.answers, **source, **self.related_facts,
        )  # fmt: skip

    @property
    def first_step(self) -> Settlement | Sending | Joining:
        """Settle, send on, or go into a case on file, as chosen."""
        given = self.cleaned_data
        if joining := self.joining:
            return joining
        if given["step"] == self.SETTLE:
            guide = (
                reading.by_key(given["guide"])
                if given.get("guide") and given["outcome"] == Case.Outcome.ANSWERED
                else None
            )
            return Settlement(given["outcome"], given["result"], given["agreed"], guide)
        return Sending(given["to_desk"], given["reason"], self.proposal)

    @cached_property
    def comes(self) -> PersonData | None:
        given = self.cleaned_data
        if self.visit or given.get("anonymous"):
            return None
        kind = given.get("id_kind") or Person.IdKind.NONE
        return PersonData(
            name=given.get("name", ""), id_kind=kind, id_number=given.get("id_number", "") if kind != Person.IdKind.NONE else "",
            no_id_reason=given.get("no_id_reason", "") if kind == Person.IdKind.NONE else "", sex=given.get("sex") or Person.Sex.UNKNOWN,
            birth_date=given.get("birth_date"), phone=given.get("phone", ""), address=given.get("address", ""), area=given.get("area"),
            special_help=given.get("special_help", ""),
        )  # fmt: skip

    @property
    def _probable(self) -> list[str]:
        """What is probably the same; not the matters that this very visit has already, which are linked in any case."""
        own = {case.number for case in self.before}
        return [number for number in super()._probable if number not in own]

    # -- what the page says of it --------------------------------------------------------------------------------------------

    @property
    def under_age(self) -> bool:
        """Whether whoever comes is under eighteen and comes without a guardian."""
        return bool(self.comes) and not self.agents and parties.under_age(self.comes.birth_date)

    @property
    def other_desk(self) -> Desk | None:
        """The desk chosen in place of the one proposed."""
        chosen = self.cleaned_data.get("to_desk")
        return chosen if chosen and self.proposal and chosen != self.proposal.desk else None

    @property
    def confidential(self) -> bool:
        """Whether only cleared staff will read the case."""
        matter = self.cleaned_data.get("matter")
        return bool(self.cleaned_data.get("restricted") or (matter and matter.restricted))
