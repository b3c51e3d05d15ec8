from django.contrib import admin

from petitions.models import Petition


@admin.register(Petition)
class PetitionAdmin(admin.ModelAdmin):
    """To look, not to change: everything here is moved by its verbs."""

    list_display = ["pk", "proceeding", "state", "category", "received_at", "accepted_at", "decided_at"]
    list_filter = ["state", "category"]
    list_select_related = ["proceeding"]
    fields = [
        "proceeding",
        "state",
        "form",
        "category",
        "received_at",
        "notified_at",
        "accepted_at",
        "decided_at",
        "ended_at",
        "outcome",
    ]  # no words of the petitioner

    def get_queryset(self, request):
        """Accusations are seen by those cleared for them, on the page of the case."""
        return super().get_queryset(request).filter(proceeding__case__restricted=False)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
