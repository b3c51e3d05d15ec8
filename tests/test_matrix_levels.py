"""AD2: every address and every action of the API × every role × every level, computed from the tables of permissions.

Nobody is told of a case above the level of the seat: not by a page, not by a refusal, not by a list.
"""

import json
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseNotFound
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from center.foundation import remembering
from center.foundation.now import now
from center.institution.models import Area, Confidentiality, Posting
from center.papers.models import File
from grid import lifecycle as grids
from grid.models import Category
from intake import lifecycle
from intake.models import Attachment, Case
from mediation import lifecycle as mediations
from petitions import lifecycle as petitions
from tests import factories
from tests.doors import ANYBODY, CASE, HELD, OWN, PUBLIC, READERS, Door, carries, doors, reads
from tests.factories import act
from tests.test_matrix import STAFF

CLEARANCES = [{"cleared": False, "accusations": False}, {"cleared": True, "accusations": False}, {"cleared": True, "accusations": True}]  # fmt: skip
TELLS_NOTHING = {403, 404, 405}


FOR_ALL = {"intake:case", "api:case-detail"}
WHO_TOOK_IT_IN = {"intake:receipt"}
# At which levels every door is tried, and by whom: all roles at the one that all but the cleared are kept from.
EVERY_DOOR = {"ordinary": {"outsider"}, "internal": {"outsider"}, "sensitive": set(STAFF), "accusation": {"mediator"}}


@dataclass
class Kept:
    """A case of one level, what hangs on it, and the words by which it would be known."""

    case: Case
    addresses: dict[str, str]  # by the name of the door
    words: list[str]

    def told_in(self, body: str) -> bool:
        return any(word in body for word in self.words)


@pytest.fixture
def cast(request, county) -> dict[str, Posting]:
    return {role: request.getfixturevalue(role) for role in STAFF}


@pytest.fixture
def shelf(cast, make_case) -> dict[str, list[Kept]]:
    """At each level a quarrel in mediation, a petition and a grid report."""
    photo = File.objects.create(media_type="image/jpeg", size=4, sha256="0" * 64, stored_at=now(), content=SimpleUploadedFile("p.jpg", factories.jpeg()))  # fmt: skip
    grid = Area.objects.filter(level="grid", code__startswith="320830108").first()
    category = Category.objects.exclude(matter__restricted=True).first()
    found: dict[str, list[Kept]] = {}
    for level in Confidentiality.values:
        quarrel = factories.send(make_case(narrative=f"narrative-{level}-quarrel"), act(cast["clerk"]))
        lifecycle.sign(quarrel, by=act(cast["mediator"]))
        mediation = mediations.propose(quarrel, mediator=cast["mediator"].user, by=act(cast["mediator"]))
        attachment = Attachment.objects.create(case=quarrel, file=photo, label="照片", at=now())
        claim = factories.send(
            make_case("petition_complaint", narrative=f"narrative-{level}-claim"), act(cast["clerk"])
        )
        lifecycle.sign(claim, by=act(cast["petition_officer"]))
        petition = petitions.open_petition(claim, form="visit", category="claim", by=act(cast["petition_officer"]))
        data = grids.ReportData(uuid=uuid4(), category=category, text=f"narrative-{level}-report", grid=grid)
        report = grids.report(data, photo=None, by=act(cast["grid_worker"]))
        hangs = {
            quarrel: {"number": quarrel.number, "pk": attachment.pk, "mediation": mediation.pk},
            claim: {"number": claim.number, "petitions": petition.pk},
            report.case: {"number": report.case.number, "uuid": report.uuid},
        }
        Case.objects.filter(pk__in=[case.pk for case in hangs]).update(confidentiality=level)
        found[level] = []
        for case, keys in hangs.items():
            fresh = Case.objects.select_related("desk__center", "matter", "center").get(pk=case.pk)
            names = [party.person.name for party in case.parties.exclude(person=None).select_related("person")]
            words = [case.number, case.narrative, *(name for name in names if len(name) > 2)]
            addresses = dict(_addresses(keys))
            if case is not quarrel:  # the doors by number are tried with the quarrel
                own = ("petitions:", "grid:", "api:grid")
                addresses = {n: a for n, a in addresses.items() if n.startswith(own) or n in FOR_ALL}
            found[level].append(Kept(fresh, addresses, words))
    staff = [posting.user.name for posting in cast.values()]  # an invented party may be called as one of them
    for level in found:  # only what no other case shares tells one from another
        for kept in found[level]:
            others = [
                word for row in found.values() for other in row if other is not kept for word in other.words
            ] + staff
            kept.words = [word for word in kept.words if word not in others]
    return found


def _addresses(keys):
    """The doors that lead to this case with what it has: its number, its mediation, its petition, its report, one file."""
    for door in doors():
        if door.rule != CASE:
            continue
        given = {}
        for argument in door.arguments:
            if argument == "pk" and door.room in ("mediation", "petitions"):
                given["pk"] = keys.get(door.room)
            elif argument == "pk":
                given["pk"] = keys.get("pk", 1)
            else:
                given[argument] = keys.get(argument, {"verb": "note", "kind": "x"}.get(argument))
        if door.name.startswith("api:grid") or door.room == "grid":
            given = {"uuid": keys.get("uuid")}
        if None in given.values():
            continue
        try:
            yield door.name, reverse(door.name, kwargs=given)
        except NoReverseMatch:
            continue


class Browser:
    """A signed-in person, straight at the middleware: Django's own client copies every context, which costs more than the page."""

    handler = None

    def __init__(self, posting):
        client = Client()
        client.force_login(posting.user, backend="django.contrib.auth.backends.ModelBackend")
        self.factory = RequestFactory()
        self.factory.cookies = client.cookies
        if Browser.handler is None:
            Browser.handler = BaseHandler()
            Browser.handler.load_middleware()

    def get(self, address, **query):
        return self._ask(self.factory.get(address, query))

    def post(self, address, data):
        return self._ask(self.factory.post(address, data))

    def _ask(self, request):
        request._dont_enforce_csrf_checks = True
        return self.handler.get_response(request)


@pytest.fixture
def inside(cast, settings) -> dict[str, Browser]:
    """Everybody signed in, each in a browser of their own; offices and rules are kept as in a running process."""
    settings.KEPT_SECONDS = 300
    return {role: Browser(posting) for role, posting in cast.items()}


def test_every_address_has_a_rule():
    """A page that is new says here what it takes: in `tests/doors.py`, by a verb of the table, or by the case in its address."""
    undeclared = [door.name for door in doors() if door.rule is None]
    assert undeclared == []


@pytest.mark.slow
def test_no_case_above_the_level_or_beyond_the_reach_is_told_by_its_doors(shelf, cast, inside, monkeypatch):
    """Who does not read a case gets no page and no word, whatever the door, by GET and by POST.

    Every door × every role at one level that all but the cleared are kept from; every door × every level for a role of it;
    every role × level × clearance at the doors of the case itself.
    """
    wrong, shut = [], []

    def knock(role, kept, names, clearance, *, post=False):
        for name in names:
            address = kept.addresses[name]
            answers = [inside[role].get(address)] + ([inside[role].post(address, {"text": "x"})] if post else [])
            for answer in answers:
                if answer.status_code not in TELLS_NOTHING or _told(kept, answer, address):
                    wrong.append((role, kept.case.confidentiality, clearance, name, answer.status_code))

    for clearance in CLEARANCES:
        levels = (
            shelf if clearance == CLEARANCES[0] else ("sensitive", "accusation")
        )  # no clearance opens or shuts the others
        _clear(cast, clearance)
        for role, posting in cast.items():
            for kept in (kept for level in levels for kept in shelf[level]):
                if reads(posting, kept.case):
                    page = inside[role].get(kept.addresses["intake:case"])
                    if page.status_code != 200 or kept.case.number not in page.content.decode():
                        wrong.append((role, kept.case.confidentiality, clearance, "intake:case", page.status_code))
                    continue
                knock(role, kept, FOR_ALL, clearance)
                if clearance == CLEARANCES[0] and role in EVERY_DOOR[kept.case.confidentiality]:
                    shut.append((role, kept))
    _clear(cast, CLEARANCES[0])
    monkeypatch.setattr(
        "center.config.urls.handler404", _nothing_here, raising=False
    )  # the page that says so has been seen above
    for role, kept in shut:
        # Who took a case in prints its receipt that day.
        own = WHO_TOOK_IT_IN if kept.case.registered_by_id == cast[role].user_id else set()
        post = role == "clerk" and kept.case.confidentiality == "sensitive"
        knock(role, kept, kept.addresses.keys() - FOR_ALL - own, CLEARANCES[0], post=post)
    assert shut
    assert not wrong, wrong


def _nothing_here(request, exception):
    return HttpResponseNotFound(str(exception))


def _clear(cast, clearance) -> None:
    Posting.objects.update(**clearance)
    remembering._answers.clear()
    for posting in cast.values():
        posting.refresh_from_db()


@pytest.mark.slow
def test_who_reads_a_case_finds_every_door_or_is_told_why_not(shelf, cast, inside):
    """At the ordinary level, by GET: a page, a way to one, or a refusal; 404 only where the role lacks the verb."""
    for role, posting in cast.items():
        for kept in shelf["ordinary"]:
            if reads(posting, kept.case):
                answers = {name: inside[role].get(address).status_code for name, address in kept.addresses.items()}
                assert max(answers.values()) < 500, (role, answers)
                assert answers["intake:case"] == answers["api:case-detail"] == 200, (role, answers)


@pytest.mark.slow
def test_no_list_and_no_search_tells_of_a_case_that_is_not_read(shelf, cast, inside):
    """Every page without a case in its address × role: who carries the verb finds it, and nobody is told of what they do not read."""
    wrong = []
    _clear(cast, CLEARANCES[0])
    pages = [door for door in doors() if door.rule not in (CASE, OWN, PUBLIC) and not door.arguments]
    for role, posting in cast.items():
        hidden = [kept for row in shelf.values() for kept in row if not reads(posting, kept.case)]
        for door in pages:
            answer = inside[role].get(reverse(door.name))
            body = answer.content.decode(errors="replace")
            if answer.status_code >= 500 or any(kept.told_in(body) for kept in hidden):
                wrong.append(
                    (
                        role,
                        door.name,
                        answer.status_code,
                        [word for kept in hidden for word in kept.words if word in body],
                    )
                )
            if (
                door.rule != HELD
                and answer.status_code != 405
                and (answer.status_code in (200, 302)) != carries(posting, door.rule)
            ):
                wrong.append((role, door.name, answer.status_code, door.rule))
        for kept in hidden:
            found = inside[role].post("/cases/search/", {"q": kept.case.number}).content.decode()
            if f"/cases/{kept.case.number}/" in found or kept.case.narrative in found:
                wrong.append((role, "search", kept.case.confidentiality))
    assert not wrong, wrong


@pytest.mark.slow
def test_the_list_of_cases_holds_what_is_read_and_no_more(shelf, cast, inside):
    for clearance in CLEARANCES:
        _clear(cast, clearance)
        for role, posting in cast.items():
            expected = {kept.case.number for row in shelf.values() for kept in row if reads(posting, kept.case)}
            listed = json.loads(inside[role].get("/api/v1/cases/").content)["results"]
            assert {row["number"] for row in listed} == expected, (role, clearance)


@pytest.mark.slow
def test_a_stranger_finds_a_door_and_nothing_behind_it(shelf, client):
    for row in shelf.values():
        for kept in row:
            for name, address in kept.addresses.items():
                answer = client.get(address)
                assert answer.status_code in (302, 401, 403, 404, 405), (name, answer.status_code)
                assert not _told(kept, answer, address)
    for door in doors():
        if door.rule not in (PUBLIC, CASE, HELD) and not door.arguments:
            assert client.get(reverse(door.name)).status_code in (302, 401, 403, 404, 405), door.name


def _told(kept, answer, address) -> bool:
    """The address itself may stand in an answer, which says no more than who asked knew."""
    return kept.told_in(answer.content.decode(errors="replace").replace(address, ""))


def test_a_rule_is_one_that_the_tables_know():
    from center.institution.permissions import VERBS

    verbs = set().union(*VERBS.values()) | {PUBLIC, ANYBODY, READERS, CASE, OWN, HELD}
    for door in doors():
        wanted = (door.rule,) if isinstance(door.rule, str) else door.rule or ()
        assert set(wanted) <= verbs, door.name
    assert Door("intake:unheard_of", frozenset()).rule is None
