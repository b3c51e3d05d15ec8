"""A case split (分案): a part of it becomes a case of its own, with its own number, desk and limits, and the parties that were chosen."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from center.institution.models import Desk
from intake import handling, registration, story, tally
from intake.cases import take
from intake.lifecycle.arrival import number_at
from intake.lifecycle.handing import hand_over
from intake.lifecycle.table import MOVES, State, check_reason, check_undisputed
from intake.models import Agent, Case, MatterType, Party
from intake.permissions import require


@transaction.atomic
def split(
    case: Case,
    *,
    parties: Collection[Party],
    matter: MatterType,
    narrative: str,
    to_desk: Desk,
    reason: str,
    by: Actor,
    mandatory: bool = True,
) -> Case:
    """Open a child of `case` at `to_desk`; a mandatory one must end before its parent is concluded. A child is not split again.

    Raises Refused: "moved_on", "child_itself", "parties_needed", "text_needed", "reason_needed", "split_already".
    """
    take(case)
    require(by, "case.split", case)
    if case.state != State.HANDLING:
        raise Refused(_("A case is split while it is in hand."), "moved_on")
    check_undisputed(case)
    if case.parent_id is not None:
        raise Refused(_("This is itself a part of another case. Split that one."), "child_itself")
    check_reason(reason)
    if not narrative.strip():
        raise Refused(_("Write what this part is about."), "text_needed", status=422)
    chosen = list(case.parties.filter(pk__in=[party.pk for party in parties]).order_by("position", "pk"))
    if not any(party.side == Party.Side.APPLICANT for party in chosen):
        raise Refused(_("Choose who takes part, with one applicant at least."), "parties_needed", status=422)
    if case.children.filter(matter=matter, narrative=narrative.strip(), state__in=Case.OPEN).exists():
        raise Refused(_("This part has been split off already. Load the page again."), "split_already")
    child = _write(case, chosen, matter, narrative.strip(), mandatory, by)
    story.record(
        case, "case.split", by=by, child=child.pk, number=child.number, to_desk=to_desk.pk, mandatory=mandatory, text=reason.strip()
    )  # fmt: skip
    if to_desk.pk == case.desk_id:
        MOVES.take("keep", child, handler_id=case.handler_id)
        handling.start(child)
    else:
        hand_over("route", child, to_desk=to_desk, by=by, reason=reason)
    return child


def _write(case: Case, chosen: list[Party], matter: MatterType, narrative: str, mandatory: bool, by: Actor) -> Case:
    """The child as it is registered at the parent's desk, of the same visit and as closely kept, with copies of the parties."""
    token = registration.new_token()
    applicants = sum(party.side == Party.Side.APPLICANT for party in chosen)
    child = Case(
        query_code=registration.new_code(), token=token, token_digest=registration.token_digest(token), matter=matter, visit=case.visit,
        confidentiality=case.confidentiality, center=case.desk.center, origin_desk=case.desk, desk=case.desk, area=case.area,
        township=case.township, lat=case.lat, lng=case.lng, narrative=narrative, people_count=applicants, urgent=case.urgent,
        registered_at=now(), registered_by_id=by.user_id, parent=case, mandatory=mandatory,
    )  # fmt: skip
    child.number = number_at(case.desk)
    child.story_head = story.first_head(child.number)
    line = story.compose(
        child, "case.split_off", by=by, desk=case.desk_id, matter=matter.key, parent=case.pk, number=case.number
    )
    child.save(force_insert=True)
    line.save(force_insert=True)
    _copy(chosen, child)
    tally.add(child, registered=1, open=1)
    return child


def _copy(chosen: list[Party], child: Case) -> None:
    """The same people on the child, with who acts for them now."""
    fields = ("side", "person_id", "organisation", "credit_code", "representative")
    copies = [
        Party(case=child, position=place, **{name: getattr(party, name) for name in fields})
        for place, party in enumerate(chosen)
    ]
    Party.objects.bulk_create(copies)
    by_old = dict(zip((party.pk for party in chosen), copies, strict=True))
    acting = Agent.objects.filter(party__in=chosen, ended_at=None)
    Agent.objects.bulk_create(
        Agent(
            party=by_old[agent.party_id], person_id=agent.person_id, kind=agent.kind, powers=agent.powers, relation=agent.relation, at=now()
        )
        for agent in acting
    )  # fmt: skip
