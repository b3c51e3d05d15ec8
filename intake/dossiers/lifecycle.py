"""The verbs of a dossier.

arrange, while the case is not in the archive;  bind: open, bound, failed -ask-> waiting -begin-> working -finish-> bound | -fail-> failed
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor
from center.foundation.errors import Refused
from center.foundation.now import now
from intake.binding import kept_actor, page_count
from intake.cases import take
from intake.dossiers import book, checklist
from intake.models import Attachment, Case, Dossier, DossierItem, DossierPiece
from intake.papers.lifecycle import TAKES_PAPERS
from intake.permissions import require

AT_ONCE = 40  # pages made while the person waits
MOST_PAGES = 1500
USUAL_PAGES = 2  # of a paper of ours, by which it is reckoned before it is made


@transaction.atomic
def arrange(case: Case, *, retention: str, note: str, places: Mapping[int, int], by: Actor) -> Dossier:
    """How long the dossier is kept, what is noted about it, and where each file lies (`places`: item by attachment)."""
    kind = _enter(case, "dossier.arrange", by)
    if retention not in Dossier.Retention.values:
        raise Refused(_("Choose how long the dossier is kept."), "retention_needed", status=422)
    dossier, _made = Dossier.objects.get_or_create(case=case, defaults={"procedure": kind.key})
    Dossier.objects.filter(pk=dossier.pk).update(retention=retention, note=note.strip())
    live = set(Attachment.objects.filter(case=case, removed_at=None, pk__in=places).values_list("pk", flat=True))
    items = set(DossierItem.objects.filter(procedure=kind.key).values_list("pk", flat=True))
    for attachment, item in places.items():
        if attachment not in live or item not in items:
            raise Refused(_("Only files of this case are put into its dossier. Load the page again."), "moved_on")
        DossierPiece.objects.update_or_create(attachment_id=attachment, defaults={"dossier": dossier, "item_id": item})
    dossier.refresh_from_db()
    return dossier


def bind(case: Case, *, by: Actor) -> Dossier:
    """Make one PDF of the whole dossier: at once where it is short, by the worker where it is long.

    Raises Refused("dossier_incomplete" | "retention_needed" | "not_checked" | "too_many_pages" | "moved_on" | "dossier_failed").
    """
    from intake.tasks import send_dossiers

    with transaction.atomic():
        kind = _enter(case, "dossier.bind", by)
        checklist.check(case)
        lines = checklist.lines(case)
        files = [attachment for line in lines for attachment in line.files]
        if not all(attachment.file.readable for attachment in files):
            raise Refused(
                _("One of these files still waits for the virus check. Bind them when it is done."), "not_checked"
            )
        papers = sum(len(line.papers) for line in lines)
        pages = sum(page_count(attachment) for attachment in files) + USUAL_PAGES * papers
        if pages > MOST_PAGES:
            raise Refused(
                _("A dossier of more than %(most)s pages cannot be made here.") % {"most": MOST_PAGES}, "too_many_pages"
            )
        dossier = Dossier.objects.get(case=case)
        book.MOVES.take("ask", dossier, by=kept_actor(by), asked_at=now(), pages=pages, pages_done=0)
        book.number(dossier, kind, case)
        if pages > AT_ONCE:
            transaction.on_commit(send_dossiers)
    if pages <= AT_ONCE:
        book.make(dossier)
        if dossier.state == Dossier.State.FAILED:
            raise Refused(
                _("The dossier could not be made. Nothing was lost; open each of its files and see which is damaged."),
                "dossier_failed",
            )
    return dossier


def _enter(case: Case, verb: str, by: Actor) -> checklist.DossierKind:
    take(case)
    require(by, verb, case)
    if case.state not in TAKES_PAPERS:
        raise Refused(_("This case is closed, and its papers with it. Nothing was changed."), "closed")
    found = checklist.kind_of(case)
    if found is None:
        raise Refused(
            _("No dossier is kept for this case yet: it begins with a procedure that keeps one."), "no_dossier"
        )
    return found[0]
