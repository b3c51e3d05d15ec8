"""A mediation at each of its stages."""

import pytest

from intake.models import Party
from mediation import lifecycle
from tests.factories import act


@pytest.fixture
def proposed(signed_case, mediator):
    """The sides are about to be asked."""
    return lifecycle.propose(signed_case, mediator=mediator.user, by=act(mediator))


@pytest.fixture
def say(mediator):
    """Write down what a side says: say(mediation, "applicant", "refused")."""

    def answer(mediation, side, answer="agreed", *, by=None, channel="in_person"):
        party = Party.objects.get(case=mediation.case, side=side)
        lifecycle.consent(mediation, party=party, answer=answer, channel=channel, by=act(by or mediator))

    return answer


@pytest.fixture
def opened(proposed, say):
    """Both sides want mediation."""
    say(proposed, "applicant")
    say(proposed, "respondent")
    return proposed
