"""The report form of the phone page. It keeps all that was typed; whether it says enough is decided by the room's own rules."""

import math
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.locate import locate
from center.institution.models import Area, Posting
from center.papers import files
from grid import lifecycle, place
from grid.lifecycle import ReportData
from grid.models import Category
from grid.place import Position

FIELD_OF = {
    "text_needed": "text",
    "photo_needed": "photo",
    "result_too_short": "result",
    "reason_needed": "place_reason",
}  # all others: the grid
TEXT, MOST_PEOPLE, FAR = 2000, 100_000, 1_000_000  # characters, people, metres


class GridChoice(forms.ModelChoiceField):
    """A grid in force: the worker's own first, then those of the township, village by village."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Area.objects.none(), to_field_name="code", required=False, **kwargs)

    def offer(self, own: list[Area], township: str, located: Area | None = None) -> None:
        """Take any grid in force, and show these: a located one too that lies elsewhere."""
        in_force = Area.objects.valid(today()).filter(level=Area.Level.GRID)
        self.queryset = in_force.select_related("parent").defer("boundary", "parent__boundary")
        others: dict[str, list[tuple[str, str]]] = {}
        for grid in self.queryset.filter(code__startswith=township[:9]) if township else []:
            others.setdefault(grid.parent.label if grid.parent else "", []).append((grid.code, grid.label))
        shown: list[Any] = [("", _("By the position"))]
        if located is not None:
            shown.append((_("At the position"), [(located.code, located.label)]))
        if own:
            shown.append((_("My grids"), [(grid.code, grid.label) for grid in own]))
        self.widget.choices = [*shown, *others.items()]


class ReportForm(forms.Form):
    """Made for a posting; `report_data()` is what the verb takes."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    category = forms.ModelChoiceField(
        Category.objects.filter(active=True).select_related("matter__department"), to_field_name="key", label=_("What is it?"), empty_label=None,
        widget=forms.RadioSelect, error_messages={"required": _("Choose what it is.")},
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput({"accept": "image/*", "capture": "environment"})
    )
    text = forms.CharField(
        label=_("What do you see?"), required=False, max_length=TEXT, widget=forms.Textarea({"rows": 3})
    )
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lng = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    accuracy_m = forms.FloatField(required=False, min_value=0, max_value=FAR, widget=forms.HiddenInput)
    grid = GridChoice(label=_("Grid"))
    place_reason = forms.CharField(label=_("Why another grid than the position"), required=False, max_length=120)
    people_count = forms.IntegerField(label=_("People concerned"), min_value=1, max_value=MOST_PEOPLE, initial=1)
    urgent = forms.BooleanField(label=_("Urgent"), required=False)
    settled = forms.BooleanField(label=_("I settled it on the spot"), required=False)
    result = forms.CharField(label=_("Result"), required=False, max_length=TEXT, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posting = posting
        self.own = place.grids_of(posting)
        self.fields["grid"].offer(self.own, posting.desk.center.area.township_code)

    def clean_photo(self) -> files.Photo | None:
        upload = self.cleaned_data["photo"]
        if not upload:
            return None
        try:
            return files.read_photo(upload, size=upload.size)
        except Refused as refusal:
            raise ValidationError(refusal.message, refusal.code) from refusal

    def clean(self) -> None:
        if self.errors:
            return
        data = self.report_data()
        try:
            lifecycle.check(data, self.cleaned_data["photo"])
            place.find(data.position, data.grid, reason=data.place_reason, posting=self.posting)
        except Refused as refusal:
            if refusal.code == "confirm_grid":
                self._propose(data)
            self.add_error(FIELD_OF.get(refusal.code, "grid"), ValidationError(refusal.message, refusal.code))

    def report_data(self) -> ReportData:
        """What was typed, as the verb takes it."""
        typed = self.cleaned_data
        names = ("uuid", "category", "text", "grid", "place_reason", "people_count", "urgent", "settled", "result")
        return ReportData(**{name: typed[name] for name in names}, position=self._position())

    @property
    def categories(self) -> list[Category]:
        return list(self.fields["category"].queryset)

    @property
    def more_wanted(self) -> bool:
        """Whether the folded part holds something typed or wrong."""
        return self.is_bound and bool(
            {"people_count", "settled", "result"}
            & {*self.errors, *(name for name in ("settled", "result") if self.data.get(name))}
        )

    @property
    def photo_lost(self) -> bool:
        """A browser without script cannot send a chosen photo a second time by itself."""
        return self.is_bound and bool(self.errors) and bool(self.files.get("photo"))

    def _position(self) -> Position | None:
        lat, lng, accuracy = (self.cleaned_data[name] for name in ("lat", "lng", "accuracy_m"))
        if lat is None or lng is None:
            return None
        return Position(lat, lng, None if accuracy is None else math.ceil(accuracy))

    def _propose(self, data: ReportData) -> None:
        """The grid at an inaccurate position, chosen already: pressing once more confirms it."""
        located = locate(data.position.lat, data.position.lng) if data.position else None
        if located is not None:
            self.fields["grid"].offer(self.own, self.posting.desk.center.area.township_code, located)
            self.data = MultiValueDict({**dict(self.data.lists()), "grid": [located.code]})
