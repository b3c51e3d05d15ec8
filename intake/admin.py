"""The administrators' room: what a center may change of the counter's rules by hand."""

from django import forms
from django.contrib import admin

from center.institution.admin import Audited
from intake import reaching
from intake.models import LegalAidProvider, LikenessRule, OutsideBody, Rung, UrgentRule


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


class RungForm(forms.ModelForm):
    """The ways besides the inbox, ticked."""

    channels = forms.MultipleChoiceField(
        choices=[(way.value, way.label) for way in reaching.WAYS], required=False, widget=forms.CheckboxSelectMultiple
    )


@admin.register(Rung)
class RungAdmin(Audited, admin.ModelAdmin):
    """When a step comes, whose turn it is and on which ways; which acts there are stands in the code that does them."""

    form = RungForm
    list_display = [
        "name",
        "limit_kind",
        "offset",
        "share",
        "at",
        "daily",
        "act",
        "level",
        "channels",
        "urgent",
        "in_use",
    ]
    list_editable = ["offset", "share", "at", "daily", "level", "urgent", "in_use"]
    list_filter = ["limit_kind"]


@admin.register(OutsideBody)
class OutsideBodyAdmin(Audited, admin.ModelAdmin):
    """To whom matters are passed; one that was used is switched off, not deleted."""

    list_display = ["name", "kind", "phone", "channel", "contact", "order", "in_use"]
    list_editable = ["phone", "channel", "contact", "order", "in_use"]


@admin.register(UrgentRule)
class UrgentRuleAdmin(Audited, admin.ModelAdmin):
    """What may go to the county at once, and who is told."""

    list_display = ["name", "matter", "urgent_only", "level", "sms", "order", "in_use"]
    list_editable = ["urgent_only", "level", "sms", "order", "in_use"]
    filter_horizontal = ["copies"]


@admin.register(LegalAidProvider)
class LegalAidProviderAdmin(Audited, admin.ModelAdmin):
    """Who may be named to give legal aid; whoever stops is not deleted but made inactive."""

    list_display = ["name", "organisation", "kind", "licence", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["name", "organisation", "licence"]

    def has_delete_permission(self, request, obj=None):
        return False
