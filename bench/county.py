"""A county to measure in: the offices and rules of the demonstration county, and as many cases as asked, five lines each."""

import io
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from center.foundation import calendar, workdays
from center.foundation.now import SHANGHAI, at, now
from center.institution import actors
from center.institution.models import Area, Center, Desk, Posting, Role
from intake import registration, story
from intake.models import Case, Clock, Event, Handover, Limit, MatterType, Party, Person, TallyDelta, Visit
from intake.tally import STANDING

FOLDER = Path(__file__).resolve().parent.parent / "center" / "institution" / "data" / "xuyi"
LINES = 5  # of every story
DAYS = 730
BATCH = 1000
STATES = [Case.State.CONCLUDED] * 7 + [Case.State.HANDLING] * 2 + [Case.State.ROUTED]


def load() -> None:
    """Tables, calendar, offices, staff and rules."""
    for command in (["migrate"], ["load_calendar"], ["load_county", str(FOLDER)], ["load_rules"]):
        call_command(*command, stdout=io.StringIO(), verbosity=0)


def township_clerks(most: int) -> list[Posting]:
    """Clerks at the counters of that many townships, one each."""
    seats = Posting.objects.filter(role=Role.CLERK, desk__center__kind=Center.Kind.TOWNSHIP, desk__department=None)
    first: dict[int, Posting] = {}
    for seat in seats.select_related("user", "desk__center", "desk__department").order_by("pk"):
        first.setdefault(seat.desk.center_id, seat)
    return list(islice(first.values(), most))


def village_of(center: Center) -> Area:
    return Area.objects.filter(level=Area.Level.VILLAGE, parent=center.area_id).order_by("code")[0]


def add_cases(first: int, last: int) -> None:
    """The cases numbered `first` to `last` - 1 of the bench, with sides, hand-over, clock, story and counts, written in batches."""
    made = Maker()
    serials = iter(range(first, last))
    while batch := list(islice(serials, BATCH)):
        made.write(batch)
    made.write_counts()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Maker:
    """Writes cases in bulk, with stories that verify; the counts lie folded, as the sweep leaves them."""

    def __init__(self) -> None:
        self.clerks = township_clerks(99)
        self.villages = {clerk.desk.center_id: village_of(clerk.desk.center) for clerk in self.clerks}
        self.desks = {
            desk.center_id: desk for desk in Desk.objects.filter(department__key="judicial").select_related("center")
        }
        self.matters = list(MatterType.objects.filter(restricted=False))
        self.days = calendar.current()
        self.counts: Counter = Counter()
        self.limit = Limit.objects.filter(key="handling").latest("valid_from")

    def write(self, serials: list[int]) -> None:
        cases, events = [], []
        people = Person.objects.bulk_create(Person(name=f"某人{serial}", created_at=now()) for serial in serials)
        moments = [now() - timedelta(days=serial * 7919 % DAYS, minutes=serial % 400) for serial in serials]
        clerks = [self.clerks[serial % len(self.clerks)] for serial in serials]
        visits = Visit.objects.bulk_create(
            Visit(person=person, center=clerk.desk.center, desk=clerk.desk, received_by=clerk.user, at=moment)
            for person, clerk, moment in zip(people, clerks, moments, strict=True)
        )
        for serial, visit, clerk, moment in zip(serials, visits, clerks, moments, strict=True):
            with at(moment):
                case = self._case(serial, visit, clerk)
                cases.append(case)
                events.append([*self._story(case, clerk)])
                self.counts.update(self._counts(case))
        Case.objects.bulk_create(cases)
        Event.objects.bulk_create((event for lines in events for event in lines), batch_size=BATCH)
        Party.objects.bulk_create(
            Party(case=case, side="applicant", person=person) for case, person in zip(cases, people, strict=True)
        )
        Handover.objects.bulk_create(self._handover(case) for case in cases)
        Clock.objects.bulk_create(self._clock(case) for case in cases)

    def write_counts(self) -> None:
        """One row for each key, after the last batch."""
        TallyDelta.objects.bulk_create(
            TallyDelta(
                measure=measure, day=day, center_id=center, desk_id=desk, matter_id=matter, area_id=area, amount=amount
            )
            for (measure, day, center, desk, matter, area), amount in self.counts.items()
        )

    def _case(self, serial: int, visit: Visit, clerk: Posting) -> Case:
        center, token, state = clerk.desk.center, registration.new_token(), STATES[serial % 10]
        village = self.villages[center.pk]
        case = Case(
            number=f"BENCH{serial:09d}", query_code=registration.new_code(), token=token, token_digest=registration.token_digest(token), state=state,
            matter=self.matters[serial % len(self.matters)], visit=visit, center=center, origin_desk=clerk.desk, desk=self.desks[center.pk], area=village,
            township_id=village.parent_id, narrative="两家为一条巷道的归属争执多年，要求按原界恢复。" * 4, claim="恢复原状", registered_at=now(),
            registered_by=clerk.user, hops=1,
        )  # fmt: skip
        if state == Case.State.CONCLUDED:
            case.concluded_at, case.outcome, case.result = (
                now() + timedelta(days=3),
                Case.Outcome.RESOLVED,
                "双方同意按原界恢复巷道。",
            )
        case.story_head = story.first_head(case.number)
        return case

    def _story(self, case: Case, clerk: Posting) -> Iterator[Event]:
        by, routed = actors.of(clerk), case.state == Case.State.ROUTED
        kinds = ["case.registered", "case.routed", "case.noted" if routed else "case.signed", "case.noted"]
        for kind in [*kinds, "case.concluded" if case.state == Case.State.CONCLUDED else "case.noted"]:
            yield story.compose(case, kind, by=by, desk=case.desk_id, text="已电话联系当事人。")

    def _counts(self, case: Case) -> Counter:
        day, place = (
            case.registered_at.astimezone(SHANGHAI).date(),
            (case.center_id, case.desk_id, case.matter_id, case.township_id),
        )
        counts = Counter({("registered", day, *place): 1})
        if case.state == Case.State.CONCLUDED:
            counts["concluded", case.concluded_at.astimezone(SHANGHAI).date(), *place] += 1
        else:
            counts["open", STANDING, *place] += 1
        if case.state == Case.State.ROUTED:
            counts["to_sign", STANDING, *place] += 1
        return counts

    def _handover(self, case: Case) -> Handover:
        waiting = case.state == Case.State.ROUTED
        return Handover(
            case=case, from_desk=case.origin_desk, to_desk=case.desk, state="pending" if waiting else "signed", sent_at=case.registered_at,
            decided_at=None if waiting else case.registered_at,
        )  # fmt: skip

    def _clock(self, case: Case) -> Clock:
        due = workdays.due(case.registered_at, self.limit.amount, workdays.Unit(self.limit.unit), self.days)
        return Clock(
            limit=self.limit, case=case, desk=case.desk, started_at=case.registered_at, raw_due_at=due.raw, due_at=due.moved,
            next_action_at=None if case.concluded_at else due.moved, stopped_at=case.concluded_at,
        )  # fmt: skip
