"""What a log line never holds: an identity number, a phone, a query string, the token of a QR code."""

import io
import logging

import pytest

from center.foundation.discreet import Discreet, discreet


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("身份证320830199001010014号", "身份证***id***号"),
        ("no 34052419800101001X.", "no ***id***."),
        ("电话13812345678已接通", "电话***phone***已接通"),
        ("GET /q/aB3-x_9/ 302", "GET /q/*** 302"),
        ("/cases/?q=%E5%BC%A0 200", "/cases/?*** 200"),
        ("case HHT202611240017K, 99999999999999999999 rows", "case HHT202611240017K, 99999999999999999999 rows"),
    ],
)
def test_personal_data_is_struck_out_of_a_line(said, kept):
    assert discreet(said) == kept


def test_nor_does_an_error_tell_it_with_its_traceback():
    written = io.StringIO()
    log, handler = logging.Logger("portal"), logging.StreamHandler(written)
    handler.addFilter(Discreet())
    log.addHandler(handler)
    try:
        raise ValueError("duplicate key 320830199001010014")
    except ValueError:
        log.exception("not kept for %s", "13812345678")
    text = written.getvalue()
    assert "***id***" in text and "***phone***" in text and "Traceback" in text
    assert "320830199001010014" not in text and "13812345678" not in text


def test_the_worker_logs_through_the_same_filter():
    from center.config.celery import app

    assert app.conf.worker_hijack_root_logger is False
