from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from center.foundation import numbering
from center.foundation.fields import EncryptedTextField
from center.institution.models import Area, Center, Desk
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
        """With all a line of a list shows, in a constant number of queries."""
        return self.select_related("matter", "desk__center", "desk__department", "center", "handler").prefetch_related(
            "parties__person", "clocks__limit"
        )


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
    restricted = models.BooleanField(default=False)
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
    hops = models.PositiveSmallIntegerField(default=0)  # hand-overs so far
    client_key = models.CharField(
        max_length=64, null=True, blank=True, unique=True
    )  # digest of an API client's idempotency key
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
                    ]
                ),
                name="case_state",
            ),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="case_people"),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "registered_at"], name="case_desk"),
            models.Index(fields=["origin_desk", "registered_at"], name="case_origin"),
            models.Index(fields=["handler", "state"], name="case_handler"),
            models.Index(fields=["-registered_at"], name="case_newest"),
            models.Index(fields=["township", "registered_at"], name="case_township"),
        ]

    def __str__(self):
        return self.number

    @property
    def grouped(self) -> str:
        """The number as it is read aloud: HHT-20261124-0017-K."""
        return numbering.group(self.number)


class Party(models.Model):
    """A side of a case: a person, or an organisation by its name."""

    class Side(models.TextChoices):
        APPLICANT = "applicant", _("Applicant")
        RESPONDENT = "respondent", _("Other side")
        THIRD = "third", _("Third party")

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties")
    side = models.CharField(max_length=12, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="parties")
    organisation = models.CharField(max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=["applicant", "respondent", "third"]), name="party_side"),
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(organisation=""), name="party_is_somebody"),
        ]

    def __str__(self):
        return f"party {self.pk}"


class Attachment(models.Model):
    """A file on a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(File, models.PROTECT, related_name="attachments")
    label = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.label


class CaseUserPermission(UserObjectPermissionBase):
    """A case shared by name."""

    content_object = models.ForeignKey(Case, models.CASCADE)


class CaseGroupPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Case, models.CASCADE)
