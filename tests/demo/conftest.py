"""The demonstration county with few cases, loaded once for all tests of this folder and rolled back after them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

CASES, GRIDS, WORKERS = 90, 200, 220


@pytest.fixture(scope="package")
def said(django_db_setup, django_db_blocker):
    """What `manage.py demo` said when it loaded; the county stays for all tests here, each of which undoes its own changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        out = StringIO()
        call_command("demo", cases=CASES, grids=GRIDS, workers=WORKERS, stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(said, db):
    """The loaded county."""
    return said
