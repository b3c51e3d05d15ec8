"""The suggestion for what a counter form holds, where a page is written whole: without script."""

from django import template

from intake.suggestion import panel

register = template.Library()


@register.simple_tag
def suggestion_for(form) -> panel.Suggested | None:
    """The suggestion for the words typed into `form`; nothing where none are."""
    return panel.of(form) if form else None
