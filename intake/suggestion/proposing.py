"""A suggestion: the three likeliest matters with the words that spoke for each, the facts read, and where the first would go."""

from dataclasses import dataclass, field

from intake.models import Route
from intake.suggestion import destinations, facts, label_rules, model, own_terms
from intake.suggestion.facts import Facts
from intake.suggestion.features import features
from intake.suggestion.label_rules import LabelRule
from intake.suggestion.words import plain, shape

SHOWN = 3
LIKELY, POSSIBLE = 0.6, 0.25  # from so much chance on a matter is called very likely, or possible
SHORTEST = 4  # characters from which a note says something


@dataclass(frozen=True)
class Candidate:
    """A matter by its key, the chance that it is the one (0 to 1), the words that spoke for it, and the rules that decided."""

    matter: str
    chance: float
    words: tuple[str, ...] = ()
    rules: tuple[LabelRule, ...] = field(default=(), compare=False)

    @property
    def likely(self) -> bool:
        return self.chance >= LIKELY

    @property
    def possible(self) -> bool:
        return POSSIBLE <= self.chance < LIKELY


@dataclass(frozen=True)
class Suggestion:
    """Three matters, the likeliest first; what the words tell besides; and the route that the first would take."""

    matters: tuple[Candidate, ...]
    facts: Facts
    route: Route | None = field(default=None, compare=False)

    @property
    def first(self) -> Candidate:
        return self.matters[0]

    @property
    def destination(self) -> str:
        return self.route.destination if self.route else Route.Destination.TOWNSHIP


def suggest(text: str, *, why: bool = True) -> Suggestion:
    """The suggestion for a note, whatever it holds: the same text gives the same answer. `why` also finds the words that spoke."""
    weights, known = model.shipped(), own_terms.known()
    short = plain(text)
    form = shape(short)
    found = features(form, known.terms)
    rules, own = label_rules.holding(form), known.weights(form)
    scores = score(weights.scores(found), rules, own)
    chances = weights.chances(scores)
    candidates = []
    for place in sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:SHOWN]:
        key = weights.matters[place]
        words = []
        if why:
            words = [term for (term, matter), weight in own.items() if matter == key and weight > 0]
            words += [word for word in weights.spoke(form, found, place, known.terms) if word not in words]
        decided = tuple(rule for rule in rules if rule.matter == key)
        candidates.append(Candidate(key, chances[place], tuple(words[: model.WORDS_SHOWN]), decided))
    told = facts.read(short)
    return Suggestion(tuple(candidates), told, destinations.destination(candidates[0].matter, told))


def scores_of(text: str) -> dict[str, float]:
    """The score of every matter for a note, with all that adds to it."""
    weights, known = model.shipped(), own_terms.known()
    form = shape(plain(text))
    scores = score(weights.scores(features(form, known.terms)), label_rules.holding(form), known.weights(form))
    return dict(zip(weights.matters, scores, strict=True))


def score(scores: list[float], rules: list[LabelRule], own: dict[tuple[str, str], float]) -> list[float]:
    """The learned scores with what the label rules and the county's own terms add."""
    added: dict[str, float] = {}
    for rule in rules:
        added[rule.matter] = added.get(rule.matter, 0.0) + rule.weight
    for (_term, matter), weight in own.items():
        added[matter] = added.get(matter, 0.0) + weight
    return [score + added.get(matter, 0.0) for matter, score in zip(model.shipped().matters, scores, strict=True)]
