"""The virus check that was owed: files that came in while the scanner was away are looked at when it is back."""

from center.foundation import audit, jobs
from center.foundation.actor import SYSTEM
from center.foundation.now import now
from center.papers import viruses
from center.papers.models import File

BATCH = 50
Check = File.Check


def check_waiting(batch: int = BATCH) -> int:
    """Look at the files that wait, oldest first; gives how many were decided. Stops at the first that the scanner does not answer for."""
    decided = 0
    for file in File.objects.filter(virus_check=Check.UNAVAILABLE).order_by("stored_at")[:batch]:
        try:
            with file.content.open("rb") as source:
                finding = viruses.look(source.file)
        except FileNotFoundError:
            continue
        if finding.check not in (Check.CLEAN, Check.INFECTED):
            break
        done = File.objects.filter(pk=file.pk, virus_check=Check.UNAVAILABLE).update(
            virus_check=finding.check, checked_at=now()
        )
        if done and finding.check == Check.INFECTED:
            audit.record("file_infected", by=SYSTEM, about=f"file:{file.pk}", sha256=file.sha256, size=file.size)
        decided += done
    jobs.report(scanned=decided, acted=decided)
    return decided
