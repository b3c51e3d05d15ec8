"""Which cases on file look like the matter that is being written down: duplicates, repeats, the same dispute from the other side.

Found by indexes in a number of statements that does not grow, then compared exactly. Only cases that the reader may see come
back; of the others only how many there are of the same person, restricted ones left out, as at the counter ever since.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from center.foundation.now import now
from center.institution.models import Confidentiality
from center.institution.permissions import scope
from intake import likeness_rules, likeness_text
from intake.cases import living
from intake.likeness_rules import Rules
from intake.likeness_signs import (
    APPLICANT,
    DEGREE,
    SHORTEST_NEAR,
    Judged,
    OnFile,
    Side,
    Somebody,
    Sought,
    judge,
)
from intake.models import Case, Fingerprint, Party, Person
from intake.registration import Registration, SideData, id_digest, phone_digest, pinyin

BEST = 5  # that are shown
SIDES = 30  # of a matter that are looked for: of a large group the first
OF_A_SIGN = 30  # newest cases that each sign brings forward
OF_A_NAME = 400  # newest people or cases of one name that are looked through
OF_A_BAND = 60  # newest cases of one band of the signature
LETTERS = 1000  # of a narrative on file that are compared
NOBODY = 0  # no row has this id: with it a statement is asked also where nothing was found, so that time tells nothing
CASE_FACTS = ("pk", "matter", "text", "lat", "lng", "registered_at")
SIDE_FACTS = (
    "side", "person__id_digest", "person__phone_digest", "person__name", "person__pinyin", "person__area", "organisation", "credit_code",
)  # fmt: skip


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
    def said(self) -> str:
        """The word and the percentage."""
        return f"{self.word} {self.percent}%"

    @property
    def why(self) -> str:
        return _("; ").join(self.reasons)

    @cached_property
    def goes_on(self) -> Case:
        """The case itself, or the one that it was merged into."""
        return living(self.case)

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


# -- what is sought ------------------------------------------------------------------------------------------------------------


def written(sides: Iterable[SideData], **facts: Any) -> Sought:
    """What a form has so far: its sides, and whatever else of `Sought` is known."""
    return Sought(people=tuple(_somebody(side) for side in islice(sides, SIDES)), **facts)


def of_registration(data: Registration) -> Sought:
    """What a registration holds."""
    area = data.area.pk if data.area else None
    return written(data.sides, area_id=area, matter_id=data.matter.pk, text=data.narrative, lat=data.lat, lng=data.lng)


def of_case(case: Case) -> Sought:
    """What is known of a case on file; one statement."""
    people = [
        Somebody(side, document or "", phone or "", name or "", spoken or "", organisation, code)
        for side, document, phone, name, spoken, _area, organisation, code in case.parties.values_list(*SIDE_FACTS)[
            :SIDES
        ]
    ]
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
    """The cases on file most like `sought` that `user` may see; at most a dozen statements, however many cases there are."""
    rules = likeness_rules.current()
    sought = sought if sought.at else replace(sought, at=now())
    known = _known(sought.people)
    of_person = _of_person(_known(sought.applicants), sought)
    found = {
        *of_person,
        *_by_people(known | _namesakes(sought), user),
        *_by_other_side(sought, user),
        *_by_place(sought, rules, user),
        *_by_text(sought, user),
    } - {sought.but}
    on_file = _on_file(found, user)
    pieces = likeness_text.pieces(sought.text)
    judged = [judge(one, sought, pieces, rules) for one in on_file]
    alike = sorted((one for one in judged if one.score >= rules.shown_from), key=lambda one: (-one.score, -one.pk))
    return Alike(_candidates(alike[:BEST], rules), len(of_person - {one.pk for one in on_file}))


def _within(cases: QuerySet, user: Any, prefix: str = "") -> QuerySet:
    """Without cases of levels that the person does not read, and without accusations: such a case takes nobody's place, and no time."""
    levels = scope(user).levels - {Confidentiality.ACCUSATION}
    return cases.filter(**{f"{prefix}confidentiality__in": levels})


def _known(people: Iterable[Somebody]) -> set[int]:
    """The rows of people with one of these documents or phones, the newest first."""
    documents = {one.document for one in people if one.document}
    phones = {one.phone for one in people if one.phone}
    found = Person.objects.filter(Q(id_digest__in=documents) | Q(phone_digest__in=phones)).order_by("-pk")
    return {NOBODY, *found.values_list("pk", flat=True)[:OF_A_NAME]}


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


def _by_people(known: set[int], user: Any) -> list[int]:
    parties = _within(Party.objects.filter(person__in=known), user, "case__")
    return list(parties.order_by("-case").values_list("case", flat=True)[: 2 * OF_A_SIGN])


def _by_other_side(sought: Sought, user: Any) -> list[int]:
    """Cases of the same matter in which the other side is named, by name, organisation or credit code; by name on either side."""
    if sought.matter_id is None or not sought.respondents:
        return []
    names = [one.name for one in sought.respondents if one.name]
    organisations = [one.organisation for one in sought.respondents if one.organisation]
    codes = [one.credit_code for one in sought.respondents if one.credit_code]
    people = Person.objects.filter(name__in=names).order_by("-pk").values("pk")[:OF_A_NAME]
    known = Q(organisation__in=organisations) | Q(credit_code__in=codes)
    of_matter = _within(Party.objects.filter(case__matter=sought.matter_id), user, "case__").order_by("-case")
    return [
        pk
        for which, asked in ((Q(person__in=people), names), (known, organisations or codes))
        if asked
        for pk in of_matter.filter(which).values_list("case", flat=True)[:OF_A_SIGN]
    ]


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


def _of_person(identity: set[int], sought: Sought) -> set[int]:
    """The newest cases of the people with these documents and phones, restricted ones left out: of them others may be counted."""
    theirs = Party.objects.filter(person__in=identity, side=APPLICANT, case__restricted=False)
    theirs = theirs.exclude(case=sought.but or NOBODY).exclude(case__state=Case.State.VOIDED)
    return set(theirs.order_by("-case").values_list("case", flat=True)[:OF_A_NAME])


def _on_file(found: set[int], user: Any) -> list[OnFile]:
    """Of these cases the ones that the reader may see, with their sides; plain facts, of which nothing is sealed."""
    visible = Case.objects.visible_to(user).filter(pk__in={NOBODY, *found})
    facts = visible.annotate(text=Left("narrative", LETTERS)).values_list(*CASE_FACTS)
    cases = {row[0]: OnFile(*row) for row in facts.order_by()}
    sides = Party.objects.filter(case__in={NOBODY, *cases}).order_by().values_list("case", *SIDE_FACTS)
    for pk, *side in sides:
        cases[pk].sides.append(Side(*side))
    return list(cases.values())


def _candidates(best: list[Judged], rules: Rules) -> tuple[Candidate, ...]:
    cases = Case.objects.filter(pk__in=[NOBODY, *(one.pk for one in best)])
    whole = (
        cases.select_related("matter", "desk__center", "desk__department")
        .defer("query_code", "token", "result")
        .in_bulk()
    )
    return tuple(
        Candidate(whole[one.pk], one.score, one.reasons, one.kind, one.score >= rules.probable_from) for one in best
    )


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
