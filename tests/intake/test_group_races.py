"""Two counters with the same people at the same moment, with real threads on the real database."""

import pytest

from intake import lifecycle
from intake.models import Case, Link, Party, Person
from intake.registration import AgentData, PersonData, SideData
from tests import factories
from tests.factories import act, id_number, person
from tests.intake.test_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_two_lists_of_the_same_people_in_opposite_order_are_both_written(county):
    """Rows of people are taken in one order: no two counters wait for each other."""
    people = [
        PersonData(name=f"赵{n}", id_kind="111", id_number=id_number(n + 1, born="19710317"), phone=f"139{n:08d}")
        for n in range(60)
    ]
    clerks = [factories.staff(f"clerk{n}", factories.desk("HHT" if n % 2 else "MB")) for n in range(4)]
    forms = []
    for n in range(4):
        listed = people if n % 2 else people[::-1]
        bare = [PersonData(name=one.name, id_kind="111", id_number=one.id_number) for one in listed[:30]]
        others = tuple(SideData(one, side="applicant") for one in (*bare, *listed[30:]))
        forms.append(factories.registration("debt", others=others))

    def save(clerk, form):
        return lambda: lifecycle.register(form, desk=clerk.desk, by=act(clerk))

    results = together(*(save(clerk, form) for clerk, form in zip(clerks, forms, strict=True)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert Case.objects.count() == 4 and Party.objects.count() == 4 * 61 and Person.objects.count() == 64
    assert not Person.objects.filter(phone_digest="", name__startswith="赵").exists()


def test_two_further_matters_of_one_visit_at_once_are_both_written(clerk, make_case):
    first = make_case("debt")
    came = SideData(PersonData(name="x", known=first.visit.person_id), side="applicant")
    forms = [
        factories.registration(matter, person=None, others=(came,), visit=first.visit)
        for matter in ("legal_aid", "neighbour")
    ]
    results = together(*(lambda form=form: lifecycle.register(form, desk=clerk.desk, by=act(clerk)) for form in forms))
    assert not [result for result in results if isinstance(result, Exception)]
    assert Case.objects.filter(visit=first.visit).count() == 3 and Link.objects.filter(other=first).count() == 2


def test_the_same_agent_named_twice_at_once_is_named_once(signed_case, mediator):
    data = AgentData(person(name="周律师"))
    party = signed_case.parties.first()
    results = together(
        *(
            lambda: lifecycle.appoint_agent(
                Case.objects.get(pk=signed_case.pk), party=party, agent=data, by=act(mediator)
            )
            for _time in range(2)
        )
    )
    assert sorted(getattr(result, "code", "done") for result in results) == ["done", "named_twice"]
    assert party.agents.count() == 1
