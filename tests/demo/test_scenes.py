"""What the counter can do is to be seen in the demonstration: groups, agents, links, merges, imports, filings, files, slips."""

import random
from collections import Counter
from datetime import date, datetime

import pytest
from django.db.models import Count, Q

from center.config.demonstration import arrivals, generator, scenes, senders
from center.config.demonstration.county import County
from center.config.demonstration.people import People, credit_code
from center.config.demonstration.seasons import Hours
from center.config.demonstration.stage import Stage
from center.foundation import calendar
from center.foundation.models import Notice
from center.foundation.now import SHANGHAI, now
from intake import identity, sources
from intake.models import Agent, Attachment, Batch, BatchRow, Binding, Case, Filing, Link, Merge, Party, Slip, Visit

pytestmark = pytest.mark.slow


def test_a_group_came_with_two_matters_that_went_two_ways(demo):
    visit = Visit.objects.annotate(n=Count("cases", filter=Q(cases__parent=None))).get(
        n=2
    )  # a part split off is none of them
    first, second = visit.cases.order_by("pk")
    assert first.matter != second.matter and first.desk != second.desk
    applicants = first.parties.filter(side=Party.Side.APPLICANT)
    assert applicants.count() == scenes.TOGETHER and first.people_count == scenes.CONCERNED
    assert applicants.filter(representative=True).count() == scenes.SPEAKING
    assert Link.objects.filter(kind=Link.Kind.SAME_VISIT, case=second, other=first).exists()


def test_an_old_man_has_an_agent_and_a_pupil_a_guardian_whose_case_is_closed_to_most(demo):
    agent = Agent.objects.get(relation="女儿")
    assert agent.powers == Agent.Powers.SPECIAL and agent.party.person.name[0] == agent.person.name[0]
    guardian = Agent.objects.get(kind=Agent.Kind.GUARDIAN)
    assert guardian.party.case.restricted
    assert (guardian.at.date() - guardian.party.person.birth_date).days < 13 * 366


def test_a_repeat_visit_is_linked_and_of_two_merges_one_was_undone(demo):
    link = Link.objects.get(kind=Link.Kind.REPEAT)
    assert link.case.visit.person == link.other.visit.person and link.case.registered_at > link.other.registered_at
    assert Merge.objects.count() == 2 and Merge.objects.exclude(undone_at=None).count() == 1
    assert Case.objects.filter(state=Case.State.MERGED).count() == 1
    assert Merge.objects.get(undone_at=None).until > now()  # whoever tries the demonstration can still undo it


def test_a_sheet_was_taken_in_but_for_its_faulty_rows(demo):
    batch = Batch.objects.get()
    counted = Counter(batch.rows.values_list("state", flat=True))
    assert batch.state == Batch.State.DONE and batch.way == Batch.Way.EXCEL
    assert counted == {BatchRow.State.TAKEN: 8, BatchRow.State.FAULTY: 3}
    assert {column for row in batch.rows.filter(state="faulty") for column in (one["column"] for one in row.faults)} >= {"phone", "matter", "narrative"}  # fmt: skip


def test_of_what_was_filed_for_somebody_one_was_confirmed_and_one_disowned(demo):
    assert Filing.objects.exclude(confirmed_at=None).count() == Filing.objects.exclude(disowned_at=None).count() == 1
    disowned = Case.objects.get(visit__filing__disowned_at__isnull=False)
    assert disowned.state == Case.State.WITHDRAWN


def test_no_message_to_an_invented_number_waits_to_be_sent(demo):
    outside = Notice.objects.exclude(channel=Notice.Channel.INBOX)
    assert outside.exists() and not outside.exclude(state=Notice.State.SENT).exists()


def test_files_lie_on_cases_and_pages_are_bound(demo):
    assert Binding.objects.get().state == Binding.State.DONE
    kinds = set(Attachment.objects.values_list("kind", flat=True))
    assert {Attachment.Kind.PHOTO, Attachment.Kind.SCAN} <= kinds


def test_a_director_asked_why_and_was_answered(demo):
    assert Slip.objects.filter(state=Slip.State.REPLIED).exists()
    assert not Slip.objects.filter(state=Slip.State.ISSUED, case__state=Case.State.CONCLUDED).exists()


def test_numbers_of_senders_are_in_the_spelling_they_are_kept_in(demo):
    kept = Visit.objects.exclude(outside_number="").values_list("source", "outside_number")
    assert len(kept) >= 8 and all(sources.outside_number(source, number) == number for source, number in kept)
    assert all(sources.outside_number(source, senders.Senders().number(source)) for source in senders.NUMBERS)


def test_codes_of_organisations_add_up(demo):
    codes = set(Party.objects.exclude(credit_code="").values_list("credit_code", flat=True))
    assert codes and all(identity.credit_code(code) == code for code in codes)
    assert credit_code(scenes.FARM) in codes


def test_today_is_a_day_like_others(demo):
    last = datetime(2026, 11, 24, 16, 0, tzinfo=SHANGHAI)
    days = calendar.current()
    hours = Hours(days, date(2024, 11, 24), last.date())
    comings = arrivals.plan(County(), hours, days, 5000, last, random.Random(5))
    by_day = Counter(coming.at.astimezone(SHANGHAI).date() for coming in comings)
    month = [n for day, n in by_day.items() if (last.date() - day).days in range(3, 33) and n > 4]
    assert by_day[last.date()] < 4 * sum(month) / len(month)


def test_a_few_cases_are_too_few_for_scenes_and_many_play_them_again(demo):
    last = now()
    hours = Hours(calendar.current(), last.date() - generator.YEARS, last.date())
    stage = Stage(hours, People(random.Random(1), last.date()))
    assert scenes.plan(stage, scenes.FEWEST - 1, last, random.Random(1)) == []
    once, often = (scenes.cases_of(scenes.plan(stage, count, last, random.Random(1))) for count in (100, 5000))
    assert once < 30 and often == 4 * once
