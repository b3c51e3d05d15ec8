"""The runs of the periodic jobs: a row each, read by directors and the system administrator."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from center.foundation import jobs, tasks
from center.foundation.models import JobRun
from center.foundation.now import at, now


def test_a_round_by_hand_records_every_job_of_the_schedule(county, director, sign_in):
    from center.config.celery import app

    call_command("tick", verbosity=0)
    assert set(JobRun.objects.values_list("name", flat=True)) == set(app.conf.beat_schedule)
    assert not JobRun.objects.filter(ended_at=None).exists()
    page = sign_in(director).get("/jobs/?job=clocks")
    assert page.context["chosen"] == "clocks" and len(page.context["page"].object_list) == 1


@pytest.mark.django_db
def test_a_job_that_breaks_leaves_the_class_of_its_error_and_no_words():
    with pytest.raises(ValueError), jobs.recorded("trial"):
        jobs.report(scanned=3, acted=1)
        raise ValueError("张三 13800001234")
    run = JobRun.objects.get()
    assert (run.error, run.scanned, run.acted) == ("ValueError", 3, 1) and run.ended_at


@pytest.mark.django_db
def test_runs_are_kept_for_thirty_days():
    for days in (31, 29):
        with at(now() - timedelta(days=days)), jobs.recorded("trial"):
            pass
    tasks.forget_runs()
    assert JobRun.objects.filter(name="trial").count() == 1


def test_only_those_who_answer_for_it_read_them(clerk, system_administrator, sign_in):
    assert sign_in(clerk).get("/jobs/").status_code == 404
    assert sign_in(system_administrator).get("/jobs/").status_code == 200
    assert sign_in(system_administrator).get("/jobs/?job=%00&page=x").status_code == 200


def test_it_costs_the_same_with_many(system_administrator, sign_in, django_assert_max_num_queries):
    JobRun.objects.bulk_create(JobRun(name=f"job{n % 9}", started_at=now(), ended_at=now()) for n in range(300))
    client = sign_in(system_administrator)
    with django_assert_max_num_queries(14):
        page = client.get("/jobs/")
    assert len(page.context["last"]) == 9 and len(page.context["page"].object_list) == 100


def test_every_job_of_the_schedule_has_its_words(system_administrator, sign_in):
    from center.config.celery import app
    from center.institution.job_words import WORDS

    assert set(app.conf.beat_schedule) <= set(WORDS)
    with jobs.recorded("clocks"):
        pass
    text = sign_in(system_administrator).get("/jobs/").content.decode()
    assert "时限巡查" in text and ">clocks<" not in text
