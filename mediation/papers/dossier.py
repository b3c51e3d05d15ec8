"""The dossier of a mediation (人民调解卷宗): one case, one dossier; kept once the sides had begun to talk. 人民调解法 art. 27."""

from intake.dossiers.checklist import DossierKind, dossiers
from intake.models import Case, DossierItem
from mediation.models import Mediation
from mediation.papers import facts


def latest(case: Case) -> Mediation | None:
    """The mediation that the dossier is about: the last one that had begun and is over."""
    over = Mediation.objects.filter(proceeding__case=case, opened_at__isnull=False, ended_at__isnull=False)
    return over.select_related("mediator", "lead").order_by("-pk").first()


def needs(case: Case) -> set[str] | None:
    """With an agreement its text, without one the notice of the other routes; no dossier where no side was ever heard."""
    mediation = latest(case)
    if mediation is None or mediation.state not in (Mediation.State.AGREED, Mediation.State.FAILED):
        return None
    agreed = mediation.state == Mediation.State.AGREED
    return {DossierItem.Need.AGREED if agreed else DossierItem.Need.FAILED}


def handler(case: Case) -> str:
    mediation = latest(case)
    return facts.mediator_name(mediation) if mediation else ""


dossiers.add(DossierKind("mediation", "mediation.dossier", "人民调解卷宗", needs, handler, "调解员"))
