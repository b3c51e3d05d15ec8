from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from center.foundation.fields import EncryptedTextField
from center.institution.models import Area, Center, Desk


class Person(models.Model):
    """Somebody who came, called or is named as a side. Identity, phone and address are encrypted and found by keyed digest."""

    class Sex(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")
        UNKNOWN = "unknown", _("Not stated")

    class IdKind(models.TextChoices):  # GA/T 517
        ID_CARD = "111", _("Resident identity card")
        OFFICER = "114", _("Officer's card")
        PASSPORT = "414", _("Passport")
        TAIWAN = "511", _("Taiwan travel permit")
        HONG_KONG_MACAO = "516", _("Hong Kong or Macao permit")
        FOREIGNER = "554", _("Foreigner's residence card")
        NONE = "none", _("None shown")

    class Help(models.TextChoices):
        NONE = "", _("None")
        ELDER = "elder", _("Elderly")
        DISABLED = "disabled", _("Disabled")
        LANGUAGE = "language", _("Needs an interpreter")

    name = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=200, blank=True, db_index=True)  # "zhangsanfeng zsf"
    initials = models.CharField(max_length=30, blank=True, db_index=True)  # "zsf"
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(null=True, blank=True)
    id_kind = models.CharField(max_length=4, choices=IdKind.choices, default=IdKind.NONE)
    id_number = EncryptedTextField(blank=True)
    id_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    no_id_reason = models.CharField(max_length=120, blank=True)
    phone = EncryptedTextField(blank=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    address = EncryptedTextField(blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="people")
    special_help = models.CharField(max_length=10, choices=Help.choices, blank=True, default=Help.NONE)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name"], name="person_name")]
        constraints = [models.CheckConstraint(condition=Q(sex__in=["male", "female", "unknown"]), name="person_sex")]

    def __str__(self):
        return f"person {self.pk}"


class Visit(models.Model):
    """One coming to the counter (or call, letter, report) from which cases are opened."""

    class Source(models.TextChoices):
        HALL = "hall", _("Hall")
        PHONE = "phone", _("Phone call")
        LETTER = "letter", _("Letter")
        ONLINE = "online", _("Online")
        HOTLINE = "hotline", _("12345 hotline")
        POLICE = "police", pgettext_lazy("source", "Police")  # alone it is a class of grid reports
        COURT = "court", _("Court")
        GRID = "grid", _("Grid report")
        LEADER = "leader", _("Leader's assignment")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="visits")
    center = models.ForeignKey(Center, models.PROTECT, related_name="visits")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="visits")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.HALL)
    outside_number = models.CharField(max_length=64, blank=True)  # under which the sender knows it, such as 12345's
    batch = models.ForeignKey("intake.Batch", models.PROTECT, null=True, blank=True, related_name="visits")
    companions = models.PositiveSmallIntegerField(default=0)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "outside_number"], condition=~Q(outside_number=""), name="visit_outside_number"
            )
        ]

    def __str__(self):
        return f"visit {self.pk}"


class Filing(models.Model):
    """Somebody filed for the person of a visit: who, as what; the person is told and can disown it within seven days."""

    class Relation(models.TextChoices):
        FAMILY = "family", _("Family")
        NEIGHBOUR = "neighbour", _("Neighbour or friend")
        GRID_WORKER = "grid_worker", _("Grid worker")
        COMMITTEE = "committee", _("Village or community committee")
        OFFICE = "office", _("Another office")
        LAWYER = "lawyer", _("Lawyer or legal worker")
        OTHER = "other", _("Other")

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="filing")
    filer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="filings")  # none: staff
    relation = models.CharField(max_length=12, choices=Relation.choices)
    until = models.DateTimeField()  # the last moment at which it can be disowned
    told_at = models.DateTimeField(
        null=True, blank=True
    )  # when the notice to the person was owed; none: no phone known
    confirmed_at = models.DateTimeField(null=True, blank=True)
    disowned_at = models.DateTimeField(null=True, blank=True)
    disowned_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(disowned_at=None), name="filing_confirmed_or_disowned"
            )
        ]

    def __str__(self):
        return f"filing {self.pk}"


class Draft(models.Model):
    """What was typed and not yet saved: encrypted, one for each person and form, gone after 24 hours."""

    KEPT = timedelta(hours=24)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form = models.CharField(max_length=40)
    content = EncryptedTextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "form"], name="draft_one")]

    def __str__(self):
        return f"{self.form} {self.owner_id}"
