"""The cast: everybody who meets in the hall, known to all tests by name."""

import os
from uuid import uuid4

import pytest
from django.conf import settings

from center.foundation import calendar, remembering
from center.institution import locate
from center.institution.models import Role
from grid import loading as grid_rules
from intake import lifecycle, rules
from tests import factories
from tests.factories import act

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's own loop runs beside Django in browser tests


def pytest_configure():
    settings.KEPT_SECONDS = 0  # a rule that a test changes is in force at once
    settings.QUIET_HOURS, settings.QUIET_REST_DAYS = None, False  # tests run at any hour; those of quiet hours set them
    settings.SESSION_HOURS, settings.SESSION_IDLE_MINUTES = 24 * 400, 60 * 24 * 400  # tests leap over days
    settings.SECOND_FACTOR_REQUIRED = (
        False  # tests/security turn it on; elsewhere an administrator signs in without a phone
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def files_in_a_folder_of_their_own(settings, tmp_path):
    """What a test uploads goes away with it."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
    }


@pytest.fixture(autouse=True)
def nothing_remembered(settings):
    """Forget what a process keeps between requests: the map of grids and the calendar."""
    # A prefix of its own, not clear(): that would flush the Redis database, and the broker's queues with it.
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    calendar._kept.clear()
    remembering._answers.clear()
    locate.forget()


@pytest.fixture
def county(db):
    """A small county with its desks, matter types, routes, limits and the calendar of 2025 and 2026; gives centers by code."""
    centers = factories.small_county()
    rules.load()
    grid_rules.load()
    for year in (2025, 2026):
        calendar.load_year(year, calendar.seed_years()[year], source=calendar.SEED)
    return centers


def _member(username, center, department, role, **changes):
    @pytest.fixture
    def member(county):
        return factories.staff(username, factories.desk(center, department), role, **changes)

    return member


clerk = _member("clerk", "HHT", "", Role.CLERK, name="周小芳")
county_clerk = _member("county_clerk", "XY", "", Role.CLERK, name="吴秀英")
mediator = _member("mediator", "HHT", "judicial", Role.MEDIATOR, name="陈建国")
traffic_mediator = _member("traffic_mediator", "JT", "judicial", Role.MEDIATOR, name="杨志强")
arbitrator = _member("arbitrator", "TD", "judicial", Role.ARBITRATOR, name="刘国庆")
petition_officer = _member(
    "petition_officer", "HHT", "petitions", Role.PETITION_OFFICER, name="黄玉梅", cleared=True, accusations=True
)
legal_officer = _member("legal_officer", "HHT", "rule_of_law", Role.LEGAL_OFFICER, name="赵海燕")
section_head = _member("section_head", "HHT", "judicial", Role.SECTION_HEAD, name="王长林")
department_head = _member("department_head", "XY", "judicial", Role.DEPARTMENT_HEAD, name="张桂兰")
director = _member(
    "director", "HHT", "political_legal", Role.CENTER_DIRECTOR, name="李国强", cleared=True, accusations=True
)
county_director = _member(
    "county_director", "XY", "political_legal", Role.COUNTY_DIRECTOR, name="陈志明", cleared=True, accusations=True
)
duty_leader = _member("duty_leader", "XY", "political_legal", Role.DUTY_LEADER, name="孙卫东")
grid_worker = _member("grid_worker", "HHT", "governance", Role.GRID_WORKER, name="马小燕")
grid_leader = _member("grid_leader", "HHT", "governance", Role.GRID_LEADER, name="朱大海")
outsider = _member("outsider", "MB", "judicial", Role.MEDIATOR, name="胡强")
system_administrator = _member("system_administrator", "XY", "political_legal", Role.SYSTEM_ADMINISTRATOR)
security_administrator = _member("security_administrator", "XY", "political_legal", Role.SECURITY_ADMINISTRATOR)
auditor = _member("auditor", "XY", "political_legal", Role.AUDITOR)


@pytest.fixture
def sign_in(client):
    """Sign a posting's user in on the test client: `sign_in(clerk)` gives the client."""

    def enter(posting):
        client.force_login(posting.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def make_case(clerk):
    """Register a case at the Huanghuatang counter: make_case("traffic_accident", people_count=3)."""

    def make(matter="neighbour", *, by=None, desk=None, **changes):
        posting = by or clerk
        return factories.make_case(act(posting), desk or posting.desk, matter, **changes)

    return make


@pytest.fixture
def case(make_case):
    """A neighbours' quarrel, registered."""
    return make_case()


@pytest.fixture
def routed_case(case, clerk, mediator):
    """The same, sent to the township's mediation desk."""
    return factories.send(case, act(clerk))


@pytest.fixture
def signed_case(routed_case, mediator):
    """The same, signed for by the mediator."""
    lifecycle.sign(routed_case, by=act(mediator))
    return routed_case
