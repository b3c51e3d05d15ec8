"""Which cases on file look like the matter that is being written down: duplicates, repeats, the same dispute from the other side.

Found by indexes in a number of statements that does not grow, then compared exactly. Only cases that the reader may see come
back; of the others only how many there are of the same person, restricted ones left out, as at the counter ever since.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from center.foundation.now import now
from center.institution.permissions import scope
from intake import cases as rows
from intake import likeness_rules, likeness_text
from intake.likeness_rules import Rules
from intake.models import Case, Fingerprint, Link, Party, Person
from intake.registration import Registration, SideData, id_digest, phone_digest, pinyin

BEST = 5  # that are shown
OF_A_SIGN = 40  # newest cases that each sign brings forward
OF_A_NAME = 400  # newest people of one name that are looked through for the other side
OF_A_BAND = 60  # newest cases of one band of the signature
SHORTEST_NEAR = 3  # letters of a name of which one may differ
NOBODY = 0  # no row has this id: with it a statement is asked also where nothing was found, so that time tells nothing
EARTH = 6_371_000.0  # metres
DEGREE = math.pi * EARTH / 180  # metres of a degree of latitude
APPLICANT, RESPONDENT = Party.Side.APPLICANT, Party.Side.RESPONDENT


@dataclass(frozen=True)
class Somebody:
    """A side by what it can be found by: digests of document and phone, the name and how it is spoken, or the organisation."""

    side: str
    document: str = ""
    phone: str = ""
    name: str = ""
    spoken: str = ""
    organisation: str = ""
    credit_code: str = ""


@dataclass(frozen=True)
class Sought:
    """A matter as far as it is written: what is not known yet is empty. `but` is a case that is not compared with itself."""

    people: tuple[Somebody, ...] = ()
    area_id: int | None = None
    matter_id: int | None = None
    text: str = ""
    lat: float | None = None
    lng: float | None = None
    at: datetime | None = None  # now, unless the matter is on file
    but: int | None = None

    @property
    def applicants(self) -> list[Somebody]:
        return [one for one in self.people if one.side == APPLICANT]

    @property
    def respondents(self) -> list[Somebody]:
        return [one for one in self.people if one.side == RESPONDENT]


@dataclass(frozen=True)
class Candidate:
    """A case that looks alike: `score` from 0 to 1, and why in plain words. `kind` is the link that the signs speak for."""

    case: Case
    score: float
    reasons: tuple[str, ...]
    kind: str
    probable: bool

    @property
    def percent(self) -> int:
        return round(self.score * 100)

    @property
    def word(self) -> str:
        """Probably, or perhaps, the same."""
        return _("probably the same") if self.probable else _("perhaps the same")

    @property
    def why(self) -> str:
        return _("; ").join(self.reasons)

    @property
    def goes_on(self) -> Case:
        """The case itself, or the one that it was merged into."""
        return rows.living(self.case)

    @property
    def open(self) -> bool:
        """Whether something can be merged into it, or into the case that goes on for it."""
        return self.goes_on.state in Case.OPEN


@dataclass(frozen=True)
class Alike:
    """The best candidates, the most alike first; `others`: how many more of the same person the reader may not see."""

    candidates: tuple[Candidate, ...] = ()
    others: int = 0

    @property
    def probable(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.probable]

    def __bool__(self) -> bool:
        return bool(self.candidates or self.others)


@dataclass
class _Signs:
    """What speaks for one case: weights by group, of which the strongest counts, and the words."""

    weights: dict[str, float] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    crossed: bool = False
    same_person: bool = False

    def add(self, group: str, weight: float, words: str) -> None:
        if weight > 0:
            self.weights[group] = max(weight, self.weights.get(group, 0))
            self.words.append(words)

    @property
    def score(self) -> float:
        """The chance that not all signs deceive, were they independent: 1 - (1 - a)(1 - b)…"""
        return 1 - math.prod(1 - weight for weight in self.weights.values())


# -- what is sought ------------------------------------------------------------------------------------------------------------


def written(sides: Iterable[SideData], **facts: Any) -> Sought:
    """What a form has so far: its sides, and whatever else of `Sought` is known."""
    return Sought(people=tuple(_somebody(side) for side in sides), **facts)


def of_registration(data: Registration) -> Sought:
    """What a registration holds."""
    area = data.area.pk if data.area else None
    return written(data.sides, area_id=area, matter_id=data.matter.pk, text=data.narrative, lat=data.lat, lng=data.lng)


def of_case(case: Case) -> Sought:
    """What is known of a case on file; one statement."""
    people = [
        Somebody(
            party.side, document=(party.person.id_digest or "") if party.person else "", phone=party.person.phone_digest if party.person else "",
            name=party.person.name if party.person else "", spoken=party.person.pinyin if party.person else "", organisation=party.organisation,
            credit_code=party.credit_code,
        )
        for party in case.parties.select_related("person").defer(*_sealed("person__"))
    ]  # fmt: skip
    return Sought(
        people=tuple(people), area_id=case.area_id, matter_id=case.matter_id, text=case.narrative, lat=case.lat, lng=case.lng,
        at=case.registered_at, but=case.pk,
    )  # fmt: skip


def _somebody(side: SideData) -> Somebody:
    person = side.person
    return Somebody(
        side.side, document=(id_digest(person.id_kind, person.id_number) or "") if person else "", phone=phone_digest(person.phone) if person else "",
        name=person.name if person else "", spoken=pinyin(person.name) if person and person.name else "", organisation=side.organisation.strip(),
        credit_code=side.credit_code,
    )  # fmt: skip


# -- finding -------------------------------------------------------------------------------------------------------------------


def compare(sought: Sought, user: Any) -> Alike:
    """The cases on file most like `sought` that `user` may see; at most ten statements, however many cases there are."""
    rules = likeness_rules.current()
    sought = sought if sought.at else replace(sought, at=now())
    known = _known_people(sought)
    found = {
        *_by_people(known, user),
        *_by_other_side(sought, user),
        *_by_place(sought, rules, user),
        *_by_text(sought, user),
    } - {sought.but}
    cases = _cases(found, user)
    pieces = likeness_text.pieces(sought.text)
    judged = [_judged(case, sought, pieces, rules) for case in cases]
    shown = sorted((one for one in judged if one.score >= rules.shown_from), key=lambda one: (-one.score, -one.case.pk))
    return Alike(tuple(shown[:BEST]), _others(known, sought, user))


def _within(cases: QuerySet, user: Any, prefix: str = "") -> QuerySet:
    """Without restricted cases for those who are not cleared: such a case takes nobody's place, and no time."""
    return cases if scope(user).cleared else cases.filter(**{f"{prefix}restricted": False})


def _known_people(sought: Sought) -> dict[str, set[int]]:
    """The rows of people who may be one of those named: by "identity" (document or phone) and by "name" in the village."""
    one = Q(pk__in=[])
    documents = {somebody.document for somebody in sought.people if somebody.document}
    phones = {somebody.phone for somebody in sought.people if somebody.phone}
    if documents:
        one |= Q(id_digest__in=documents)
    if phones:
        one |= Q(phone_digest__in=phones)
    identity = (
        Person.objects.filter(one).order_by("-pk").values_list("pk", flat=True)[:OF_A_NAME]
        if documents or phones
        else []
    )
    return {"identity": {NOBODY, *identity}, "name": _namesakes(sought)}


def _namesakes(sought: Sought) -> set[int]:
    """People of the village with the same name, the same sound, or one letter that differs."""
    named = [somebody for somebody in sought.applicants if somebody.name][:BEST]
    if sought.area_id is None or not named:
        return set()
    alike = Q(name__in=[somebody.name for somebody in named]) | Q(pinyin__in=[s.spoken for s in named if s.spoken])
    patterns = [pattern for somebody in named for pattern in _near(somebody.name)]
    if patterns:
        alike |= Q(name__regex=f"^({'|'.join(patterns)})$")
    people = Person.objects.filter(alike, area=sought.area_id).order_by("-pk")
    return set(people.values_list("pk", flat=True)[:OF_A_NAME])


def _by_people(known: dict[str, set[int]], user: Any) -> list[int]:
    pks = known["identity"] | known["name"]
    parties = _within(Party.objects.filter(person__in=pks), user, "case__")
    return list(parties.order_by("-case").values_list("case", flat=True)[: 2 * OF_A_SIGN])


def _by_other_side(sought: Sought, user: Any) -> list[int]:
    """Cases of the same matter in which the other side is named, by name, organisation or credit code; by name on either side."""
    if sought.matter_id is None or not sought.respondents:
        return []
    names = [one.name for one in sought.respondents if one.name]
    organisations = [one.organisation for one in sought.respondents if one.organisation]
    codes = [one.credit_code for one in sought.respondents if one.credit_code]
    found: set[int] = set()
    of_matter = _within(Party.objects.filter(case__matter=sought.matter_id), user, "case__").order_by("-case")
    if names:
        people = Person.objects.filter(name__in=names).order_by("-pk").values("pk")[:OF_A_NAME]
        found |= set(of_matter.filter(person__in=people).values_list("case", flat=True)[:OF_A_SIGN])
    if organisations or codes:
        known = Q(organisation__in=organisations) if organisations else Q(credit_code__in=codes)
        if organisations and codes:
            known |= Q(credit_code__in=codes)
        found |= set(of_matter.filter(known).values_list("case", flat=True)[:OF_A_SIGN])
    return list(found)


def _by_place(sought: Sought, rules: Rules, user: Any) -> list[int]:
    """Cases near in place and time: a box by the index of points; the distance itself is reckoned afterwards."""
    if sought.lat is None or sought.lng is None or sought.at is None:
        return []
    high = rules.metres / DEGREE
    wide = high / max(0.1, math.cos(math.radians(sought.lat)))
    days = timedelta(days=rules.days)
    near = Case.objects.filter(
        lat__range=(sought.lat - high, sought.lat + high), lng__range=(sought.lng - wide, sought.lng + wide),
        registered_at__range=(sought.at - days, sought.at + days),
    )  # fmt: skip
    return list(_within(near, user).order_by("-pk").values_list("pk", flat=True)[:OF_A_SIGN])


def _by_text(sought: Sought, user: Any) -> list[int]:
    """The cases that share most bands of the signature, and the newest that the sweep has not signed yet."""
    bands = likeness_text.bands(sought.text)
    if not bands:
        return []
    table = connection.ops.quote_name(Fingerprint._meta.db_table)
    newest = f"SELECT * FROM (SELECT case_id FROM {table} WHERE band = %s ORDER BY case_id DESC LIMIT {OF_A_BAND}) AS b"
    union = " UNION ALL ".join(f"{newest}{place}" for place in range(len(bands)))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT case_id FROM ({union}) AS near GROUP BY case_id ORDER BY COUNT(*) DESC, case_id DESC LIMIT {2 * OF_A_SIGN}",
            bands,
        )
        signed = [row[0] for row in cursor.fetchall()]
    unsigned = _within(Case.objects.filter(fingerprinted=False), user).order_by("-pk")
    return signed + list(unsigned.values_list("pk", flat=True)[:OF_A_SIGN])


def _cases(found: set[int], user: Any) -> list[Case]:
    """Of these the ones that the reader may see, with their sides; nothing sealed is opened for it."""
    cases = Case.objects.visible_to(user).filter(pk__in={NOBODY, *found}).exclude(state=Case.State.VOIDED)
    people = Party.objects.select_related("person").defer(*_sealed("person__"))
    shown = cases.select_related("matter", "desk__center", "desk__department", "merged_into")
    return list(shown.defer("query_code", "token", "result").prefetch_related(Prefetch("parties", people)))


def _others(known: dict[str, set[int]], sought: Sought, user: Any) -> int:
    """How many cases of the same people there are that the reader may not see, restricted ones left out."""
    theirs = Party.objects.filter(person__in=known["identity"], side=APPLICANT)
    cases = Case.objects.filter(pk__in=theirs.values("case"), restricted=False).exclude(pk=sought.but or 0)
    return cases.exclude(pk__in=cases.visible_to(user).values("pk")).count()


def _sealed(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in ("id_number", "phone", "address")]


# -- judging -------------------------------------------------------------------------------------------------------------------


def _judged(case: Case, sought: Sought, pieces: frozenset[str], rules: Rules) -> Candidate:
    signs = _Signs()
    _judge_people(case, sought, rules, signs)
    _judge_other_side(case, sought, rules, signs)
    _judge_place(case, sought, rules, signs)
    share = likeness_text.likeness(pieces, likeness_text.pieces(case.narrative))
    if share >= rules.text_from:
        signs.add("text", rules.like_text * share, _("similar text (%(share)s%%)") % {"share": round(share * 100)})
    if sought.matter_id == case.matter_id and signs.weights and "other" not in signs.weights:
        signs.add("matter", rules.same_matter, _("the same matter"))
    kind = Link.Kind.COUNTER if signs.crossed else Link.Kind.REPEAT if signs.same_person else Link.Kind.RELATED
    score = min(signs.score, 0.99)  # nothing is certain before somebody has looked
    return Candidate(case, score, tuple(dict.fromkeys(signs.words)), kind, score >= rules.probable_from)


def _judge_people(case: Case, sought: Sought, rules: Rules, signs: _Signs) -> None:
    """The strongest sign that somebody named now is somebody named there; on the other side it is the dispute seen from there."""
    for party in case.parties.all():
        person = party.person
        if person is None:
            continue
        for one in sought.people:
            crossed = {one.side, party.side} == {APPLICANT, RESPONDENT}
            if one.side != party.side and not crossed:
                continue
            weight, words = _same_person(one, person, sought, rules)
            if weight and (one.side == APPLICANT or crossed):
                signs.add(
                    "person", weight, _("%(sign)s, on the other side there") % {"sign": words} if crossed else words
                )
                signs.crossed |= crossed
                signs.same_person |= not crossed


def _same_person(one: Somebody, person: Person, sought: Sought, rules: Rules) -> tuple[float, str]:
    if one.document and one.document == person.id_digest:
        return rules.same_document, _("the same document number")
    if one.phone and one.phone == person.phone_digest:
        return rules.same_phone, _("the same phone number")
    if one.document and person.id_digest:
        return 0, ""  # both showed a document, and they differ: two people of one name
    if not one.name or sought.area_id is None or person.area_id != sought.area_id:
        return 0, ""
    if one.name == person.name:
        return rules.same_name, _("the same name in the same village")
    if (one.spoken and one.spoken == person.pinyin) or _one_letter_off(one.name, person.name):
        return rules.near_name, _("nearly the same name in the same village")
    return 0, ""


def _judge_other_side(case: Case, sought: Sought, rules: Rules, signs: _Signs) -> None:
    """Against the same people or organisation; or the same two sides by name, the other way round."""
    theirs: dict[str, list[Party]] = {APPLICANT: [], RESPONDENT: []}
    for party in case.parties.all():
        theirs.setdefault(party.side, []).append(party)
    same_matter = sought.matter_id == case.matter_id
    if _meet(sought.respondents, theirs[RESPONDENT]):
        weight = rules.same_other_matter if same_matter else rules.same_other
        signs.add("other", weight, _("the same other side and matter") if same_matter else _("the same other side"))
    elif same_matter and _meet(sought.respondents, theirs[APPLICANT]) and _meet(sought.applicants, theirs[RESPONDENT]):
        signs.add("other", rules.same_other_matter, _("the same two sides, the other way round"))
        signs.crossed = True


def _meet(these: list[Somebody], those: list[Party]) -> bool:
    return any(_same_side(one, party) for one in these for party in those)


def _same_side(one: Somebody, party: Party) -> bool:
    if party.person is None:
        return bool(
            (one.credit_code and one.credit_code == party.credit_code)
            or (one.organisation and one.organisation == party.organisation)
        )
    if one.document and party.person.id_digest:
        return one.document == party.person.id_digest
    return bool(one.name and one.name == party.person.name)


def _judge_place(case: Case, sought: Sought, rules: Rules, signs: _Signs) -> None:
    if None in (case.lat, case.lng, sought.lat, sought.lng) or sought.at is None:
        return
    far, days = metres(sought.lat, sought.lng, case.lat, case.lng), abs((sought.at - case.registered_at).days)  # type: ignore[arg-type]
    if far <= rules.metres and days <= rules.days:
        when = ngettext("%(n)s day apart", "%(n)s days apart", days) % {"n": days} if days else _("on the same day")
        apart = {"metres": max(10, round(far / 10) * 10), "when": when}
        signs.add("place", rules.near_place, _("about %(metres)s metres away, %(when)s") % apart)


def metres(lat: float, lng: float, to_lat: float, to_lng: float) -> float:
    """The distance of two points of WGS 84 in metres, on a sphere; right to a metre over a village."""
    north, east = math.radians(to_lat - lat), math.radians(to_lng - lng) * math.cos(math.radians((lat + to_lat) / 2))
    return EARTH * math.hypot(north, east)


def _near(name: str) -> list[str]:
    """Patterns of the names that differ from `name` in one letter: another one, one more, one less."""
    if len(name) < SHORTEST_NEAR:
        return []
    letters = [re.escape(letter) for letter in name]
    places = range(len(letters))
    other = ["".join([*letters[:place], ".", *letters[place + 1 :]]) for place in places]
    more = ["".join([*letters[:place], ".", *letters[place:]]) for place in (*places, len(letters))]
    less = ["".join([*letters[:place], *letters[place + 1 :]]) for place in places if len(letters) > SHORTEST_NEAR]
    return [*other, *more, *less]


def _one_letter_off(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_NEAR or one == other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(short == long[:place] + long[place + 1 :] for place in range(len(long)))
