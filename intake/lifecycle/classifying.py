"""How closely a case is kept: raised by whoever handles it, lowered by a director or department head; and whom an accusation is against."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.foundation import audit, notices
from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import today
from center.institution.models import Center, Confidentiality, Department, Posting, Role, User
from center.institution.models.confidentiality import ORDER
from center.institution.permissions import cleared_for
from intake import story, tally
from intake.cases import take
from intake.lifecycle.table import check_reason
from intake.models import Accused, Case
from intake.permissions import require


@transaction.atomic
def classify(case: Case, *, level: str, reason: str, by: Actor) -> None:
    """Keep the case more closely, or less (定密级). A handler who is not cleared for the new level lays it down.

    Raises Refused: "same_level", "below_its_matter" (an accusation stays one, 信访工作条例 art. 30(3)), "nobody_cleared".
    """
    take(case)
    require(by, "case.classify", case)
    check_reason(reason)
    before = case.confidentiality
    _check_level(case, level)
    if ORDER.index(level) < ORDER.index(before):
        require(by, "case.declassify", case)
    else:
        _check_somebody_reads(case, level)
    handler = case.handler_id if _reads(case, level) else None
    counted = tally.contributions(case)
    swapped = Case.objects.filter(pk=case.pk, confidentiality=before).update(confidentiality=level, handler=handler)
    if swapped != 1:
        raise Refused(_("Somebody has just changed this case. Nothing was changed. Load the page again."), "moved_on")
    laid_down, was_restricted = case.handler_id != handler, case.restricted
    case.refresh_from_db(fields=["confidentiality", "restricted", "handler"])
    if case.restricted != was_restricted:
        tally.put(case, counted, sign=-1 if case.restricted else 1)
    story.record(case, "case.classified", by=by, level=level, level_before=before, text=reason.strip())
    audit.record("case_classified", by=by, about=f"case:{case.number}", level=level, before=before)
    if laid_down:
        _tell_leaders(case)


@transaction.atomic
def name_accused(
    case: Case, *, by: Actor, center: Center | None = None, department: Department | None = None, user: User | None = None
) -> Accused:  # fmt: skip
    """Write down whom an accusation is against: they neither read it nor receive it (信访工作条例 art. 30(3)).

    Raises Refused: "not_an_accusation", "accused_needed", "accused_holds_it" while the case lies at a desk of the accused.
    """
    take(case)
    require(by, "case.name_accused", case)
    if case.confidentiality != Confidentiality.ACCUSATION:
        raise Refused(
            _("Only of an accusation it is kept whom it is against. Raise its level first."), "not_an_accusation"
        )
    if center is None and department is None and user is None:
        raise Refused(_("Name the center, the department or the member of staff."), "accused_needed", status=422)
    row = Accused(case=case, center=center, department=department, user=user)
    if user is None and _names_desk(row, case.desk):
        raise Refused(
            _(
                "The case lies at a desk of those it is against. Transfer it first (Regulations on Petition Work art. 30(3)); nothing was changed."
            ),
            "accused_holds_it",
        )
    row.save(force_insert=True)
    if user is not None and case.handler_id == user.pk:
        Case.objects.filter(pk=case.pk).update(handler=None)
        case.handler = None
    story.record(case, "case.accused_named", by=by, accused=row.pk)
    return row


def check_not_accused(case: Case, desk) -> None:
    """An accusation is never handed to those it is against (信访工作条例 art. 30(3)). Raises Refused("accused_unit")."""
    if case.confidentiality != Confidentiality.ACCUSATION or case.pk is None:
        return
    if any(_names_desk(row, desk) for row in Accused.objects.filter(case=case, user=None)):
        raise Refused(
            _(
                "This accusation is against that desk, which must not receive it (Regulations on Petition Work art. 30(3)). Choose another desk."
            ),
            "accused_unit",
            status=422,
        )


def _names_desk(row: Accused, desk) -> bool:
    here = row.center_id in (None, desk.center_id)
    return here and row.department_id in (None, desk.department_id)


def _check_level(case: Case, level: str) -> None:
    if level not in Confidentiality.values:
        raise Refused(_("Choose the level."), "wrong_level", status=422)
    if level == case.confidentiality:
        raise Refused(_("The case is kept at this level already."), "same_level", status=422)
    if ORDER.index(level) < ORDER.index(case.matter.confidentiality):
        raise Refused(
            _("Matters of the type “%(matter)s” are kept at the level “%(level)s” or above. Nothing was changed.")
            % {"matter": case.matter.label, "level": Confidentiality(case.matter.confidentiality).label},
            "below_its_matter",
            status=422,
        )


def _seats(case: Case, level: str):
    """The seats at the desk of the case, and of the directors above it, that read this level today."""
    valid = cleared_for(Posting.objects.valid(today()), level)
    at_desk, above = (
        valid.filter(desk=case.desk_id),
        valid.filter(role=Role.CENTER_DIRECTOR, desk__center=case.desk.center_id),
    )
    return at_desk | above | valid.filter(role=Role.COUNTY_DIRECTOR)


def _check_somebody_reads(case: Case, level: str) -> None:
    """No case is closed to everybody who answers for it."""
    if not _seats(case, level).exists():
        raise Refused(
            _(
                "Nobody at this desk or above is cleared for this level. Transfer the case first, or ask the security administrator. Nothing was changed."
            ),
            "nobody_cleared",
        )


def _reads(case: Case, level: str) -> bool:
    held = Posting.objects.valid(today()).filter(user=case.handler_id)
    return case.handler_id is not None and cleared_for(held, level).exists()


def _tell_leaders(case: Case) -> None:
    """Whoever may read it names a handler: the case has none now."""
    leaders = _seats(case, case.confidentiality).filter(role__in=[Role.SECTION_HEAD, Role.CENTER_DIRECTOR])
    people = set(leaders.values_list("user_id", flat=True)) or set(
        _seats(case, case.confidentiality).values_list("user_id", flat=True)
    )
    notices.owe(
        "case.handler_needed", key=f"classified:{case.pk}:{case.story_seq}", to=sorted(people), about=f"case:{case.number}",
        url=reverse("intake:case", args=[case.number]), number=case.grouped,
    )  # fmt: skip
