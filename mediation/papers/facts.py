"""What stands on the papers of a mediation, taken from the case. One small function to a thing, so that more can be added to a paper.

Papers are written in the language of the office. Of a shielded party neither address nor phone stands on a paper that others read (人民调解法 art. 15).
"""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.translation import override

from center.foundation.now import SHANGHAI, now, today
from intake.models import Case, Party, Proceeding
from mediation.lifecycle import MAIN_SIDES
from mediation.models import Agreement, Confirmation, FollowUp, Mediation, Session, Shield

SHIELDED = "（依法保密）"
SIDE_WORDS = {Party.Side.APPLICANT: "申请人", Party.Side.RESPONDENT: "被申请人", Party.Side.THIRD: "第三人"}
ROUTES = (
    "依法向有管辖权的人民法院提起诉讼；",
    "法律规定可以仲裁或者有书面仲裁协议的，依法申请仲裁；",
    "法律规定由行政机关处理的，向有管辖权的行政机关申请处理。",
)


def mediation_of(proceeding: Proceeding) -> Mediation:
    return Mediation.objects.select_related("mediator", "lead", "proceeding__case__matter").get(proceeding=proceeding)


def day(value: date | datetime | None) -> str:
    """2026年11月24日, in Shanghai."""
    if value is None:
        return ""
    local = value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
    return f"{local.year}年{local.month}月{local.day}日"


def moment(value: datetime | None) -> str:
    return "" if value is None else f"{day(value)}{value.astimezone(SHANGHAI):%H:%M}"


def money(cents: int | None) -> str:
    """人民币1,200.00元; nothing where no sum was agreed."""
    return "" if cents is None else f"人民币{cents // 100:,}.{cents % 100:02d}元"


def word(display: Any) -> str:
    """A word of a choice as the office writes it."""
    with override(settings.LANGUAGE_CODE):
        return str(display)


def sides(case: Case, *, inside: bool = False) -> list[dict[str, Any]]:
    """The parties with what identifies them; `inside`: a paper that no other side gets, with the address of a shielded party too."""
    found = list(case.parties.select_related("person").prefetch_related("agents__person").order_by("position", "pk"))
    hidden = set() if inside else set(Shield.objects.filter(party__in=found).values_list("party_id", flat=True))
    return [party_words(party, hidden=party.pk in hidden) for party in found]


def party_words(party: Party, *, hidden: bool = False) -> dict[str, Any]:
    """One party as papers name it."""
    words: dict[str, Any] = {
        "side": SIDE_WORDS[Party.Side(party.side)],
        "organisation": party.organisation,
        "credit_code": party.credit_code,
    }
    if person := party.person:
        words |= {
            "name": person.name,
            "sex": word(person.get_sex_display()) if person.sex != "unknown" else "",
            "birth": day(person.birth_date),
            "id_number": person.id_number,
            "phone": SHIELDED if hidden else person.phone,
            "address": SHIELDED if hidden else person.address,
        }
    words["acting"] = [
        {
            "kind": "法定代理人" if agent.kind == "guardian" else "委托代理人",
            "name": agent.person.name,
            "id_number": agent.person.id_number,
            "powers": word(agent.get_powers_display()) if agent.powers else "",
        }
        for agent in party.agents.all()
        if agent.ended_at is None
    ]
    return words


def name_of(party: Party) -> str:
    return party.person.name if party.person else party.organisation


def main_parties(case: Case) -> list[Party]:
    return list(case.parties.filter(side__in=MAIN_SIDES).select_related("person").order_by("position", "pk"))


def names(case: Case) -> str:
    return "、".join(name_of(party) for party in main_parties(case))


def signers(case: Case) -> list[dict[str, str]]:
    """A line for each who signs."""
    return [
        {"label": f"{SIDE_WORDS[Party.Side(party.side)]}{name_of(party)}（签名、盖章或按指印）"}
        for party in main_parties(case)
    ]


def mediator_name(mediation: Mediation) -> str:
    return mediation.lead.name if mediation.lead else mediation.mediator.name


def latest_session(mediation: Mediation) -> Session | None:
    """The session whose minutes are written: the last one held, not the talks with one side alone."""
    held = mediation.sessions.filter(state=Session.State.HELD).exclude(kind=Session.Kind.SEPARATE)
    return held.select_related("room", "mediator").order_by("-begins").first()


def minutes(session: Session | None) -> str:
    return "\n".join(page.text for page in session.pages.all()) if session else ""


def present(session: Session | None) -> str:
    if session is None:
        return ""
    came = session.summonses.filter(came=True).select_related("party__person")
    return "、".join(f"{SIDE_WORDS[Party.Side(row.party.side)]}{name_of(row.party)}" for row in came)


def agreement_of(proceeding: Proceeding) -> Agreement | None:
    found = Agreement.objects.filter(mediation__proceeding=proceeding)
    return found.prefetch_related("instalments__payer__person").first()


def instalments(agreement: Agreement | None) -> list[dict[str, str]]:
    """The payments in the order of their days, where there are several."""
    rows = list(agreement.instalments.all()) if agreement else []
    if len(rows) < 2:
        return []
    return [
        {"number": str(row.number), "due": day(row.due_on), "amount": money(row.amount_cents), "way": row.way} for row in rows
    ]  # fmt: skip


def performance(agreement: Agreement | None) -> str:
    """Manner and time as they were written down; else the payments in one sentence."""
    if agreement is None or agreement.performance:
        return agreement.performance if agreement else ""
    rows = list(agreement.instalments.all())
    if not rows:
        return ""
    who = f"由{name_of(rows[0].payer)}" if rows[0].payer else ""
    if len(rows) > 1:
        return f"{who}分{len(rows)}期给付，各期金额和日期见下表。"
    way = f"以{rows[0].way}方式" if rows[0].way else ""
    return f"{who}于{day(rows[0].due_on)}前（含当日）{way}一次性给付{money(rows[0].amount_cents)}。"


def latest_visit(proceeding: Proceeding) -> FollowUp | None:
    visits = FollowUp.objects.filter(agreement__mediation__proceeding=proceeding)
    return visits.select_related("party__person", "by").order_by("-visited_on", "-pk").first()


def court_asked(proceeding: Proceeding) -> str:
    asked = Confirmation.objects.filter(agreement__mediation__proceeding=proceeding).first()
    return asked.court if asked else ""


def copies(case: Case) -> int:
    """One for each party and one that is kept (人民调解法 art. 29)."""
    return len(main_parties(case)) + 1


def number_of_agreement(case: Case) -> str:
    """The number of the agreement that holds, written or oral."""
    from center.papers.models import Paper

    held = Paper.objects.filter(
        about=f"case:{case.number}", kind__in=["mediation.agreement", "mediation.oral"], state=Paper.State.ISSUED
    )
    return held.order_by("-issued_at").values_list("number", flat=True).first() or ""


def issued_titles(case: Case) -> str:
    """The papers that are brought to the parties, each with its number."""
    from center.papers.models import Paper

    served = Paper.objects.filter(about=f"case:{case.number}", state=Paper.State.ISSUED).exclude(number="")
    return "\n".join(f"《{paper.title}》（{paper.number}）" for paper in served)


def office_of(case: Case) -> str:
    return case.desk.center.name


def date_now() -> str:
    return day(today())


def time_now() -> str:
    return moment(now())
