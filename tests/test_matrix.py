"""Every address × every role: who gets a page, who is told that there is none. Generated from the URLconf, so that no new page is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver, get_resolver, reverse

from center.foundation import calendar, notices
from center.foundation.actor import SYSTEM
from center.foundation.calendar import Day
from center.foundation.now import now, today
from center.institution.attendance import lifecycle as absence_verbs
from center.institution.lifecycle import end
from center.institution.models import Area, Center, Posting, Reorganisation
from center.oversight.work_calendar import lifecycle as calendar_lifecycle
from center.papers.models import File
from center.papers.registers import kinds
from grid import lifecycle as grid_lifecycle
from grid.models import Category
from intake import lifecycle, recomputing
from intake.legal_aid import lifecycle as legal_aid
from intake.models import Attachment, Batch, BatchRow
from intake.papers import lifecycle as papers
from mediation import lifecycle as mediations
from mediation.models import StandardFigure
from petitions import lifecycle as petitions
from tests import factories
from tests.doors import doors
from tests.factories import act

STAFF = [
    "clerk", "county_clerk", "mediator", "traffic_mediator", "arbitrator", "petition_officer", "legal_officer", "section_head", "department_head", "director",
    "county_director", "duty_leader", "grid_worker", "grid_leader", "outsider", "system_administrator", "security_administrator", "auditor",
]  # fmt: skip
EVERYBODY = set(STAFF)
ADMINISTRATION = {"system_administrator", "security_administrator", "auditor"}
LEADERS = {"director", "county_director"}
CALENDAR = LEADERS | {"system_administrator"}
SEES_QUARREL = {
    "clerk",
    "mediator",
    "section_head",
    "department_head",
    *LEADERS,
    "duty_leader",
}  # the neighbours' quarrel at the mediation desk of Huanghuatang
FILES_FOR = SEES_QUARREL - {"department_head", "duty_leader"}  # who may also bind pages and take a file off
WRITERS = {"mediator", "section_head", *LEADERS}  # of papers in that quarrel
SEES_PETITION = {"clerk", "petition_officer", *LEADERS, "duty_leader"}
SEES_REPORT = {"clerk", "grid_worker", *LEADERS, "duty_leader"}
COUNTERS = {"clerk", "county_clerk", *LEADERS}
NOT_STAFF_PAGES = {  # public, or Django's own; each has tests of its own
    "front", "healthz", "healthz_jobs", "gateway_receipts", "set_language", "schema", "elder", "api:status-list", "api:status-chase", "intake:status", "intake:status_case", "intake:status_done", "intake:status_chase", "intake:status_answer", "intake:qr", "intake:guides", "intake:guide", "intake:blank_form", "mediation:mine", "mediation:mine_agreement", "mediation:mine_copy", "mediation:mine_pay", "mediation:mine_done", "papers:verify", "papers:scanned",
}  # fmt: skip
API = {
    "api:batch-list": EVERYBODY,
    "api:batch-detail": {"clerk", *LEADERS},
    "api:case-list": EVERYBODY,
    "api:case-detail": SEES_QUARREL,
    "api:case-files": SEES_QUARREL,
    "api:case-tasks": SEES_QUARREL,
    "api:case-legal-aid": SEES_QUARREL,
    "api:case-file": SEES_QUARREL,
    "api:mediation-list": EVERYBODY,
    "api:mediation-detail": SEES_QUARREL,
}

# Who finds a page (200, a redirect to one, or a refusal with a sentence); all others get 404.
PAGES = {
    "home": EVERYBODY,
    "inbox": EVERYBODY,
    "reached": EVERYBODY,
    "messages": {"county_director", "system_administrator"},
    "jobs": LEADERS | {"system_administrator"},
    "attendance": EVERYBODY,
    "attendance_seat": {"section_head", "department_head", *LEADERS},  # of the mediator
    "absences": EVERYBODY,
    "absence": {"petition_officer", *LEADERS},
    "absence_back": EVERYBODY,  # wants a POST
    "audit": {"auditor"},
    "audit_review": {"auditor"},
    "staff": {"security_administrator"},
    "staff_person": {"security_administrator"},
    "reorganisations": EVERYBODY,
    "reorganisation_new": {"county_director"},
    "reorganisation": EVERYBODY,
    "intake:cases": EVERYBODY - ADMINISTRATION,
    "intake:mine": EVERYBODY - ADMINISTRATION,
    "intake:to_sign": EVERYBODY - ADMINISTRATION,
    "intake:search": EVERYBODY - ADMINISTRATION,
    "intake:tasks": EVERYBODY - ADMINISTRATION,
    "intake:task": LEADERS,  # asked of the director's own desk
    "intake:case": SEES_QUARREL,
    "intake:limits": EVERYBODY,
    "intake:terms": LEADERS | {"system_administrator"},
    "intake:limit": EVERYBODY,
    "intake:routes": EVERYBODY,
    "intake:route": EVERYBODY,
    "intake:route_new": LEADERS,
    "intake:route_write": LEADERS,
    **{f"intake:route_{door}": EVERYBODY for door in ("try", "publish", "discard")},  # wants a POST, and says so
    "intake:matters": EVERYBODY,
    "intake:matter": EVERYBODY,
    "intake:guidance": SEES_QUARREL - {"department_head", "duty_leader"},
    "intake:alike": SEES_QUARREL - {"department_head", "duty_leader"},  # for those who may merge or link
    "intake:counter": COUNTERS | {"legal_officer"},
    "intake:legal_desk": LEADERS | {"legal_officer", "department_head"},
    "intake:guides_kept": EVERYBODY,
    "intake:guide_edit": {"legal_officer"},
    "intake:aid_paper": {"county_clerk", "county_director", "duty_leader", "department_head"},  # of a case in the county's hall
    "intake:batches": COUNTERS,
    "intake:batch_template": COUNTERS,
    "intake:batch": {"clerk", *LEADERS},
    "intake:batch_faults": {"clerk", *LEADERS},
    "intake:batch_take_in": COUNTERS,
    "intake:batch_undo": COUNTERS,
    "intake:people": SEES_QUARREL,
    "intake:receipt": SEES_QUARREL,
    "intake:attachment": SEES_QUARREL,
    "intake:attachment_shown": SEES_QUARREL,
    "intake:attachment_small": SEES_QUARREL,
    "intake:files": SEES_QUARREL,
    "mediation:file": SEES_QUARREL,
    "mediation:reckon": SEES_QUARREL,
    "mediation:slips": WRITERS,  # a reader of the case reads a refusal
    "mediation:rooms": EVERYBODY - ADMINISTRATION,
    "mediation:roster": EVERYBODY - ADMINISTRATION,
    "mediation:calculator": EVERYBODY - ADMINISTRATION,
    "intake:bind": FILES_FOR,
    "intake:detach": FILES_FOR,
    "intake:papers": SEES_QUARREL,
    "intake:paper_pdf": SEES_QUARREL,
    "intake:paper": WRITERS,
    "intake:paper_new": WRITERS,
    "intake:paper_serve": WRITERS,
    "oversight:dashboard": LEADERS | {"department_head", "duty_leader"},
    "oversight:calendar": CALENDAR,
    "oversight:calendar_notice": CALENDAR - {"director"},
    "oversight:calendar_days": CALENDAR,
    "oversight:calendar_proposal": CALENDAR,
    "oversight:calendar_decide": EVERYBODY,  # wants a POST
    "oversight:recomputation": CALENDAR,
    "grid:home": {"grid_worker", "grid_leader"},
    "grid:report": {"grid_worker", "grid_leader"},
    "grid:shown": SEES_REPORT,
    "grid:photo": SEES_REPORT,
}  # fmt: skip

MEDIATION_PLAIN = {
    "mediation:docket",
    "mediation:propose",
    "mediation:rooms",
    "mediation:roster",
    "mediation:calculator",
}
PICTURE = factories.jpeg()


def addresses(resolver=None, namespace=""):
    """The names of all addresses, with their namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if str(pattern.pattern) not in ("admin/", "accounts/"):
                yield from addresses(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name


@pytest.fixture
def county_in_use(request, make_case, clerk, mediator, petition_officer, grid_worker):
    """One of everything, and for each address the arguments that lead to it."""
    for name in STAFF:
        request.getfixturevalue(name)
    quarrel = factories.send(make_case(), act(clerk))
    lifecycle.sign(quarrel, by=act(mediator))
    mediation = mediations.propose(quarrel, mediator=mediator.user, by=act(mediator))
    figure = StandardFigure.objects.create(key="income", year=2025, amount_cents=100, source="x")
    task = lifecycle.ask(
        quarrel, kind="assist", to_desk=factories.desk("HHT", "political_legal"), text="请派人到场。", by=act(mediator)
    )
    claim = factories.send(make_case("petition_complaint"), act(clerk))
    lifecycle.sign(claim, by=act(petition_officer))
    petition = petitions.open_petition(claim, form="visit", category="claim", by=act(petition_officer))
    draft = papers.write(quarrel, kind=kinds["mediation.rights"], typed={}, by=act(mediator))
    photo = File.objects.create(
        media_type="image/jpeg",
        size=len(PICTURE),
        sha256="0" * 64,
        stored_at=now(),
        content=SimpleUploadedFile("p.jpg", PICTURE),
    )
    attachment = Attachment.objects.create(case=quarrel, file=photo, label="照片", at=now())
    grid = Area.objects.filter(level="grid", code__startswith="320830108").first()
    category = Category.objects.exclude(matter__restricted=True).first()
    report = grid_lifecycle.report(
        grid_lifecycle.ReportData(uuid=uuid4(), category=category, text="路灯不亮，夜里过路看不见。", grid=grid),
        photo=None,
        by=act(grid_worker),
    )
    report.photo = photo
    report.save(update_fields=["photo"])
    notices.owe(
        "clock.overdue",
        key="matrix",
        to=[Posting.objects.get(user__username="mediator").user_id],
        url="/cases/",
        number="x",
        limit="x",
        due=now().isoformat(),
    )
    notice = mediator.user.notices.get()
    county_director = request.getfixturevalue("county_director")
    shut = calendar_lifecycle.propose_days(
        calendar.COUNTY, {today() + timedelta(days=30): Day(False, "停电")}, reason="停电", by=act(county_director)
    )
    recomputation = recomputing.recompute_if_changed()
    batch = Batch.objects.create(desk=clerk.desk, source="hotline", way="excel", state="checked", rows_read=1, at=now())
    BatchRow.objects.create(batch=batch, line=2, content='{"cells": {}}', faults=[], state="faulty")
    county_clerk = request.getfixturevalue("county_clerk")
    wages = make_case("wage_arrears", by=county_clerk)
    aid = legal_aid.apply(wages, item="wages", ground="migrant", by=act(county_clerk))
    away = absence_verbs.be_away(
        petition_officer.user, first_day=today(), last_day=today(), reason="leave", by=act(petition_officer)
    )
    houses = {center.code: center for center in Center.objects.filter(code__in=["YH", "ZF"])}
    plan = Reorganisation.objects.create(
        kind="merge",
        from_center=houses["YH"],
        to_center=houses["ZF"],
        decision="x",
        effective_on=today(),
        planned_at=now(),
    )
    by_route = {
        "attendance_seat": [mediator.pk], "absence": [away.pk], "absence_back": [away.pk], "reorganisation": [plan.pk], "staff_person": [mediator.user_id],
        "intake:guide": ["legal_aid"], "intake:guide_edit": ["legal_aid"], "intake:guide_publish": [0], "intake:guide_discard": [0],
        "intake:consult": [wages.number, "legal_aid"], "intake:answer_sheet": [wages.number], "intake:aid_apply": [wages.number],
        "intake:aid_step": [aid.pk, "grant"], "intake:aid_paper": [aid.pk, "application"],
        "intake:case": [quarrel.number], "intake:people": [quarrel.number], "intake:receipt": [quarrel.number], **{f"intake:{door}": [quarrel.number, attachment.pk] for door in ("attachment", "attachment_shown", "attachment_small", "detach")},
        **{f"intake:{door}": [quarrel.number, draft.pk] for door in ("paper", "paper_pdf", "paper_word", "paper_void", "paper_serve")},
        **{f"intake:{door}": [quarrel.number] for door in ("papers", "dossier", "dossier_bind", "dossier_book")},
        "intake:paper_new": [quarrel.number, "mediation.rights"], "intake:blank_form": ["mediation.rights"], "papers:scanned": ["x"],
        "intake:files": [quarrel.number], "intake:bind": [quarrel.number], "intake:reveal": [quarrel.number],
        "intake:batch": [batch.pk], "intake:alike": [quarrel.number], "intake:verb": [quarrel.number, "note"], "mediation:propose": [quarrel.number], "petitions:open": [claim.number],
        **{f"intake:{door}": ["traffic"] for door in ("route", "route_write", "route_try", "route_publish", "route_discard")}, "intake:matter": ["debt"],
        "intake:guidance": [quarrel.number], "intake:task": [quarrel.number, task.pk, "accept_task"], "api:case-task": [quarrel.number, task.pk, "accept"], "api:case-legal-aid-step": [wages.number, aid.pk, "grant"], "intake:clock": [quarrel.number, quarrel.clocks.running().first().pk, "extend"], "intake:limit": ["sign_for"], "intake:limit_change": ["sign_for"], "intake:limit_switch": ["police.case"],
        "oversight:calendar_proposal": [shut.pk], "oversight:calendar_decide": [shut.pk, "withdraw"], "oversight:recomputation": [recomputation.pk],
        "api:case-detail": [quarrel.number], "grid:shown": [report.uuid], "grid:photo": [report.uuid], "api:grid-report-detail": [report.uuid], "intake:qr": ["x"],
    }  # fmt: skip
    for name in addresses():
        if name == "mediation:step":
            by_route[name] = [mediation.pk, "ask"]
        elif name in {"mediation:receive", "mediation:again"}:
            by_route[name] = [quarrel.number]
        elif name == "mediation:figure":
            by_route[name] = [figure.pk]
        elif name.startswith("mediation:") and name not in MEDIATION_PLAIN and "mine" not in name:
            by_route[name] = [mediation.pk]
        elif name == "api:mediation-step":
            by_route[name] = [mediation.pk, "ask"]
        elif name == "api:mediation-detail":
            by_route[name] = [mediation.pk]
        elif name.startswith("petitions:") and name not in {"petitions:docket", "petitions:open"}:
            by_route[name] = [petition.pk]
        elif name.startswith("api:case-") and name not in {"api:case-list", "api:case-task", "api:case-legal-aid-step"}:
            by_route[name] = [quarrel.number, attachment.pk] if name == "api:case-file" else [quarrel.number]
        elif name.startswith(("intake:batch_", "api:batch-")) and name not in {
            "intake:batch_template",
            "api:batch-list",
        }:
            by_route[name] = [batch.pk]
        elif name == "exports:decide":
            by_route[name] = [0, "approve"]
        elif name.startswith("notice") or name == "inbox_open":
            by_route[name] = [notice.pk]
    at_hand = {
        "number": quarrel.number,
        "clock": quarrel.clocks.running().first().pk,
    }  # whatever else an address asks for is nobody's
    return {
        door.name: reverse(door.name, args=by_route[door.name])
        if door.name in by_route and set(door.arguments) != {"number", "clock"}
        else reverse(door.name, kwargs={name: at_hand.get(name, 0) for name in door.arguments})
        for door in doors()
    }


def got_in(answer):
    """A page, a way to one, or a refusal that tells why; not a 404. 405: the address wants a POST, and says so to everybody."""
    assert answer.status_code < 500
    return answer.status_code not in (404, 403)


@pytest.mark.slow
def test_every_address_for_every_role(county_in_use, sign_in, request, client):
    wrong = []
    for role in STAFF:
        signed_in = sign_in(request.getfixturevalue(role))
        for name, url in county_in_use.items():
            expected = PAGES.get(name, API.get(name))
            if expected is None:
                continue
            if got_in(signed_in.get(url)) != (role in expected):
                wrong.append((role, name, signed_in.get(url).status_code))
    assert not wrong


@pytest.mark.slow
def test_no_address_opens_to_a_stranger_or_to_yesterdays_posting(county_in_use, client, request, sign_in):
    """Nobody signed in: sign-in page, 401 or 404. A seat that ended yesterday: no page of a case, whatever the address."""
    open_to_strangers = {
        name
        for name, url in county_in_use.items()
        if name not in NOT_STAFF_PAGES and client.get(url).status_code == 200
    }
    assert open_to_strangers == set()
    mediator = request.getfixturevalue("mediator")
    end(mediator, by=SYSTEM, last_day=today() - timedelta(days=1))
    former = sign_in(mediator)
    opened = {
        name
        for name, url in county_in_use.items()
        if name not in NOT_STAFF_PAGES and former.get(url).status_code == 200
    }
    own = {"home", "inbox", "sessions", "session_left", "reached"}
    assert opened == own | {"api:batch-list", "api:case-list", "api:grid-report-list", "api:mediation-list"}
    assert [
        former.get(county_in_use[name]).json()["results"]
        for name in ("api:batch-list", "api:case-list", "api:grid-report-list", "api:mediation-list")
    ] == [[], [], [], []]


@pytest.mark.slow
@pytest.mark.parametrize(
    "role", ["outsider", "arbitrator", "traffic_mediator", "auditor", "system_administrator", "legal_officer"]
)
def test_an_outsider_changes_nothing_by_any_address(county_in_use, sign_in, request, role):
    from intake.models import Event

    before = list(Event.objects.values_list("digest", flat=True))
    signed_in = sign_in(request.getfixturevalue(role))
    for name, url in county_in_use.items():
        if name in NOT_STAFF_PAGES or url.count("/") < 3 or not any(character.isdigit() for character in url):
            continue
        answer = signed_in.post(
            url, {"text": "x", "reason": "x", "result": "一二三四五六七八九十", "outcome": "resolved"}
        )
        begins = name in {"api:case-list", "api:mediation-list"} and answer.status_code == 400  # asks what for, first
        assert begins or answer.status_code in (403, 404, 405), (name, answer.status_code)
    assert list(Event.objects.values_list("digest", flat=True)) == before


def test_every_address_is_decided_on():
    """A page for staff is in the table here, or says in `tests/doors.py` what it takes."""
    assert [door.name for door in doors() if door.name not in {*PAGES, *API, *NOT_STAFF_PAGES} and not door.rule] == []
