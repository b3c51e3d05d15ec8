"""What is kept encrypted: it opens where it belongs, with the right key, untouched; and is found by digest only."""

import base64
import multiprocessing
import secrets
import stat

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from center.foundation import keys
from center.foundation.fields import DecryptionError, EncryptedTextField, decrypt, digest, encrypt, verify_digest
from center.foundation.models import Notice
from center.foundation.now import now

PLACE = "intake_person.phone"


def fresh_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def owed(key: str, address: str = "13812345678") -> Notice:
    return Notice.objects.create(key=key, kind="trial", owed_at=now(), address=address)


def stored(notice: Notice) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM foundation_notice WHERE id = %s", [notice.pk])
        return cursor.fetchone()[0]


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_comes_back(text):
    assert decrypt(encrypt(text, PLACE), PLACE) == text


@given(st.text(min_size=1, max_size=30, alphabet=st.characters(codec="utf-8")), st.data())
def test_a_touched_value_does_not_open(text, data):
    version, key_id, sealed = encrypt(text, PLACE).split(".")
    raw = bytearray(base64.urlsafe_b64decode(sealed))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DecryptionError):
        decrypt(f"{version}.{key_id}.{base64.urlsafe_b64encode(raw).decode()}", PLACE)


@pytest.mark.parametrize(
    "junk", ["13812345678", "v1", "v1.1", "v1.1.", "v1.1.AAAA", "v1.1.不", "v2.1.AAAA", "v1.gone.AAAA", "."]
)
def test_what_was_never_sealed_does_not_open_and_is_not_told(junk):
    with pytest.raises(DecryptionError) as caught:
        decrypt(junk, PLACE)
    assert PLACE in str(caught.value)
    assert "13812345678" not in str(caught.value)


def test_the_same_text_is_never_stored_the_same_and_opens_only_in_its_place():
    first, second = encrypt("320830199001010014", PLACE), encrypt("320830199001010014", PLACE)
    assert first != second
    with pytest.raises(DecryptionError, match="does not open"):
        decrypt(first, "intake_person.address")


def test_a_new_key_writes_and_the_old_still_reads(settings):
    old, new = fresh_key(), fresh_key()
    settings.FIELD_KEYS = f"2025:{old}"
    before = encrypt("旧街村三组", PLACE)
    settings.FIELD_KEYS = f"2026:{new},2025:{old}"
    assert decrypt(before, PLACE) == "旧街村三组"
    assert encrypt("旧街村三组", PLACE).startswith("v1.2026.")
    settings.FIELD_KEYS = f"2026:{new}"
    with pytest.raises(DecryptionError, match="FIELD_KEYS does not hold"):
        decrypt(before, PLACE)
    settings.FIELD_KEYS = f"2025:{new}"
    with pytest.raises(DecryptionError, match="does not open"):
        decrypt(before, PLACE)


@pytest.mark.django_db
def test_the_database_holds_no_plain_text():
    notice = owed("trial:1")
    assert stored(notice).startswith("v1.")
    assert "138" not in stored(notice).split(".")[0]
    assert Notice.objects.get(pk=notice.pk).address == "13812345678"
    assert Notice.objects.values_list("address", flat=True).get(pk=notice.pk) == "13812345678"


@pytest.mark.django_db
def test_every_way_of_saving_encrypts():
    one, two = owed("trial:1"), owed("trial:2")
    Notice.objects.filter(pk=one.pk).update(address="by update")
    two.address = "by bulk update"
    Notice.objects.bulk_update([two], ["address"])
    three = Notice.objects.bulk_create([Notice(key="trial:3", kind="trial", owed_at=now(), address="by bulk create")])[
        0
    ]
    four, _ = Notice.objects.update_or_create(
        key="trial:1", defaults={"address": "by update or create"}, create_defaults={}
    )
    read = dict(Notice.objects.values_list("key", "address"))
    assert read == {"trial:1": "by update or create", "trial:2": "by bulk update", "trial:3": "by bulk create"}
    assert all(stored(notice).startswith("v1.") for notice in Notice.objects.filter(pk__in=[two.pk, three.pk, four.pk]))


@pytest.mark.django_db
def test_empty_stays_empty_and_can_be_asked_for():
    bare, full = owed("trial:1", ""), owed("trial:2")
    assert stored(bare) == ""
    assert list(Notice.objects.filter(address="")) == [bare]
    assert list(Notice.objects.exclude(address="")) == [full]
    assert not Notice.objects.filter(address__isnull=True).exists()
    assert not Notice.objects.filter(address=None).exists()


def test_none_stays_none():
    field = Notice._meta.get_field("address")
    assert field.get_db_prep_save(None, connection) is None
    assert field.from_db_value(None, None, connection) is None


@pytest.mark.parametrize("question", [{"address": "13812345678"}, {"address__contains": "138"}, {"address__in": ["1"]}])
def test_a_search_for_encrypted_text_is_a_mistake_that_is_told(question):
    with pytest.raises(FieldError, match="digest"):
        str(Notice.objects.filter(**question).query)


def test_the_field_is_rebuilt_from_its_description():
    _, path, args, kwargs = EncryptedTextField(blank=True, name="phone").deconstruct()
    assert (path, args, kwargs) == ("center.foundation.fields.EncryptedTextField", [], {"blank": True})


def test_digests_find_the_same_value_and_keep_purposes_and_installations_apart(settings):
    settings.DIGEST_KEY = fresh_key()
    found = digest("320830199001010014", "person.id")
    assert found == digest("320830199001010014", "person.id")
    assert len(found) == 64
    assert found != digest("320830199001010014", "party.id")
    assert found != digest("320830199001010022", "person.id")
    assert verify_digest("320830199001010014", "person.id", found)
    assert not verify_digest("320830199001010014", "person.id", "不是")
    settings.DIGEST_KEY = fresh_key()
    assert found != digest("320830199001010014", "person.id")


@pytest.mark.parametrize("name", ["FIELD_KEYS", "DIGEST_KEY", "STORY_KEY"])
@pytest.mark.parametrize("given", ["", "short", "1:short", "1:" + "A" * 44 + ",1:" + "A" * 44, ",", "a b:" + "A" * 44])
def test_a_missing_or_wrong_key_stops_with_its_name(settings, name, given):
    settings.KEY_DIR = None
    setattr(settings, name, given)
    ask = {"FIELD_KEYS": keys.field_keys, "DIGEST_KEY": keys.digest_key, "STORY_KEY": keys.story_key}[name]
    with pytest.raises(ImproperlyConfigured, match=name):
        ask()


def test_a_local_run_keeps_the_keys_it_made_for_itself_alone(settings, tmp_path):
    settings.KEY_DIR, settings.FIELD_KEYS, settings.DIGEST_KEY, settings.STORY_KEY = tmp_path / "keys", "", "", ""
    made = keys.field_keys(), keys.digest_key(), keys.story_key()
    keys._kept.cache_clear()  # as another process would find them
    assert (keys.field_keys(), keys.digest_key(), keys.story_key()) == made
    assert len({made[0]["1"], made[1], made[2]}) == 3
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    files = sorted((tmp_path / "keys").iterdir())
    assert [(file.name, stat.S_IMODE(file.stat().st_mode)) for file in files] == [
        ("digest_key", 0o600),
        ("field_keys", 0o600),
        ("story_key", 0o600),
    ]


def test_processes_that_start_together_agree_on_the_key(tmp_path):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        seen = pool.starmap(keys._kept, [(tmp_path, "DIGEST_KEY", "")] * 64, chunksize=8)
    assert len(set(seen)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["digest_key"]
