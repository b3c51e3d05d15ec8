"""What a case belongs with, for its page: where it went, what was merged into it, and its links; only what the reader may see."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from center.foundation.actor import Actor
from center.foundation.now import SHANGHAI, now, today
from intake import sides
from intake.models import Case, Link, Merge, Party
from intake.permissions import allowed


@dataclass(frozen=True)
class Joined:
    """A merge seen from one of its two cases: the other one (None: the reader may not see it), and the days left to undo it.

    `parties`: the sides of what was merged in, with their masked names, which are shown together with those of this case.
    """

    merge: Merge
    other: Case | None
    days_left: int
    may_undo: bool
    parties: list[tuple[Any, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Linked:
    """A link seen from one of its two cases."""

    link: Link
    other: Case


@dataclass(frozen=True)
class Related:
    """`went`: what it was merged into. `came`: what was merged into it. `hidden`: links to cases that the reader may not see."""

    went: Joined | None
    came: list[Joined]
    links: list[Linked]
    hidden: int
    may_unlink: bool
    may_look: bool

    def __bool__(self) -> bool:
        return bool(self.went or self.came or self.links or self.hidden)


def of_case(case: Case, user: Any, by: Actor) -> Related:
    """In two statements where there is nothing, and two more where there is something."""
    merges = list(Merge.objects.filter(Q(case=case) | Q(into=case), undone_at=None).order_by("-pk"))
    links = list(Link.objects.filter(Q(case=case) | Q(other=case)).select_related("by").order_by("pk"))
    others = {merge.into_id if merge.case_id == case.pk else merge.case_id for merge in merges}
    others |= {_other(link, case) for link in links}
    seen = _visible(user, others)
    verbs = allowed(by, case)
    parties = _parties([merge.case_id for merge in merges if merge.into_id == case.pk and merge.case_id in seen])
    joined = [_joined(merge, case, seen, "case.unmerge" in verbs, parties) for merge in merges]
    shown = [Linked(link, seen[_other(link, case)]) for link in links if _other(link, case) in seen]
    came = [one for one in joined if one.merge.into_id == case.pk and one.other is not None]
    return Related(
        went=next((one for one in joined if one.merge.case_id == case.pk), None), came=came, links=shown,
        hidden=len(links) - len(shown), may_unlink="case.link" in verbs,
        may_look="case.link" in verbs and case.state != Case.State.MERGED,
    )  # fmt: skip


def _visible(user: Any, pks: set[int]) -> dict[int, Case]:
    if not pks:
        return {}
    cases = (
        Case.objects.visible_to(user).filter(pk__in=pks).select_related("matter", "desk__center", "desk__department")
    )
    return {case.pk: case for case in cases.defer("query_code", "token", "narrative", "result")}


def _joined(merge: Merge, case: Case, seen: dict[int, Case], may: bool, parties: dict[int, list]) -> Joined:
    """Both lie at one desk, so that whoever may undo it from one page is offered it on the other."""
    other = seen.get(merge.into_id if merge.case_id == case.pk else merge.case_id)
    left = (merge.until.astimezone(SHANGHAI).date() - today()).days
    return Joined(merge, other, max(left, 0), may and now() <= merge.until, parties.get(merge.case_id, []))


def _other(link: Link, case: Case) -> int:
    return link.other_id if link.case_id == case.pk else link.case_id


def _parties(cases: list[int]) -> dict[int, list]:
    """The sides of these cases by case: their word and masked name."""
    found = defaultdict(list)
    if cases:
        for party in Party.objects.filter(case__in=cases).select_related("person"):
            found[party.case_id].append((party.get_side_display(), sides.masked_name(party)))
    return found
