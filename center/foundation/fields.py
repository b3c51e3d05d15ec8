"""Text encrypted at rest, and the keyed digests by which it is found again.

Stored: "v1.<key id>.<base64url of nonce and ciphertext>", AES-256-GCM, bound to its table and column: a value that was
copied to another column, or touched, does not open; a table that is renamed must be encrypted again. GB/T 22239 asks at
level 3 that key personal data be kept secret at rest by cryptography.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from center.foundation import keys

VERSION = "v1"
NONCE_BYTES = 12


class DecryptionError(Exception):
    """A stored value that does not open: unknown key, wrong key, wrong place, or changed by someone."""


def encrypt(text: str, context: str) -> str:
    """`text` sealed for `context` ("table.column") with the first key; the empty string stays empty."""
    if text == "":
        return ""
    key_id, key = next(iter(keys.field_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(key).encrypt(nonce, text.encode(), context.encode())
    return f"{VERSION}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """What was sealed for `context`; raises DecryptionError, which names the place and never the value."""
    if stored == "":
        return ""
    version, key_id, sealed = (*stored.split(".", 2), "", "")[:3]
    if version != VERSION:
        raise DecryptionError(f"{context} holds something that is not encrypted text")
    key = keys.field_keys().get(key_id)
    if key is None:
        raise DecryptionError(f"{context} was encrypted with a key that FIELD_KEYS does not hold")
    try:
        raw = base64.b64decode(sealed.encode(), altchars=b"-_", validate=True)
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise DecryptionError(f"{context} does not open: wrong key, wrong place, or changed") from error


def digest(value: str, purpose: str) -> str:
    """Keyed HMAC-SHA256 in hex, by which a value is found; `purpose` keeps the digests of two columns apart."""
    return hmac.new(keys.digest_key(), f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def verify_digest(value: str, purpose: str, expected: str) -> bool:
    """Whether `expected` is the digest of `value`, in constant time."""
    return hmac.compare_digest(digest(value, purpose).encode(), expected.encode())


@cache
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


class EmptyOnly(Exact):
    """`field=""` finds what is empty; every other value is encrypted anew each time, and can only be found by digest."""

    def get_prep_lookup(self):
        if self.rhs not in ("", None):  # None becomes IS NULL
            raise FieldError("An encrypted field can be compared with the empty string only; look its digest up.")
        return self.rhs


class Sealed(str):
    """Text as it is stored, of a row whose column is opened late."""


class OpenedLate(DeferredAttribute):
    """Opens the column when it is asked for; DecryptionError is raised there, and not where the row is read."""

    def __get__(self, instance, cls=None):
        found = super().__get__(instance, cls)
        return decrypt(found, self.field.context) if isinstance(found, Sealed) else found

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python; None and the empty string stay what they are."""

    description = "Encrypted text"

    @property
    def context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value, expression, connection):
        return None if value is None else decrypt(value, self.context)

    def get_db_prep_save(self, value, connection):
        if hasattr(value, "as_sql"):  # an expression, such as the branches of bulk_update, prepares its own values
            return value
        value = self.get_prep_value(value)
        return None if value is None else encrypt(value, self.context)

    def get_lookup(self, lookup_name):
        lookup = {"isnull": IsNull, "exact": EmptyOnly}.get(lookup_name)
        if lookup is None:
            raise FieldError(f"An encrypted field cannot be searched by {lookup_name}; look its digest up.")
        return lookup


class LateEncryptedTextField(EncryptedTextField):
    """The same in a row that everybody needs, such as the person who signs in: it opens when it is read from the object.

    A value that does not open hinders nobody who does not ask for it, and is written back as it was. `values()` gives it sealed.
    """

    descriptor_class = OpenedLate

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "center.foundation.fields.EncryptedTextField", args, kwargs  # the same column

    def from_db_value(self, value, expression, connection):
        return Sealed(value) if value else value

    def pre_save(self, model_instance, add):
        return model_instance.__dict__[self.attname]

    def get_db_prep_save(self, value, connection):
        return str(value) if isinstance(value, Sealed) else super().get_db_prep_save(value, connection)
