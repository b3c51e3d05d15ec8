"""Finding guides: the list that everybody reads, by words; and those that fit a matter."""

from django.db.models import Q

from center.foundation.now import today
from center.foundation.remembering import kept
from intake.models import Guide

LOOKED_IN = ("name", "name_en", *(f"{part}{tongue}" for part in Guide.PARTS for tongue in ("", "_en")))
BESIDE = 3  # guides offered beside a matter


def current() -> list[Guide]:
    """Every guide in its version of today, believed for a few seconds, as every rule is."""
    return kept(("guides", today()), lambda: list(Guide.objects.in_force(today()).prefetch_related("matters")))


def found(words: str) -> list[Guide]:
    """The guides in which every word stands, in whatever part and language; all of them where none is given."""
    rows = current()
    for word in words.lower().split():
        rows = [guide for guide in rows if any(word in getattr(guide, name).lower() for name in LOOKED_IN)]
    return rows


def by_key(key: str) -> Guide | None:
    """The guide in its version of today."""
    return next((guide for guide in current() if guide.key == key), None)


def for_matter(key: str) -> list[Guide]:
    """Those that fit a matter type, at most a few."""
    return [guide for guide in current() if key in {matter.key for matter in guide.matters.all()}][:BESIDE]


def versions(key: str) -> list[Guide]:
    """All versions of a guide, newest first."""
    return list(Guide.objects.filter(key=key).select_related("drafted_by", "published_by").order_by("-version"))


def drafts() -> list[Guide]:
    """What waits for a second person."""
    return list(Guide.objects.filter(Q(state=Guide.State.DRAFT)).select_related("drafted_by"))
