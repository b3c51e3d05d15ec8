"""The forms of attendance: the mode and days of a seat, one day, being away, standing in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution import permissions
from center.institution.attendance import lifecycle
from center.institution.models import Absence, Attendance, Posting, User

WEEKDAYS = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


class DayField(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class AttendanceForm(forms.Form):
    """Days are "week-weekday": "2-0" is the Monday of the second week."""

    use_required_attribute = False
    attendance = forms.ChoiceField(
        label=_("How the person sits here"), choices=Attendance.choices, widget=forms.RadioSelect
    )
    of_weeks = forms.TypedChoiceField(
        label=_("The round has"),
        coerce=int,
        choices=[(n, _("%(n)s week(s)") % {"n": n}) for n in range(1, 5)],
        required=False,
        empty_value=1,
    )
    days = forms.MultipleChoiceField(
        label=_("Days of who rotates"), widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = forms.IntegerField(
        label=_("On call: there within (minutes)"), min_value=1, max_value=lifecycle.MINUTES, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (f"{week}-{day}", _("Week %(week)s %(day)s") % {"week": week, "day": word})
            for week in range(1, 5) for day, word in enumerate(WEEKDAYS)
        ]  # fmt: skip

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """The marked days within the round, as (week, weekday)."""
        pairs = [tuple(int(part) for part in value.split("-")) for value in self.cleaned_data["days"]]
        return [(week, day) for week, day in pairs if week <= self.cleaned_data["of_weeks"]]


class ShiftForm(forms.Form):
    use_required_attribute = False
    day = DayField(label=_("Day"))
    present = forms.TypedChoiceField(
        label=_("On this day"), choices=[("yes", _("In")), ("no", _("Not in"))], coerce=lambda value: value == "yes"
    )
    window = forms.CharField(label=_("Window"), max_length=20, required=False)


class AbsenceForm(forms.Form):
    """Of whom: the person, and whoever sits at the desks that the person arranges."""

    use_required_attribute = False
    user = forms.ModelChoiceField(User.objects.none(), label=_("Who is away"), empty_label=None)
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))
    reason = forms.ChoiceField(label=_("Why"), choices=Absence.Reason.choices)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]


class SeatChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Posting) -> str:
        return f"{obj.desk.full_label} · {obj.role_label}"


class DeputyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class CoverForm(forms.Form):
    """One seat of the person who is away, who stands in, and for what."""

    use_required_attribute = False
    posting = SeatChoice(Posting.objects.none(), label=_("Seat"), empty_label=None)
    deputy = DeputyChoice(User.objects.none(), label=_("Who stands in"), empty_label=_("Choose"))
    whole = forms.TypedChoiceField(
        label=_("For what"), choices=[("yes", _("Everything the seat does")), ("no", _("Only what is marked below"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    verbs = forms.MultipleChoiceField(label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, absence: Absence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = max(absence.first_day, today())
        seats = Posting.objects.held(day).filter(user=absence.user_id, covers=None)
        seats = seats.select_related("desk__center", "desk__department").order_by("pk")
        self.fields["posting"].queryset = seats  # type: ignore[attr-defined]
        centers, departments = {s.desk.center_id for s in seats}, {s.desk.department_id for s in seats} - {None}
        near = Posting.objects.valid(day).filter(covers=None)
        near = near.filter(desk__center__in=centers) | near.filter(desk__department__in=departments)
        away = Absence.objects.filter(ended_at=None, first_day__lte=absence.last_day, last_day__gte=absence.first_day)
        people = User.objects.filter(pk__in=near.values("user")).exclude(pk__in=away.values("user"))
        self.fields["deputy"].queryset = people.exclude(pk=absence.user_id).order_by("name", "pk")  # type: ignore[attr-defined]
        carried = sorted(set().union(*(permissions.VERBS[seat.role] for seat in seats)) if seats else [])
        self.fields["verbs"].choices = [(verb, verb_word(verb)) for verb in carried if verb in permissions.verb_words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("whole") is False and not cleaned.get("verbs"):
            self.add_error("verbs", _("Mark what the person may do."))
        return cleaned

    @property
    def lent(self) -> list[str]:
        return [] if self.cleaned_data["whole"] else self.cleaned_data["verbs"]


def verb_word(verb: str) -> str:
    """The word of a verb, where a room above has given one (`verb_words`)."""
    word = permissions.verb_words.get(verb)
    return str(word.label) if word else verb
