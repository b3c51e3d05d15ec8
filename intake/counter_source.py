"""How a matter came to the counter: its source, and who filed it for whom; a part of the counter's form."""

from typing import Any

from django import forms


class SourceFields(forms.Form):
    """The fields of the source; `source_facts` is what they give to a `Registration`."""

    @property
    def source_facts(self) -> dict[str, Any]:
        """Arguments of `Registration`: source, outside_number, filing."""
        return {}
