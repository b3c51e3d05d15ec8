"""The forms of a rule: its next version, and the days on which it is tried."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from center.foundation.now import today
from center.institution.models import Area, Center, Desk
from intake.models import MatterType, Route
from intake.routing.wording import DESTINATIONS

EITHER = [("", _("Either way")), ("yes", _("Yes")), ("no", _("No"))]
TRUTH = {"yes": True, "no": False}
DAYS, MOST_DAYS = 90, 3660


class RuleForm(forms.Form):
    """Everything of a version; `route` fills it. A center's director writes rules of the own center only."""

    use_required_attribute = False
    order = forms.IntegerField(
        label=_("Place in the order"), help_text=_("The first rule that fits decides."), min_value=1, max_value=9999
    )
    center = forms.ModelChoiceField(
        label=_("Holds at"), queryset=Center.objects.none(), required=False, empty_label=_("Every center")
    )
    matters = forms.ModelMultipleChoiceField(
        label=_("Matter"),
        queryset=MatterType.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: any matter."),
    )
    keywords = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=200,
        help_text=_("Apart by blanks; one of them in what happened or what is asked is enough."),
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Townships"),
        queryset=Area.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: anywhere."),
    )
    people_over = forms.IntegerField(label=_("More people than"), required=False, min_value=0, max_value=30_000)
    amount_over = forms.DecimalField(
        label=_("Amount above, in yuan"), required=False, min_value=0, max_digits=13, decimal_places=2
    )
    other_side = forms.ChoiceField(
        label=_("Other side"), choices=[("", _("Either way")), *Route.OtherSide.choices], required=False
    )
    opponent_outside = forms.ChoiceField(
        label=_("The other side is outside this township"), choices=EITHER, required=False
    )
    claims_payment = forms.ChoiceField(label=_("Asks for payment"), choices=EITHER, required=False)
    destination = forms.ChoiceField(label=_("Destination"), choices=list(DESTINATIONS.items()))
    desk = forms.ModelChoiceField(
        label=_("Desk, where one is named"), queryset=Desk.objects.none(), required=False, empty_label=_("None")
    )
    assist = forms.ChoiceField(
        label=_("Ask to assist"), choices=[("", _("Nobody")), *list(DESTINATIONS.items())[:-1]], required=False
    )
    urgent = forms.BooleanField(label=_("What it catches is urgent"), required=False)
    off = forms.BooleanField(label=_("Out of use from that day"), required=False)
    explanation = forms.CharField(label=_("Explanation in Chinese"), max_length=200, widget=forms.Textarea({"rows": 2}))
    explanation_en = forms.CharField(
        label=_("Explanation in English"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Tomorrow at the earliest. What is on its way already stays where it is."),
    )
    valid_to = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until further notice."),
    )
    reason = forms.CharField(label=_("Why it changes"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, route: Route | None = None, own_center: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["matters"].queryset = MatterType.objects.filter(active=True)
        self.fields["areas"].queryset = Area.objects.filter(level=Area.Level.TOWNSHIP, valid_to=None)
        self.fields["desk"].queryset = Desk.objects.exclude(department=None).select_related("center", "department")
        self.fields["desk"].label_from_instance = lambda desk: desk.full_label
        self.fields["center"].queryset = Center.objects.select_related("area")
        if own_center is not None:
            del self.fields["center"]
        self.initial = _initial(route) if route else {"order": 500, "valid_from": today() + timedelta(days=1)}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("destination") == Route.Destination.DESK and not given.get("desk"):
            self.add_error("desk", _("Name the desk, or choose another destination."))
        if given.get("valid_from") and given["valid_from"] <= today():
            self.add_error("valid_from", _("Tomorrow at the earliest."))
        if given.get("valid_to") and given.get("valid_from") and given["valid_to"] < given["valid_from"]:
            self.add_error("valid_to", _("The last day lies before the first."))
        return given

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the version; matters and areas apart."""
        given = self.cleaned_data
        amount = given["amount_over"]
        return {
            **{name: given[name] for name in ("order", "people_over", "other_side", "destination", "assist", "urgent", "off", "explanation", "explanation_en", "valid_from", "valid_to")},
            "keywords": " ".join(given["keywords"].split()), "amount_over_cents": int(amount * 100) if amount is not None else None,
            "opponent_outside": TRUTH.get(given["opponent_outside"]), "claims_payment": TRUTH.get(given["claims_payment"]),
            "desk": given["desk"] if given["destination"] == Route.Destination.DESK else None, "center": given.get("center"),
        }  # fmt: skip


class TrialForm(forms.Form):
    """How far back a draft is tried."""

    use_required_attribute = False
    days = forms.IntegerField(label=_("Cases of the last days"), min_value=1, max_value=MOST_DAYS, initial=DAYS)


def _initial(route: Route) -> dict[str, Any]:
    said = {None: "", True: "yes", False: "no"}
    plain = (
        "order",
        "center",
        "keywords",
        "people_over",
        "other_side",
        "destination",
        "desk",
        "assist",
        "urgent",
        "off",
        "explanation",
        "explanation_en",
        "valid_to",
    )
    current = {matter.key for matter in route.matters.all()}
    return {
        **{name: getattr(route, name) for name in plain},
        "matters": MatterType.objects.filter(active=True, key__in=current), "areas": route.areas.all(),
        "amount_over": route.amount_over_cents / 100 if route.amount_over_cents is not None else None,
        "opponent_outside": said[route.opponent_outside], "claims_payment": said[route.claims_payment],
        "valid_from": max(route.valid_from, today() + timedelta(days=1)),
        "reason": route.reason if route.state != Route.State.PUBLISHED else "",
    }  # fmt: skip
