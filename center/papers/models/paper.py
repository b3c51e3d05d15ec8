from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.institution.models import Center
from center.papers.models.file import File


class Template(models.Model):
    """The text of a template as it was from a day on; a changed one is a new version, and old papers keep theirs."""

    key = models.CharField(max_length=60)  # of the kind of paper: "mediation.agreement"
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10, default="zh-hans")
    source = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the source
    since = models.DateTimeField()

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "language", "version"], name="template_version"),
            models.UniqueConstraint(fields=["key", "language", "digest"], name="template_once"),
        ]

    def __str__(self):
        return f"{self.key} {self.version}"


class OfficeWord(models.Model):
    """What stands for an office in the numbers of its papers (机关代字), where it is not what the name of the place gives."""

    center = models.OneToOneField(Center, models.CASCADE, related_name="office_word")
    word = models.CharField(max_length=20, unique=True)

    def __str__(self):
        return self.word


class Paper(models.Model):
    """A paper that an office writes: numbered when it is issued, and from then on never changed; at most void, with its reason."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ISSUED = "issued", _("Issued")
        VOID = "void", _("Void")

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    center = models.ForeignKey(Center, models.PROTECT, related_name="papers")
    number = models.CharField(max_length=60, blank=True)
    serial = models.PositiveIntegerField(null=True, blank=True)
    about = models.CharField(max_length=60, db_index=True)  # "case:HHT202611240017K"
    subject = models.CharField(max_length=60, blank=True)  # "proceeding:12", "party:31"
    data = EncryptedTextField(blank=True)  # JSON of what stands on it
    data_digest = models.CharField(max_length=64, blank=True)  # keyed
    template = models.ForeignKey(Template, models.PROTECT, null=True, blank=True, related_name="papers")
    file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="papers")
    copies = models.PositiveSmallIntegerField(default=1)
    code = EncryptedTextField(blank=True)  # with the number it opens the page on which anybody may check the paper
    code_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_at = models.DateTimeField(null=True, blank=True)
    void_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["drafted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "issued", "void"]), name="paper_state"),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="paper_number"),
            models.CheckConstraint(
                condition=Q(state="draft", number="", file=None) | (~Q(state="draft") & Q(file__isnull=False)),
                name="paper_issued_has_file",
            ),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(void_reason=""), name="paper_void_reason"),
        ]

    def __str__(self):
        return self.number or f"paper {self.pk}"
