"""What each paper of a mediation gets from the case."""

from typing import Any

from intake.models import Party, Proceeding
from mediation.papers import facts


def application(proceeding: Proceeding) -> dict[str, Any]:
    case = proceeding.case
    return {
        "parties": facts.sides(case),
        "facts": case.narrative,
        "claim": case.claim,
        "date": facts.day(case.registered_at),
    }


def acceptance(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation = proceeding.case, facts.mediation_of(proceeding)
    return {
        "number": case.grouped,
        "source": facts.word(mediation.get_source_display()),
        "matter": case.matter.name,
        "registered": facts.moment(case.registered_at),
        "clerk": case.registered_by.name if case.registered_by else "",
        "people_count": str(case.people_count),
        "amount": facts.money(case.amount_cents),
        "mediator": facts.mediator_name(mediation),
        "accepted": facts.day(mediation.opened_at or mediation.proposed_at),
        "parties": facts.sides(case, inside=True),
        "facts": case.narrative,
        "claim": case.claim,
        "date": facts.date_now(),
    }


def rights(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation = proceeding.case, facts.mediation_of(proceeding)
    return {
        "number": case.grouped,
        "names": facts.names(case),
        "matter": case.matter.name,
        "mediator": facts.mediator_name(mediation),
        "signers": facts.signers(case),
        "date": facts.date_now(),
    }


def investigation(proceeding: Proceeding) -> dict[str, Any]:
    return {
        "time": facts.time_now(),
        "place": facts.office_of(proceeding.case),
        "mediator": facts.mediator_name(facts.mediation_of(proceeding)),
        "clerk": "",
        "purpose": f"了解{proceeding.case.matter.name}的有关情况",
        "date": facts.date_now(),
    }


def minutes(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation = proceeding.case, facts.mediation_of(proceeding)
    session = facts.latest_session(mediation)
    return {
        "time": f"{facts.moment(session.begins)}至{facts.moment(session.ends)}" if session else facts.time_now(),
        "place": session.room.name if session and session.room else facts.office_of(case),
        "way": facts.word(session.get_kind_display()) if session else "当面调解",
        "openness": "公开" if session and session.open_to_public else "不公开",
        "mediator": facts.mediator_name(mediation),
        "present": facts.present(session) or facts.names(case),
        "record": facts.minutes(session),
        "result": mediation.terms or mediation.failure_reason,
        "signers": facts.signers(case),
    }


def agreement(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation, written = proceeding.case, facts.mediation_of(proceeding), facts.agreement_of(proceeding)
    return {
        "parties": facts.sides(case),
        "facts": (written.facts if written else "") or case.narrative,
        "responsibility": written.responsibility if written else "",
        "terms": mediation.terms,
        "amount": facts.money(mediation.amount_cents),
        "performance": facts.performance(written),
        "place": written.place if written else "",
        "instalments": facts.instalments(written),
        "agreed": facts.day(mediation.ended_at),
        "mediator": facts.mediator_name(mediation),
        "copies": str(facts.copies(case)),
        "signers": facts.signers(case),
        "date": facts.day(mediation.ended_at),
    }


def receipt(proceeding: Proceeding, party: Party | None = None) -> dict[str, Any]:
    from mediation.models import Shield

    hidden = party is not None and Shield.objects.filter(party=party).exists()
    person = party.person if party else None
    return {
        "number": proceeding.case.grouped,
        "documents": facts.issued_titles(proceeding.case),
        "recipient": facts.name_of(party) if party else "",
        "place": facts.SHIELDED if hidden else (person.address if person else ""),
        "way": "直接送达",
        "date": facts.date_now(),
    }


def follow_up(proceeding: Proceeding) -> dict[str, Any]:
    case, visit = proceeding.case, facts.latest_visit(proceeding)
    filled = {
        "names": facts.names(case),
        "agreement_number": facts.number_of_agreement(case),
        "purpose": "了解调解协议履行情况",
        "visited": facts.names(case),
        "visit_date": facts.date_now(),
        "visitor": facts.mediator_name(facts.mediation_of(proceeding)),
    }
    if visit is None:
        return filled
    return {
        **filled,
        "purpose": visit.reason or filled["purpose"],
        "visited": facts.name_of(visit.party),
        "visit_date": facts.day(visit.visited_on),
        "visitor": visit.by.name if visit.by else filled["visitor"],
        "performance": f"{facts.word(visit.get_kept_display())}。{visit.text}",
        "satisfaction": facts.word(visit.get_satisfied_display()),
        "risk": f"有：{visit.text}" if visit.danger else "无",
    }


def confirmation(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation, written = proceeding.case, facts.mediation_of(proceeding), facts.agreement_of(proceeding)
    return {
        "parties": facts.sides(case),
        "agreed": facts.day(mediation.ended_at),
        "office": facts.office_of(case),
        "agreement_number": facts.number_of_agreement(case),
        "facts": (written.facts if written else "") or case.narrative,
        "terms": mediation.terms,
        "court": facts.court_asked(proceeding),
        "signers": facts.signers(case),
        "date": facts.date_now(),
    }


def termination(proceeding: Proceeding) -> dict[str, Any]:
    case, mediation = proceeding.case, facts.mediation_of(proceeding)
    return {
        "names": facts.names(case),
        "matter": case.matter.name,
        "accepted": facts.day(mediation.opened_at or mediation.proposed_at),
        "reason": mediation.failure_reason,
        "routes": [{"text": route} for route in facts.ROUTES],
        "date": facts.day(mediation.ended_at),
    }
