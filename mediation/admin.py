from django.contrib import admin

from mediation.models import Mediation


@admin.register(Mediation)
class MediationAdmin(admin.ModelAdmin):
    """To look, not to change: everything here is moved by its verbs."""

    list_display = ["pk", "proceeding", "state", "mediator", "proposed_at", "ended_at"]
    list_filter = ["state"]
    fields = [
        "proceeding",
        "state",
        "mediator",
        "proposed_at",
        "opened_at",
        "ended_at",
        "agreement_form",
        "amount_cents",
    ]  # no words of the sides
    list_select_related = ["proceeding", "mediator"]

    def get_queryset(self, request):
        """Restricted matters are seen by those cleared for them, on the page of the case."""
        return super().get_queryset(request).filter(proceeding__case__restricted=False)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
