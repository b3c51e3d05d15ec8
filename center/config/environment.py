"""Typed readers of the environment: a missing or wrong value stops the start with a sentence that names it."""

import os
from datetime import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from center.foundation import secret_files

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`, or `default`; without a default the variable is required."""
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return default


def secret(name: str, default: str | None = "") -> str:
    """The value of `name`, or what the file holds that `name`_FILE names (a secret of the container), else `default`; without one it is required.

    A file that others than its owner may read is refused.
    """
    file = os.environ.get(f"{name}_FILE", "")
    if file and not os.environ.get(name):
        return secret_files.read(Path(file), f"{name}_FILE")
    return text(name, default)


def hours(name: str, default: str) -> tuple[time, time] | None:
    """From when to when, such as 22:00-07:00, which spans midnight; None for "none"."""
    value = os.environ.get(name) or default
    if value == "none":
        return None
    try:
        begins, ends = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must read 22:00-07:00, or none; not {value!r}.") from error
    if begins == ends or begins.tzinfo or ends.tzinfo:
        raise ImproperlyConfigured(f"{name} must begin and end at different times of day; not {value!r}.")
    return begins, ends


def pairs(name: str) -> dict[str, str]:
    """Words by name: a=x,b=y."""
    found = [word.partition("=") for word in listing(name)]
    if any(not key.strip() or not value.strip() for key, _sign, value in found):
        raise ImproperlyConfigured(f"{name} must read name=value,name=value.")
    return {key.strip(): value.strip() for key, _sign, value in found}


def numbers(name: str) -> dict[str, int]:
    """Whole numbers by name: a=1,b=2."""
    try:
        return {key: int(value) for key, value in pairs(name).items()}
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must read name=number,name=number.") from error


def flag(name: str, default: bool) -> bool:
    """A yes or a no."""
    value = os.environ.get(name, "").lower()
    if value in TRUE or value in FALSE:
        return value in TRUE
    if value:
        raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off.")
    return default


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


def listing(name: str, default: str = "") -> list[str]:
    """Words separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    """A folder, made when it is not there."""
    folder = Path(os.environ.get(name) or default).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database(name: str, default: str, test_name: str) -> dict:
    """Django's database settings from an address: sqlite:///relative, sqlite:////absolute or postgres://user:word@host:port/name."""
    address = os.environ.get(name) or default
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:],
            # With Django's defaults most concurrent writes fail; immediate transactions over a write-ahead log wait their turn.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
            },
            "TEST": {"NAME": f"{test_name}.sqlite3"},  # a file: in memory, threads cannot share it
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "TEST": {"NAME": Path(test_name).name, "TEMPLATE": "template0", "CHARSET": "UTF8"},
        }
    raise ImproperlyConfigured(f"{name} must begin with sqlite:// or postgres://, not {parts.scheme or 'nothing'}://.")


def s3_store(bucket: str, *, endpoint: str, region: str, access_key: str, secret_key: str, addressing: str) -> dict:
    """Django's settings of a store that speaks S3 (MinIO, Ceph, a public cloud): a private bucket, which only the portal reads."""
    if addressing not in {"path", "virtual"}:
        raise ImproperlyConfigured(f"S3_ADDRESSING must be path or virtual, not {addressing!r}.")
    from botocore.config import Config

    # Stores that are not Amazon's own refuse the checksums that boto3 adds by itself; the portal keeps its own SHA-256.
    config = Config(
        s3={"addressing_style": addressing},
        signature_version="s3v4",
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=5,
        read_timeout=30,
    )
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint,
            "region_name": region,
            "access_key": access_key,
            "secret_key": secret_key,
            "client_config": config,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,  # the same photo twice is two files, and losing one leaves the other
        },
    }
