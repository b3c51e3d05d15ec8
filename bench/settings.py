"""The portal's own settings, with the doors of the bare views beside its own."""

from pathlib import Path

from center.config import settings as portal
from center.config.settings import *  # noqa: F403 - everything as the portal has it

ROOT_URLCONF = "bench.urls"
TEMPLATES = [{**portal.TEMPLATES[0], "DIRS": [*portal.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]}]
QUIET_HOURS, QUIET_REST_DAYS = None, False  # messages leave the same rows at whatever hour is measured
