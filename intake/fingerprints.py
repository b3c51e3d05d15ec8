"""Signing narratives so that alike ones are found by an index: a sweep's work, so that a save at the counter does not wait for it."""

from django.db import transaction

from center.foundation import health
from intake import likeness_text
from intake.models import Case, Fingerprint

BATCH = 2000


def sign(batch: int = BATCH) -> int:
    """Sign the narratives that are not signed yet, the newest first; gives how many. Safe any number of times and beside others.

    What waits is compared by the newest cases themselves (`likeness`), so that nothing is missed meanwhile.
    """
    waiting = Case.objects.filter(fingerprinted=False).order_by("-pk")
    signed = sum(_sign(case) for case in waiting.only("pk", "narrative")[:batch])
    health.beat("fingerprints", scanned=signed, acted=signed, failed=0)
    return signed


@transaction.atomic
def _sign(case: Case) -> bool:
    """Claimed by compare-and-swap: two sweeps at once sign a case once."""
    if not Case.objects.filter(pk=case.pk, fingerprinted=False).update(fingerprinted=True):
        return False
    Fingerprint.objects.bulk_create(Fingerprint(case=case, band=band) for band in likeness_text.bands(case.narrative))
    return True
