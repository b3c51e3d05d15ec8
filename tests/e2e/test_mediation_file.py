"""The mediation file, rooms, roster and calculator in a real browser: on a phone, a desk and a wide screen, without script errors."""

import os
from datetime import timedelta

import pytest

from center.foundation.now import now
from intake import lifecycle as case_lifecycle
from mediation import figures
from mediation import lifecycle as mediations
from mediation.lifecycle.sessions import Plan
from tests import factories
from tests.factories import act

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture
def full(make_case, clerk, mediator, section_head, county):
    """A mediation with a session, minutes, evidence and a line of the roster."""
    figures.load()
    case = factories.send(make_case(), act(clerk))
    by = act(mediator)
    case_lifecycle.sign(case, by=by)
    mediation = mediations.propose(case, mediator=mediator.user, by=by)
    parties = tuple(case.parties.all())
    for party in parties:
        mediations.consent(mediation, party=party, answer="agreed", channel="in_person", by=by)
    room = mediations.add_room(county["HHT"], name="调解一室", seats=8, by=act(section_head))
    mediations.enrol(
        county["HHT"], name="陈建国", user=mediator.user, body="黄花塘镇人民调解委员会", certificate="苏调001", by=act(section_head)
    )  # fmt: skip
    begins = now() + timedelta(minutes=30)
    plan = Plan(begins, begins + timedelta(hours=1), parties, room=room, waived="双方同时到场，要求当场调解")
    session = mediations.schedule(mediation, plan=plan, by=by)
    mediations.write_page(session, text="双方陈述事实经过，对主要事实没有争议。", by=by)
    mediations.add_evidence(mediation, party=parties[0], label="现场照片", pages=2, original_seen=True, by=by)
    return mediation


def test_every_page_fits_every_screen(full, visitor, enter, mediator, section_head):
    parts = ("sides", "mediator", "sessions", "evidence", "notes", "danger", "money", "end")
    file = f"/mediation/{full.pk}/"
    addresses = [
        "/mediation/",
        "/mediation/rooms/",
        "/mediation/roster/",
        f"{file}calculator/",
        *(f"{file}?part={part}" for part in parts),
    ]
    too_wide = []
    for width in (375, 1280, 1920):
        page = enter(visitor(width=width), mediator)
        for address in addresses:
            page.goto(address)
            if page.evaluate(OVERFLOW):
                too_wide.append((width, address))
            if SHOTS:
                name = address.strip("/").replace("/", "-").replace("?part=", "")
                page.screenshot(path=f"{SHOTS}/{width}-{name}.png", full_page=True)
    assert too_wide == []
    page = enter(visitor(), section_head)
    page.goto(f"{file}?part=sessions")
    page.locator("summary", has_text="安排调解会").click()
    page.locator("form[action$='/do/schedule/'] button").click()
    assert "请选择" in page.content() or page.locator(".field-wrong").count() > 0
