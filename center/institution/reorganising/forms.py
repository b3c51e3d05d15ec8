"""The forms of a plan: which centers, by which decision, what part; and where each desk goes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.attendance.forms import DayField
from center.institution.models import Area, Center, Desk, DeskMove, Reorganisation


class VillageChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Area) -> str:
        return f"{obj.parent.label if obj.parent else ''} {obj.label} {obj.code}"


class PlanForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What happens"), choices=Reorganisation.Kind.choices, widget=forms.RadioSelect)
    from_center = forms.ModelChoiceField(Center.objects.none(), label=_("Center that gives"))
    to_center = forms.ModelChoiceField(Center.objects.none(), label=_("Center that takes over"))
    decision = forms.CharField(label=_("Decision of the county"), help_text=_("Its number and day."), max_length=200)
    effective_on = DayField(label=_("Takes effect on"))
    villages = VillageChoice(
        Area.objects.none(),
        label=_("Villages that go over (of a split)"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )
    matters = forms.MultipleChoiceField(
        label=_("Matters that go over (of a split; none: all)"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )

    def __init__(self, *args: Any, matters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_being = Center.objects.valid(today()).select_related("area")
        for name in ("from_center", "to_center"):
            self.fields[name].queryset = in_being  # type: ignore[attr-defined]
        villages = (
            Area.objects.valid(today()).filter(level=Area.Level.VILLAGE).select_related("parent").order_by("code")
        )
        self.fields["villages"].queryset = villages  # type: ignore[attr-defined]
        self.fields["matters"].choices = matters  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    use_required_attribute = False
    to_desk = forms.ModelChoiceField(Desk.objects.none(), label=_("Goes to"), empty_label=None)
    staff = forms.ChoiceField(label=_("Its people"), choices=DeskMove.Staff.choices)

    def __init__(self, *args: Any, move: DeskMove, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"to_desk": move.to_desk_id, "staff": move.staff})
        super().__init__(*args, prefix=f"move{move.pk}", **kwargs)
        desks = move.reorganisation.to_center.desks.valid(today()).select_related("center", "department")
        self.fields["to_desk"].queryset = desks  # type: ignore[attr-defined]
