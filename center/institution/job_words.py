"""What the periodic jobs are called on their page; their identifiers are those of the beat schedule."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "clocks": _("Limits: reminders, cards, levels"),
    "reminders": _("Next reminders planned"),
    "digest": _("Digest of the morning"),
    "messages": _("Messages sent"),
    "tallies": _("Counts folded"),
    "bindings": _("Pages bound to one PDF"),
    "dossiers": _("Dossiers made"),
    "papers": _("Virus check of waiting files"),
    "batches": _("Imports"),
    "recomputing": _("Limits computed anew"),
    "calendar": _("Next year's calendar asked for"),
    "fingerprints": _("Narratives signed for comparison"),
    "runs": _("Old job runs cleared"),
    "exports": _("Exports made and cleared"),
    "sessions": _("Sessions ended"),
    "agreements": _("Agreements: payments to come and late ones"),
    "reorganisations": _("Offices merged and split"),
    "mediations": _("Mediations: answers and steps that are due"),
    "reviews": _("Review of the readings of a month asked for"),
    "leftovers": _("Drafts and leftovers cleared"),
}
