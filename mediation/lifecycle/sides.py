"""Who stands for a side, and what the other side may not learn of it."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from center.foundation import audit
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake import story
from intake.models import Agent, Attachment, Party
from mediation.lifecycle.consenting import open_if_all_agree
from mediation.lifecycle.table import ASKED, MAIN_SIDES, check_file, check_party, enter, needed
from mediation.models import Mandate, Mediation, Shield


@transaction.atomic
def represent(
    mediation: Mediation, *, side: str, represented: Sequence[Party], further_names: str, proof: Attachment, by: Actor
) -> Mandate:
    """The joint claimants of a side have said in writing who answers for them: the others are asked no more (民事诉讼法 art. 56 by analogy).

    Raises Refused("nobody_represents" | "nobody_represented" | "answered_already" | "represented_already").
    """
    case = enter(mediation, "consent", by, *ASKED)
    check_file(mediation, proof)
    group = case.parties.filter(side=side)
    if side not in MAIN_SIDES or not group.filter(representative=True).exists():
        raise Refused(
            _("Nobody of this side is marked as representative. Mark who speaks for the group first."),
            "nobody_represents",
        )
    named = list(group.filter(pk__in=[party.pk for party in represented], representative=False))
    names = [line.strip() for line in further_names.splitlines() if line.strip()]
    if not named and not names:
        raise Refused(
            _("Say whom they represent: parties of the case, or a list of names."), "nobody_represented", status=422
        )
    if mediation.consents.filter(party__in=named).exists():
        raise Refused(
            _("One of these has answered already. Whoever answered is not represented any more."), "answered_already"
        )
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                mediation=mediation, side=side, further_names="\n".join(names), count=len(named) + len(names), proof=proof, at=now(),
                recorded_by_id=by.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("The mandate of this side is written down already."), "represented_already") from None
    mandate.represented.set(named)
    story.record(case, "mediation.represented", by=by, mediation=mediation.pk, side=str(side), count=mandate.count)
    open_if_all_agree(mediation, case, by)
    return mandate


@transaction.atomic
def prove_powers(mediation: Mediation, *, agent: Agent, proof: Attachment, by: Actor) -> None:
    """The power of attorney of an agent lies with the case: from now on the agent may answer (民法典 art. 165)."""
    case = enter(mediation, "consent", by)
    check_party(mediation, agent.party)
    check_file(mediation, proof)
    if Agent.objects.filter(pk=agent.pk, ended_at=None).update(proof=proof) != 1:
        raise Refused(_("This person no longer acts for the party. Load the page again."), "moved_on")
    agent.proof = proof
    story.record(
        case, "mediation.powers_proved", by=by, mediation=mediation.pk, party=agent.party_id, agent=agent.pk, attachment=proof.pk
    )  # fmt: skip


@transaction.atomic
def shield(mediation: Mediation, *, party: Party, reason: str, by: Actor) -> Shield:
    """From now on no page or paper for another side tells where this party lives or how it is reached. 人民调解法 art. 15(4).

    Not in the story, which others read: in the audit.
    """
    enter(mediation, "consent", by)
    check_party(mediation, party)
    text = needed(reason, _("Say why the address is kept from the other side."), "reason_needed")
    made, new = Shield.objects.get_or_create(
        party=party, defaults={"reason": text, "at": now(), "by_id": by.user_id}
    )  # fmt: skip
    if not new:
        raise Refused(_("Address and phone of this party are kept from the other side already."), "shielded_already")
    audit.record("mediation.shielded", by=by, about=f"party:{party.pk}", mediation=mediation.pk)
    return made


@transaction.atomic
def unshield(mediation: Mediation, *, party: Party, reason: str, by: Actor) -> None:
    """The party itself wants no shield any more."""
    enter(mediation, "consent", by)
    check_party(mediation, party)
    text = needed(reason, _("Say why the address may be told again."), "reason_needed")
    gone, _rows = Shield.objects.filter(party=party).delete()
    if not gone:
        raise Refused(_("This party is not shielded. Load the page again."), "moved_on")
    audit.record("mediation.unshielded", by=by, about=f"party:{party.pk}", mediation=mediation.pk, reason=text[:60])
