"""What a matter belongs with: the cases on file that look like it, and the clerk's choice; a part of the counter's form."""

from typing import Any

from django import forms


class RelatedFields(forms.Form):
    """The fields of the choice; `related_facts` is what they give to a `Registration`."""

    @property
    def related_facts(self) -> dict[str, Any]:
        """Arguments of `Registration`: links."""
        return {}
