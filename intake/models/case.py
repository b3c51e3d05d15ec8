from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from center.foundation import numbering
from center.foundation.fields import EncryptedTextField
from center.institution.models import Area, Center, Confidentiality, Desk
from center.institution.models.confidentiality import RESTRICTED
from center.papers.models import File
from intake.models.matter import MatterType
from intake.models.person import Person, Visit


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The cases `user` may see today; one condition, whose cost does not depend on the number of postings."""
        from intake.permissions import visible

        return self.filter(visible(user))

    def open(self):
        return self.filter(state__in=Case.OPEN)

    def for_list(self):
        """With all a line of a list shows, in a constant number of queries; of the parties those named first."""
        return self._for(Party.objects.foremost())

    def for_reading(self):
        """The same with every party and who acts for it, by name; nothing is decrypted for that."""
        return self._for(Party.objects.by_name().prefetch_related(Prefetch("agents", Agent.objects.by_name())))

    def _for(self, parties):
        return self.select_related(
            "matter", "desk__center", "desk__department", "center", "handler", "visit"
        ).prefetch_related(Prefetch("parties", parties), "clocks__limit")


class Case(models.Model):
    """One real-world matter: one number, one query code, one story, whatever procedures it goes through."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("Registered")
        ROUTED = "routed", _("Waiting for sign-for")
        HANDLING = "handling", _("In hand")
        CONCLUDED = "concluded", _("Concluded")
        ARCHIVED = "archived", _("Archived")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        PASSED_OUTSIDE = "passed_outside", _("Passed to an outside office")
        MERGED = "merged", _("Merged into another case")
        VOIDED = "voided", _("Void: import undone")

    OPEN = [State.REGISTERED, State.ROUTED, State.HANDLING]

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("Question answered")
        SETTLED = "settled", _("Settled on the spot")
        GUIDED = "guided", _("Guided to another office")
        RESOLVED = "resolved", _("Resolved")
        MEDIATED = "mediated", _("Agreement reached in mediation")
        NOT_MEDIATED = "not_mediated", _("Mediation without agreement")
        OPINION = "opinion", _("Handling opinion issued")
        UNRESOLVED = "unresolved", _("Could not be resolved")

    number = models.CharField(max_length=24, unique=True)
    query_code = EncryptedTextField()
    token = EncryptedTextField()  # of the QR code
    token_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.REGISTERED)
    matter = models.ForeignKey(MatterType, models.PROTECT, related_name="cases")
    confidentiality = models.CharField(max_length=10, choices=Confidentiality.choices, default=Confidentiality.ORDINARY)
    restricted = models.GeneratedField(
        expression=Q(confidentiality__in=RESTRICTED),  # type: ignore[arg-type]  # Q is one
        output_field=models.BooleanField(),
        db_persist=True,
    )  # sensitive or an accusation: for the cleared only, in no count
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="cases")
    center = models.ForeignKey(Center, models.PROTECT, related_name="registered_cases")  # where it was registered
    origin_desk = models.ForeignKey(Desk, models.PROTECT, related_name="registered_cases")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="cases")  # whose it is now
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="handled_cases"
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="cases")
    township = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+"
    )  # that `area` lies in, for counts and filters
    lat = models.FloatField(null=True, blank=True)  # rounded to 50 m
    lng = models.FloatField(null=True, blank=True)
    narrative = models.TextField()
    claim = models.CharField(max_length=500, blank=True)
    people_count = models.PositiveIntegerField(default=1)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    opponent_outside = models.BooleanField(default=False)
    claims_payment = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    concluded_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    result = models.TextField(blank=True)
    on_the_spot = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")  # split from it
    mandatory = models.BooleanField(default=False)  # the parent waits for it
    hops = models.PositiveSmallIntegerField(default=0)  # hand-overs so far
    client_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )  # digest of an API client's idempotency key
    fingerprinted = models.BooleanField(default=False)  # whether the sweep has signed its narrative
    story_seq = models.PositiveIntegerField(default=0)
    story_head = models.CharField(max_length=64)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "registered",
                        "routed",
                        "handling",
                        "concluded",
                        "archived",
                        "declined",
                        "withdrawn",
                        "passed_outside",
                        "merged",
                        "voided",
                    ]
                ),
                name="case_state",
            ),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="case_people"),
            models.CheckConstraint(
                condition=Q(confidentiality__in=Confidentiality.values), name="case_confidentiality"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="case_merged_into",
            ),
            models.CheckConstraint(condition=Q(mandatory=False) | Q(parent__isnull=False), name="case_mandatory_child"),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "registered_at"], name="case_desk"),
            models.Index(fields=["origin_desk", "registered_at"], name="case_origin"),
            models.Index(fields=["handler", "state"], name="case_handler"),
            models.Index(fields=["-registered_at"], name="case_newest"),
            models.Index(fields=["township", "registered_at"], name="case_township"),
            models.Index(fields=["lat", "lng"], condition=Q(lat__isnull=False), name="case_place"),
            models.Index(fields=["id"], condition=Q(fingerprinted=False), name="case_unsigned"),
        ]

    def __str__(self):
        return self.number

    @property
    def grouped(self) -> str:
        """The number as it is read aloud: HHT-20261124-0017-K."""
        return numbering.group(self.number)


class PartyQuerySet(models.QuerySet):
    def by_name(self):
        """With the name of each person, and nothing that must be opened for it."""
        return self.select_related("person").defer("person__id_number", "person__phone", "person__address")

    def foremost(self):
        """Whoever came and the first on the other side: what a line of a list shows, also of a group of hundreds."""
        return self.by_name().filter(position__lte=1)


class AgentQuerySet(models.QuerySet):
    def by_name(self):
        """Those who act now, with their names, and nothing that must be opened for it."""
        acting = self.filter(ended_at=None).select_related("person")
        return acting.defer("person__id_number", "person__phone", "person__address")


class Party(models.Model):
    """One of a side of a case: a person, or an organisation by its name and unified social credit code."""

    class Side(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        RESPONDENT = "respondent", _("Other side")
        THIRD = "third", _("Third party")

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="parties")
    organisation = models.CharField(max_length=120, blank=True)
    credit_code = models.CharField(max_length=18, blank=True)  # GB 32100
    representative = models.BooleanField(default=False)  # of those who claim jointly
    position = models.PositiveSmallIntegerField(default=0)

    objects = PartyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["credit_code"], condition=~Q(credit_code=""), name="party_credit_code"),
            models.Index(fields=["organisation"], condition=~Q(organisation=""), name="party_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["applicant", "respondent", "third"]), name="party_side"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(organisation=""), name="party_is_somebody"),
        ]

    def __str__(self):
        return f"party {self.pk}"


class Agent(models.Model):
    """Who acts for a party: a guardian by law, or an agent with general or special powers (民事诉讼法 arts. 60-62 by analogy)."""

    class Kind(models.TextChoices):
        GUARDIAN = "guardian", _("Guardian")
        AGENT = "agent", _("Agent")

    class Powers(models.TextChoices):
        NONE = "", _("By law")
        GENERAL = "general", _("General powers")
        SPECIAL = "special", _("Special powers")

    party = models.ForeignKey(Party, models.CASCADE, related_name="agents")
    person = models.ForeignKey(Person, models.PROTECT, related_name="acts_for")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    powers = models.CharField(max_length=10, choices=Powers.choices, blank=True, default=Powers.NONE)
    relation = models.CharField(max_length=60, blank=True)
    proof = models.ForeignKey("intake.Attachment", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AgentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="guardian", powers="") | Q(kind="agent", powers__in=["general", "special"]),
                name="agent_powers",
            ),
            models.UniqueConstraint(fields=["party", "person"], condition=Q(ended_at=None), name="agent_once"),
        ]

    def __str__(self):
        return f"agent {self.pk}"


class Attachment(models.Model):
    """A file on a case: the original, its public copy where it is a photo, who handed it in, and whether it was taken off again."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photograph")
        SCAN = "scan", _("Scan")
        AUDIO = "audio", _("Sound recording")
        DOCUMENT = "document", _("Office document")

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, models.PROTECT, related_name="attachments")
    public = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PHOTO)
    label = models.CharField(max_length=80)
    party = models.ForeignKey(Party, models.SET_NULL, null=True, blank=True, related_name="attachments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    sources = models.JSONField(default=list, blank=True)  # ids of the attachments whose pages it binds
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.label


class CaseUserPermission(UserObjectPermissionBase):
    """A case shared by name."""

    content_object = models.ForeignKey(Case, models.CASCADE)


class CaseGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Case, models.CASCADE)
