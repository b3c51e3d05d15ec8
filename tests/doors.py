"""What stands behind each address, declared once; who finds it is computed from the tables of roles, reach and levels, never listed."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from center.institution.models import Posting
from center.institution.permissions import LEVELS, REACH, Reach, verbs_of
from intake.models import Case, Handover

PUBLIC, ANYBODY, READERS, CASE, OWN, HELD = (
    "public",
    "anybody",
    "readers",
    "case",
    "own",
    "held",
)  # else a rule is a verb, or several

# Addresses that name no case: what it takes to find a page there. A tuple: any of these verbs.
RULES: dict[str, str | tuple[str, ...]] = {
    **dict.fromkeys(
        ["front", "healthz", "healthz_jobs", "gateway_receipts", "set_language", "schema", "elder", "api:status-list", "api:status-chase", "intake:status",
         "intake:status_case", "intake:status_done", "intake:status_chase", "intake:status_answer", "intake:qr", "intake:blank_form"], PUBLIC),
    **dict.fromkeys(
        ["home", "inbox", "inbox_read", "reached", "take_seat", "sessions", "sessions_end_others", "session_left", "session_stay", "exports:index", "intake:limits", "intake:limit",
         "api:case-list", "api:batch-list", "api:grid-report-list"], ANYBODY),
    **dict.fromkeys(["inbox_open", "session_end", "exports:export", "exports:fetch", "exports:decide"], OWN),
    # Offices, guides, routes, rosters: no case behind them; who changes what is in the tests of each. Nobody is told of a case there.
    **dict.fromkeys(
        ["attendance", "attendance_seat", "absences", "absence", "absence_back", "reorganisations", "reorganisation_new", "reorganisation", "intake:guides", "intake:guide",
         "intake:guides_kept", "intake:guide_edit", "intake:guide_publish", "intake:guide_discard", "intake:legal_desk", "intake:aid_step", "intake:aid_paper", "intake:routes",
         "intake:route_new", "intake:route", "intake:route_write", "intake:route_try", "intake:route_publish", "intake:route_discard", "intake:tasks",
"intake:matters", "intake:matter", "mediation:rooms",
         "mediation:roster", "mediation:calculator", "api:mediation-list"], HELD),
    **dict.fromkeys(["papers:verify", "papers:scanned"], PUBLIC),
    **dict.fromkeys(["intake:cases", "intake:mine", "intake:to_sign", "intake:search"], READERS),
    "exports:ask": "export.ask",
    "everybodys_sessions": "session.end",
    "factor_off": "session.end",
    **dict.fromkeys(["audit", "audit_review"], "audit.read"),
    **dict.fromkeys(["staff", "staff_person"], "admin.postings"),
    **dict.fromkeys(["messages", "notice_again", "notice_settle"], "message.see_to"),
    "jobs": "jobs.read",
    **dict.fromkeys(["intake:terms", "intake:term"], "terms.edit"),
    **dict.fromkeys(["intake:limit_change", "intake:limit_switch"], "limits.change"),
    **dict.fromkeys(["intake:batches", "intake:batch_template", "intake:batch", "intake:batch_faults", "intake:batch_take_in", "intake:batch_undo", "api:batch-detail", "api:batch-rows", "api:batch-take-in", "api:batch-undo"], "case.import"),
    "oversight:dashboard": "dashboard.read",
    **dict.fromkeys(["oversight:calendar", "oversight:calendar_days", "oversight:calendar_proposal", "oversight:calendar_decide", "oversight:recomputation"], ("calendar.propose", "calendar.publish")),
    "oversight:calendar_notice": "calendar.publish",
    **dict.fromkeys(["grid:home", "grid:report"], "grid.report"),
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """An address by its name, with the names of what is put into it."""

    name: str
    arguments: frozenset[str]

    @property
    def room(self) -> str:
        return self.name.partition(":")[0]

    @property
    def rule(self) -> str | tuple[str, ...] | None:
        """What it takes; None where nobody has said."""
        if self.name in RULES:
            return RULES[self.name]
        if self.name.startswith("mediation:mine"):  # the party's own page, by number and code
            return PUBLIC
        if "number" in self.arguments or (self.room in {"mediation", "petitions"} and "pk" in self.arguments):
            return CASE
        if self.name.startswith("api:mediation-"):
            return CASE
        if self.name in {"grid:shown", "grid:photo", "api:grid-report-detail"}:
            return CASE
        if self.name.startswith("intake:counter"):
            return "case.register"
        if self.name in {"grid:reports", "grid:coverage"}:
            return ("grid.oversee", "dashboard.read", *(["grid.report"] if self.name == "grid:reports" else []))
        if self.name in {"mediation:docket", "petitions:docket"}:
            return READERS  # what is in them follows `visible_to`, which is looked at below
        return None


def doors(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[Door]:
    """Every address but those of the tables and of the account library, which have tests of their own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) not in ("admin/", "accounts/"):
                yield from doors(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern) and pattern.name:
            named = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
            yield Door(namespace + pattern.name, frozenset(named))


def carries(posting: Posting, rule: str | tuple[str, ...]) -> bool:
    """Whether the seat finds a page that takes this rule."""
    if rule == ANYBODY:
        return True
    if rule == READERS:
        return REACH[posting.role] is not Reach.NOTHING
    wanted = (rule,) if isinstance(rule, str) else rule
    return any(verb in verbs_of(posting) for verb in wanted)


def reads(posting: Posting, case: Case) -> bool:
    """Whether the seat sees the case, said anew from the tables: level first, then reach over place and department."""
    level = LEVELS[case.confidentiality]
    if posting.role not in level.roles or (level.clearance and not getattr(posting, level.clearance)):
        return False
    reach = REACH[posting.role]
    passed = {desk for pair in Handover.objects.filter(case=case).values_list("from_desk", "to_desk") for desk in pair}
    by_name = posting.user_id in (case.registered_by_id, case.handler_id)
    return {
        Reach.NOTHING: False,
        Reach.OWN: by_name,
        Reach.DESK: by_name or posting.desk_id in {case.desk_id, case.origin_desk_id, *passed},
        Reach.CENTER: by_name or posting.desk.center_id in (case.desk.center_id, case.center_id),
        Reach.DEPARTMENT: by_name or posting.desk.department_id in (case.desk.department_id, case.matter.department_id),
        Reach.COUNTY: True,
    }[reach]
