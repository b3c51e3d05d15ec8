"""The chips of a list of cases. Every number on a dashboard links here, and this list has just as many lines."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from center.foundation.now import SHANGHAI, now
from center.institution.models import Area, Center, Department, Desk, User
from intake import stalls
from intake.models import Card, Case, Clock, Dispute, ExtensionRequest, Limit, MatterType, Slip, Visit

DUTIES = (Limit.Kind.DUTY, Limit.Kind.MAXIMUM)  # a right that a party lets lapse is nobody's delay
YEARS = (1900, 2999)  # beyond them a moment cannot be told in every time zone
DONE = (Case.State.CONCLUDED, Case.State.ARCHIVED)

STATES = [(state.value, state.label) for state in Case.State if state != Case.State.VOIDED]  # a void case is in no list

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class KeyField(forms.ModelChoiceField):
    """A row by the key it goes by in words ("HHT"), or by its id."""

    LONGEST_ID = 8

    def to_python(self, value: Any) -> Any:
        by_id = str(value).isascii() and str(value).isdigit() and len(str(value)) <= self.LONGEST_ID
        name, self.to_field_name = self.to_field_name, "pk" if by_id else self.to_field_name
        try:
            return super().to_python(value)
        finally:
            self.to_field_name = name


class KeyFilter(django_filters.ModelChoiceFilter):
    field_class = KeyField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(empty_label=_("Any"), **kwargs)


class FlagFilter(django_filters.CharFilter):
    """`overdue=1`: on or absent, nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [_is_one])
        super().__init__(**kwargs)


def _is_one(value: str) -> None:
    if value != "1":
        raise forms.ValidationError(_("This filter is not understood."))


class CaseFilter(django_filters.FilterSet):
    """What each chip means; together they narrow.

    source: how it came. center: where the case was registered (as `TallyDelta.center`). at: the center where it is now. desk: whose it is now. department: that leads the matter.
    day, concluded_on: the day in Shanghai. open: not ended. overdue: open, with a duty's running clock past its moved due
    date. to_sign: waiting for sign-for. mine: the reader handles it.
    red, yellow: open, with such a card. supervised: with an open slip. extension: more time was asked for and nobody has decided. stalled: in hand without an effective act for some working days. unassigned: in
    hand, and nobody has it. disputed: waits for the decision who is competent. bounced: open, and handed on HOPS_LISTED times or more. counted: without restricted matters, as tallies are.
    """

    state = django_filters.ChoiceFilter(choices=STATES, empty_label=_("Any"), label=_("State"))
    source = django_filters.ChoiceFilter(
        choices=Visit.Source.choices, field_name="visit__source", empty_label=_("Any"), label=_("Source of the matter")
    )
    matter = KeyFilter(
        queryset=MatterType.objects.filter(valid_to=None),
        to_field_name="key",
        label=_("Matter"),
        method="filter_matter",
    )
    center = KeyFilter(queryset=Center.objects.select_related("area"), to_field_name="code", label=_("Registered at"))
    at = KeyFilter(
        queryset=Center.objects.select_related("area"),
        to_field_name="code",
        field_name="desk__center",
        label=_("Now at"),
    )
    desk = KeyFilter(queryset=Desk.objects.select_related("center", "department"), to_field_name="id", label=_("Desk"))
    department = KeyFilter(
        queryset=Department.objects.all(), to_field_name="key", field_name="matter__department", label=_("Department")
    )
    handler = KeyFilter(queryset=User.objects.all(), to_field_name="id", label=_("Handler"))
    township = KeyFilter(
        queryset=Area.objects.filter(level=Area.Level.TOWNSHIP), to_field_name="code", label=_("Township")
    )
    day = django_filters.DateFilter(method="filter_day", label=_("Registered on"), widget=DAY)
    concluded_on = django_filters.DateFilter(method="filter_concluded_on", label=_("Concluded on"), widget=DAY)
    open = FlagFilter(method="filter_open", label=_("Open"))
    overdue = FlagFilter(method="filter_overdue", label=_("Overdue"))
    to_sign = FlagFilter(method="filter_to_sign", label=_("To sign for"))
    mine = FlagFilter(method="filter_mine", label=_("Mine"))
    on_the_spot = FlagFilter(method="filter_on_the_spot", label=_("Settled on the spot"))
    red = FlagFilter(method="filter_red", label=_("Red card"))
    yellow = FlagFilter(method="filter_yellow", label=_("Yellow card"))
    supervised = FlagFilter(method="filter_supervised", label=_("Under supervision"))
    extension = FlagFilter(method="filter_extension", label=_("Extension to decide"))
    stalled = FlagFilter(method="filter_stalled", label=_("Lying still"))
    unassigned = FlagFilter(method="filter_unassigned", label=_("Nobody has it in hand"))
    disputed = FlagFilter(method="filter_disputed", label=_("Competence in dispute"))
    bounced = FlagFilter(method="filter_bounced", label=_("Handed on too often"))
    counted = FlagFilter(method="filter_counted", label=_("As counted"))

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_matter(self, queryset: QuerySet, name: str, value: MatterType) -> QuerySet:
        return queryset.filter(matter__key=value.key)  # whichever version it was registered with

    def filter_day(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        return _on_day(queryset, "registered_at", value)

    def filter_concluded_on(self, queryset: QuerySet, name: str, value: date) -> QuerySet:
        return _on_day(queryset, "concluded_at", value).filter(state__in=DONE)

    def filter_open(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.open()

    def filter_overdue(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        late = Clock.objects.overdue(now()).filter(case=OuterRef("pk"), limit__kind__in=DUTIES)
        return queryset.open().filter(Exists(late))

    def filter_to_sign(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(state=Case.State.ROUTED)

    def filter_mine(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(handler=self.request.user)

    def filter_on_the_spot(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(on_the_spot=True)

    def filter_red(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return _with_card(queryset, Card.Colour.RED)

    def filter_yellow(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return _with_card(queryset, Card.Colour.YELLOW)

    def filter_supervised(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(Slip.objects.filter(case=OuterRef("pk")).exclude(state=Slip.State.CLOSED)))

    def filter_extension(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Exists(ExtensionRequest.objects.waiting().filter(clock__case=OuterRef("pk"))))

    def filter_stalled(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return stalls.stalled(queryset)

    def filter_unassigned(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return stalls.unassigned(queryset)

    def filter_disputed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.open().filter(Exists(Dispute.objects.filter(case=OuterRef("pk"), decided_at=None)))

    def filter_bounced(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.open().filter(hops__gte=settings.HOPS_LISTED)

    def filter_counted(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(restricted=False)

    @property
    def cases(self) -> QuerySet:
        """The cases the chips leave; none when a chip is not understood, so that a list never shows more than was asked."""
        return self.qs if self.is_valid() else self.queryset.none()


def listed(request: Any, chips: Mapping[str, Any]) -> QuerySet:
    """The cases that the list shows `request.user` for these chips: what a number is counted by."""
    return CaseFilter(chips, queryset=Case.objects.visible_to(request.user), request=request).cases


def _with_card(queryset: QuerySet, colour: str) -> QuerySet:
    return queryset.open().filter(Exists(Card.objects.standing().filter(case=OuterRef("pk"), colour=colour)))


def _on_day(queryset: QuerySet, field: str, day: date) -> QuerySet:
    if not YEARS[0] <= day.year <= YEARS[1]:
        return queryset.none()
    first = datetime.combine(day, time.min, SHANGHAI)
    return queryset.filter(**{f"{field}__gte": first, f"{field}__lt": first + timedelta(days=1)})
