"""Members of staff found by what is typed: part of the name, the user name, or the spelling of the name in full or by its initials."""

from django.db.models import Q, QuerySet

from center.institution.models import User


def found(typed: str) -> QuerySet[User]:
    """Those it fits; none for an empty text."""
    text = typed.strip().replace("\0", "")
    if not text:
        return User.objects.none()
    letters = text.lower().replace(" ", "")
    return User.objects.filter(
        Q(name__contains=text) | Q(username__istartswith=text) | Q(pinyin__startswith=letters) | Q(pinyin__contains=f" {letters}")
    )  # fmt: skip
