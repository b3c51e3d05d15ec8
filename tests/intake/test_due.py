"""`manage.py due`: agrees with dates reckoned by hand, runs without a database, and says what is wrong with a key or a day."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from center.foundation import calendar
from intake import limits, reckoning
from intake.models import Limit

ROOT = Path(__file__).resolve().parent.parent.parent

# Reckoned by hand from the printed notices of the State Council's office for 2025 and 2026.
BY_HAND = """
key                              start             raw               moved
sign_for                         2026-02-13        2026-02-14        2026-02-14        the make-up Saturday is worked
sign_for                         2026-02-14        2026-02-24        2026-02-24        over the Spring Festival
handling                         2026-09-24        2026-10-01        2026-10-08
petition.office_dispatch         2026-04-21        2026-05-06        2026-05-06        the first day after Labour Day
petition.direct_notice           2026-01-31        2026-02-15        2026-02-24
petition.forwarded_notice        2025-01-14        2025-01-29        2025-02-05
petition.return_objection        2026-02-24        2026-03-02        2026-03-02        25 26 27 Sat-28 2
petition.return_objection        2025-04-25        2025-05-06        2025-05-06        Sun-27 28 29 30 6
petition.handling                2026-11-24        2027-01-23        2027-01-25        provisional
petition.handling                2025-08-02        2025-10-01        2025-10-09
petition.review_apply            2026-01-30        2026-03-01        2026-03-02
petition.review_decide           2025-12-02        2026-01-01        2026-01-04        to the Sunday that is worked
petition.recheck_decide          2026-01-29        2026-02-28        2026-02-28        a Saturday that is worked
petition.simple_accept           2025-01-24        2025-02-05        2025-02-05        Sun-26 27 5
petition.simple_decide           2026-09-24        2026-10-15        2026-10-15        28 29 30 8 9 Sat-10 12 13 14 15
mediation.norm                   2026-01-31        2026-02-28        2026-02-28        no 31st; a worked Saturday
mediation.norm                   2025-12-17        2026-01-17        2026-01-19
mediation.confirm_apply          2026-01-20        2026-02-19        2026-02-24
mediation.confirm_accept         2025-09-25        2025-09-28        2025-09-28        a Sunday that is worked
mediation.confirm_decide         2026-06-04        2026-06-19        2026-06-22
mediation.court_entrusted_summary 2026-05-02       2026-05-09        2026-05-09
medical.mediate                  2026-01-26        2026-03-13        2026-03-13        4+5+5+Sat-14 +4+Sat-28 +5+5
medical.admin_accept             2025-10-09        2025-10-15        2025-10-15        10 Sat-11 13 14 15
medical.autopsy                  2026-02-14T09:15  2026-02-16T09:15  2026-02-16T09:15  hours never roll
medical.body_storage             2026-09-21        2026-10-05        2026-10-08        a maximum
medical.seal_release             2023-02-28        2026-02-28        2026-02-28        a minimum, 36 months
traffic.determination            2025-01-20        2025-02-08        2025-02-08        21-24 Sun-26 27 5 6 7 Sat-8
traffic.serve                    2026-09-30        2026-10-10        2026-10-10        8 9 Sat-10
traffic.recheck_apply            2026-12-29        2027-01-04        2027-01-04        provisional: 30 31, New Year, 4
traffic.mediate_notice           2026-10-09        2026-09-29        2026-09-29        back over the holiday: 8 30 29
traffic.mediate_notice           2025-02-10        2025-02-06        2025-02-06        back: Sat-8 7 6
traffic.mediate_finish           2025-04-21        2025-05-07        2025-05-07        22-25 Sun-27 28-30 6 7
land_arb.limitation              2024-02-29        2026-02-28        2026-02-28        24 months, no 29th
land_arb.hearing_notice          2026-03-02        2026-02-24        2026-02-24        back: Sat-28 27 26 25 24
land_arb.award                   2025-12-17        2026-02-15        2026-02-24
land_arb.defence                 2026-04-24        2026-05-04        2026-05-06
land_arb.tribunal_notice         2026-06-18        2026-06-23        2026-06-23
expropriation.freeze             2025-10-01        2026-10-01        2026-10-08        a maximum, 12 months
expropriation.rural_pre_notice   2026-04-27        2026-05-13        2026-05-13        28-30 6 7 8 Sat-9 11-13
admin_review.apply               2026-08-06        2026-10-05        2026-10-08
admin_suit.direct                2025-08-31        2026-02-28        2026-02-28
admin_suit.inaction              2025-12-31        2026-02-28        2026-02-28
labour.arb_award                 2026-08-11        2026-09-25        2026-09-28
labour.arb_limitation            2025-05-03        2026-05-03        2026-05-06
labour.arb_hearing_notice        2025-10-13        2025-09-29        2025-09-29        back: Sat-11 10 9 30 29
labour.inspection                2026-01-05        2026-04-03        2026-04-03        sixty working days
payment_order.notify             2025-05-27        2025-06-01        2025-06-03
legal_aid.decide                 2025-03-30        2025-04-06        2025-04-07
legal_aid.assign                 2026-02-25        2026-02-28        2026-02-28
legal_aid.urgent_flag            2026-10-09        2026-10-02        2026-10-02        back: a rest day stays one
divorce.cooling_off              2025-09-05        2025-10-05        2025-10-09
dv.protection_order              2026-09-30T16:40  2026-10-03T16:40  2026-10-03T16:40
dv.protection_order              2026-09-30        2026-10-03T00:00  2026-10-03T00:00  a bare date is 00:00
dv.protection_validity           2025-08-15        2026-02-15        2026-02-24
workinjury.employer              2026-12-01        2026-12-31        2026-12-31        the last certain day
workinjury.decide                2025-11-07        2026-01-06        2026-01-06
consumer.complaint               2026-04-28        2026-05-11        2026-05-11        29 30 6 7 8 Sat-9 11
foi.answer                       2025-09-19        2025-10-23        2025-10-23
police.second_mediation          2025-05-30        2025-06-11        2025-06-11
civil.first_summary              2025-11-30        2026-02-28        2026-02-28
civil.appeal_ruling              2025-01-19        2025-01-29        2025-02-05
civil.limitation                 2023-10-03        2026-10-03        2026-10-08
privacy.pia_retention            2023-09-20        2026-09-20        2026-09-20        retention; a worked Sunday
security.log_retention           2026-04-30        2026-10-30        2026-10-30
privacy.share_record             2025-01-31        2028-01-31        2028-01-31        provisional
""".strip().splitlines()[1:]
ROWS = [line.split(None, 4) for line in BY_HAND]


def due(*args: str) -> str:
    out = StringIO()
    call_command("due", *args, stdout=out, no_color=True)
    return out.getvalue()


@pytest.fixture(scope="module")
def shipped():
    return reckoning.Rules(limits.shipped(), reckoning._shipped_calendar(), shipped=True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_it_agrees_with_dates_reckoned_by_hand(row, shipped):
    key, start, raw, moved, *why = row
    found = reckoning.reckon(key, start, shipped)
    form = "%Y-%m-%dT%H:%M" if found.limit.unit == "hours" else "%Y-%m-%d"
    assert (found.due.raw.strftime(form), found.due.moved.strftime(form)) == (raw, moved)
    assert found.due.provisional == ("provisional" in " ".join(why))


def test_the_table_covers_every_unit_kind_and_direction(shipped):
    tried = [reckoning.reckon(row[0], row[1], shipped).limit for row in ROWS]
    assert len(ROWS) >= 60
    for name in ("unit", "kind", "direction"):
        assert {getattr(limit, name) for limit in tried} == {getattr(limit, name) for limit in limits.shipped()}


def test_it_prints_both_days_whether_provisional_and_the_article(county):
    said = due("petition.handling", "2026-11-24")
    for part in (
        "2027-01-23",
        "2027-01-25",
        "provisional  yes",
        "《信访工作条例》第三十一条第六项、第三十四条",
        "a bare date: 00:00",
    ):
        assert part in said
    assert "shipped" not in said
    assert "provisional  no" in due("sign_for", "2026-02-13T16:00")


def test_as_json_it_says_the_same(county):
    said = json.loads(due("traffic.mediate_notice", "2026-10-09", "--json"))
    assert (said["raw"], said["moved"], said["direction"], said["provisional"]) == (
        "2026-09-29", "2026-09-29", "before", False,
    )  # fmt: skip
    assert said["start"] == "2026-10-09T00:00+08:00" and said["start_is_bare_date"] is True
    assert said["article"].endswith("第八十八条") and said["from_shipped_data"] is False
    hours = json.loads(due("medical.autopsy", "2026-02-14T09:15", "--json"))
    assert hours["moved"] == "2026-02-16T09:15+08:00" and hours["start_is_bare_date"] is False


def test_it_answers_by_what_is_loaded_with_the_version_of_the_day(county):
    old = Limit.objects.get(key="sign_for")
    Limit.objects.filter(pk=old.pk).update(valid_to="2026-03-31")
    Limit.objects.create(**{**limits.values(old), "amount": 3, "valid_from": "2026-04-01", "valid_to": None})
    assert "2026-03-04" in due("sign_for", "2026-03-03")
    assert "2026-04-09" in due("sign_for", "2026-04-03")  # 7, 8, 9: the 6th is a holiday
    calendar.load_year(2027, {}, source="notice")
    assert "provisional  no" in due("petition.handling", "2026-11-24")


def test_a_day_before_the_limit_was_in_force_is_said(county):
    said = json.loads(due("admin_review.apply", "2020-03-02", "--json"))
    assert said["in_force_on_start"] is False and said["valid_from"] == "2024-01-01"


def test_every_key_answers_for_every_day_of_two_years(shipped):
    for limit in limits.shipped():
        for start in ("2025-01-01", "2025-12-31T23:59", "2026-02-16", "2026-10-01T00:00"):
            found = reckoning.reckon(limit.key, start, shipped)
            assert found.in_force and (found.due.moved >= found.start or limit.direction == "before")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "start",
    ["2026-02-30", "20261124", "24.11.2026", "2026-11-24 10:00", "2026-11-24T25:00", "2026-11-24T10:00:00", "", "9999-12-31",
     "0000-01-01", "2026-W48-2", "２０２６-11-24"],
)  # fmt: skip
def test_a_bad_day_is_answered_with_a_sentence_and_two(start):
    with pytest.raises(CommandError, match="no day that a limit can be counted from") as refused:
        due("petition.handling", start)
    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_count_back_before_all_calendars_is_a_bad_day_too():
    with pytest.raises(CommandError, match="no day"):
        due("legal_aid.urgent_flag", "0001-01-03")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("petition.handlin", "petition.handling"),
        ("handling.petition", "petition.handling"),
        ("SIGN_FOR", "sign_for"),
        ("qqq", ""),
    ],
)
def test_an_unknown_key_is_answered_with_those_that_resemble_it(key, meant):
    with pytest.raises(CommandError, match="no limit with the key") as refused:
        due(key, "2026-11-24")
    assert refused.value.returncode == 2 and meant in str(refused.value)


@pytest.mark.slow
def test_it_runs_in_a_fresh_clone_without_any_database(tmp_path):
    alone = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    alone["VAR_DIR"] = str(tmp_path)

    def run(*args):
        return subprocess.run(
            [sys.executable, "manage.py", "due", *args],
            cwd=ROOT,
            env=alone,
            capture_output=True,
            text=True,
            check=False,
        )

    good = run("petition.handling", "2026-11-24", "--json")
    assert good.returncode == 0, good.stderr
    assert json.loads(good.stdout)["moved"] == "2027-01-25" and json.loads(good.stdout)["from_shipped_data"] is True
    assert not list(tmp_path.glob("*.sqlite3"))
    for args in (("nonsense", "2026-11-24"), ("petition.handling", "tomorrow")):
        bad = run(*args)
        assert (bad.returncode, bad.stdout) == (2, "") and "Traceback" not in bad.stderr
