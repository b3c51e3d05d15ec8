"""The grid's figures count what their lists show; its line tells itself on the page of the case."""

from datetime import timedelta

import pytest
from django.urls import reverse

from center.foundation.indicators import indicators
from center.foundation.now import at, now
from center.institution.permissions import scope

RESULT = "业主当场清走，场地复原。"


def count(key, posting) -> int:
    return indicators[key].count(scope(posting.user))


def listed(key, posting, client) -> int:
    return client.get(indicators[key].url(scope(posting.user))).context["page"].count


def test_todays_reports_are_counted_within_reach_and_each_number_opens_its_list(
    send, director, county_director, outsider, sign_in
):
    send()
    send("dispute")
    with at(now() - timedelta(days=2)):
        send()
    for posting in (director, county_director):
        assert count("grid_reports_today", posting) == 2 == listed("grid_reports_today", posting, sign_in(posting))
    assert count("grid_reports_today", outsider) == 0


def test_the_share_settled_in_the_grid(send, photo, director, sign_in):
    assert count("grid_settled_share", director) == 0
    send(photo=photo, settled=True, result=RESULT)
    send(), send()
    assert count("grid_settled_share", director) == 33
    assert listed("grid_settled_share", director, sign_in(director)) == 1


def test_a_restricted_one_is_in_no_count_of_those_not_cleared(send, director, duty_leader):
    report = send()
    type(report.case).objects.filter(pk=report.case.pk).update(confidentiality="sensitive")
    assert (count("grid_reports_today", director), count("grid_reports_today", duty_leader)) == (1, 0)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_story_tells_what_was_reported_and_leads_to_it(send, photo, sign_in, director, language):
    report, client = send(photo=photo), sign_in(director)
    client.cookies["django_language"] = language
    page = client.get(reverse("intake:case", args=[report.case.number])).content.decode()
    assert reverse("grid:shown", args=[report.uuid]) in page
    assert (report.category.name_en if language == "en" else report.category.name) in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_bell_says_where_and_what(send, director, sign_in, language):
    from django.utils import translation

    from center.foundation.models import Notice
    from center.foundation.notices import words

    report = send("emergency")
    with translation.override(language):
        said = words(Notice.objects.get(to_user=director.user, kind="grid.urgent"))
    assert (
        report.case.grouped in said and (report.category.name_en if language == "en" else report.category.name) in said
    )
