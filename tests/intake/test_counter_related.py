"""The counter and what is on file already: shown while typing, chosen by the clerk, and nothing merges by itself."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from center.foundation.now import at, now
from intake import drafts, lifecycle
from intake.models import Case, Link, Merge
from tests import factories
from tests.factories import act, id_number, person

URL = "/counter/"
WALL = "邻居翻建房屋时把山墙向外移了约四十公分，占了两家中间的巷道，雨水落到我家院内。要求恢复原状。"
NUMBER = id_number(91)
TYPED = {
    "client_key": "form-1", "id_kind": "111", "id_number": NUMBER, "name": "王小明", "phone": "13812345678", "companions": "0", "source": "hall",
    "other_name": "李长林", "matter": "neighbour", "narrative": WALL, "people_count": "1", "step": "route",
}  # fmt: skip


@pytest.fixture
def counter(sign_in, clerk, mediator):
    return sign_in(clerk)


@pytest.fixture
def first(counter, make_case):
    """The same person with the same matter, on file since."""
    return make_case(person=person(name="王小明", id_number=NUMBER, phone="13812345678"), narrative=WALL)


def panel(client, **typed):
    return client.post("/counter/alike/", {**TYPED, **typed}).content.decode()


def save(client, **typed):
    return client.post(URL, {**TYPED, **typed})


def chosen(case, how, **more):
    return {"alike_1": case.number, "alike_1_as": how, **more}


def seal_of(page):
    return re.search(r'name="alike_checked" value="([^"]+)"', page)[1]


# -- while typing ---------------------------------------------------------------------------------------------------------------


def test_while_typing_the_case_on_file_appears_with_score_and_reasons(counter, first):
    page = panel(counter)
    assert first.grouped in page and re.search(r"\d\d%", page) and "alike-probable" in page
    assert "王小明" not in page and NUMBER not in page and "13812345678" not in page


def test_half_a_form_is_compared_by_what_is_there(counter, first):
    assert first.grouped in counter.post("/counter/alike/", {"id_kind": "111", "id_number": NUMBER}).content.decode()
    assert first.grouped in counter.post("/counter/alike/", {"phone": "138 1234 5678"}).content.decode()
    assert counter.post("/counter/alike/", {}).status_code == 200


def test_without_script_the_look_button_shows_it(counter, first):
    answer = save(counter, look="1")
    assert answer.status_code == 200 and first.grouped in answer.content.decode() and Case.objects.count() == 1


def test_others_have_no_such_panel(sign_in, mediator, client):
    assert sign_in(mediator).post("/counter/alike/", TYPED).status_code == 404
    assert sign_in(mediator).get("/counter/alike/").status_code == 405


# -- the choice -------------------------------------------------------------------------------------------------------------------


def test_what_is_probably_the_same_asks_for_a_choice_or_a_reason(counter, first):
    answer = save(counter)
    assert answer.status_code == 422 and "alike_reason" in answer.context["form"].errors
    page = answer.content.decode()
    assert first.grouped in page and 'id="id_alike_reason_error"' in page and WALL in page
    assert save(counter, alike_reason="另一堵墙，去年的已拆。").status_code == 302
    assert Case.objects.filter(state="routed").count() == 1 and not Link.objects.exists() and not Merge.objects.exists()


def test_what_only_resembles_asks_for_nothing(counter, make_case):
    make_case("debt", person=person(id_number=NUMBER), narrative="借款三万元到期未还。", others=())
    assert save(counter).status_code == 302


@pytest.mark.parametrize("how", ["repeat", "related", "counter"])
def test_a_link_is_chosen_and_the_new_case_goes_its_way(counter, first, how):
    assert save(counter, **chosen(first, how, alike_reason="与上次同一堵墙")).status_code == 302
    link = Link.objects.get()
    assert (link.other, link.kind, link.reason) == (first, how, "与上次同一堵墙") and link.case.state == "routed"
    assert first.events.last().kind == "case.linked"


def test_a_merge_is_chosen_and_the_person_still_gets_a_number(counter, first):
    answer = save(counter, **chosen(first, "merge"))
    new = Case.objects.exclude(pk=first.pk).get()
    assert (
        answer.status_code == 302 and new.state == "merged" and new.merged_into == first and not new.handovers.exists()
    )
    receipt = counter.get(answer["Location"])
    assert receipt.status_code == 200 and new.grouped in receipt.content.decode()
    assert save(counter, **chosen(first, "merge")).status_code == 302 and Case.objects.count() == 2  # sent twice


def test_an_accusation_is_linked_by_a_clerk_who_may_not_read_it_afterwards(counter, first):
    link = chosen(first, "related", alike_reason="举报的是同一人")
    assert (
        save(counter, matter="whistleblowing", other_name="", narrative="村干部侵占集体款。", **link).status_code == 302
    )
    assert Link.objects.get().case.restricted and Link.objects.get().case.state == "routed"
    assert first.events.last().data["text"] == ""


def test_a_link_and_an_answer_on_the_spot_go_together(counter, first):
    settled = {"step": "settle", "outcome": "answered", "result": "告知上次事项的办理进度和期限。", "agreed": "on"}
    assert save(counter, **chosen(first, "repeat"), **settled).status_code == 302
    assert Link.objects.get().case.on_the_spot


def test_into_a_merged_case_means_into_the_one_that_goes_on(counter, first, make_case, clerk):
    living = make_case("debt")
    lifecycle.merge(first, into=living, reason="同一件事", by=act(clerk))
    save(counter, **chosen(first, "merge"))
    assert Case.objects.latest("pk").merged_into == living


def test_into_two_cases_at_once_it_does_not_go(counter, first, make_case):
    other = make_case("debt")
    answer = save(counter, **chosen(first, "merge"), alike_2=other.number, alike_2_as="merge")
    assert answer.status_code == 422 and "alike_2_as" in answer.context["form"].errors and Case.objects.count() == 2


def test_a_case_that_the_clerk_may_not_see_cannot_be_chosen(counter, first, county_clerk):
    unseen = factories.make_case(act(county_clerk), county_clerk.desk, "debt")
    for number in (unseen.number, "HHT202601010001A", "<x>"):
        answer = save(counter, alike_1=number, alike_1_as="related", alike_reason="x")
        assert answer.status_code == 422 and "alike_1_as" in answer.context["form"].errors
    assert Case.objects.count() == 2


def test_a_merge_that_is_refused_keeps_all_that_was_typed(counter, first, clerk):
    lifecycle.withdraw(first, reason="不办了", by=act(clerk))
    answer = save(counter, **chosen(first, "merge"))
    assert answer.status_code == 422 and WALL in answer.content.decode() and Case.objects.count() == 1
    assert drafts.kept(clerk.user, "counter").content["alike_1_as"] == "merge"
    restored = counter.get("/counter/?draft=").content.decode()
    assert f'name="alike_1" value="{first.number}"' in restored and 'name="alike_1_as" value="merge"' in restored


def test_the_choice_stays_when_more_is_typed(counter, first):
    page = panel(counter, **chosen(first, "related", narrative="别的话", id_number="", phone="", other_name=""))
    assert f'value="{first.number}"' in page and re.search(r'value="related"\s+selected', page)


# -- what the panel found is believed at the save -------------------------------------------------------------------------------


def test_what_the_panel_found_is_believed_at_the_save(counter, first):
    seal = seal_of(panel(counter))
    refused = save(counter, alike_checked=seal)
    assert refused.status_code == 422  # what it found counts
    assert save(counter, alike_checked=seal, alike_reason="另一堵墙").status_code == 302


def test_a_save_that_the_panel_has_looked_for_asks_nothing_more(counter, first):
    def cost(**typed):
        with CaptureQueriesContext(connection) as asked:
            assert save(counter, alike_reason="另一堵墙", **typed).status_code == 302
        return len(asked)

    texts = ["借款三万元到期未还，对方人找不到。", "放水淹了我家麦田，要求赔偿。", "夜里打麻将吵闹，要求停止。"]
    cost(client_key="0", narrative=texts[0])  # what a process reads once
    looked = {"client_key": "1", "narrative": texts[1]}
    sealed = cost(**looked, alike_checked=seal_of(panel(counter, **looked)))
    assert cost(client_key="2", narrative=texts[2]) >= sealed + 8


@pytest.mark.parametrize("changes", [{"narrative": WALL + "补充。"}, {"phone": "13899999999"}, {"matter": "debt"}])
def test_a_seal_of_something_else_counts_for_nothing(counter, first, changes):
    empty = seal_of(panel(counter, id_number="", phone="", name="", other_name="", narrative="别的事情", matter=""))
    assert save(counter, alike_checked=empty).status_code == 422
    seal = seal_of(panel(counter, **changes))
    assert save(counter, alike_checked=seal).status_code == 422


@pytest.mark.parametrize("seal", ["x", "a:b:c", "{}", "=" * 4000])
def test_a_forged_seal_counts_for_nothing(counter, first, seal):
    assert save(counter, alike_checked=seal).status_code == 422


def test_a_seal_is_believed_for_ten_minutes(counter, make_case):
    seal = seal_of(panel(counter))
    make_case(person=person(id_number=NUMBER), narrative=WALL)
    with at(now() + timedelta(minutes=1)):
        assert save(counter, alike_checked=seal).status_code == 302


# -- on the page of a case ----------------------------------------------------------------------------------------------------------


def test_the_page_of_a_case_looks_for_what_is_like_it_and_leads_to_the_verbs(counter, first, make_case):
    again = make_case(person=person(id_number=NUMBER), narrative=WALL)
    for headers in ({}, {"HX-Request": "true"}):
        page = counter.get(reverse("intake:alike", args=[again.number]), headers=headers).content.decode()
        assert first.grouped in page and f"?into={first.number}" in page and f"?other={first.number}" in page
    form = counter.get(reverse("intake:verb", args=[again.number, "merge"]) + f"?into={first.number}").content.decode()
    assert f'value="{first.number}"' in form


def test_the_page_of_a_case_says_what_it_belongs_with(counter, first, make_case, clerk):
    again, other = make_case(), make_case("debt")
    lifecycle.merge(again, into=first, reason="同一堵墙", by=act(clerk))
    lifecycle.link(first, other=other, kind="related", reason="借款买的砖", by=act(clerk))
    page = counter.get(reverse("intake:case", args=[first.number])).content.decode()
    assert again.grouped in page and other.grouped in page and "借款买的砖" in page and "do/unmerge" in page
    page = counter.get(reverse("intake:case", args=[again.number])).content.decode()
    assert first.grouped in page and "7 " in page and "do/unmerge" in page
    with at(now() + timedelta(days=8)):
        assert "do/unmerge" not in counter.get(reverse("intake:case", args=[again.number])).content.decode()


def test_a_link_to_what_the_reader_may_not_see_is_only_counted(sign_in, make_case, director, clerk):
    quarrel, accusation = make_case(), make_case("whistleblowing", by=director)
    lifecycle.link(quarrel, other=accusation, kind="related", reason="检举的就是此人", by=act(director))
    page = sign_in(clerk).get(reverse("intake:case", args=[quarrel.number])).content.decode()
    assert accusation.grouped not in page and accusation.number not in page and "检举的就是此人" not in page
    assert accusation.grouped in sign_in(director).get(reverse("intake:case", args=[quarrel.number])).content.decode()


def test_an_outsider_finds_no_such_page(sign_in, outsider, duty_leader, case):
    for posting in (outsider, duty_leader):
        assert sign_in(posting).get(reverse("intake:alike", args=[case.number])).status_code == 404
