"""Files put on a case: what is kept, in which order, what is refused, who may."""

import threading
from pathlib import Path

import pytest
from django.db import connection

from center.foundation.errors import Refused
from center.papers.models import File
from intake import lifecycle
from intake.models import Attachment, Event
from tests import samples
from tests.factories import act
from tests.intake.paper_trail import incoming, put

PLACE = b"taken at 33.0,118.5"


def stored(settings):
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def test_a_photo_is_kept_as_it_came_with_a_public_copy_beside_it(clerk, case):
    content = samples.picture(comment=PLACE)
    (kept,) = put(case, clerk, content, label=" 现场照片 ")
    assert kept.file.content.open("rb").read() == content
    assert PLACE not in kept.public.content.open("rb").read()
    assert (kept.kind, kept.label, kept.by_id, kept.position) == ("photo", "现场照片", clerk.user_id, 1)


@pytest.mark.parametrize(
    ("name", "kind", "copy"),
    [("scan.pdf", "scan", ""), ("scan.tif", "scan", "application/pdf"), ("talk.amr", "audio", ""), ("letter.docx", "document", ""), ("photo.heic", "photo", "image/jpeg")],
)  # fmt: skip
def test_each_is_of_the_kind_that_it_is(clerk, case, name, kind, copy):
    (kept,) = put(case, clerk, samples.GOOD[name][0])
    assert kept.kind == kind and (kept.public.media_type if kept.public else "") == copy


def test_several_are_one_line_of_the_story_with_their_digests(clerk, case):
    party = case.parties.first()
    rows = put(case, clerk, samples.picture(), samples.pdf(), party=party)
    line = Event.objects.get(kind="case.attached")
    assert line.data["attachments"] == [row.pk for row in rows]
    assert line.data["sha256"] == [row.file.sha256 for row in rows]
    assert (line.data["party"], line.data["side"]) == (party.pk, "applicant")
    assert [row.position for row in rows] == [1, 2]


def test_the_same_file_is_put_on_once(clerk, case, settings):
    put(case, clerk)
    with pytest.raises(Refused) as refused:
        put(case, clerk)
    assert refused.value.code == "already_attached"
    assert Attachment.objects.count() == 1 and File.objects.count() == 2 and len(stored(settings)) == 2


def test_of_several_the_new_ones_are_added(clerk, case, settings):
    put(case, clerk)
    (added,) = put(case, clerk, samples.picture(), samples.pdf(), samples.pdf())
    assert added.kind == "scan" and Attachment.objects.count() == 2 and len(stored(settings)) == 3


def test_nothing_chosen_is_told(clerk, case):
    with pytest.raises(Refused) as refused:
        lifecycle.attach(case, papers=[], by=act(clerk))
    assert refused.value.code == "no_file"


def test_a_side_of_another_case_is_not_named_and_nothing_is_kept(clerk, case, make_case, settings):
    with pytest.raises(Refused) as refused:
        put(case, clerk, party=make_case().parties.first())
    assert refused.value.code == "not_a_side" and not stored(settings) and not File.objects.exists()


def test_a_desk_that_has_the_case_and_the_counter_that_took_it_in_may(clerk, mediator, signed_case):
    put(signed_case, mediator)
    put(signed_case, clerk, samples.pdf())
    assert signed_case.attachments.count() == 2


@pytest.mark.parametrize("who", ["outsider", "traffic_mediator", "duty_leader", "department_head", "auditor"])
def test_others_may_not_and_nothing_is_kept(request, who, case, settings):
    other = request.getfixturevalue(who)
    with pytest.raises(Refused) as refused:
        put(case, other)
    assert refused.value.code == "not_allowed" and not stored(settings)


def test_papers_still_come_after_the_case_is_concluded_and_not_when_it_is_archived(clerk, mediator, signed_case):
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，握手言和，不再争执。", by=act(mediator))
    put(signed_case, mediator)
    for clock in signed_case.clocks.filter(stopped_at=None):
        clock.stopped_at = clock.started_at
        clock.save(update_fields=["stopped_at"])
    lifecycle.archive(signed_case, by=act(mediator))
    with pytest.raises(Refused) as refused:
        put(signed_case, mediator, samples.pdf())
    assert refused.value.code == "closed"


def test_a_case_that_was_withdrawn_takes_none(clerk, case):
    lifecycle.withdraw(case, reason="当事人不再要求处理", by=act(clerk))
    with pytest.raises(Refused) as refused:
        put(case, clerk)
    assert refused.value.code == "closed"


def test_a_case_holds_a_bounded_number(clerk, case, monkeypatch, settings):
    monkeypatch.setattr("intake.lifecycle.attaching.MOST_FILES", 1)
    put(case, clerk)
    with pytest.raises(Refused) as refused:
        put(case, clerk, samples.pdf())
    assert refused.value.code == "too_many_on_case" and len(stored(settings)) == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_photo_at_once_put_it_on_once(clerk, case, settings):
    papers = [incoming(samples.picture(), clerk) for _one in range(2)]
    codes, start = [], threading.Barrier(2)

    def send(paper):
        start.wait()
        try:
            lifecycle.attach(type(case).objects.get(pk=case.pk), papers=[paper], by=act(clerk))
            codes.append("done")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[paper]) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(codes) == ["already_attached", "done"]
    assert Attachment.objects.count() == 1 and len(stored(settings)) == 2
