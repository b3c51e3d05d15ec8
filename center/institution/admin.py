"""The administrators' room: offices and people by hand. Only superusers enter; every change writes an audit row.

Postings are appointed and ended through `lifecycle`; a posting once made is never re-written here.
"""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.utils.translation import gettext_lazy, ngettext

from center.foundation import audit
from center.foundation.errors import Refused
from center.institution import actors, addresses, lifecycle, locate
from center.institution.models import Area, Center, Department, Desk, Posting, User


def superusers_only(request) -> bool:
    """Whether the person may enter at all."""
    user = request.user
    return user.is_active and user.is_staff and user.is_superuser


admin.site.has_permission = superusers_only  # type: ignore[method-assign]
# One sign-in for all: counted, audited, with a second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class Audited:
    """Whatever the admin pages log, the audit chain keeps too: ids and names of fields, never what was in them."""

    def log_addition(self, request, obj, message):
        self._audit(request, obj, "added")
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        fields = [
            name for part in message if isinstance(part, dict) for name in part.get("changed", {}).get("fields", [])
        ]
        self._audit(request, obj, "changed", fields=fields)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        for obj in queryset:
            self._audit(request, obj, "deleted")
        return super().log_deletions(request, queryset)

    def _audit(self, request, obj, what, **data):
        kind = obj._meta.model_name
        audit.record(f"{kind}_{what}", by=actors.without_seat(request.user), about=f"{kind}:{obj.pk}", **data)


@admin.register(Area)
class AreaAdmin(Audited, admin.ModelAdmin):
    list_display = ["code", "name", "level", "schematic", "valid_from", "valid_to"]
    list_filter = ["level", "schematic"]
    search_fields = ["code", "name", "name_en"]
    fields = [
        "code",
        "name",
        "name_en",
        "level",
        "parent",
        "lat",
        "lng",
        "schematic",
        "valid_from",
        "valid_to",
        "successor",
    ]
    raw_id_fields = ["parent", "successor"]

    def get_readonly_fields(self, request, obj=None):
        return ["code", "level", "parent", "schematic"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False  # a division is closed, with its successor named

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        locate.forget()


@admin.register(Department)
class DepartmentAdmin(Audited, admin.ModelAdmin):
    list_display = ["key", "name", "name_en", "order"]


@admin.register(Center)
class CenterAdmin(Audited, admin.ModelAdmin):
    list_display = ["code", "name", "kind", "area", "phone"]
    list_filter = ["kind"]
    list_select_related = ["area"]
    raw_id_fields = ["area"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []  # numbers given out begin with it


@admin.register(Desk)
class DeskAdmin(Audited, admin.ModelAdmin):
    list_display = ["name", "center", "department", "window", "phone"]
    list_filter = ["department", "center"]
    list_select_related = ["center", "department"]

    def get_readonly_fields(self, request, obj=None):
        return ["center", "department"] if obj else []


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):
    form = addresses.PersonForm
    list_display = ["username", "name", "home_department", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser", "home_department"]
    list_select_related = ["home_department"]
    search_fields = ["username", "name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "home_department"]}),
        (gettext_lazy("How the person is reached"), {"fields": ["email", "mobile", "wechat_id"]}),
        (gettext_lazy("Account"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "name", "home_department", "usable_password", "password1", "password2"]})
    ]
    readonly_fields = ["last_login"]

    def has_delete_permission(self, request, obj=None):
        return False  # an account is closed: its name stays in every story

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and (typed := addresses.typed(form)):
            lifecycle.keep_addresses(obj, by=actors.without_seat(request.user), **typed)


@admin.register(Posting)
class PostingAdmin(Audited, admin.ModelAdmin):
    list_display = ["badge", "user", "desk", "role", "valid_from", "valid_to", "cleared"]
    list_filter = ["role", "desk__center"]
    list_select_related = ["user", "desk__center", "desk__department"]
    search_fields = ["badge", "user__username", "user__name"]
    fields = ["user", "desk", "role", "badge", "valid_from", "valid_to", "covers", "cleared"]
    raw_id_fields = ["user", "desk", "covers"]
    actions = ["end_today"]

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        said = {name: getattr(obj, name) for name in self.fields if name != "user"}
        appointed = lifecycle.appoint(obj.user, by=actors.without_seat(request.user), **said)
        obj.pk, obj._state.adding = appointed.pk, False

    def log_addition(self, request, obj, message):
        return super(Audited, self).log_addition(request, obj, message)  # `appoint` has written the audit

    @admin.action(description=gettext_lazy("End the posting today"), permissions=["view"])
    def end_today(self, request, queryset):
        ended = 0
        for posting in queryset.select_related("user"):
            try:
                lifecycle.end(posting, by=actors.without_seat(request.user))
            except Refused as refusal:
                self.message_user(request, f"{posting.badge}: {refusal}", messages.ERROR)
            else:
                ended += 1
        if ended:
            self.message_user(
                request, ngettext("%(count)s posting ended.", "%(count)s postings ended.", ended) % {"count": ended}
            )
