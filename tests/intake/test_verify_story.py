"""manage.py verify_story finds one altered row among a hundred thousand and names it."""

import pytest
from django.core.management import call_command

from center.foundation import audit
from center.foundation.actor import SYSTEM
from center.foundation.models import AuditRow
from intake import story
from intake.models import Case, Event


@pytest.mark.slow
def test_one_altered_row_among_a_hundred_thousand_is_named(make_case, capsys):
    cases = [make_case() for _time in range(50)]
    lines = []
    for case in cases:
        lines += [story.compose(case, "case.noted", by=SYSTEM, text=f"第{n}条") for n in range(2000)]
    Event.objects.bulk_create(lines, batch_size=5000)
    Case.objects.bulk_update(cases, ["story_seq", "story_head"])
    call_command("verify_story")
    assert capsys.readouterr().out.startswith("100050 story lines")

    altered = Event.objects.get(case=cases[31], seq=1207)
    Event.objects.filter(pk=altered.pk).update(data={"text": "第1205条，改过"})
    with pytest.raises(SystemExit) as exit_code:
        call_command("verify_story")
    assert exit_code.value.code == 1
    assert capsys.readouterr().out == f"case {cases[31].number}, line 1207: altered\n"


def test_an_altered_or_cut_audit_row_is_named(db, capsys):
    rows = [audit.record("revealed", by=SYSTEM, about=f"person:{n}", reason="核对身份") for n in range(5)]
    assert audit.verify() == 5
    AuditRow.objects.filter(pk=rows[2].pk).update(about="person:99")
    with pytest.raises(SystemExit):
        call_command("verify_story")
    assert "audit row 3" in capsys.readouterr().out
    AuditRow.objects.filter(pk=rows[2].pk).update(about="person:2")
    AuditRow.objects.filter(pk=rows[4].pk).delete()
    assert audit.verify() == AuditRow.objects.get(seq=4)
