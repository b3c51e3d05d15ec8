"""A petition at each of its stages."""

import pytest

from intake import lifecycle as case_lifecycle
from petitions import lifecycle
from tests import factories
from tests.factories import act

OPINION = {
    "outcome": "support",
    "request": "请求落实2025年度耕地地力保护补贴。",
    "facts": "经核实，补贴因账号登记有误未到账。",
    "view": "已更正账号，补贴于本月内补发到位。",
    "law": "《信访工作条例》第三十二条第一款第一项。",
}


@pytest.fixture
def petition_case(make_case, clerk, petition_officer):
    """A claim at the petition desk of Huanghuatang, signed for by its officer."""
    case = factories.send(make_case("petition_complaint", others=(), claim="落实补贴"), act(clerk))
    case_lifecycle.sign(case, by=act(petition_officer))
    return case


@pytest.fixture
def received(petition_case, petition_officer):
    """Taken in as a petition."""
    return lifecycle.open_petition(petition_case, form="visit", category="claim", by=act(petition_officer))


@pytest.fixture
def accepted(received, petition_officer):
    """Accepted, and the petitioner told so."""
    lifecycle.accept(received, text="您反映的事项已受理。", by=act(petition_officer))
    return received


@pytest.fixture
def decide():
    """Issue an opinion: decide(petition, posting, outcome="explain")."""

    def issue(petition, by, **changes):
        lifecycle.decide(petition, **{**OPINION, "by": act(by), **changes})

    return issue
