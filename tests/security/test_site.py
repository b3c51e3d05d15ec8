"""The site's own defence: policies, cookies, requests from elsewhere, ways out of the house, rates, secrets."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from center.foundation import keys, secret_files
from center.foundation.actor import SYSTEM
from center.foundation.now import today
from center.institution import tokens
from tests.factories import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = ["https://elsewhere.example/", "//elsewhere.example/x", "/\\elsewhere.example", "javascript:alert(1)", "http:elsewhere.example", "\thttps://elsewhere.example", "https:///elsewhere.example"]  # fmt: skip


def test_every_page_carries_the_policies(client, clerk, sign_in):
    for who in (client, sign_in(clerk)):
        for page in ("/accounts/login/", "/status/", "/inbox/", "/cases/", "/nowhere/"):
            headers = who.get(page).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy and "object-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy and headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "microphone=()" in headers["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts(client, clerk):
    client.post("/accounts/login/", {"login": "clerk", "password": PASSWORD})
    client.get("/counter/")
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"] and client.cookies[name]["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused(clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    for door in (
        "/sessions/others/end/",
        "/inbox/read/",
        "/seat/",
        "/accounts/logout/",
        "/counter/",
        "/exports/new/cases/",
        "/large-print/",
    ):
        assert client.post(door, {}).status_code == 403, door
    assert client.post("/api/v1/cases/", {}, content_type="application/json").status_code == 403


@pytest.mark.parametrize("where", ELSEWHERE)
def test_no_way_leads_out_of_the_house(client, clerk, where):
    doors = ["/large-print/", "/language/setlang/", "/accounts/login/"]
    for door in doors:
        answer = client.post(
            f"{door}", {"next": where, "language": "en", "elder": "1", "login": "clerk", "password": PASSWORD}
        )
        assert answer.status_code in (302, 204) and "elsewhere" not in answer.headers.get("Location", ""), door
        assert "javascript" not in answer.headers.get("Location", "")
    client.force_login(clerk.user, backend="django.contrib.auth.backends.ModelBackend")
    for door in ("/inbox/read/", "/seat/", "/accounts/logout/"):
        answer = client.post(door, {"next": where, "posting": clerk.pk})
        assert "elsewhere" not in answer.headers.get("Location", "") and "javascript" not in answer.headers.get(
            "Location", ""
        )


@pytest.mark.parametrize("host", ["elsewhere.example", "testserver.elsewhere.example", "testserver@elsewhere.example"])
def test_a_foreign_host_is_not_answered(client, db, host):
    assert client.get("/status/", headers={"host": host}).status_code == 400


def test_a_forwarded_host_or_address_of_a_client_is_not_believed(client, county, settings):
    page = client.get("/accounts/password/change/", headers={"x-forwarded-host": "elsewhere.example"})
    assert "elsewhere" not in page.headers["Location"]
    from django.test import RequestFactory

    from center.foundation import address

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", headers={"x-forwarded-for": "1.1.1.1, 2.2.2.2"})
    assert address.of(request) == "10.0.0.9"
    settings.PROXY_COUNT = 1
    assert address.of(request) == "2.2.2.2"
    settings.PROXY_COUNT = 3
    assert address.of(request) == "10.0.0.9"


def test_an_upload_is_given_out_as_a_download_in_a_sandbox(case, clerk, sign_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from center.foundation.now import now
    from center.papers.models import File
    from intake.models import Attachment
    from tests.factories import jpeg

    content = jpeg()
    file = File.objects.create(media_type="image/jpeg", size=len(content), sha256="0" * 64, stored_at=now(), content=SimpleUploadedFile("p.jpg", content))  # fmt: skip
    attachment = Attachment.objects.create(case=case, file=file, label="照片", at=now())
    answer = sign_in(clerk).get(reverse("intake:attachment", args=[case.number, attachment.pk]))
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff" and "attachment" in answer.headers["Content-Disposition"]
    )
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_calls_by_a_key_are_counted(client, clerk, monkeypatch):
    monkeypatch.setattr(tokens.KeyThrottle, "THROTTLE_RATES", {"key": "3/min"})
    key = tokens.issue(clerk, name="热线平台", valid_to=today() + timedelta(days=1), by=SYSTEM)
    codes = [client.get("/api/v1/cases/", headers={"authorization": f"Token {key}"}).status_code for _turn in range(4)]
    assert codes == [200, 200, 200, 429]


def test_keys_cannot_be_guessed(client, county, monkeypatch):
    monkeypatch.setattr(tokens, "WRONG_KEYS", 3)
    codes = [
        client.get("/api/v1/cases/", headers={"authorization": f"Token {guess}"}).status_code for guess in range(5)
    ]
    assert codes == [401, 401, 401, 429, 429]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604])
def test_a_secret_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    path.write_text("geheim")
    path.chmod(mode)
    with pytest.raises(ImproperlyConfigured) as error:
        secret_files.read(path, "SECRET_KEY_FILE")
    assert "chmod 600" in str(error.value) and "geheim" not in str(error.value)
    path.chmod(0o600)
    assert secret_files.read(path, "SECRET_KEY_FILE") == "geheim"


def test_a_key_of_a_local_run_that_others_can_read_is_refused_too(tmp_path):
    keys._kept(tmp_path, "STORY_KEY", "")
    (tmp_path / "story_key").chmod(0o644)
    keys._kept.cache_clear()
    with pytest.raises(ImproperlyConfigured):
        keys._kept(tmp_path, "STORY_KEY", "")
    keys._kept.cache_clear()


def production(tmp_path, *command, **more):
    """A command as in production, in a process of its own."""
    import base64
    import secrets

    key = base64.b64encode(secrets.token_bytes(32)).decode()
    secret = tmp_path / "secret_key"
    secret.write_text(secrets.token_urlsafe(64))
    secret.chmod(0o600)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    environment = kept | {
        "PRODUCTION": "1", "SECRET_KEY_FILE": str(secret), "ALLOWED_HOSTS": "portal.example", "SITE_URL": "https://portal.example", "FIELD_KEYS": f"1:{key}",
        "DIGEST_KEY": key, "STORY_KEY": key, "REDIS_URL": "redis://127.0.0.1:6379/15", "DATABASE_URL": "postgres://portal@127.0.0.1:1/none",
        "VAR_DIR": str(tmp_path / "var"), "STATIC_ROOT": str(tmp_path / "static"), **more,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )


def test_the_check_for_production_has_nothing_to_say(tmp_path):
    ran = production(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ran.returncode == 0, ran.stderr
    assert "no issues" in ran.stdout


def test_production_starts_on_no_secret_of_a_local_run(tmp_path):
    loose = tmp_path / "loose"
    loose.write_text("x" * 60)
    loose.chmod(0o644)
    ran = production(tmp_path, "manage.py", "check", SECRET_KEY_FILE=str(loose))
    assert ran.returncode and "chmod 600" in ran.stderr
    ran = production(tmp_path, "manage.py", "check", SECRET_KEY_FILE="")
    assert ran.returncode and "SECRET_KEY" in ran.stderr


def test_cookies_of_production_go_by_https_only(tmp_path):
    script = "import django; django.setup(); from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG, s.SECOND_FACTOR_REQUIRED, s.PASSWORD_FIRST_CHANGE)"
    ran = production(tmp_path, "-c", script, DJANGO_SETTINGS_MODULE="center.config.settings")
    assert ran.stdout.split() == ["True", "True", "True", "False", "True", "True"], ran.stderr


def test_no_secret_stands_in_the_repository():
    """Names of settings that hold secrets are read from the environment or from a file, and from nowhere else."""
    words = (ROOT / "center/config/settings.py").read_text()
    for name in (
        "SECRET_KEY",
        "FIELD_KEYS",
        "DIGEST_KEY",
        "STORY_KEY",
        "GATEWAY_TOKEN",
        "GATEWAY_RECEIPT_KEY",
        "EMAIL_HOST_PASSWORD",
    ):
        assert f'{name} = env.secret("{name}"' in words, name
