"""Exclusions by law: what keeps a matter from a desk, by which article, who is competent instead, and what the person brings there.

Each check is a function of the facts. What blocks is refused; what warns is said. A question that nobody asked never blocks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from center.institution.models import Center, Desk
from intake.models import Case, Fact
from intake.routing.offices import OFFICES
from intake.routing.questions import MEDIATED, PETITIONED, known

BLOCKS, WARNS = "blocks", "warns"
YES = Fact.Answer.YES


@dataclass(frozen=True)
class Facts:
    """What the checks look at: the kind of matter, the desk it would go to (none: nowhere yet), and what was answered."""

    matter: str
    desk: Desk | None = None
    answers: dict[str, str] = field(default_factory=dict)

    def yes(self, question: str) -> bool:
        return self.answers.get(question) == YES

    @property
    def mediation(self) -> bool:
        """Whether it would go to people who mediate, the land tribunal included."""
        return self._department == "judicial"

    @property
    def petition(self) -> bool:
        return self._department == "petitions"

    @property
    def tribunal(self) -> bool:
        return self._kind == Center.Kind.LAND_TRIBUNAL

    @property
    def higher(self) -> bool:
        """Whether it would go to the county."""
        return self._kind == Center.Kind.COUNTY

    @property
    def _department(self) -> str:
        return self.desk.department.key if self.desk and self.desk.department else ""

    @property
    def _kind(self) -> str:
        return self.desk.center.kind if self.desk else ""


@dataclass(frozen=True)
class Exclusion:
    """A check: does it block, what it says, by which article, which office is competent, and what to bring or do."""

    key: str
    does: str
    article: Any
    office: str
    sentence: Any
    bring: Any
    applies: Callable[[Facts], bool]

    @property
    def blocks(self) -> bool:
        return self.does == BLOCKS

    @property
    def office_name(self) -> str:
        return str(OFFICES[self.office].name)

    @property
    def message(self) -> str:
        """The article and what it says."""
        return str(_("By %(article)s: %(sentence)s") % {"sentence": self.sentence, "article": self.article})


EXCLUSIONS: dict[str, Exclusion] = {}


def exclusion(key: str, does: str, **words: Any) -> Callable[[Callable[[Facts], bool]], Callable[[Facts], bool]]:
    """Enter a check into the registry."""

    def enter(applies: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        EXCLUSIONS[key] = Exclusion(key=key, does=does, applies=applies, **words)
        return applies

    return enter


def findings(facts: Facts) -> list[Exclusion]:
    """What speaks against it, what blocks first."""
    found = [check for check in EXCLUSIONS.values() if check.applies(facts)]
    return sorted(found, key=lambda check: not check.blocks)


def facts_of(case: Case, desk: Desk | None, answers: Iterable[tuple[str, str]] = ()) -> Facts:
    """The facts of a case on file, with what was answered just now in front of what was answered before."""
    before = case.facts.values_list("question", "answer")
    return Facts(case.matter.key, desk, known(before) | known(answers))


def anywhere(matter: str, answers: dict[str, str], desks: Iterable[Desk]) -> list[Exclusion]:
    """What speaks against a matter at any of the desks, each check once: what a slip may be printed for."""
    found = {check.key: check for desk in desks for check in findings(Facts(matter, desk, answers))}
    same: dict[tuple[str, str], Exclusion] = {}
    for check in sorted(found.values(), key=lambda check: not check.blocks):
        same.setdefault((check.office, str(check.article)), check)  # one slip for an office and its article
    return list(same.values())


@exclusion(
    "land_taking", BLOCKS, office="housing", article=_("Act on Mediation and Arbitration of Rural Land Contract Disputes art. 2"),
    sentence=_("The taking of land and the compensation for it are no matter for land arbitration."),
    bring=_("The notice of the taking, the compensation plan or agreement, and the land certificate. Against the decision itself: reconsideration within 60 days, or suit."),
)  # fmt: skip
def land_taking(facts: Facts) -> bool:
    """Compensation for taken land is not land arbitration. 农村土地承包经营纠纷调解仲裁法 art. 2."""
    return facts.tribunal and facts.yes("land_taking")


@exclusion(
    "land_in_court", BLOCKS, office="court", article=_("Act on Mediation and Arbitration of Rural Land Contract Disputes art. 22"),
    sentence=_("A court has this matter already: land arbitration does not accept it."),
    bring=_("The court's notice of acceptance or its judgment."),
)  # fmt: skip
def land_in_court(facts: Facts) -> bool:
    """What a court has accepted, land arbitration does not. 农村土地承包经营纠纷调解仲裁法 art. 22."""
    return facts.tribunal and facts.matter == "land_contract" and facts.yes("court")


@exclusion(
    "ownership", BLOCKS, office="government", article=_("Land Administration Act art. 14"),
    sentence=_("Who owns land or may use it is settled by talks, and failing these by decision of the government; arbitration does not decide it."),
    bring=_("Certificates, old contracts and maps, and the boundary as both sides see it. Nobody changes the land before it is decided; against the decision suit lies within 30 days."),
)  # fmt: skip
def ownership(facts: Facts) -> bool:
    """Disputes of ownership and right of use are decided by the government. 土地管理法 art. 14."""
    return facts.tribunal and facts.yes("ownership")


@exclusion(
    "ownership_talks", WARNS, office="government", article=_("Land Administration Act art. 14"),
    sentence=_("If talks about who owns the land or may use it fail, the township or county government decides."),
    bring=_("Certificates, old contracts and maps. Nobody changes the land before it is decided."),
)  # fmt: skip
def ownership_talks(facts: Facts) -> bool:
    """Talks may be helped along; what fails in them the government decides. 土地管理法 art. 14."""
    return facts.mediation and not facts.tribunal and facts.yes("ownership")


@exclusion(
    "distributable", WARNS, office="township", article=_("Judicial Interpretation on Rural Land Contract Disputes art. 1"),
    sentence=_("A court does not hear a suit about the amount of land compensation available for sharing out."),
    bring=_("The decision of the members' meeting and the accounts of the collective. The township checks whether the decision was lawfully made."),
)  # fmt: skip
def distributable(facts: Facts) -> bool:
    """The amount to be shared out is no matter for a court. 涉及农村土地承包纠纷案件解释 art. 1."""
    return facts.yes("distributable")


@exclusion(
    "land_late", WARNS, office="land_tribunal", article=_("Act on Mediation and Arbitration of Rural Land Contract Disputes art. 18"),
    sentence=_("Two years have passed: the other side may plead that the claim to arbitration is out of time."),
    bring=_("Whatever shows when the person learned of it, and that the claim was raised meanwhile."),
)  # fmt: skip
def land_late(facts: Facts) -> bool:
    """Two years of limitation; a warning, for they may have been interrupted. 农村土地承包经营纠纷调解仲裁法 art. 18."""
    return facts.tribunal and facts.yes("land_late")


@exclusion(
    "medical_accepted", BLOCKS, office="court", article=_("Regulations on the Prevention and Handling of Medical Disputes art. 31"),
    sentence=_("A court has accepted this medical dispute: people's mediation does not accept it, or ends."),
    bring=_("The court's notice of acceptance. The court itself can invite the mediators."),
)  # fmt: skip
def medical_accepted(facts: Facts) -> bool:
    """What a court has accepted, the medical mediators do not. 医疗纠纷预防和处理条例 art. 31."""
    return facts.matter == "medical" and facts.mediation and facts.yes("court")


@exclusion(
    "medical_at_authority", BLOCKS, office="health", article=_("Regulations on the Prevention and Handling of Medical Disputes art. 31"),
    sentence=_("The health authority has accepted this medical dispute: people's mediation does not accept it, or ends."),
    bring=_("The application to the health authority or its notice. It settles within 30 working days (art. 40)."),
)  # fmt: skip
def medical_at_authority(facts: Facts) -> bool:
    """What the health authority mediates, the medical mediators do not. 医疗纠纷预防和处理条例 arts. 31, 40."""
    return facts.matter == "medical" and facts.mediation and facts.yes("health")


@exclusion(
    "litigation", BLOCKS, office="joint_reception", article=_("Regulations on Petition Work arts. 22 and 28"),
    sentence=_("Litigation is kept apart from petitions: what a court has, or what concerns an act of court, procuracy or police, goes to the joint reception center."),
    bring=_("The judgment or notice of the court, the procuracy or the police, and an identity document."),
)  # fmt: skip
def litigation(facts: Facts) -> bool:
    """诉访分离: what is before a court is no ordinary petition. 信访工作条例 arts. 22, 28."""
    return facts.petition and (facts.matter == "law_litigation" or (facts.matter in PETITIONED and facts.yes("court")))


@exclusion(
    "rechecked", BLOCKS, office="petitions", article=_("Regulations on Petition Work art. 36"),
    sentence=_("The re-review has ended: the same request on the same facts and reasons is not accepted again."),
    bring=_("The opinion of the re-review; and whatever is new, for new facts are a new matter."),
)  # fmt: skip
def rechecked(facts: Facts) -> bool:
    """三级终结: after the re-review nobody accepts the same facts again. 信访工作条例 art. 36."""
    return facts.petition and facts.yes("rechecked")


@exclusion(
    "lower_level", BLOCKS, office="lower", article=_("Regulations on Petition Work art. 19"),
    sentence=_("A lower level is handling the same matter in time: the higher one does not accept it."),
    bring=_("The notice of acceptance. If its time has passed without an answer, come again."),
)  # fmt: skip
def lower_level(facts: Facts) -> bool:
    """While it is handled in time below, the higher level does not accept it. 信访工作条例 art. 19."""
    return facts.petition and facts.higher and facts.yes("lower")


@exclusion(
    "refused", BLOCKS, office="sides", article=_("People's Mediation Act art. 17"),
    sentence=_("One side clearly refuses mediation: there is none."),
    bring=_("Contract, receipts and whatever else proves the claim. Legal aid is at the public legal service desk."),
)  # fmt: skip
def refused(facts: Facts) -> bool:
    """Nobody is mediated who refuses; arbitration asks for no consent. 人民调解法 art. 17."""
    return facts.mediation and not facts.tribunal and facts.matter in MEDIATED and facts.yes("refuses")


@exclusion(
    "crime", BLOCKS, office="police", article=_("People's Mediation Act art. 25; Criminal Procedure Act art. 110"),
    sentence=_("There are signs of a crime: it is reported to the police first, and not mediated."),
    bring=_("Identity document, photos, medical papers, transfers and messages. In danger: 110."),
)  # fmt: skip
def crime(facts: Facts) -> bool:
    """Signs of a crime go to the police. 人民调解法 art. 25; 刑事诉讼法 art. 110."""
    return facts.mediation and facts.yes("crime")


@exclusion(
    "police_late", WARNS, office="traffic_police", article=_("Rules on the Handling of Road Traffic Accidents art. 86"),
    sentence=_("Ten working days have passed since the determination came: the traffic police no longer mediate; this center may, and a suit stays open."),
    bring=_("The determination with the day it was received."),
)  # fmt: skip
def police_late(facts: Facts) -> bool:
    """The police are asked to mediate within ten working days. 道路交通事故处理程序规定 (146号) art. 86."""
    return facts.matter == "traffic_accident" and facts.yes("police_late")


@exclusion(
    "police_many", WARNS, office="traffic_police", article=_("Rules on the Handling of Road Traffic Accidents art. 89"),
    sentence=_("At a mediation by the traffic police at most three people of a side take part."),
    bring=_("Three names at most, and a power of attorney for whoever is not there."),
)  # fmt: skip
def police_many(facts: Facts) -> bool:
    """At most three of a side before the police. 道路交通事故处理程序规定 (146号) art. 89."""
    return facts.matter == "traffic_accident" and facts.yes("many")


@exclusion(
    "labour_late", WARNS, office="labour", article=_("Act on Mediation and Arbitration of Labour Disputes art. 27"),
    sentence=_("A year has passed: the other side may plead that the claim to labour arbitration is out of time."),
    bring=_("Contract, pay slips, transfers and messages; whatever shows that the pay was demanded meanwhile, which lets the year begin anew."),
)  # fmt: skip
def labour_late(facts: Facts) -> bool:
    """One year of limitation, a warning only: it may have been interrupted, and for wages begins when the work ends. 劳动争议调解仲裁法 art. 27."""
    return facts.yes("labour_late")
