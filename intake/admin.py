"""The administrators' room: what a center may change of the counter's rules by hand."""

from django.contrib import admin

from center.institution.admin import Audited
from intake.models import LikenessRule, Rung


@admin.register(LikenessRule)
class LikenessRuleAdmin(Audited, admin.ModelAdmin):
    """The numbers are edited, the signs are not: which there are stands in the code that looks for them."""

    list_display = ["name", "value", "unit"]
    list_editable = ["value"]
    fields = ["key", "name", "name_en", "value", "unit"]
    readonly_fields = ["key", "unit"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Rung)
class RungAdmin(Audited, admin.ModelAdmin):
    """When a step comes and whose turn it is; which acts there are stands in the code that does them."""

    list_display = ["name", "limit_kind", "offset", "at", "daily", "act", "level", "urgent", "in_use"]
    list_editable = ["offset", "at", "daily", "level", "urgent", "in_use"]
    list_filter = ["limit_kind"]
