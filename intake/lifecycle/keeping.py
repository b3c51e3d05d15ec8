"""What is kept with a case without moving it: notes, sides, readers."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from guardian.shortcuts import assign_perm

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.institution.models import User
from intake import registration, story
from intake.cases import take
from intake.models import Case, CaseUserPermission, Party
from intake.permissions import require


@transaction.atomic
def note(case: Case, *, text: str, by: Actor) -> None:
    """Write a line into the story. A note restarts no clock and is never shown to the citizen."""
    take(case)
    require(by, "case.note", case)
    if not text.strip():
        raise Refused(_("Write what should be kept."), "text_needed", status=422)
    story.record(case, "case.noted", by=by, text=text.strip())


@transaction.atomic
def add_party(case: Case, *, side: registration.SideData, by: Actor) -> Party:
    """Name one more side of an open case: a person or an organisation."""
    take(case)
    require(by, "case.add_party", case)
    if case.state not in Case.OPEN:
        raise Refused(_("Sides are added while the case is open."), "moved_on")
    if side.side not in Party.Side.values or not (side.person or side.organisation.strip()):
        raise Refused(_("Name the person or the organisation, and which side it is."), "side_needed", status=422)
    person = registration.upsert([side.person])[0] if side.person else None
    last = case.parties.aggregate(last=Max("position"))["last"] or 0
    party = Party.objects.create(
        case=case, side=side.side, person=person, organisation=side.organisation.strip(), position=last + 1
    )
    story.record(case, "case.party_added", by=by, party=party.pk, side=str(side.side))
    return party


@transaction.atomic
def share(case: Case, *, user: User, by: Actor) -> None:
    """Let one more person read this case, by name."""
    take(case)
    require(by, "case.share", case)
    assign_perm("intake.view_case", user, case)
    story.record(case, "case.shared", by=by, user=user.pk)


def shared_with(case: Case):
    """The people who read this case by name."""
    return User.objects.filter(pk__in=CaseUserPermission.objects.filter(content_object=case).values("user")).order_by(
        "name"
    )
