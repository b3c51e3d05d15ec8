"""The limits the portal comes with: all of them load, the same twice changes nothing, and a center's own changes stay."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from center.foundation import calendar
from center.foundation.calendar import Day
from center.foundation.now import today
from intake import clocks, limits
from intake.management.commands import write_rules
from intake.models import Clock, Limit


def said(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


def test_all_of_them_load_with_their_columns(county):
    assert Limit.objects.filter(statutory=True).count() == 102
    assert Counter(Limit.objects.filter(statutory=True).values_list("kind", flat=True)) == {
        "duty": 58, "right": 30, "minimum": 6, "maximum": 5, "retention": 3,
    }  # fmt: skip
    award = Limit.objects.get(key="land_arb.award")
    assert (award.amount, award.unit, award.extend_amount, award.extend_unit, award.extend_times) == (
        60, "calendar_days", 30, "calendar_days", 1,
    )  # fmt: skip
    assert (award.source, award.begins) == ("《农村土地承包经营纠纷调解仲裁法》第四十七条", "受理仲裁申请")
    assert "书面通知" in award.extend_condition
    assert set(Limit.objects.exclude(pauses_on="").values_list("key", "pauses_on")) == {
        ("petition.recheck_decide", "hearing"), ("medical.mediate", "appraisal"), ("medical.admin_mediate", "appraisal"),
        ("traffic.determination", "suspension_approved"), ("workinjury.decide", "judicial_proceeding"),
        ("foi.answer", "third_party_consultation"), ("police.case", "appraisal"),
    }  # fmt: skip
    assert set(Limit.objects.filter(direction="before").values_list("key", flat=True)) == {
        "traffic.mediate_notice", "land_arb.hearing_notice", "labour.arb_hearing_notice", "legal_aid.urgent_flag",
        "mediation.session_notice",
    }  # fmt: skip


def test_what_was_not_read_in_the_text_is_off(county):
    assert set(Limit.objects.filter(in_use=False).values_list("key", flat=True)) == {
        "petition.simple_accept", "mediation.norm_30d", "expropriation.valuation_recheck", "police.case",
    }  # fmt: skip


def test_every_row_names_its_article_its_beginning_and_whose_it_is_in_both_languages():
    for limit in limits.shipped():
        for field in ("name", "name_en", "begins", "begins_en", "whose", "whose_en", "source", "source_en"):
            assert getattr(limit, field), (limit.key, field)
        limit.clean_fields(exclude=["id"])
        assert bool(limit.effect) == bool(limit.effect_en) and bool(limit.reading) == limit.statutory


def test_the_same_twice_changes_nothing(county):
    before = list(Limit.objects.order_by("pk").values())
    assert limits.load().lines() == []
    assert list(Limit.objects.order_by("pk").values()) == before
    assert "nothing to change" in said("load_rules", "--dry-run")


def test_a_row_of_the_law_is_put_right_and_the_difference_is_told(county):
    Limit.objects.filter(key="petition.handling").update(amount=90, begins="")
    told = said("load_rules", "--dry-run")
    assert "petition.handling" in told and "amount 90 -> 60" in told
    assert Limit.objects.get(key="petition.handling").amount == 90
    assert "amount 90 -> 60" in said("load_rules")
    assert Limit.objects.get(key="petition.handling").amount == 60


def test_what_a_center_decided_stays(county):
    Limit.objects.filter(key="sign_for").update(amount=2, valid_to="2026-12-31")
    Limit.objects.filter(key="police.case").update(in_use=True)
    limits.load()
    assert Limit.objects.get(key="sign_for").amount == 2
    assert str(Limit.objects.get(key="sign_for").valid_to) == "2026-12-31"
    assert Limit.objects.get(key="police.case").in_use


def test_a_running_clock_keeps_the_version_it_began_with(routed_case):
    clock = Clock.objects.get(case=routed_case)
    old = clock.limit
    Limit.objects.filter(pk=old.pk).update(valid_to=today())
    Limit.objects.create(
        **{**limits.values(old), "amount": 3, "valid_from": today() + timedelta(days=1), "valid_to": None}
    )
    clock.refresh_from_db()
    assert clock.limit.amount == 1


def test_nothing_starts_by_a_limit_that_is_off(signed_case):
    Limit.objects.filter(key="mediation.norm_30d").update(valid_from="2014-12-01")
    assert clocks.start(signed_case, "mediation.norm_30d", desk=signed_case.desk) is None
    assert not Clock.objects.filter(limit__key="mediation.norm_30d").exists()


def test_a_center_that_is_closed_moves_its_promises_and_nothing_of_the_law(signed_case):
    desk = signed_case.desk
    general = calendar.current()
    for limit in (Limit.objects.get(key="sign_for"), Limit.objects.get(key="petition.return_objection")):
        assert clocks.calendar_of(limit, desk) is general
    calendar.load_year(
        today().year, {today(): Day(False, "停电")}, source="center", scope=calendar.center_scope(desk.center_id)
    )
    assert not clocks.calendar_of(Limit.objects.get(key="sign_for"), desk).days[today()]
    assert clocks.calendar_of(Limit.objects.get(key="petition.return_objection"), desk).days == general.days


def test_the_page_of_rules_says_what_the_rows_say():
    assert "up to date" in said("write_rules", "--check")


def test_a_page_that_is_out_of_date_is_refused(tmp_path, monkeypatch):
    stale = tmp_path / "rules.md"
    stale.write_text(write_rules.PAGE.read_text("utf-8").replace("60 calendar days", "90 calendar days"), "utf-8")
    monkeypatch.setattr(write_rules, "PAGE", stale)
    with pytest.raises(CommandError, match="write_rules"):
        said("write_rules", "--check")
    assert "written" in said("write_rules")
    assert stale.read_text("utf-8") == write_rules.page(stale.read_text("utf-8"))
