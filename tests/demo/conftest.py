"""The demonstration county with few cases, loaded once for all tests of this folder and rolled back after them."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

CASES, GRIDS, WORKERS = 90, 200, 220


@pytest.fixture(scope="package")
def said(django_db_setup, django_db_blocker, tmp_path_factory):
    """What `manage.py demo` said when it loaded; the county stays for all tests here, each of which undoes its own changes."""
    folder = tmp_path_factory.mktemp("demo")
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(folder)}}
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        with override_settings(STORAGES={**settings.STORAGES, "default": files}):
            call_command("demo", cases=CASES, grids=GRIDS, workers=WORKERS, stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(said, db):
    """The loaded county."""
    return said
