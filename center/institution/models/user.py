from django.contrib.auth.models import AbstractUser
from django.db import models

from center.foundation.fields import LateEncryptedTextField
from center.institution.models.spelled import SpelledField


class User(AbstractUser):
    """A person who signs in. What the person may do comes from postings, never from the user row."""

    first_name = None  # type: ignore[assignment]  # one name, as it is written here
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60)
    pinyin = SpelledField(max_length=200, blank=True, of="name")  # "zhangsanfeng zsf": how it is typed
    home_department = models.ForeignKey(
        "institution.Department", models.PROTECT, null=True, blank=True, related_name="staff"
    )

    phone = LateEncryptedTextField(blank=True)  # for text messages of the ladder; empty: none are sent
    wechat = LateEncryptedTextField(blank=True)  # what the gateway knows the person by; empty: none are sent

    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name
