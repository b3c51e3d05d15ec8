"""Read-only: nothing of the grid room is changed from here."""

from django.contrib import admin

from grid.models import Assignment, Category, GridReport


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(GridReport)
class GridReportAdmin(ReadOnly):
    list_display = ("uuid", "category", "grid", "placed", "settled", "received_at")
    list_filter = ("category", "settled", "placed")
    list_select_related = ("category", "grid")
    exclude = ("text",)


@admin.register(Assignment)
class AssignmentAdmin(ReadOnly):
    list_display = ("posting", "grid", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    list_select_related = ("posting__user", "grid")


@admin.register(Category)
class CategoryAdmin(ReadOnly):
    list_display = ("key", "name", "name_en", "matter", "urgent", "active")
