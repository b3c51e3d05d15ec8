"""The forms of the work calendar. A form checks what was typed and read; who may and whether it changes anything, the verb decides."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from center.foundation import calendar, calendar_file
from center.foundation.calendar import Day
from center.foundation.errors import Refused
from center.institution.models import Center, Posting, Role

MOST_BYTES = 64 * 1024  # a year's notice has some forty lines
MOST_DAYS = 31
ENCODINGS = ("utf-8-sig", "gb18030")  # as spreadsheets of Chinese offices save them


class NoticeForm(forms.Form):
    """A year's notice as a file; `year` and `days` are what the verb takes."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("Notice as a file"),
        help_text=_(
            "CSV with the columns day, workday and reason: 2027-02-08,no,春节. Days off on weekdays and weekends worked; one year."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
    )
    source = forms.CharField(
        label=_("Number of the notice"), max_length=100, help_text=_("Such as 国办发明电〔2025〕7号.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is too large for a notice. Choose the CSV file of one year."))
        try:
            years = calendar_file.read(_decoded(file.read()).splitlines())
        except Refused as refused:
            raise ValidationError(refused.message) from refused
        if len(years) != 1:
            raise ValidationError(_("The file must hold the days of exactly one year. Split it by years."))
        return years

    @property
    def year(self) -> int:
        return next(iter(self.cleaned_data["file"]))

    @property
    def days(self) -> dict[date, Day]:
        return self.cleaned_data["file"][self.year]


class DaysForm(forms.Form):
    """Days of the county or of one center; made for the posting that asks."""

    use_required_attribute = False
    REST, WORK, LIKE_ALL = "rest", "work", "like_all"
    scope = forms.ChoiceField(label=_("Where"))
    first = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), help_text=_("Empty for a single day.")
    )  # fmt: skip
    what = forms.ChoiceField(
        label=_("What holds there"),
        choices=[(REST, _("No work is done")), (WORK, _("Work is done")), (LIKE_ALL, _("As everywhere again"))],
        widget=forms.RadioSelect,
        initial=REST,
    )
    reason = forms.CharField(label=_("Reason"), max_length=60, help_text=_("Shown beside the day, such as 大雪停工."))

    def __init__(self, *args: Any, posting: Posting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centers = Center.objects.order_by("kind", "area__code", "code")
        if posting.role == Role.CENTER_DIRECTOR:
            own = [center for center in centers if center.pk == posting.desk.center_id]
            self.fields["scope"].choices = [(calendar.center_scope(center.pk), center.label) for center in own]
        else:
            self.fields["scope"].choices = [
                (calendar.COUNTY, _("The whole county")),
                *((calendar.center_scope(center.pk), center.label) for center in centers),
            ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last") or data.get("first")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("At most a month at a time."))
        return data

    @property
    def days(self) -> dict[date, Day | None]:
        data = self.cleaned_data
        last = data["last"] or data["first"]
        said = None if data["what"] == self.LIKE_ALL else Day(data["what"] == self.WORK, data["reason"])
        return {data["first"] + timedelta(days=step): said for step in range((last - data["first"]).days + 1)}


class ReasonForm(forms.Form):
    """Why a proposal is not published."""

    use_required_attribute = False
    reason = forms.CharField(label=_("Why it is not published"), max_length=200, widget=forms.Textarea({"rows": 2}))


def _decoded(content: bytes) -> str:
    """The text of a file as Excel or an editor saved it."""
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(_("The file is no text. Save it as CSV and choose it again."))
