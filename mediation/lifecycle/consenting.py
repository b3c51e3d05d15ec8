"""What the sides say when they are asked whether they want mediation."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now, today
from intake import clocks, parties, story
from intake.models import Agent, Attachment, Case, Party
from mediation.lifecycle.ending import without_agreement
from mediation.lifecycle.table import (
    ASKED,
    MAIN_SIDES,
    MOVES,
    REFUSED,
    State,
    answering,
    check_file,
    enter,
    in_office_words,
    unanswered,
)
from mediation.models import Asking, Channel, Consent, Mediation

SILENT = _("A side did not answer whether it wants mediation, so that mediation does not begin.")
ON_OWN_WORK = 16  # years from which a minor may live on his own work (民法典 art. 18)


@transaction.atomic
def ask(mediation: Mediation, *, party: Party, channel: str, by: Actor) -> Asking:
    """Ask a side whether it wants mediation; it has some days to answer, and is asked again when they have passed."""
    case = enter(mediation, "consent", by, *ASKED)
    _check_asked(mediation, case, party)
    if channel not in Channel.values:
        raise Refused(_("Say how the side was asked."), "channel_needed", status=422)
    about = f"party:{party.pk}"
    waiting = mediation.askings.filter(party=party, until__gte=now()).first()
    if waiting:
        raise Refused(
            _("This side was asked already and still has time to answer. Write its answer down when it comes."),
            "asked_already",
        )
    clocks.stop(case, "mediation.answer", about=about)
    clock = clocks.start(case, "mediation.answer", desk=case.desk, about=about)
    asked = Asking.objects.create(
        mediation=mediation, party=party, channel=channel, at=now(), until=clock.due_at if clock else now(), recorded_by_id=by.user_id
    )  # fmt: skip
    times = mediation.askings.filter(party=party).count()
    story.record(
        case, "mediation.asked", by=by, mediation=mediation.pk, party=party.pk, side=str(party.side), channel=str(channel), times=times
    )  # fmt: skip
    return asked


@transaction.atomic
def consent(
    mediation: Mediation,
    *,
    party: Party,
    answer: str,
    channel: str,
    by: Actor,
    agent: Agent | None = None,
    said_by: str = "",
    own_work: bool = False,
    proof: Attachment | None = None,
) -> None:
    """Write down what a side says to mediation: when all agree it opens, when one refuses it is over (人民调解法 arts. 17, 26).

    `agent`: who answers for the party, whose powers must lie with the case; `said_by`: of an organisation, the person in charge;
    `own_work`: a minor of sixteen who lives on his own work and answers himself (民法典 art. 18).
    """
    case = enter(mediation, "consent", by, *ASKED)
    _check_asked(mediation, case, party)
    if answer not in (Consent.Answer.AGREED, Consent.Answer.REFUSED) or channel not in Consent.Channel.values:
        raise Refused(_("Choose a side of this case, its answer, and how it was given."), "answer_needed")
    check_speaks(party, agent, said_by=said_by, own_work=own_work)
    check_file(mediation, proof)
    _write(mediation, case, party, answer, channel, by, agent=agent, said_by=said_by.strip(), proof=proof)
    if answer == Consent.Answer.REFUSED:
        without_agreement(mediation, in_office_words(REFUSED[Party.Side(party.side)]), by)
    else:
        open_if_all_agree(mediation, case, by)


@transaction.atomic
def no_answer(mediation: Mediation, *, party: Party, by: Actor) -> None:
    """A side was asked as often as the house asks, its time has passed, and it is silent: mediation does not begin (art. 17)."""
    case = enter(mediation, "consent", by, *ASKED)
    _check_asked(mediation, case, party)
    asked = list(mediation.askings.filter(party=party))
    if len(asked) < settings.MEDIATION_ASKINGS:
        raise Refused(
            _("A side is asked %(times)s times before its silence ends the matter. Ask it again.")
            % {"times": settings.MEDIATION_ASKINGS},
            "ask_again",
        )
    if asked[-1].until > now():
        raise Refused(_("This side still has time to answer. Wait until its days have passed."), "still_time")
    _write(mediation, case, party, Consent.Answer.NO_ANSWER, asked[-1].channel, by)
    without_agreement(mediation, in_office_words(SILENT), by)


def open_if_all_agree(mediation: Mediation, case: Case, by: Actor) -> None:
    """The last main side has agreed: mediation begins, and the sides may choose who mediates."""
    both = {side for side in answering(mediation).values_list("side", flat=True)} == set(MAIN_SIDES)
    if mediation.state == State.PROPOSED and both and not unanswered(mediation):
        MOVES.take("open", mediation, opened_at=now())
        story.record(case, "mediation.opened", by=by, mediation=mediation.pk)


def check_speaks(party: Party, agent: Agent | None, *, said_by: str = "", own_work: bool = False) -> None:
    """Whether this party may be answered for so: a minor by a guardian, a unit by a person in charge, anybody by an agent with papers.

    民法典 arts. 19, 23, 61, 165. Raises Refused("not_its_agent" | "powers_needed" | "guardian_needed" | "who_speaks").
    """
    if agent is not None:
        if agent.party_id != party.pk or agent.ended_at:
            raise Refused(_("This person does not act for the party."), "not_its_agent", status=422)
        if agent.kind == Agent.Kind.AGENT and agent.proof_id is None:
            raise Refused(
                _(
                    "An agent answers when the power of attorney lies with the case (Civil Code art. 165). Put it there and name it first."
                ),
                "powers_needed",
            )
    person = party.person
    if (
        person is not None
        and parties.under_age(person.birth_date)
        and not (agent and agent.kind == Agent.Kind.GUARDIAN)
        and not (own_work and _may_work(person.birth_date))
    ):
        raise Refused(
            _("For a minor the guardian answers (Civil Code arts. 19 and 23). Name the guardian who acts first."),
            "guardian_needed",
        )
    if person is None and agent is None and not said_by.strip():
        raise Refused(
            _("Write who answered for the organisation: the person in charge, or an agent with papers."),
            "who_speaks",
            status=422,
        )


def check_may_settle(agent: Agent) -> None:
    """To give up, admit or settle for a party an agent needs special powers (民事诉讼法 art. 62 by analogy)."""
    check_speaks(agent.party, agent)
    if agent.kind == Agent.Kind.AGENT and agent.powers != Agent.Powers.SPECIAL:
        raise Refused(
            _(
                "With general powers an agent speaks for the party, but does not settle or give up anything for it (Civil Procedure Law art. 62). "
                "Ask for special powers, or let the party sign."
            ),
            "special_powers_needed",
        )


def _may_work(born: date | None) -> bool:
    return born is not None and (today().year - born.year - ((today().month, today().day) < (born.month, born.day))) >= ON_OWN_WORK  # fmt: skip


def _check_asked(mediation: Mediation, case: Case, party: Party) -> None:
    """Both sides are named, this one is asked itself, and has not answered."""
    asked = list(answering(mediation))
    if {other.side for other in asked} != set(MAIN_SIDES):
        raise Refused(_("Mediation needs two sides. Add the other side to the case first."), "other_side_needed")
    if party.pk not in {other.pk for other in asked}:
        if mediation.mandates.filter(represented=party).exists():
            raise Refused(
                _("For this party the representatives of the group answer, by the written mandate."), "represented"
            )
        raise Refused(_("Choose a side of this case, its answer, and how it was given."), "answer_needed")
    if mediation.consents.filter(party=party).exists():
        raise Refused(_("This side has answered already. Load the page again to see its answer."), "answered_already")


def _write(
    mediation: Mediation,
    case: Case,
    party: Party,
    answer: str,
    channel: str,
    by: Actor,
    *,
    agent: Agent | None = None,
    said_by: str = "",
    proof: Attachment | None = None,
) -> None:
    Consent.objects.create(
        mediation=mediation, party=party, answer=answer, channel=channel, agent=agent, said_by=said_by, proof=proof, at=now(), recorded_by_id=by.user_id
    )  # fmt: skip
    clocks.stop(case, "mediation.answer", about=f"party:{party.pk}")
    story.record(
        case, "mediation.answered", by=by, mediation=mediation.pk, party=party.pk, side=str(party.side), answer=str(answer), channel=str(channel),
        agent=agent.pk if agent else None,
    )  # fmt: skip
