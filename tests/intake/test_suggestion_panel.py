"""The suggestion beside the note: shown while it is typed, taken over by a tap, with script and without."""

import pytest

from intake.models import Case, MatterType, SuggestionLesson, SuggestionTerm
from intake.suggestion import learning
from intake.suggestion.proposing import suggest
from tests.factories import id_number

NOTE = "我们二十多个工人，老板是外省的，欠了三个月工资不给"
ODD = "老人的养老金停了三个月，问窗口说材料不齐，跑了几趟"


@pytest.fixture
def at_counter(sign_in, clerk):
    return sign_in(clerk)


def typed(**changes):
    values = {
        "client_key": "key-of-this-form", "id_kind": "111", "id_number": id_number(7), "name": "王秀英", "phone": "13800000007", "narrative": NOTE,
        "people_count": "1", "companions": "0", "step": "route", "matter": "",
    }  # fmt: skip
    return {**values, **changes}


def panel(client, **changes):
    return client.post("/counter/suggestion/", typed(**changes), headers={"hx-request": "true"})


def test_three_matters_stand_there_as_buttons_with_words_and_likelihood(at_counter):
    page = panel(at_counter).content.decode()
    assert page.count('value="matter=') == 3 and 'value="matter=wage_arrears"' in page
    assert "工资" in page and 'name="suggested" value="wage_arrears"' in page


def test_facts_are_offered_until_the_form_says_them(at_counter):
    page = panel(at_counter).content.decode()
    assert 'value="people_count=20"' in page and 'value="opponent_outside=on"' in page
    page = panel(at_counter, people_count="24", opponent_outside="on").content.decode()
    assert "people_count=" not in page and "opponent_outside=" not in page


def test_where_the_first_would_go_is_said_until_a_matter_is_chosen(at_counter, county):
    assert "盱眙县" in panel(at_counter).content.decode()
    page = panel(at_counter, matter="wage_arrears").content.decode()
    assert "suggested-place" not in page and 'aria-pressed="true"' in page


@pytest.mark.parametrize("narrative", ["", "  ", "嗯。", "\x00", "<b>"])
def test_before_there_are_words_nothing_is_proposed(at_counter, narrative):
    answer = panel(at_counter, narrative=narrative)
    assert answer.status_code == 200 and 'value="matter=' not in answer.content.decode()


def test_what_is_typed_is_never_markup(at_counter):
    page = panel(at_counter, narrative="老板欠工资<script>alert(1)</script>" * 3).content.decode()
    assert "<script>alert" not in page


def test_without_script_a_button_sets_the_field_and_nothing_typed_is_lost(at_counter):
    page = at_counter.post("/counter/suggestion/", typed(take="matter=wage_arrears")).content.decode()
    assert '<option value="wage_arrears" selected>' in page and NOTE in page and "王秀英" in page
    page = at_counter.post("/counter/suggestion/", typed(take="people_count=20")).content.decode()
    assert 'name="people_count" value="20"' in page and NOTE in page
    assert at_counter.post("/counter/suggestion/", typed(take="name=x")).status_code == 404


def test_without_script_the_look_button_shows_the_suggestion_too(at_counter):
    page = at_counter.post("/counter/", typed(look="1")).content.decode()
    assert 'value="matter=wage_arrears"' in page


def test_only_who_registers_gets_one(sign_in, mediator, auditor):
    assert panel(sign_in(auditor)).status_code == 404
    assert panel(sign_in(mediator)).status_code == 404


def test_it_costs_the_same_queries_for_any_note(at_counter, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        panel(at_counter)


# -- corrections --------------------------------------------------------------------------------------------------------


def corrected_case(make_case, note=ODD, to="whatever", **changes):
    return make_case(to, narrative=note, claim="", **changes)


def rival(note):
    """The second suggestion for a note."""
    return suggest(note).matters[1].matter


def test_a_correction_changes_the_next_suggestion_of_a_similar_note(make_case, clerk):
    note, similar = ODD, "老人的养老金停了，窗口说材料不齐，让跑了几趟"
    before, chosen = suggest(similar), rival(note)
    chance = {one.matter: one.chance for one in before.matters}
    assert learning.corrected(corrected_case(make_case, note, chosen).pk, clerk.user.pk) > 0
    after = {one.matter: one.chance for one in suggest(similar).matters}
    assert after[chosen] > chance.get(chosen, 0) and after.get(before.first.matter, 0) < before.first.chance


def test_a_suggestion_that_was_right_teaches_nothing(make_case, clerk):
    case = corrected_case(make_case, ODD, suggest(f"{ODD}。").first.matter)
    assert learning.corrected(case.pk, clerk.user.pk) == 0 and not SuggestionLesson.objects.exists()


def test_a_confidential_case_teaches_nothing(make_case, clerk):
    case = corrected_case(make_case, ODD, "whistleblowing")
    assert case.restricted and learning.corrected(case.pk, clerk.user.pk) == 0
    assert not SuggestionLesson.objects.exists()


def test_no_word_of_the_note_is_kept_but_public_terms(make_case, clerk):
    note = "张三丰住在黄花塘村七组九号，电话13800000001，老板欠我三个月工资"
    learning.corrected(corrected_case(make_case, note, "debt").pk, clerk.user.pk)
    from intake.suggestion import words

    kept = set(SuggestionLesson.objects.values_list("term", flat=True))
    assert kept and kept <= set(words.shipped().known)
    assert not any(part in term for term in kept for part in ("张三", "黄花塘", "138"))


def test_one_clerk_cannot_turn_the_table_over(make_case, clerk, mediator):
    case = corrected_case(make_case, NOTE, "debt")
    for _again in range(30):
        learning.corrected(case.pk, clerk.user.pk)
    assert {abs(row.hundredths) for row in SuggestionLesson.objects.all()} <= set(range(61))
    assert suggest("老板拖欠农民工工资，讨要工钱，血汗钱不给").first.matter == "wage_arrears"
    assert suggest("邻居的院墙占了我家宅基地").first.matter == "neighbour"


def test_a_save_with_another_matter_than_shown_teaches(at_counter, django_capture_on_commit_callbacks, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    from center.config.celery import app

    app.conf.task_always_eager = True
    try:
        data = typed(narrative=ODD, matter="legal_consultation", suggested="petition_complaint")
        with django_capture_on_commit_callbacks(execute=True):
            answer = at_counter.post("/counter/", data)
    finally:
        app.conf.task_always_eager = False
    assert answer.status_code == 302 and Case.objects.get().matter.key == "legal_consultation"
    assert SuggestionLesson.objects.filter(matter__key="legal_consultation").exists()


# -- the editor's page --------------------------------------------------------------------------------------------------


def test_an_editor_finds_enters_and_switches_off_terms(sign_in, director, county):
    client = sign_in(director)
    assert "拖欠工资" in client.get("/suggestion/terms/?q=工资").content.decode()
    done = client.post(
        "/suggestion/terms/keep/", {"term": "盖土楼", "act": "keep", "matter": "neighbour", "weight": "3"}
    )
    assert done.status_code == 302 and suggest("他又在盖土楼，我不答应").first.matter == "neighbour"
    assert "盖土楼" in suggest("他又在盖土楼，我不答应").first.words
    assert "盖土楼" in client.get("/suggestion/terms/").content.decode()
    client.post("/suggestion/terms/keep/", {"term": "盖土楼", "act": "shipped"})
    assert not SuggestionTerm.objects.exists()


def test_a_shipped_term_that_is_switched_off_counts_no_more(sign_in, director, county):
    note = "村里退耕还林的事"
    assert any("退耕还林" in one.words for one in suggest(note).matters)
    sign_in(director).post("/suggestion/terms/keep/", {"term": "退耕还林", "act": "off"})
    assert not any("退耕还林" in one.words for one in suggest(note).matters)


def test_an_editors_word_stands_above_lessons(county, director, clerk):
    from center.foundation.now import now

    matter = MatterType.objects.get(key="debt")
    SuggestionLesson.objects.create(term="工资", matter=matter, hundredths=60, taught_by=clerk.user, taught_at=now())
    taught = {one.matter: one.chance for one in suggest("工资的事").matters}
    SuggestionTerm.objects.create(term="工资", matter=matter, weight=-3, changed_by=director.user, changed_at=now())
    assert {one.matter: one.chance for one in suggest("工资的事").matters}.get("debt", 0) < taught.get("debt", 1)


@pytest.mark.parametrize("data", [{"term": "a"}, {"term": "", "act": "off"}, {"term": "工资", "act": "keep"}, {"term": "，。！", "act": "off"}, {"term": "工资", "act": "keep", "matter": "debt", "weight": "9"}, {"act": "nonsense", "term": "工资"}])  # fmt: skip
def test_a_wrong_entry_is_said_beside_the_field(sign_in, director, county, data):
    answer = sign_in(director).post("/suggestion/terms/keep/", data)
    assert answer.status_code == 422 and not SuggestionTerm.objects.exists()


def test_only_editors_see_the_page(sign_in, clerk, director, county_director, system_administrator):
    for posting, status in ((clerk, 404), (director, 200), (county_director, 200), (system_administrator, 200)):
        assert sign_in(posting).get("/suggestion/terms/").status_code == status
