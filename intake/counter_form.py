"""The counter's form, in the order of the paper one, and what it becomes: a `Registration` and its first step."""

import secrets
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case as Order
from django.db.models import QuerySet, When
from django.forms.models import ModelChoiceIterator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.foundation.remembering import kept
from center.institution.models import Area, Center, Desk
from intake import identity, reception
from intake.counter_related import RelatedFields
from intake.counter_source import SourceFields
from intake.lifecycle import ON_THE_SPOT, RESULT_LENGTH
from intake.models import MatterType, Person
from intake.reception import Sending, Settlement
from intake.registration import PersonData, Registration, SideData, facts_of_id
from intake.routing import Proposal

NARRATIVE_LENGTH = 4000
MOST_PEOPLE = 99_999
MOST_YUAN = Decimal(100_000_000_000)
TEN_THOUSAND = "万"


class Grouped(ModelChoiceIterator):
    """Choices under headings, from rows already in the order of their headings; read when they are shown."""

    def __init__(self, field):
        self.field = field

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        heading, group = None, []
        for row in self.field.queryset:
            if self.field.heading(row) != heading:
                if group:
                    yield (heading, group)
                heading, group = self.field.heading(row), []
            group.append(self.choice(row))
        if group:
            yield (heading, group)


class GroupedChoice(forms.ModelChoiceField):
    """A choice of rows under headings: `say` words one, `heading` gives its group, `rows` asks for them at a desk."""

    iterator = Grouped

    def __init__(self, *, rows, heading, say=str, **options):
        self.rows, self.heading, self.say, self.desk = rows, heading, say, None
        super().__init__(queryset=None, **options)

    @property
    def queryset(self):
        """The rows that may be chosen at `desk`; made when asked for, which a save does for what was chosen only."""
        return self.rows(self.desk) if self.desk else None

    @queryset.setter
    def queryset(self, _rows):
        self.widget.choices = self.choices

    def at(self, desk: Desk) -> None:
        """Offer what may be chosen at `desk`."""
        self.desk = desk
        self.widget.choices = self.choices

    def label_from_instance(self, row):
        return self.say(row)

    def to_python(self, value):
        if value in self.empty_values:
            return None
        return kept(
            ("choice", self.rows.__name__, self.desk.pk, str(value)),
            lambda: super(GroupedChoice, self).to_python(value),
        )

    def has_changed(self, initial, data):
        return str(self.prepare_value(initial) or "") != str(data or "")


class Yuan(forms.CharField):
    """An amount as it is said, 1,200.50 or 3万, in cents; nothing for an empty field."""

    def clean(self, value: Any) -> int | None:
        text = (
            unicodedata.normalize("NFKC", super().clean(value) or "")
            .strip("¥ ")
            .removesuffix("元")
            .replace(",", "")
            .replace(" ", "")
        )
        if not text:
            return None
        try:
            amount = Decimal(text.removesuffix(TEN_THOUSAND)) * (10_000 if text.endswith(TEN_THOUSAND) else 1)
        except InvalidOperation as error:
            raise ValidationError(
                _("Write the amount in yuan with digits, such as 1200 or 1,200.50."), "wrong_amount"
            ) from error
        if not amount.is_finite() or not 0 <= amount < MOST_YUAN:
            raise ValidationError(_("An amount lies between 0 and 99,999,999,999.99 yuan."), "wrong_amount")
        if amount * 100 != int(amount * 100):
            raise ValidationError(_("An amount has at most two digits after the point."), "wrong_amount")
        return int(amount * 100)


def villages(desk: Desk) -> QuerySet[Area]:
    """The villages of the center's township; at a center of the whole county all of them, township by township."""
    found = Area.objects.valid(today()).filter(level=Area.Level.VILLAGE).select_related("parent").order_by("code")
    return found.filter(parent=desk.center.area_id) if desk.center.kind == Center.Kind.TOWNSHIP else found


def matters(desk: Desk) -> QuerySet[MatterType]:
    """All that a case can be about, by the department that leads; the same at every desk."""
    return MatterType.objects.filter(active=True).select_related("department").order_by("department__order", "order")


def desks(desk: Desk) -> QuerySet[Desk]:
    """Where it can be sent: the departments' desks of this center first, then those of the others."""
    found = Desk.objects.filter(department__isnull=False).exclude(pk=desk.pk).select_related("center", "department")
    nearness = When(center=desk.center_id, then=0)
    return found.order_by(Order(nearness, default=1), "center__kind", "center__area__code", "department__order")


class CounterForm(SourceFields, RelatedFields, forms.Form):
    """Everything asked at the counter `desk` by `user`. After cleaning, also when not valid, `proposal` and `district` are there for the page."""

    ROUTE, SETTLE = "route", "settle"
    WORDS = (
        "id_number",
        "name",
        "phone",
        "address",
        "other_name",
        "other_organisation",
        "other_phone",
        "matter",
        "narrative",
        "claim",
        "result",
    )
    narrative_length = NARRATIVE_LENGTH

    client_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    id_kind = forms.ChoiceField(label=_("Document"), choices=Person.IdKind.choices, initial=Person.IdKind.ID_CARD)
    id_number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    no_id_reason = forms.CharField(label=_("Why no document"), max_length=120, required=False)
    name = forms.CharField(label=_("Name"), max_length=60)
    sex = forms.ChoiceField(
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
    special_help = forms.ChoiceField(label=_("Special help"), choices=Person.Help.choices, required=False)
    companions = forms.IntegerField(label=_("Companions"), min_value=0, max_value=99, required=False, initial=0)

    other_name = forms.CharField(label=_("Name of the other side"), max_length=60, required=False)
    other_organisation = forms.CharField(label=_("Or organisation"), max_length=120, required=False)
    other_phone = forms.CharField(label=_("Phone of the other side"), max_length=40, required=False)
    opponent_outside = forms.BooleanField(label=_("The other side is outside this township"), required=False)

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

    step = forms.ChoiceField(
        label=_("Next step"),
        choices=[(ROUTE, _("Send on")), (SETTLE, _("Settle on the spot"))],
        initial=ROUTE,
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose the outcome")), *((o.value, o.label) for o in ON_THE_SPOT)],
        required=False,
    )
    result = forms.CharField(
        label=_("What the person was told"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    agreed = forms.BooleanField(label=_("The person has heard this and agrees"), required=False)
    to_desk = GroupedChoice(
        label=_("Desk"),
        rows=desks,
        required=False,
        empty_label=_("As proposed"),
        heading=lambda desk: desk.center.label,
    )
    reason = forms.CharField(label=_("Why another desk"), max_length=300, required=False)

    def __init__(self, *args, desk: Desk, user: Any = None, **options):
        options.setdefault("initial", {"client_key": secrets.token_urlsafe(16)})
        self.desk, self.user = desk, user
        super().__init__(*args, **options)
        self.proposal: Proposal | None = None
        self.district = ""
        for name in ("area", "matter", "to_desk"):
            self.fields[name].at(desk)

    def focus(self) -> None:
        """The first faulty field takes the cursor, or the document's number on a form that has none."""
        faulty = [name for name in self.fields if name in self.errors] if self.is_bound else ["id_number"]
        if faulty:
            self.fields[faulty[0]].widget.attrs["autofocus"] = True

    # -- one field -------------------------------------------------------------------------------------------------------

    def clean_name(self) -> str:
        return identity.name(self.cleaned_data["name"])

    def clean_other_name(self) -> str:
        return identity.name(self.cleaned_data["other_name"])

    def clean_other_organisation(self) -> str:
        return identity.organisation(self.cleaned_data["other_organisation"])

    def clean_phone(self) -> str:
        return identity.phone(self.cleaned_data["phone"])

    def clean_other_phone(self) -> str:
        return identity.phone(self.cleaned_data["other_phone"])

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
        self._check_document()
        self._check_other_side()
        if self.cleaned_data.get("matter"):
            self.proposal = reception.proposal_for(self.registration, self.desk)
        if self.cleaned_data.get("step") == self.SETTLE:
            self._check_settlement()
        elif self.cleaned_data.get("step") == self.ROUTE:
            self._check_route()
        return self.cleaned_data

    def _check_document(self) -> None:
        given = self.cleaned_data
        if given.get("id_kind") == Person.IdKind.NONE and not given.get("no_id_reason"):
            self._say("no_id_reason", _("Write why the person shows no document."))
        elif given.get("id_kind") and given["id_kind"] != Person.IdKind.NONE and given.get("id_number") == "":
            self._say("id_number", _("Type the number, or choose “None shown” and write why."))
        if given.get("id_kind") == Person.IdKind.ID_CARD and given.get("id_number"):
            given["sex"], given["birth_date"], self.district = facts_of_id(given["id_number"])
            self.errors.pop("birth_date", None)  # the card says it
            self.data = {**self.data.dict(), "sex": given["sex"], "birth_date": given["birth_date"]}

    def _check_other_side(self) -> None:
        if (
            self.cleaned_data.get("other_phone")
            and not self.cleaned_data.get("other_name")
            and "other_name" not in self.errors
        ):
            self._say("other_name", _("Write whose phone this is."))

    def _check_settlement(self) -> None:
        if not self.cleaned_data.get("outcome"):
            self._say("outcome", _("Choose the outcome."))
        if "result" not in self.errors and len(self.cleaned_data.get("result", "")) < RESULT_LENGTH:
            self._say("result", _("Write the result in at least ten characters, as the person is told it."))
        if not self.cleaned_data.get("agreed"):
            self._say(
                "agreed",
                _("A matter is settled on the spot only with the person's agreement. Tick this, or send it on."),
            )

    def _check_route(self) -> None:
        chosen, matter = self.cleaned_data.get("to_desk"), self.cleaned_data.get("matter")
        if matter and chosen is None and self.proposal is None and "to_desk" not in self.errors:
            self._say("to_desk", _("The routing table has no answer for this matter. Choose the desk yourself."))
        if self.other_desk and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self._say("reason", _("Say in a few words why it goes to another desk than proposed."))

    def _say(self, field: str, sentence: Any) -> None:
        self.add_error(field, ValidationError(sentence, code="needed"))

    # -- what it becomes ---------------------------------------------------------------------------------------------------

    @cached_property
    def registration(self) -> Registration:
        """The matter as written so far; whole when the form is valid."""
        given = self.cleaned_data
        return Registration(
            matter=given["matter"], narrative=given.get("narrative", ""), person=self._person(), others=self._others(), claim=given.get("claim", ""),
            people_count=given.get("people_count") or 1, companions=given.get("companions") or 0, amount_cents=given.get("amount"),
            opponent_outside=bool(given.get("opponent_outside")), claims_payment=bool(given.get("claims_payment")), urgent=bool(given.get("urgent")),
            restricted=bool(given.get("restricted")), area=given.get("area"), client_key=given.get("client_key", ""),
            **self.source_facts, **self.related_facts,
        )  # fmt: skip

    @property
    def first_step(self) -> Settlement | Sending:
        """Settle or send on, as chosen."""
        given = self.cleaned_data
        if given["step"] == self.SETTLE:
            return Settlement(given["outcome"], given["result"], given["agreed"])
        return Sending(given["to_desk"], given["reason"], self.proposal)

    def _person(self) -> PersonData:
        given = self.cleaned_data
        kind = given.get("id_kind") or Person.IdKind.NONE
        return PersonData(
            name=given.get("name", ""), id_kind=kind, id_number=given.get("id_number", "") if kind != Person.IdKind.NONE else "",
            no_id_reason=given.get("no_id_reason", "") if kind == Person.IdKind.NONE else "", sex=given.get("sex") or Person.Sex.UNKNOWN,
            birth_date=given.get("birth_date"), phone=given.get("phone", ""), address=given.get("address", ""), area=given.get("area"),
            special_help=given.get("special_help", ""),
        )  # fmt: skip

    def _others(self) -> tuple[SideData, ...]:
        name, organisation = self.cleaned_data.get("other_name", ""), self.cleaned_data.get("other_organisation", "")
        if not name and not organisation:
            return ()
        person = PersonData(name=name, phone=self.cleaned_data.get("other_phone", "")) if name else None
        return (SideData(person=person, organisation=organisation),)

    # -- what the page says of it --------------------------------------------------------------------------------------------

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
