"""The parts every page is built from: what they escape, what they tell a screen reader, what they never contain."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

HOSTILE = '<script>alert(1)</script>" onmouseover="alert(2)'
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onmouseover=&quot;alert(2)"


def part(name, address="/", **context):
    """The part as shown, its white space evened out."""
    return " ".join(render_to_string(f"parts/{name}.html", context, request=RequestFactory().get(address)).split())


def clock(**changes):
    return SimpleNamespace(
        **{"words": "还剩 2 个工作日", "tone": "near", "percent": 80, "basis": "", "provisional": False, **changes}
    )


class Entry(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text="As on the card", initial=HOSTILE)
    way = forms.ChoiceField(
        choices=[("a", HOSTILE), ("b", "Letter")], widget=forms.RadioSelect, help_text="How it came"
    )
    agreed = forms.BooleanField(help_text="Read first")
    remark = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self):
        raise forms.ValidationError(HOSTILE)


@pytest.mark.parametrize(
    ("name", "context"),
    [
        ("_chip", {"kind": HOSTILE, "word": HOSTILE}),
        ("_clock", {"clock": clock(words=HOSTILE, tone=HOSTILE, basis=HOSTILE)}),
        ("_clock", {"clock": clock(words=HOSTILE, tone=HOSTILE, basis=HOSTILE), "brief": 1}),
        ("_steps", {"steps": [SimpleNamespace(label=HOSTILE, state=HOSTILE, at=HOSTILE)]}),
        ("_empty", {"sentence": HOSTILE, "url": HOSTILE, "way": HOSTILE}),
        ("_number", {"number": HOSTILE}),
        ("_messages", {"messages": [SimpleNamespace(level_tag=HOSTILE, __str__=lambda: HOSTILE), HOSTILE]}),
        ("_field", {"field": Entry()["name"], "keycap": HOSTILE}),
        ("_field", {"field": Entry()["way"]}),
        ("_field", {"field": Entry({"name": "x"})["name"]}),
        ("_errors", {"form": Entry({"name": "x"})}),
    ],
)
def test_a_part_escapes_what_it_is_given(name, context):
    shown = part(name, **context)
    assert ESCAPED in shown
    assert "<script" not in shown
    assert 'onmouseover="' not in shown


def test_the_pager_keeps_the_filters_and_escapes_them():
    shown = part("_pager", "/cases/?state=open&q=%22%3E%3Cscript%3E", page=Paginator(range(90), 10).page(2))
    assert "state=open&amp;q=%22%3E%3Cscript%3E&amp;page=1" in shown
    assert "page=3" in shown
    assert "<script" not in shown


def test_one_page_needs_no_pager():
    assert "<nav" not in part("_pager", page=Paginator(range(3), 10).page(1))


def test_a_field_is_tied_to_its_label_its_help_and_its_errors():
    shown = part("_field", field=Entry({"name": "x"})["name"])
    assert '<label class="field-label" for="id_name"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'aria-describedby="id_name_helptext id_name_error"' in shown
    assert 'id="id_name_helptext"' in shown
    assert 'id="id_name_error"' in shown


def test_a_choice_among_buttons_is_a_group_with_a_legend():
    shown = part("_field", field=Entry({"name": "x"})["way"])
    assert shown.count("<legend") == 1
    assert 'aria-describedby="id_way_helptext id_way_error"' in shown
    assert 'id="id_way_error"' in shown


def test_a_required_field_is_marked_and_another_is_not():
    assert 'class="required"' in part("_field", field=Entry()["name"])
    assert 'class="required"' not in part("_field", field=Entry()["remark"])


def test_a_hidden_field_has_neither_label_nor_frame():
    assert part("_field", field=Entry()["token"]).split() == str(Entry()["token"]).split()


def test_the_summary_links_every_error_to_its_field():
    shown = part("_errors", form=Entry({"name": "x"}))
    assert 'role="alert"' in shown
    for target in ("#id_name", "#id_way_group", "#id_agreed"):
        assert f'href="{target}"' in shown
    assert "<a" not in part("_errors", form=Entry())


@pytest.mark.parametrize("kind", ["time", "near", "late", "done", "plain", ""])
def test_a_state_is_never_told_by_colour_alone(kind):
    shown = part("_chip", kind=kind, word="办理中")
    assert "<use href=" in shown
    assert "办理中" in shown


@pytest.mark.parametrize("tone", ["time", "near", "late", "done"])
def test_a_limit_is_told_in_words_with_the_bar_as_ornament(tone):
    shown = part("_clock", clock=clock(tone=tone, percent=41.6))
    assert "还剩 2 个工作日" in shown
    assert f"clock-{tone}" in shown
    bar = '<progress class="clock-bar" value="42" max="100" aria-hidden="true">'
    assert (bar in shown) == (tone != "done"), "a period that ended needs no bar"


def test_a_provisional_limit_says_so_and_another_does_not():
    assert "clock-provisional" in part("_clock", clock=clock(provisional=True))
    assert "clock-provisional" not in part("_clock", clock=clock())


def test_the_present_step_is_told_to_a_screen_reader():
    at = datetime(2020, 3, 4, 2, 5, tzinfo=UTC)
    steps = [SimpleNamespace(label="登记", state="done", at=at), SimpleNamespace(label="办理", state="now", at=None)]
    shown = part("_steps", steps=steps)
    assert shown.count('aria-current="step"') == 1
    assert "2020年3月4日 10:05" in shown


def test_a_number_is_grouped_for_the_eye():
    assert ">HHT-20261124-0017-K</span>" in part("_number", number="HHT202611240017K")


@pytest.mark.parametrize("name", ["404", "403", "403_csrf", "409", "429", "500", "lockout"])
def test_an_error_page_stands_without_a_request_and_leads_back(name):
    shown = render_to_string(f"{name}.html", {"message": HOSTILE, "code": HOSTILE})
    assert "<h1>" in shown
    assert 'href="/' in shown
    assert "<script>alert" not in shown


def test_a_refusal_says_what_happened_and_what_was_kept():
    shown = render_to_string("_refused.html", {"message": HOSTILE, "kept": "草稿已保存"})
    assert ESCAPED in shown
    assert "草稿已保存" in shown
