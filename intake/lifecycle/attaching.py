"""Files of a case: put on it, bound page by page into one PDF, taken off again while nobody has relied on them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.actor import Actor, ActorKind
from center.foundation.errors import Refused
from center.foundation.now import now
from center.papers import files
from center.papers.files import Incoming, Kept
from intake import binding, story
from intake.cases import take
from intake.lifecycle.table import State, check_reason
from intake.models import Attachment, Binding, Case, Event, Party
from intake.permissions import require
from intake.tasks import send_bindings

MOST_FILES = 500  # of a case
MOST_PAGES = 200  # of one bound PDF
AT_ONCE = 10  # pages that are bound while the person waits
PAGES = (Attachment.Kind.PHOTO, Attachment.Kind.SCAN)
TAKES_FILES = (*Case.OPEN, State.CONCLUDED)
RELYING = ("case.signed", "case.sent_back", "case.concluded", "case.settled")


def attach(
    case: Case, *, papers: Sequence[Incoming], by: Actor, party: Party | None = None, label: str = ""
) -> list[Attachment]:
    """Put examined files on the case, all or none; one that is on it already is not put on twice. Call it outside a transaction.

    Raises Refused("closed" | "not_a_side" | "no_file" | "already_attached" | "too_many_on_case").
    """
    _check_may(by, case, party)
    kept: list[Kept] = []
    used: list[Attachment] = []
    try:
        for paper in papers:  # bytes first, and with no row locked: a store may be far away
            kept.append(files.keep_incoming(paper))
        with transaction.atomic():
            used = _attach(case, list(zip(papers, kept, strict=True)), party, label, by)
    finally:
        taken = {attachment.file_id for attachment in used}
        for pair in kept:
            if pair.original.pk not in taken:
                files.drop(pair.public)
                files.drop(pair.original)
    return used


def _attach(
    case: Case, papers: list[tuple[Incoming, Kept]], party: Party | None, label: str, by: Actor
) -> list[Attachment]:
    take(case)
    _check_may(by, case, party)
    check_open(case)
    if not papers:
        raise Refused(_("Choose at least one file, or take a photo."), "no_file", status=422)
    if party is not None and party.case_id != case.pk:
        raise Refused(_("Name a side of this case, or nobody."), "not_a_side", status=422)
    live = Attachment.objects.filter(case=case, removed_at=None)
    seen = set(live.values_list("file__sha256", flat=True))
    if len(seen) + len(papers) > MOST_FILES:
        raise Refused(
            _("This case has as many files as it can hold. Bind pages, or take some off."), "too_many_on_case"
        )
    place, moment = binding.next_position(case), now()
    rows: list[Attachment] = []
    for paper, pair in papers:
        if paper.sha256 in seen:
            continue
        seen.add(paper.sha256)
        rows.append(
            Attachment(
                case=case,
                file=pair.original,
                public=pair.public,
                kind=paper.kind.group,
                label=label.strip(),
                party=party,
                by_id=by.user_id,
                position=place + len(rows),
                at=moment,
            )
        )  # fmt: skip
    if not rows:
        raise Refused(_("This is on the case already. Nothing was added."), "already_attached")
    for row in rows:
        row.save(force_insert=True)
    story.record(
        case, "case.attached", by=by, attachments=[row.pk for row in rows], sha256=[row.file.sha256 for row in rows],
        party=party.pk if party else None, side=str(party.side) if party else "",
    )  # fmt: skip
    return rows


def _check_may(by: Actor, case: Case, party: Party | None) -> None:
    """Staff with the right; a party in its own name, on its own case."""
    own = party is not None and by.kind == ActorKind.PARTY and by.id == party.pk and party.case_id == case.pk
    if not own:
        require(by, "case.attach", case)


@transaction.atomic
def detach(case: Case, *, attachment: Attachment, reason: str, by: Actor) -> None:
    """Take a file off the case, with a reason, while nobody has relied on it. Its bytes stay closed until the case is destroyed.

    个人信息保护法 art. 47: while a period of retention runs, data is stored and nothing else is done with it.
    Raises Refused("closed" | "moved_on" | "relied_on" | "bound" | "reason_needed").
    """
    take(case)
    require(by, "case.detach", case)
    check_open(case)
    check_reason(reason)
    if attachment.pk in bound_sources(case):
        raise Refused(_("This file is part of a bound PDF. Take that PDF off first."), "bound")
    if relied_on(case, attachment):
        raise Refused(
            _(
                "Since this file came, somebody has signed for the case, decided on it or begun a procedure. It stays; write a note instead."
            ),
            "relied_on",
        )
    live = Attachment.objects.filter(pk=attachment.pk, case=case, removed_at=None)
    if live.update(removed_at=now(), removed_reason=reason.strip()) != 1:
        raise Refused(_("This file was taken off already. Load the page again."), "moved_on")
    story.record(
        case, "case.detached", by=by, attachment=attachment.pk, sha256=attachment.file.sha256, text=reason.strip()
    )


def bind_pages(case: Case, *, attachments: Sequence[Attachment], by: Actor, label: str = "") -> Binding:
    """Bind photos and scans into one PDF on A4, in the order given; up to ten pages at once, more by the worker.

    Raises Refused("closed" | "no_file" | "not_pages" | "too_many_pages" | "not_checked" | "binding_failed").
    """
    with transaction.atomic():
        asked = _ask(case, attachments, label, by)
        if asked.pages > AT_ONCE:
            transaction.on_commit(send_bindings)
    if asked.pages <= AT_ONCE:
        binding.make(asked)
        if asked.state == Binding.State.FAILED:
            raise Refused(
                _("These pages could not be bound. Nothing was changed; open each of them and see which is damaged."),
                "binding_failed",
            )
    return asked


def _ask(case: Case, attachments: Sequence[Attachment], label: str, by: Actor) -> Binding:
    take(case)
    require(by, "case.bind_pages", case)
    check_open(case)
    order = list(dict.fromkeys(attachment.pk for attachment in attachments))
    live = Attachment.objects.filter(case=case, removed_at=None, kind__in=PAGES)
    found = live.select_related("file", "public").in_bulk(order)
    if not order:
        raise Refused(_("Choose the pages that are to be bound."), "no_file", status=422)
    if len(found) != len(order):
        raise Refused(_("Only photos and scans of this case can be bound."), "not_pages", status=422)
    if not all(source.file.readable for source in found.values()):
        raise Refused(
            _("One of these files still waits for the virus check. Bind them when it is done."), "not_checked"
        )
    pages = sum(binding.page_count(source) for source in found.values())
    if pages > MOST_PAGES:
        raise Refused(
            _("These are %(pages)s pages. At most %(most)s are bound at once; make two PDFs.")
            % {"pages": pages, "most": MOST_PAGES},
            "too_many_pages",
            status=422,
        )
    return Binding.objects.create(
        case=case, sources=order, label=label.strip(), by=binding.kept_actor(by), pages=pages, asked_at=now()
    )


def bound_sources(case: Case) -> set[int]:
    """The ids of attachments that a bound PDF of the case names, or one that is being made."""
    done = Attachment.objects.filter(case=case, removed_at=None).values_list("sources", flat=True)
    coming = Binding.objects.filter(case=case, state__in=[Binding.State.WAITING, Binding.State.WORKING])
    return {pk for sources in (*done, *coming.values_list("sources", flat=True)) for pk in sources}


def relied_on(case: Case, attachment: Attachment) -> bool:
    """Whether somebody has acted on the case with this file in sight: signed for it, decided, or done a step of a procedure."""
    since = Event.objects.filter(case=case, at__gt=attachment.at)
    of_procedure = ~Q(kind__startswith="case.") & ~Q(kind__startswith="clock.")
    return case.state == State.CONCLUDED or since.filter(Q(kind__in=RELYING) | of_procedure).exists()


def check_open(case: Case) -> None:
    """Raises Refused("closed") where the files of a case are closed with it."""
    if case.state not in TAKES_FILES:
        raise Refused(_("This case is closed, and its files with it. Nothing was changed."), "closed")
