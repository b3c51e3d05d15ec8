"""What speaks for two matters being one: signs of person, other side, place, time, text and matter, weighed by the rules of the center."""

import math
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake import likeness_text
from intake.likeness_rules import Rules
from intake.models import Link, Party

APPLICANT, RESPONDENT = str(Party.Side.APPLICANT), str(Party.Side.RESPONDENT)
SHORTEST_NEAR = 3  # letters of a name of which one may differ
CERTAIN = 0.99  # more is not said before somebody has looked
EARTH = 6_371_000.0  # metres
DEGREE = math.pi * EARTH / 180  # metres of a degree of latitude


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
class Side:
    """A side of a case on file, in the order of `likeness.SIDE_FACTS`; `area` is the village of the person."""

    side: str
    document: str | None
    phone: str | None
    name: str | None
    spoken: str | None
    area: int | None
    organisation: str
    credit_code: str


@dataclass(frozen=True)
class OnFile:
    """What is compared of a case on file, in the order of `likeness.CASE_FACTS`."""

    pk: int
    matter: int
    text: str
    lat: float | None
    lng: float | None
    at: datetime
    sides: list[Side] = field(default_factory=list)

    def of(self, side: str) -> list[Side]:
        return [one for one in self.sides if one.side == side]


@dataclass(frozen=True)
class Judged:
    """A case on file with its score from 0 to 1, why in plain words, and the link that the signs speak for."""

    pk: int
    score: float
    reasons: tuple[str, ...]
    kind: str


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
        return min(1 - math.prod(1 - weight for weight in self.weights.values()), CERTAIN)


def judge(one: OnFile, sought: Sought, pieces: frozenset[str], rules: Rules) -> Judged:
    """How much speaks for `one` being the matter sought; `pieces` are those of its text."""
    signs = _Signs()
    _people(one, sought, rules, signs)
    _other_side(one, sought, rules, signs)
    _place(one, sought, rules, signs)
    share = likeness_text.likeness(pieces, likeness_text.pieces(one.text)) if pieces else 0.0
    if share and share >= rules.text_from:
        signs.add("text", rules.like_text * share, _("similar text (%(share)s%%)") % {"share": round(share * 100)})
    if sought.matter_id == one.matter and signs.weights and "other" not in signs.weights:
        signs.add("matter", rules.same_matter, _("the same matter"))
    kind = Link.Kind.COUNTER if signs.crossed else Link.Kind.REPEAT if signs.same_person else Link.Kind.RELATED
    return Judged(one.pk, signs.score, tuple(dict.fromkeys(signs.words)), kind)


def _people(on_file: OnFile, sought: Sought, rules: Rules, signs: _Signs) -> None:
    """The strongest sign that somebody named now is somebody named there; on the other side it is the dispute seen from there."""
    for there in on_file.sides:
        for one in sought.people:
            crossed = {one.side, there.side} == {APPLICANT, RESPONDENT}
            if not there.name or not (crossed or one.side == there.side == APPLICANT):
                continue
            weight, words = _same_person(one, there, sought, rules)
            if weight:
                signs.add(
                    "person", weight, _("%(sign)s, on the other side there") % {"sign": words} if crossed else words
                )
                signs.crossed |= crossed
                signs.same_person |= not crossed


def _same_person(one: Somebody, there: Side, sought: Sought, rules: Rules) -> tuple[float, str]:
    if one.document and one.document == there.document:
        return rules.same_document, _("the same document number")
    if one.phone and one.phone == there.phone:
        return rules.same_phone, _("the same phone number")
    if one.document and there.document:
        return 0, ""  # both showed a document, and they differ: two people of one name
    if not one.name or sought.area_id is None or there.area != sought.area_id:
        return 0, ""
    if one.name == there.name:
        return rules.same_name, _("the same name in the same village")
    if (one.spoken and one.spoken == there.spoken) or one_letter_off(one.name, str(there.name)):
        return rules.near_name, _("nearly the same name in the same village")
    return 0, ""


def _other_side(on_file: OnFile, sought: Sought, rules: Rules, signs: _Signs) -> None:
    """Against the same people or organisation; or the same two sides by name, the other way round."""
    same_matter = sought.matter_id == on_file.matter
    if _meet(sought.respondents, on_file.of(RESPONDENT)):
        weight = rules.same_other_matter if same_matter else rules.same_other
        signs.add("other", weight, _("the same other side and matter") if same_matter else _("the same other side"))
    elif (
        same_matter
        and _meet(sought.respondents, on_file.of(APPLICANT))
        and _meet(sought.applicants, on_file.of(RESPONDENT))
    ):
        signs.add("other", rules.same_other_matter, _("the same two sides, the other way round"))
        signs.crossed = True


def _meet(these: list[Somebody], those: list[Side]) -> bool:
    return any(_same_side(one, there) for one in these for there in those)


def _same_side(one: Somebody, there: Side) -> bool:
    if one.credit_code and there.credit_code:
        return one.credit_code == there.credit_code
    if one.document and there.document:
        return one.document == there.document
    return bool((one.name and one.name == there.name) or (one.organisation and one.organisation == there.organisation))


def _place(on_file: OnFile, sought: Sought, rules: Rules, signs: _Signs) -> None:
    if sought.lat is None or sought.lng is None or sought.at is None or on_file.lat is None or on_file.lng is None:
        return
    far, days = metres(sought.lat, sought.lng, on_file.lat, on_file.lng), abs((sought.at - on_file.at).days)
    if far <= rules.metres and days <= rules.days:
        when = ngettext("%(n)s day apart", "%(n)s days apart", days) % {"n": days} if days else _("on the same day")
        apart = {"metres": max(10, round(far / 10) * 10), "when": when}
        signs.add("place", rules.near_place, _("about %(metres)s metres away, %(when)s") % apart)


def metres(lat: float, lng: float, to_lat: float, to_lng: float) -> float:
    """The distance of two points of WGS 84 in metres, on a sphere; right to a metre over a village."""
    north, east = math.radians(to_lat - lat), math.radians(to_lng - lng) * math.cos(math.radians((lat + to_lat) / 2))
    return EARTH * math.hypot(north, east)


def one_letter_off(one: str, other: str) -> bool:
    """Whether two names of three letters or more differ in one: another one, one more, one less."""
    if min(len(one), len(other)) < SHORTEST_NEAR or one == other:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(short == long[:place] + long[place + 1 :] for place in range(len(long)))
