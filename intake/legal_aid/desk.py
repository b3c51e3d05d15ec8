"""The rule-of-law desk's page: today's consultations, legal aid by its clocks, objections."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery

from center.foundation import calendar
from center.foundation.now import SHANGHAI, now, today
from center.institution.models import Role
from center.institution.permissions import Scope, scope
from intake import clock_words, sides
from intake.clock_words import ClockView
from intake.legal_aid.rules import JUSTICE, LEGAL_DESK
from intake.models import Case, Clock, Consultation, LegalAid, Party

SHOWN = 100  # lines of each part
State = LegalAid.State
HEADS = (Role.SECTION_HEAD, Role.DEPARTMENT_HEAD, Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR)


@dataclass(frozen=True)
class Row:
    """An application in a line: the applicant masked, its own nearest clock."""

    aid: LegalAid
    party: str
    clock: ClockView | None


def sees(user: Any) -> bool:
    """Whether this page is the person's work: at a legal desk, in the justice bureau, or directing one of their centers."""
    for posting in scope(user).postings:
        department = posting.desk.department.key if posting.desk.department else ""
        if posting.role in (Role.CENTER_DIRECTOR, Role.COUNTY_DIRECTOR):
            return True
        if department == LEGAL_DESK and posting.role in (Role.LEGAL_OFFICER, *HEADS):
            return True
        if department == JUSTICE and posting.role == Role.DEPARTMENT_HEAD:
            return True
    return False


def waiting(user: Any) -> int:
    """The small numeral: what waits for a decision or a name."""
    return LegalAid.objects.visible_to(user).filter(state__in=[State.APPLIED, State.GRANTED, State.OBJECTED]).count()


def applications(user: Any, state: str = "") -> list[Row]:
    """Under way, or in `state`; whose clock ends first stands first."""
    found = LegalAid.objects.visible_to(user)
    found = found.filter(state=state) if state in State.values else found.under_way()
    own = Clock.objects.running().filter(case=OuterRef("proceeding__case"), limit__key__startswith="legal_aid.")
    found = (
        found.annotate(due=Subquery(own.order_by("due_at").values("due_at")[:1]))
        .order_by(F("due").asc(nulls_last=True), "-pk")
        .select_related("proceeding__case__matter", "desk__center", "provider")
        .defer("reason", "report", "objection", "review_reason")
        .prefetch_related(
            Prefetch("proceeding__case__parties", Party.objects.foremost()),
            Prefetch("proceeding__case__clocks", Clock.objects.running().filter(limit__key__startswith="legal_aid.").select_related("limit")),
        )
    )  # fmt: skip
    days, moment = calendar.current(), now()
    return [Row(aid, sides.first_name(aid.case), clock_words.nearest(aid.case, moment, days)) for aid in found[:SHOWN]]


def consultations(user: Any) -> QuerySet[Consultation]:
    """Those answered today that the reader may see."""
    return (
        seen(user)
        .filter(at__gte=_since(today().day, today()))
        .select_related("case__matter", "guide", "desk__center", "by")[:SHOWN]
    )


def by_topic(user: Any) -> list[dict[str, Any]]:
    """This month's consultations counted by guide."""
    counted = (
        _this_month(user)
        .values("guide__key")
        .annotate(number=Count("pk"), name=F("guide__name"), name_en=F("guide__name_en"))
    )
    topics: dict[str, dict[str, Any]] = {}
    for row in counted.order_by("guide__key"):  # versions of one guide are one topic
        topic = topics.setdefault(row["guide__key"], {**row, "number": 0})
        topic["number"] += row["number"]
    return sorted(topics.values(), key=lambda topic: (-topic["number"], topic["guide__key"]))


def count_this_month(reach: Scope) -> int:
    """The figure: questions answered from a guide since the first of this month, in the cases the reader may see."""
    return _this_month(reach.postings[0].user).count() if reach.postings else 0


def seen(user: Any) -> QuerySet[Consultation]:
    return Consultation.objects.filter(case__in=Case.objects.visible_to(user))


def _this_month(user: Any) -> QuerySet[Consultation]:
    return seen(user).filter(at__gte=_since(1, today()))


def _since(day: int, month: Any) -> datetime:
    return datetime.combine(month.replace(day=day), time.min, SHANGHAI)
