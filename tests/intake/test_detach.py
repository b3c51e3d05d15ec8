"""A file is taken off with a reason, while nobody has relied on it; its bytes stay, closed to everybody."""

import pytest
from django.urls import reverse

from center.foundation.errors import Refused
from grid import lifecycle as grid_lifecycle  # noqa: F401 - its kinds of line are procedures of another room
from intake import lifecycle, story
from intake.models import Event
from mediation import lifecycle as mediations
from tests import factories, samples
from tests.factories import act
from tests.intake.paper_trail import put

WHY = "传错了人，不是本案材料"


def take_off(case, attachment, by, reason=WHY):
    lifecycle.detach(case, attachment=attachment, reason=reason, by=act(by))


def refusal(*given, **more) -> str:
    with pytest.raises(Refused) as refused:
        take_off(*given, **more)
    return refused.value.code


def test_it_is_gone_from_every_page_and_its_bytes_stay(clerk, case, sign_in):
    (kept,) = put(case, clerk, samples.picture())
    take_off(case, kept, clerk)
    kept.refresh_from_db()
    assert kept.removed_at and kept.removed_reason == WHY and kept.file.content.open("rb").read() == samples.picture()
    client = sign_in(clerk)
    for door in ("attachment", "attachment_shown", "attachment_small", "detach"):
        assert client.get(reverse(f"intake:{door}", args=[case.number, kept.pk])).status_code == 404
    assert kept.file.sha256[:12] not in client.get(reverse("intake:files", args=[case.number])).content.decode()


def test_the_story_says_who_which_and_why_and_still_fits(clerk, case):
    (kept,) = put(case, clerk)
    take_off(case, kept, clerk)
    line = Event.objects.get(kind="case.detached")
    assert (
        line.data == {"attachment": kept.pk, "sha256": kept.file.sha256, "text": WHY} and line.by_badge == clerk.badge
    )
    assert not [fault for fault in story.verify() if not isinstance(fault, int)]


def test_twice_is_once(clerk, case):
    (kept,) = put(case, clerk)
    take_off(case, kept, clerk)
    assert refusal(case, kept, clerk) == "moved_on"
    assert Event.objects.filter(kind="case.detached").count() == 1


def test_a_reason_is_needed(clerk, case):
    (kept,) = put(case, clerk)
    assert refusal(case, kept, clerk, reason="  ") == "reason_needed"


def test_not_after_a_desk_has_signed_for_the_case_with_it(clerk, mediator, case):
    (kept,) = put(case, clerk)
    factories.send(case, act(clerk))
    lifecycle.sign(case, by=act(mediator))
    assert refusal(case, kept, clerk) == "relied_on"
    assert refusal(case, kept, mediator) == "relied_on"


def test_what_came_after_the_signing_can_go_until_a_procedure_begins(mediator, signed_case):
    first, second = (put(signed_case, mediator, content)[0] for content in (samples.picture(), samples.pdf()))
    take_off(signed_case, first, mediator)
    mediations.propose(signed_case, mediator=mediator.user, by=act(mediator))
    assert refusal(signed_case, second, mediator) == "relied_on"


def test_not_when_the_case_is_concluded(mediator, signed_case):
    (kept,) = put(signed_case, mediator)
    lifecycle.conclude(signed_case, outcome="resolved", result="双方当面说清，握手言和，不再争执。", by=act(mediator))
    assert refusal(signed_case, kept, mediator) == "relied_on"


def test_a_page_of_a_bound_pdf_goes_after_the_pdf(clerk, case):
    photos = put(case, clerk, samples.picture(), samples.picture(colour="blue"))
    bound = lifecycle.bind_pages(case, attachments=photos, by=act(clerk)).attachment
    assert refusal(case, photos[0], clerk) == "bound"
    take_off(case, bound, clerk)
    take_off(case, photos[0], clerk)


def test_a_file_of_another_case_is_not_taken_off_by_this_one(clerk, case, make_case):
    other = make_case()
    (kept,) = put(other, clerk)
    assert refusal(case, kept, clerk) == "moved_on"


@pytest.mark.parametrize("who", ["outsider", "duty_leader", "department_head", "traffic_mediator"])
def test_others_may_not(request, who, clerk, case):
    (kept,) = put(case, clerk)
    assert refusal(case, kept, request.getfixturevalue(who)) == "not_allowed"


def test_it_can_be_put_on_again(clerk, case):
    (kept,) = put(case, clerk)
    take_off(case, kept, clerk)
    (again,) = put(case, clerk)
    assert again.pk != kept.pk and case.attachments.filter(removed_at=None).count() == 1
