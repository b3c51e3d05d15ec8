"""Taking hold of a case: the case row first, in every verb of every room, so that no two verbs can deadlock."""

from django.db import connection

from intake.models import Case


def take(case: Case) -> Case:
    """Lock the row (PostgreSQL; SQLite's immediate transactions lock the whole file) and bring `case` up to date with it.

    Of a part of a case the parent's row is locked before it. The row alone is read: a locking read with joins loses the row when its desk changed while it waited. What the case
    pointed to before and still points to, such as its desk, stays with the object; what changed is read when it is asked for.
    """
    if case.parent_id is not None:
        _lock(case.parent_id)
    fresh = _lock(case.pk)
    for field in Case._meta.concrete_fields:
        value = getattr(fresh, field.attname)
        if field.is_relation and getattr(case, field.attname) != value:
            case._state.fields_cache.pop(field.name, None)
        setattr(case, field.attname, value)
    return case


def take_two(one: Case, other: Case) -> None:
    """Lock two rows, the older one first: whoever takes two takes them in this order, so that no two verbs can deadlock."""
    for parent in sorted({case.parent_id for case in (one, other) if case.parent_id is not None}):
        _lock(parent)
    for case in sorted((one, other), key=lambda case: case.pk):
        take(case)


def _lock(pk: int) -> Case:
    rows = Case.objects.all()
    return (rows.select_for_update() if connection.features.has_select_for_update else rows).get(pk=pk)


def living(case: Case) -> Case:
    """The case in which `case` goes on: itself, or the one at the end of what it was merged into."""
    while case.merged_into_id is not None:
        case = Case.objects.get(pk=case.merged_into_id)
    return case


def bring_along(case: Case) -> None:
    """What was merged into `case`, and into that, lies where the living one lies: its desk reads the whole matter."""
    merged = [case.pk]
    while merged:
        rows = Case.objects.filter(merged_into__in=merged)
        merged = list(rows.values_list("pk", flat=True))
        rows.filter(pk__in=merged).exclude(desk=case.desk_id).update(desk=case.desk_id)
