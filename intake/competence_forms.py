"""The form of the verb by which a director says which desk is competent."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from intake.forms import DeskChoice, ReasonForm, VerbForm


class DecideDisputeForm(ReasonForm):
    verb = "decide_dispute"
    fields_of_verb = field_order = ("to_desk", "reason")
    to_desk = DeskChoice(label=_("Competent desk"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_desk"].among_those_that_handle()
        self.fields["to_desk"].help_text = _("The decision binds: the desk may not return the case on the same ground.")


FORMS: dict[str, type[VerbForm]] = {DecideDisputeForm.verb: DecideDisputeForm}
