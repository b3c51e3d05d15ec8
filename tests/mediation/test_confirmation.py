"""Judicial confirmation: together, within thirty days, and what the court said (MD8)."""

from datetime import date, datetime, timedelta

import pytest

from center.foundation.errors import Refused
from center.foundation.now import SHANGHAI, at
from intake.models import Clock, Event
from mediation import lifecycle
from mediation.lifecycle.table import answering
from mediation.models import Confirmation
from tests.factories import act

TERMS = "乙方于三十日内腾空房屋，甲方退还押金五百元。"
COURT = "盱眙县人民法院"
BEGAN = datetime(2026, 6, 1, 12, tzinfo=SHANGHAI)


@pytest.fixture
def agreed(opened, mediator):
    with at(BEGAN):
        return lifecycle.agree(opened, terms=TERMS, form="written", by=act(mediator))


def ask(agreement, by, on=date(2026, 6, 10), parties=None, **changes):
    both = list(answering(agreement.mediation)) if parties is None else parties
    with at(datetime(on.year, on.month, on.day, 15, tzinfo=SHANGHAI)):
        return lifecycle.apply_for_confirmation(
            agreement, parties=both, court=changes.pop("court", COURT), applied_on=on, by=act(by), **changes
        )


def refused(code, act_, *args, **kwargs):
    with pytest.raises(Refused) as told:
        act_(*args, **kwargs)
    assert told.value.code == code


def test_both_apply_together_and_the_court_confirms(agreed, mediator):
    made = ask(agreed, mediator)
    assert not Clock.objects.running().filter(limit__key="mediation.confirm_apply").exists()
    with at(BEGAN + timedelta(days=30)):
        lifecycle.court_accepts(made, on=date(2026, 6, 12), by=act(mediator))
        refused("moved_on", lifecycle.court_declines, made, on=date(2026, 6, 12), reason="无管辖权", by=act(mediator))
        lifecycle.court_decides(
            made, confirmed=True, on=date(2026, 6, 20), ruling="（2026）苏0830民特12号", by=act(mediator)
        )
    assert Confirmation.objects.get().state == "conf_confirmed"
    kinds = Event.objects.filter(kind__startswith="confirmation.").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["confirmation.applied", "confirmation.court_accepts", "confirmation.court_confirms"]


def test_one_side_alone_is_not_enough(agreed, mediator):
    """人民调解法 art. 33."""
    refused("jointly", ask, agreed, mediator, parties=list(answering(agreed.mediation))[:1])


def test_the_thirtieth_day_is_in_time_and_the_next_is_not(agreed, mediator):
    """From 1 June the thirtieth day is 1 July 2026, a Wednesday."""
    refused("too_late", ask, agreed, mediator, on=date(2026, 7, 2))
    assert ask(agreed, mediator, on=date(2026, 7, 1)).court == COURT


def test_what_a_court_does_not_confirm(agreed, mediator):
    """民事诉讼法解释 art. 355."""
    for reason in ("status", "rights", "jurisdiction"):
        refused("not_confirmable", ask, agreed, mediator, excluded=[reason])
    assert not Confirmation.objects.exists()


def test_once_and_by_who_may(agreed, mediator, clerk, outsider):
    for who in (clerk, outsider):
        refused("not_allowed", ask, agreed, who)
    refused("text_needed", ask, agreed, mediator, court=" ")
    ask(agreed, mediator)
    refused("applied_already", ask, agreed, mediator)


def test_every_state_takes_its_own_verbs_only(agreed, mediator):
    day = date(2026, 6, 15)
    verbs = {
        "court_accepts": lambda made: lifecycle.court_accepts(made, on=day, by=act(mediator)),
        "court_declines": lambda made: lifecycle.court_declines(made, on=day, reason="不属受理范围", by=act(mediator)),
        "court_confirms": lambda made: lifecycle.court_decides(made, confirmed=True, on=day, ruling="1号", by=act(mediator)),
        "court_refuses": lambda made: lifecycle.court_decides(made, confirmed=False, on=day, ruling="1号", reason="内容不明确", by=act(mediator)),
        "take_back": lambda made: lifecycle.take_back(made, on=day, reason="一方撤回", by=act(mediator)),
    }  # fmt: skip
    allowed = {
        "conf_applied": {"court_accepts", "court_declines", "take_back"},
        "conf_accepted": {"court_confirms", "court_refuses", "take_back"},
    }
    made = ask(agreed, mediator)
    with at(BEGAN + timedelta(days=20)):
        for state in Confirmation.State.values:
            for verb, call in verbs.items():
                Confirmation.objects.update(state=state)
                made.refresh_from_db()
                if verb in allowed.get(state, set()):
                    call(made)
                    assert Confirmation.objects.get().state != state
                else:
                    refused("moved_on", call, made)
