"""What is written down when somebody comes: the person, the sides and the matter, as data that the verb `register` takes."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from stdnum.cn import ric

from center.foundation import spelling
from center.foundation.fields import digest
from center.foundation.now import now
from center.institution.models import Area, Confidentiality, Desk
from center.institution.models.confidentiality import highest
from intake.models import Agent, Batch, Case, Filing, Guide, Link, MatterType, Party, Person, Route, Visit

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another
ID_PURPOSE, PHONE_PURPOSE, TOKEN_PURPOSE = "person.id", "person.phone", "case.token"


@dataclass(frozen=True)
class PersonData:
    """A person as written on the form; the ID number fills sex and birth date where it is a resident's card.

    `known` is the key of a row on file that is taken as it stands: somebody carried over from another matter of the visit.
    """

    name: str
    id_kind: str = Person.IdKind.NONE
    id_number: str = ""
    no_id_reason: str = ""
    sex: str = Person.Sex.UNKNOWN
    birth_date: date | None = None
    phone: str = ""
    address: str = ""
    area: Area | None = None
    special_help: str = ""
    known: int | None = None

    @property
    def id_digest(self) -> str | None:
        return id_digest(self.id_kind, self.id_number)


@dataclass(frozen=True)
class AgentData:
    """Who acts for a party: a guardian, or an agent with general or special powers."""

    person: PersonData
    kind: str = Agent.Kind.AGENT
    powers: str = Agent.Powers.GENERAL
    relation: str = ""


@dataclass(frozen=True)
class SideData:
    """One more of a side: a person by name, or an organisation by its name and unified social credit code."""

    person: PersonData | None = None
    organisation: str = ""
    side: str = Party.Side.RESPONDENT
    credit_code: str = ""
    representative: bool = False
    agents: tuple[AgentData, ...] = ()


@dataclass(frozen=True)
class FilingData:
    """Somebody files for the person who is named first; no `filer` where it is the member of staff."""

    relation: str = Filing.Relation.FAMILY
    filer: PersonData | None = None


@dataclass(frozen=True)
class LinkData:
    """A case on file that this matter belongs with, and why the clerk thinks so."""

    other: Case
    reason: str
    kind: str = Link.Kind.RELATED


@dataclass(frozen=True)
class Registration:
    """One matter of one visit; `visit` where it is a further matter of a visit that is written down already."""

    matter: MatterType
    narrative: str
    person: PersonData | None
    others: tuple[SideData, ...] = ()
    representative: bool = False  # the person named first speaks for those who claim jointly
    agents: tuple[AgentData, ...] = ()  # of the person named first
    claim: str = ""
    people_count: int = 1  # 1: as many as are named
    companions: int = 0
    amount_cents: int | None = None
    opponent_outside: bool = False
    claims_payment: bool = False
    urgent: bool = False
    restricted: bool = False  # domestic violence, a minor: beyond what the matter type itself restricts
    area: Area | None = None
    lat: float | None = None
    lng: float | None = None
    source: str = Visit.Source.HALL
    outside_number: str = ""
    visit: Visit | None = None
    filing: FilingData | None = None
    links: tuple[LinkData, ...] = ()
    batch: Batch | None = None
    answers: tuple[tuple[str, str], ...] = ()  # of the person, to the questions of intake.routing.questions
    client_key: str = field(default="", repr=False)

    @property
    def confidentiality(self) -> str:
        """How closely the case is kept from its first moment: as its matter is, and at least as the counter says."""
        said = Confidentiality.SENSITIVE if self.restricted else Confidentiality.ORDINARY
        return highest(self.matter.confidentiality, said)

    @property
    def origin(self) -> str:
        """How it came: a further matter of a visit came as the visit did."""
        return self.visit.source if self.visit else self.source

    @property
    def claimants(self) -> int:
        """How many are named on the applicant's side."""
        return sum(side.side == Party.Side.APPLICANT for side in self.sides)

    @property
    def representatives(self) -> int:
        """How many of them speak for the others."""
        return sum(side.side == Party.Side.APPLICANT and side.representative for side in self.sides)

    @property
    def concerned(self) -> int:
        """How many are concerned, as written, or as many as are named where nothing else was written."""
        return self.people_count if self.people_count > 1 else max(1, self.claimants)

    @property
    def other_side(self) -> str:
        """Whether an organisation or a person stands on the other side; empty where nobody is named."""
        against = [side for side in self.sides if side.side == Party.Side.RESPONDENT]
        if not against:
            return ""
        return Route.OtherSide.ORGANISATION if any(side.organisation for side in against) else Route.OtherSide.PERSON

    @property
    def people(self) -> list[PersonData]:
        """Everybody named, in the order of `sides`, with the filer last."""
        named = [
            data for side in self.sides for data in (side.person, *(agent.person for agent in side.agents)) if data
        ]
        return named + ([self.filing.filer] if self.filing and self.filing.filer else [])

    @property
    def sides(self) -> tuple[SideData, ...]:
        """All sides, the person who is named first before the others."""
        if self.person is None:
            return self.others
        first = SideData(self.person, side=Party.Side.APPLICANT, representative=self.representative, agents=self.agents)
        return (first, *self.others)


@dataclass(frozen=True)
class Settlement:
    """Settled while the person stands there: an outcome of `lifecycle.ON_THE_SPOT`, the words told, and the person's own yes."""

    outcome: str
    result: str
    agreed: bool = False
    guide: Guide | None = None  # from which it was answered


@dataclass(frozen=True)
class Destination:
    """Where a matter goes as its first step, the row and desk that were proposed, and why it goes elsewhere."""

    desk: Desk
    route: Route | None = None
    proposed: Desk | None = None
    reason: str = ""


def id_digest(kind: str, number: str) -> str | None:
    """The look-up digest of an identity document, None where none was shown."""
    return digest(f"{kind}:{number.upper()}", ID_PURPOSE) if number else None


def phone_digest(phone: str) -> str:
    """The look-up digest of a phone number, "" where there is none."""
    return digest(phone, PHONE_PURPOSE) if phone else ""


def token_digest(token: str) -> str:
    """The look-up digest of a QR token."""
    return digest(token, TOKEN_PURPOSE)


def facts_of_id(number: str) -> tuple[str, date, str]:
    """Sex, birth date and district (where known) of a valid 18-digit resident's number (GB 11643-1999)."""
    place = _birth_place(number)
    sex = Person.Sex.MALE if int(number[16]) % 2 else Person.Sex.FEMALE
    return sex, ric.get_birth_date(number), f"{place.get('province', '')}{place.get('county', '')}"


def pinyin(name: str) -> str:
    """How a name is typed by those who do not write it: "zhangsanfeng zsf"."""
    return spelling.both(name)


def new_code() -> str:
    """A query code of 8 characters."""
    return "".join(secrets.choice(CODE_LETTERS) for _position in range(8))


def new_token() -> str:
    """A random token for the QR code; says nothing about the person or the case."""
    return secrets.token_urlsafe(16)


def upsert(people: list[PersonData]) -> list[Person]:
    """The rows of these people, found again by identity document, in the order given; the same document is the same row.

    Those who show a document are written in one statement and one order, so that two counters cannot deadlock; all together
    where only one shows a document, as at the counter. A list of hundreds costs a handful of statements more.
    """
    on_file = (
        Person.objects.in_bulk({data.known for data in people if data.known}) if any(d.known for d in people) else {}
    )
    rows = [on_file[data.known] if data.known else _row(data) for data in people]
    fresh = [row for data, row in zip(people, rows, strict=True) if not data.known]
    shown = {row.id_digest: row for row in fresh if row.id_digest}
    unknown = [row for row in fresh if not row.id_digest]
    if len(shown) == 1:
        (known,) = shown.values()
        fields = [name for names in _newer(known) for name in names]
        Person.objects.bulk_create(
            [known, *unknown], update_conflicts=True, unique_fields=["id_digest"], update_fields=fields
        )
    else:
        _write(sorted(shown.values(), key=lambda row: str(row.id_digest)))
        Person.objects.bulk_create(unknown)
    return [row if data.known else shown.get(row.id_digest or "", row) for data, row in zip(people, rows, strict=True)]


def _row(data: PersonData) -> Person:
    return Person(
        name=data.name, pinyin=pinyin(data.name), initials=spelling.initials(data.name), sex=data.sex, birth_date=data.birth_date, id_kind=data.id_kind, id_number=data.id_number,
        id_digest=data.id_digest, no_id_reason=data.no_id_reason, phone=data.phone, phone_digest=phone_digest(data.phone),
        address=data.address, area=data.area, special_help=data.special_help, created_at=now(),
    )  # fmt: skip


def _write(rows: list[Person]) -> None:
    """Insert in the order of documents, which holds every row; then bring up to date what was said now and differs from what is on file."""
    if not rows:
        return
    Person.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id_digest"], update_fields=list(ALWAYS))
    on_file = Person.objects.in_bulk([row.pk for row in rows])
    said: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for row in rows:
        for names in _newer(row)[1:]:
            if any(getattr(row, name) != getattr(on_file[row.pk], name) for name in names):
                said[names].append(row)
    for names, some in said.items():
        Person.objects.bulk_update(some, names)


ALWAYS = ("name", "pinyin", "initials")


def _newer(row: Person) -> list[tuple[str, ...]]:
    """What was said now is newer than what is on file; what was left empty stays."""
    said = [
        (ALWAYS, True), (("sex", "birth_date"), row.sex != Person.Sex.UNKNOWN or row.birth_date), (("special_help",), row.special_help),
        (("phone", "phone_digest"), row.phone), (("address",), row.address), (("area",), row.area_id),
    ]  # fmt: skip
    return [names for names, given in said if given]


def _birth_place(number: str) -> dict[str, str]:
    try:
        return ric.get_birth_place(number)
    except Exception:  # stdnum raises several kinds for a district that is no more
        return {}
