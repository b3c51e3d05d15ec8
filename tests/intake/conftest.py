"""What several tests of the counter stand on: workers, and matters that nobody has looked at for days."""

from datetime import timedelta

import pytest

from center.foundation.now import at, now
from intake import lifecycle
from intake.models import Clock
from tests import factories
from tests.factories import act
from tests.intake.crew import CASES, Workers


@pytest.fixture
def workers(tmp_path):
    """workers(NAME="value") makes a crew whose processes have these settings; all end with the test."""
    made = []

    def make(**changes):
        made.append(Workers(tmp_path, **changes))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def overdue(make_case, clerk, mediator, section_head, director):
    """Sixty matters in the mediator's hand whose limit ended days ago, and which no sweep has seen."""
    with at(now() - timedelta(days=16)):
        for _time in range(CASES):
            lifecycle.sign(factories.send(make_case(), act(clerk)), by=act(mediator))
    assert Clock.objects.due(now()).count() == CASES
