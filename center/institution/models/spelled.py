from typing import Any

from django.db import models

from center.foundation import spelling


class SpelledField(models.CharField):
    """How the name in the field `of` is typed, in full and by initials: told anew whenever the row is saved, whoever saves it."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs  # the same column

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        spelled = spelling.both(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, spelled)
        return spelled
