"""Taking hold of a case: the case row first, in every verb of every room, so that no two verbs can deadlock."""

from django.db import connection

from intake.models import Case


def take(case: Case) -> Case:
    """Lock the row (PostgreSQL; SQLite's immediate transactions lock the whole file) and bring `case` up to date with it.

    Lock and read are two statements: a locking read with joins loses the row when its desk changed while it waited.
    """
    if connection.features.has_select_for_update:
        Case.objects.select_for_update().values_list("pk").get(pk=case.pk)
    fresh = Case.objects.select_related("desk__center", "desk__department", "matter", "center", "origin_desk").get(pk=case.pk)
    for field in Case._meta.concrete_fields:
        setattr(case, field.attname, getattr(fresh, field.attname))
    case._state.fields_cache.update(fresh._state.fields_cache)
    return case
