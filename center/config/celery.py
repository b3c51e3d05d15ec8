"""The worker's door: tasks of every room, and what beat sends. Beat only sends short sweeps that may run twice and expire."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "center.config.settings")
app = Celery("portal", task_cls="center.config.jobs:RecordedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

MINUTE, HOUR = 60.0, 3600.0
app.conf.beat_schedule = {
    "clocks": {"task": "intake.tasks.sweep_clocks", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "reminders": {
        "task": "intake.tasks.plan_reminders",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "digest": {"task": "intake.tasks.write_digests", "schedule": 10 * MINUTE, "options": {"expires": 10 * MINUTE}},
    "messages": {"task": "center.foundation.tasks.send_messages", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "tallies": {"task": "intake.tasks.fold_tallies", "schedule": 10 * MINUTE, "options": {"expires": 10 * MINUTE}},
    "bindings": {"task": "intake.tasks.bind_waiting_pages", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "dossiers": {"task": "intake.tasks.make_waiting_dossiers", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "papers": {
        "task": "center.papers.tasks.check_waiting_files",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "batches": {"task": "intake.tasks.work_on_batches", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "recomputing": {
        "task": "intake.tasks.recompute_clocks",
        "schedule": 5 * MINUTE,
        "options": {"expires": 5 * MINUTE},
    },
    "calendar": {"task": "center.oversight.tasks.ask_for_missing_year", "schedule": HOUR, "options": {"expires": HOUR}},
    "fingerprints": {"task": "intake.tasks.sign_narratives", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "runs": {"task": "center.foundation.tasks.forget_runs", "schedule": HOUR, "options": {"expires": HOUR}},
    "exports": {"task": "center.papers.tasks.see_to_exports", "schedule": MINUTE, "options": {"expires": MINUTE}},
    "sessions": {
        "task": "center.institution.tasks.forget_ended_sessions",
        "schedule": HOUR,
        "options": {"expires": HOUR},
    },
    "mediations": {
        "task": "mediation.tasks.lapse_mediations",
        "schedule": 10 * MINUTE,
        "options": {"expires": 10 * MINUTE},
    },
    "agreements": {
        "task": "mediation.tasks.follow_agreements",
        "schedule": crontab(hour=8, minute=30),
        "options": {"expires": HOUR},
    },
    "reorganisations": {
        "task": "center.institution.tasks.carry_reorganisations",
        "schedule": MINUTE,
        "options": {"expires": MINUTE},
    },
    "reviews": {
        "task": "center.institution.tasks.ask_for_reviews",
        "schedule": crontab(hour=8, minute=40),
        "options": {"expires": HOUR},
    },
    "leftovers": {"task": "intake.tasks.clear_leftovers", "schedule": HOUR, "options": {"expires": HOUR}},
}
