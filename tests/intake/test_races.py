"""Two people at once, with real threads on the real database: one wins, the other reads a sentence, nothing is half done."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from center.foundation import numbering
from center.foundation.errors import Refused
from center.foundation.now import today
from intake import lifecycle, story, tally
from intake.models import Case, Event, Person
from tests import factories
from tests.factories import act

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs):
    """Run the jobs at the same moment in threads of their own; gives what each returned or the Refused it met."""
    barrier = Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(timeout=30)
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


@pytest.mark.slow
def test_eight_clerks_save_forty_matters_each_and_every_number_is_unique_and_without_gap(county):
    clerks = [factories.staff(f"clerk{n}", factories.desk("HHT" if n % 2 else "MB")) for n in range(8)]
    forms = {clerk.pk: [factories.registration() for _time in range(40)] for clerk in clerks}

    def save(clerk):
        return lambda: [lifecycle.register(form, desk=clerk.desk, by=act(clerk)).number for form in forms[clerk.pk]]

    results = together(*(save(clerk) for clerk in clerks))
    assert not [result for result in results if isinstance(result, Exception)]
    numbers = [number for result in results for number in result]
    assert len(set(numbers)) == 320 and all(numbering.is_valid(number) for number in numbers)
    day = today().strftime("%Y%m%d")
    for center in ("HHT", "MB"):
        serials = sorted(int(number[len(center) + 8 : -1]) for number in numbers if number.startswith(center + day))
        assert serials == list(range(1, 161))
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
    assert tally.total("registered") == 320


def test_two_sign_at_once_and_one_reads_a_sentence(routed_case, mediator, section_head):
    results = together(
        *(
            lambda seat=seat: lifecycle.sign(Case.objects.get(pk=routed_case.pk), by=act(seat))
            for seat in (mediator, section_head)
        )
    )
    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1 and refusals[0].code == "moved_on"
    assert Event.objects.filter(case=routed_case, kind="case.signed").count() == 1


def test_sign_against_return(routed_case, mediator, section_head):
    results = together(
        lambda: lifecycle.sign(Case.objects.get(pk=routed_case.pk), by=act(mediator)),
        lambda: lifecycle.send_back(
            Case.objects.get(pk=routed_case.pk), code="wrong_area", reason="住在马坝镇", by=act(section_head)
        ),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Event.objects.filter(case=routed_case).count() == 3
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


def test_the_same_client_key_at_the_same_moment_is_one_case(clerk):
    form = factories.registration(client_key="pressed-twice")
    results = together(*[lambda: lifecycle.register(form, desk=clerk.desk, by=act(clerk)).number] * 6)
    assert Counter(results).most_common() == [(Case.objects.get().number, 6)]


def test_two_counters_write_down_the_same_two_people_in_opposite_order(county):
    clerks = [factories.staff(f"clerk{n}", factories.desk(center)) for n, center in enumerate(("HHT", "MB"))]
    one, two = factories.person(), factories.person()
    forms = [
        factories.registration(person=one, others=(factories.SideData(person=two),)),
        factories.registration(person=two, others=(factories.SideData(person=one),)),
    ]
    for _round in range(10):
        results = together(
            *(
                lambda c=c, f=f: lifecycle.register(f, desk=c.desk, by=act(c)).number
                for c, f in zip(clerks, forms, strict=True)
            )
        )
        assert all(isinstance(result, str) for result in results)
    assert Person.objects.count() == 2 and Case.objects.count() == 20


def test_notes_written_at_once_all_find_their_place(signed_case, mediator):
    together(
        *(
            lambda n=n: lifecycle.note(Case.objects.get(pk=signed_case.pk), text=f"第{n}条", by=act(mediator))
            for n in range(8)
        )
    )
    assert Event.objects.filter(case=signed_case, kind="case.noted").count() == 8
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


def test_folding_beside_saving_loses_no_count(clerk):
    def save():
        for _time in range(15):
            factories.make_case(act(clerk), clerk.desk)

    def fold():
        for _time in range(15):
            tally.fold()

    together(save, fold, save, fold)
    assert tally.total("registered") == 30
