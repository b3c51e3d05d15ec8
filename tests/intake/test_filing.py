"""Filed for somebody else: the person is told, confirms or disowns within seven days, and who filed learns only that it was disowned."""

from datetime import timedelta

import pytest
from django.test import Client

from center.foundation import notices
from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.models import Notice
from center.foundation.now import at, now
from intake import lifecycle, story, tally
from intake.lifecycle import filing
from intake.models import Case, Filing, Person
from intake.registration import FilingData
from mediation import lifecycle as mediations
from mediation.models import Mediation
from tests import factories
from tests.factories import act
from tests.intake.test_counter import TYPED
from tests.intake.test_races import together


def at_counter(**changes):
    """What is typed at the counter when somebody files for Wang Xiaoming."""
    return {**TYPED, **changes}


NEIGHBOUR = factories.PersonData(name="赵大妈", phone="13700000001", no_id_reason="代他人登记")


@pytest.fixture
def file_for(clerk):
    """A matter that a neighbour files for somebody with a mobile phone."""

    def make(*, relation="neighbour", filer=NEIGHBOUR, **changes):
        return factories.make_case(act(clerk), clerk.desk, filing=FilingData(relation, filer), **changes)

    return make


def person_of(case):
    """The person as the status page lets him act: by number and code."""
    return Actor(ActorKind.PARTY, id=case.parties.first().pk)


def filing_of(case):
    return Filing.objects.get(visit=case.visit_id)


def kinds(case):
    return list(case.events.order_by("seq").values_list("kind", flat=True))


def sms():
    return Notice.objects.filter(channel="sms")


def test_who_filed_for_whom_is_kept_and_the_person_is_told_by_text_message(file_for):
    case = file_for(person=factories.person(name="孙老汉", phone="13812345678"))
    kept = filing_of(case)
    assert (kept.filer.name, kept.relation, case.visit.person.name) == ("赵大妈", "neighbour", "孙老汉")
    assert kept.until - case.registered_at == timedelta(days=7) and kept.told_at >= case.registered_at
    notice = sms().get()
    assert (notice.kind, notice.address, notice.state) == ("filing.told", "13812345678", "owed")
    assert kinds(case) == ["case.registered", "case.filed_for"]
    assert [party.person.name for party in case.parties.all()] == ["孙老汉", "李长林"], "who files is no side"


def test_the_message_holds_number_and_address_and_nothing_of_the_matter(file_for):
    case = file_for(person=factories.person(name="孙老汉", phone="13812345678"))
    notice = sms().get()
    text = notices.words(notice)
    assert case.grouped in text and "/status/" in text and case.center.phone in text
    stored = f"{text} {notice.data} {notice.about} {notice.key}"
    for secret in (case.query_code, case.token, "孙老汉", "赵大妈", "13812345678", case.narrative, case.matter.name):
        assert secret not in stored


@pytest.mark.parametrize("phone", ["", "051788221234"])
def test_without_a_mobile_phone_nobody_is_told_and_the_clerk_is_asked_to_hand_the_receipt_over(
    file_for, clerk, sign_in, phone
):
    case = file_for(person=factories.person(phone=phone))
    assert filing_of(case).told_at is None and not sms().exists()
    assert "没有本人的手机号" in sign_in(clerk).get(f"/counter/receipt/{case.number}/").content.decode()
    assert "未能通知本人" in sign_in(clerk).get(f"/cases/{case.number}/").content.decode()


def test_a_member_of_staff_or_grid_worker_files_as_himself(file_for, clerk, grid_worker):
    case = file_for(relation="office", filer=None)
    assert filing_of(case).filer is None and case.events.last().data == {"relation": "office", "by_staff": True}
    by_worker = lifecycle.register(
        factories.registration(source="grid", filing=FilingData("grid_worker")), desk=clerk.desk, by=act(grid_worker)
    )
    assert filing_of(by_worker).relation == "grid_worker" and by_worker.visit.received_by == grid_worker.user


def test_a_plain_matter_has_no_filing_and_tells_nobody(case):
    assert not Filing.objects.exists() and not Notice.objects.exists() and kinds(case) == ["case.registered"]


# -- confirm --------------------------------------------------------------------------------------------------------------


def test_the_person_confirms_and_twice_is_once(file_for):
    case = file_for()
    filing.confirm(case, by=person_of(case))
    filing.confirm(Case.objects.get(pk=case.pk), by=person_of(case))
    assert filing_of(case).confirmed_at and kinds(case) == [
        "case.registered",
        "case.filed_for",
        "case.filing_confirmed",
    ]
    assert Case.objects.get(pk=case.pk).state == "registered"


def test_what_was_confirmed_cannot_be_disowned_here_any_more(file_for):
    case = file_for()
    filing.confirm(case, by=person_of(case))
    with pytest.raises(Refused) as refusal:
        filing.disown(case, by=person_of(case))
    assert refusal.value.code == "decided" and Case.objects.get(pk=case.pk).state == "registered"


# -- disown ---------------------------------------------------------------------------------------------------------------


def test_the_person_disowns_and_what_is_open_is_withdrawn(file_for, mediator):
    case = file_for()
    filing.disown(case, by=person_of(case), reason="我没有托人来")
    case.refresh_from_db()
    assert case.state == "withdrawn" and kinds(case)[2:] == ["case.disowned", "case.withdrawn"]
    assert filing_of(case).disowned_reason == "我没有托人来" and tally.total("open") == 0
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


def test_a_mediation_under_way_ends_with_it(file_for, clerk, mediator):
    case = factories.send(file_for(), act(clerk))
    lifecycle.sign(case, by=act(mediator))
    mediations.propose(case, mediator=mediator.user, by=act(mediator))
    filing.disown(case, by=person_of(case))
    assert Mediation.objects.get().state == "ended" and Case.objects.get(pk=case.pk).state == "withdrawn"


def test_every_open_matter_of_the_visit_is_withdrawn_and_the_director_is_told_of_a_concluded_one(
    file_for, clerk, director
):
    first = file_for()
    second = lifecycle.register(factories.registration("debt", visit=first.visit), desk=clerk.desk, by=act(clerk))
    lifecycle.settle(second, outcome="answered", result="讲明借款应当留有书面凭据。", by=act(clerk))
    filing.disown(first, by=person_of(first))
    assert [Case.objects.get(pk=case.pk).state for case in (first, second)] == ["withdrawn", "concluded"]
    told = Notice.objects.get(to_user=director.user)
    assert (told.kind, told.about) == ("filing.disowned_concluded", f"case:{second.number}")
    assert second.grouped in notices.words(told)


def test_disowned_twice_is_once(file_for):
    case = file_for()
    filing.disown(case, by=person_of(case))
    filing.disown(Case.objects.get(pk=case.pk), by=person_of(case))
    assert kinds(case).count("case.disowned") == 1 and sms().filter(kind="filing.disowned").count() == 1


def test_who_filed_learns_only_that_it_was_disowned(file_for):
    case = file_for()
    filing.disown(case, by=person_of(case), reason="他冒用我的名义")
    told = sms().get(kind="filing.disowned")
    assert told.address == "13700000001" and "冒用" not in notices.words(told) + str(told.data)
    assert not [event for event in case.events.all() if "冒用" in str(event.data)]


def test_a_member_of_staff_who_filed_is_told_in_the_inbox(file_for, clerk):
    case = file_for(relation="office", filer=None)
    filing.disown(case, by=person_of(case))
    assert Notice.objects.get(to_user=clerk.user).kind == "filing.disowned"


def test_why_is_read_by_the_director_and_not_by_the_clerk(file_for, clerk, director, sign_in):
    case = file_for()
    filing.disown(case, by=person_of(case), reason="他冒用我的名义")
    assert "他冒用我的名义" in sign_in(director).get(f"/cases/{case.number}/").content.decode()
    assert "他冒用我的名义" not in sign_in(clerk).get(f"/cases/{case.number}/").content.decode()


def test_after_seven_days_it_is_refused_with_a_sentence(file_for):
    case = file_for()
    with at(now() + timedelta(days=7, seconds=1)):
        for verb in (filing.confirm, filing.disown):
            with pytest.raises(Refused) as refusal:
                verb(Case.objects.get(pk=case.pk), by=person_of(case))
            assert refusal.value.code == "too_late"
    assert Case.objects.get(pk=case.pk).state == "registered"


def test_on_the_last_moment_it_still_counts(file_for):
    case = file_for()
    with at(filing_of(case).until):
        filing.disown(case, by=person_of(case))
    assert Case.objects.get(pk=case.pk).state == "withdrawn"


@pytest.mark.parametrize("role", ["clerk", "director", "outsider"])
def test_nobody_but_the_person_says_whose_it_is(request, file_for, role):
    case = file_for()
    for verb in (filing.confirm, filing.disown):
        with pytest.raises(Refused) as refusal:
            verb(case, by=act(request.getfixturevalue(role)))
        assert refusal.value.code == "not_allowed"


def test_a_matter_that_nobody_filed_has_nothing_to_disown(case):
    with pytest.raises(Refused) as refusal:
        filing.disown(case, by=person_of(case))
    assert refusal.value.code == "no_filing" and Case.objects.get(pk=case.pk).state == "registered"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_confirming_and_disowning_at_once_one_counts(file_for, clerk):
    for _round in range(5):
        case = file_for()
        by = person_of(case)
        together(
            lambda case=case, by=by: filing.confirm(Case.objects.get(pk=case.pk), by=by),
            lambda case=case, by=by: filing.disown(Case.objects.get(pk=case.pk), by=by),
        )
        kept, case = filing_of(case), Case.objects.get(pk=case.pk)
        assert bool(kept.confirmed_at) != bool(kept.disowned_at)
        assert (case.state == "withdrawn") == bool(kept.disowned_at)
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_disowning_against_signing_leaves_one_story(file_for, clerk, mediator):
    for _round in range(5):
        case = factories.send(file_for(), act(clerk))
        by = person_of(case)
        together(
            lambda case=case: lifecycle.sign(Case.objects.get(pk=case.pk), by=act(mediator)),
            lambda case=case, by=by: filing.disown(Case.objects.get(pk=case.pk), by=by),
        )
        assert Case.objects.get(pk=case.pk).state == "withdrawn", "whoever came first, it ends withdrawn"
    assert not [line for line in story.verify() if isinstance(line, story.Fault)]
    assert tally.total("open") == tally.total("to_sign") == 0


# -- the status page ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_status(client):
    def enter(case):
        client.post("/status/", {"number": case.number, "code": case.query_code})
        return client

    return enter


def test_the_page_tells_who_filed_as_what_and_how_many_days_are_left(file_for, at_status):
    case = file_for()
    text = at_status(case).get("/status/case/").content.decode()
    assert "邻居或朋友" in text and "7 天" in text and "赵大妈" not in text and "13700000001" not in text
    with at(now() + timedelta(days=5, hours=1)):
        client = at_status(case)
        assert "2 天" in client.get("/status/case/").content.decode()
    with at(now() + timedelta(days=8)):
        text = at_status(case).get("/status/case/").content.decode()
        assert "已于" in text and 'value="disown"' not in text


def test_confirming_and_disowning_by_the_page(file_for, at_status):
    case = file_for()
    answer = at_status(case).post("/status/answer/", {"answer": "confirm"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/status/case/" and "您已确认属实" in answer.content.decode()
    other = file_for()
    answer = at_status(other).post("/status/answer/", {"answer": "disown", "reason": "没有托人"}, follow=True)
    assert "您已表示与您无关" in answer.content.decode() and Case.objects.get(pk=other.pk).state == "withdrawn"
    answer = at_status(other).post("/status/answer/", {"answer": "confirm"}, follow=True)
    assert "您此前已作答复" in answer.content.decode()


def test_it_wants_the_code_csrf_and_a_known_answer(file_for, client, at_status):
    case = file_for()
    assert (
        client.post("/status/answer/", {"answer": "disown"}).url == "/status/" and filing_of(case).disowned_at is None
    )
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/status/answer/", {"answer": "disown"}).status_code == 403
    assert at_status(case).post("/status/answer/", {"answer": "x"}).status_code == 404
    assert at_status(case).get("/status/answer/").status_code == 405


def test_a_matter_of_ones_own_shows_nothing_of_filing(routed_case, at_status):
    text = at_status(routed_case).get("/status/case/").content.decode()
    assert "他人代您登记" not in text and "/status/answer/" not in text


# -- at the counter and by the API ----------------------------------------------------------------------------------------------


def test_at_the_counter_a_relative_files_with_name_phone_and_card(sign_in, clerk, mediator):
    number = factories.id_number()
    typed = at_counter(filed_by="family", filer_name="王大力", filer_phone="13800001111", filer_id_number=number)
    answer = sign_in(clerk).post("/counter/", typed)
    assert answer.status_code == 302
    kept = Filing.objects.select_related("filer").get()
    assert (kept.filer.name, kept.filer.id_number, kept.relation) == ("王大力", number, "family")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"filed_by": "family"}, "filer_name"), ({"filed_by": "family", "filer_name": "王3"}, "filer_name"), ({"filed_by": "lawyer", "filer_name": "王大力", "filer_phone": "12"}, "filer_phone"),
     ({"filed_by": "family", "filer_name": "王大力", "filer_id_number": "1"}, "filer_id_number"), ({"filed_by": "x"}, "filed_by")],
)  # fmt: skip
def test_what_is_missing_of_who_files_is_said_and_nothing_is_kept(sign_in, clerk, typed, field):
    answer = sign_in(clerk).post("/counter/", at_counter(**typed))
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Case.objects.exists() and not Person.objects.exists()


def test_a_member_of_staff_files_himself_at_the_counter(sign_in, clerk):
    assert sign_in(clerk).post("/counter/", at_counter(filed_by="staff")).status_code == 302
    assert (Filing.objects.get().filer, Filing.objects.get().relation) == (None, "office")
