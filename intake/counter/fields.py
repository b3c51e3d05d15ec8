"""The fields that the counter has and Django has not: choices under headings that are read when shown, and amounts as they are said."""

import copy
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case as Order
from django.db.models import QuerySet, When
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.foundation.remembering import kept
from center.institution.models import Area, Center, Desk
from intake.models import MatterType

MOST_YUAN = Decimal(100_000_000_000)
TEN_THOUSAND = "万"


class Choice(forms.ChoiceField):
    """A choice of words that are the same on every form. Django copies each word for each form, which is a fifth of making one."""

    def __deepcopy__(self, memo):
        own = copy.copy(self)
        own.widget = copy.copy(self.widget)
        own.widget.attrs = self.widget.attrs.copy()
        own.error_messages = self.error_messages.copy()
        own.validators = self.validators[:]
        memo[id(self)] = own
        return own


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
    found = (
        Desk.objects.valid(today())
        .filter(department__isnull=False)
        .exclude(pk=desk.pk)
        .select_related("center", "department")
    )
    nearness = When(center=desk.center_id, then=0)
    return found.order_by(Order(nearness, default=1), "center__kind", "center__area__code", "department__order")
