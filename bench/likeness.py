"""The comparison of the counter among many people and cases: milliseconds, and against the bare look-ups of what is exact."""

import itertools
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum.cn import ric

from bench import words
from bench.county import Maker, township_clerks
from center.foundation.now import at, now
from center.institution.models import Area, Posting, Role
from intake import likeness, likeness_text, registration, story
from intake.likeness import Alike
from intake.likeness_signs import Sought
from intake.models import Case, Fingerprint, Handover, MatterType, Party, Person, Visit
from intake.registration import PersonData, SideData

BATCH = 2000
LARGE = ("intake_person", "intake_case", "intake_party", "intake_fingerprint", "intake_handover")
EXACT = """
    SELECT c.id FROM intake_case c JOIN intake_party p ON p.case_id = c.id JOIN intake_person s ON s.id = p.person_id
    WHERE {0} ORDER BY c.id DESC LIMIT 40"""


def add(count: int) -> None:
    """So many people, each with a case against one other person, found by everything there is to find them by."""
    villages = list(Area.objects.filter(level=Area.Level.VILLAGE).select_related("parent").order_by("code"))
    matters = list(MatterType.objects.filter(restricted=False).order_by("pk"))
    maker = Maker()
    for first in range(0, count, BATCH):
        _write(range(first, min(first + BATCH, count)), maker, villages, matters)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def sought(clerk: Posting, serials: Iterator[int]) -> Iterator[Sought]:
    """What is typed at a counter, in turn: somebody known with the same matter retold, somebody known with another one, somebody new."""
    matter = {matter.pk: matter for matter in MatterType.objects.all()}
    for n in serials:
        known = Case.objects.filter(number=f"LIKE{n:09d}").select_related("area").get()
        person, other = PersonData(**_person(n)), SideData(PersonData(name=words.name(10_000_000 + n)))
        fresh = PersonData(**_person(50_000_000 + n))
        for who, against, text, about in (
            (person, other, words.narrative(n)[6:] + "。请尽快处理。", known.matter_id),
            (person, SideData(PersonData(name=words.name(n + 1))), words.narrative(60_000_000 + n), min(matter)),
            (
                fresh,
                SideData(PersonData(name=words.name(70_000_000 + n))),
                words.narrative(80_000_000 + n),
                known.matter_id,
            ),
        ):
            yield likeness.written(
                [SideData(who, side="applicant"), against], area_id=known.area_id, matter_id=about, text=text,
                lat=33.0 + n % 977 / 2000, lng=118.3 + n % 1009 / 2000,
            )  # fmt: skip


def readers() -> dict[str, Posting]:
    """Who compares: a clerk of a township, the clerk of the county's counter, the county's director."""
    seats = Posting.objects.select_related("user", "desk__center")
    return {
        "township clerk": township_clerks(1)[0],
        "county director": seats.filter(role=Role.COUNTY_DIRECTOR).order_by("pk")[0],
    }


def timed(act: Callable[[Sought], object], many: list[Sought]) -> list[float]:
    """Seconds of each, after one round that does not count."""
    seconds = []
    for counts in (False, True):
        for one in many:
            began = time.perf_counter()
            act(one)
            if counts:
                seconds.append(time.perf_counter() - began)
    return seconds


def exact(one: Sought) -> None:
    """The least somebody would write: cases by the document, by the phone, by the name in the village. No rights, no score, no words."""
    who = one.applicants[0]
    with connection.cursor() as cursor:
        for condition, values in (
            ("s.id_digest = %s", [who.document]),
            ("s.phone_digest = %s", [who.phone]),
            ("s.name = %s AND s.area_id = %s", [who.name, one.area_id]),
        ):
            cursor.execute(EXACT.format(condition), values)
            cursor.fetchall()


def faults(one: Sought, user) -> tuple[int, list[str]]:
    """How many statements a comparison takes, and those that read a large table from end to end."""
    with CaptureQueriesContext(connection) as asked:
        likeness.compare(one, user)
    found = []
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            if not query["sql"].startswith(("SELECT", "(SELECT")):
                continue
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            read = {table for table in LARGE if re.search(rf"Seq Scan on {table}\b", plan)}
            found += [f"reads the whole of {table}: {query['sql'][:300]}" for table in sorted(read)]
    return len(asked), found


def right(found: Alike, n: int) -> bool:
    """Whether the case that was told again stands first."""
    return bool(found.candidates) and found.candidates[0].case.number == f"LIKE{n:09d}" and found.candidates[0].probable


def middle(seconds: list[float]) -> tuple[float, float]:
    """The middle one, and the one that 95 of 100 stay below."""
    return statistics.median(seconds), statistics.quantiles(seconds, n=20)[-1]


def _write(serials: range, maker: Maker, villages: list[Area], matters: list[MatterType]) -> None:
    people = Person.objects.bulk_create(_row(n, villages) for n in serials)
    others = Person.objects.bulk_create(
        Person(name=(other := words.name(10_000_000 + n)), pinyin=registration.pinyin(other), created_at=now())
        for n in serials
    )
    clerks = [maker.clerks[n % len(maker.clerks)] for n in serials]
    moments = [now() - timedelta(days=n * 7919 % 730, minutes=n % 400) for n in serials]
    visits = Visit.objects.bulk_create(
        Visit(person=person, center=clerk.desk.center, desk=clerk.desk, received_by=clerk.user, at=moment)
        for person, clerk, moment in zip(people, clerks, moments, strict=True)
    )
    cases = []
    for n, visit, clerk, person, moment in zip(serials, visits, clerks, people, moments, strict=True):
        with at(moment):
            case = maker._case(n, visit, clerk)
        case.number, case.matter, case.area_id, case.narrative = (
            f"LIKE{n:09d}",
            matters[n % len(matters)],
            person.area_id,
            words.narrative(n),
        )
        case.lat, case.lng, case.fingerprinted = 33.0 + n % 977 / 2000, 118.3 + n % 1009 / 2000, True
        case.story_head = story.first_head(case.number)
        cases.append(case)
    Case.objects.bulk_create(cases)
    Party.objects.bulk_create(
        party
        for case, person, other in zip(cases, people, others, strict=True)
        for party in (
            Party(case=case, side="applicant", person=person),
            Party(case=case, side="respondent", person=other, position=1),
        )
    )
    Handover.objects.bulk_create(maker._handover(case) for case in cases)
    Fingerprint.objects.bulk_create(
        itertools.chain.from_iterable(
            (Fingerprint(case=case, band=band) for band in likeness_text.bands(case.narrative)) for case in cases
        ),
        batch_size=10_000,
    )


def _row(n: int, villages: list[Area]) -> Person:
    facts = _person(n)
    return Person(
        name=facts["name"], pinyin=registration.pinyin(facts["name"]), id_kind="111", id_number=facts["id_number"],
        id_digest=registration.id_digest("111", facts["id_number"]), phone=facts["phone"], phone_digest=registration.phone_digest(facts["phone"]),
        area=villages[n % len(villages)], created_at=now(),
    )  # fmt: skip


def _person(n: int) -> dict[str, str]:
    body = f"320830{1940 + n // 336_000 % 60}{n // 28_000 % 12 + 1:02d}{n // 1000 % 28 + 1:02d}{n % 1000:03d}"
    return {
        "name": words.name(n),
        "id_kind": "111",
        "id_number": body + ric.calc_check_digit(body + "0"),
        "phone": f"139{n:08d}",
    }
