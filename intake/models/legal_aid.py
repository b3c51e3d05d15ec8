from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.institution.models import Desk
from intake.models.case import Case, Party
from intake.models.way import Proceeding


class LegalAidProvider(models.Model):
    """Who gives legal aid: a lawyer, a legal worker at the grass roots, a volunteer, or staff of the aid office (法律援助法 arts. 12, 13, 17)."""

    class Kind(models.TextChoices):
        LAWYER = "lawyer", _("Lawyer")
        LEGAL_WORKER = "legal_worker", _("Legal worker")
        STAFF = "staff", _("Staff of the legal aid office")
        VOLUNTEER = "volunteer", _("Legal aid volunteer")

    organisation = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.LAWYER)
    licence = models.CharField(max_length=40, unique=True)
    phone = models.CharField(max_length=30, blank=True)  # of the office
    fields = models.CharField(max_length=200, blank=True)  # matters the person knows well
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["organisation", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["lawyer", "legal_worker", "staff", "volunteer"]), name="legal_aid_provider_kind"
            )
        ]

    def __str__(self):
        return f"{self.name} · {self.organisation}"


class LegalAidQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those on cases that `user` may see today; a desk that decides on aid sees the case for it."""
        return self.filter(proceeding__case__in=Case.objects.visible_to(user))

    def under_way(self):
        return self.filter(state__in=LegalAid.UNDER_WAY)


class LegalAid(models.Model):
    """An application for legal aid on a case, from its receipt to the lawyer's report. 法律援助法 (in force 2022-01-01)."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Applied for")
        ASKED = "asked", _("Papers asked for")
        GRANTED = "granted", _("Granted")
        ASSIGNED = "assigned", _("Lawyer named")
        ACCEPTED = "accepted", _("Lawyer at work")
        DONE = "done", _("Aid given")
        REFUSED = "refused", _("Refused")
        OBJECTED = "objected", _("Objection under review")
        UPHELD = "upheld", _("Refusal upheld")
        LAPSED = "lapsed", _("Papers not supplied: taken as withdrawn")
        ENDED = "ended", _("Ended with the case")

    UNDER_WAY = [State.APPLIED, State.ASKED, State.GRANTED, State.ASSIGNED, State.ACCEPTED, State.OBJECTED]

    class Item(models.TextChoices):  # art. 31, and those of art. 32 that stand outside it
        COMPENSATION = "compensation", _("State compensation")
        SOCIAL = "social", _("Social insurance or social relief")
        PENSION = "pension", _("Pension for the disabled or bereaved")
        MAINTENANCE = "maintenance", _("Maintenance of parents, children or spouse")
        WAGES = "wages", _("Labour relation or wages")
        CAPACITY = "capacity", _("Declaration of incapacity")
        INJURY = "injury", _("Injury at work, in traffic, by food or drugs, in treatment")
        ENVIRONMENT = "environment", _("Damage by pollution")
        PROTECTED = "protected", _("Rights of a person named in article 32")
        BY_LAW = "by_law", _("Another matter named by law")
        OUTSIDE = "outside", _("None of these")

    class Ground(models.TextChoices):
        """Why nobody asks about means: arts. 32 and 42."""

        HERO = "hero", _("Next of kin of a hero or martyr (art. 32(1))")
        RESCUER = "rescuer", _("Acted to save others (art. 32(2))")
        ACQUITTED = "acquitted", _("Acquitted on retrial (art. 32(3))")
        VIOLENCE = "violence", _("Victim of abuse, abandonment or domestic violence (art. 32(4))")
        NO_INCOME = "no_income", _("Minor, elderly or disabled without fixed income (art. 42(1))")
        RELIEF = "relief", _("Receives relief, judicial aid or a pension (art. 42(2))")
        MIGRANT = "migrant", _("Migrant worker: wages or injury at work (art. 42(3))")
        BY_LAW = "by_law", _("Another ground named by law (arts. 32(5), 42(4))")

    class Means(models.TextChoices):
        """How hardship was shown, where it must be (art. 41)."""

        PLEDGE = "pledge", _("Applicant's pledge of truth")
        CHECKED = "checked", _("Checked by shared records")

    class Reason(models.TextChoices):
        OUTSIDE = "outside", _("The matter is none that legal aid is given for (arts. 29 to 33)")
        NOT_POOR = "not_poor", _("Not in economic hardship (art. 34)")
        OTHER = "other", _("Another reason")

    proceeding = models.OneToOneField(Proceeding, models.CASCADE, related_name="legal_aid")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="legal_aid")  # that decides, wherever the case lies
    applicant = models.ForeignKey(Party, models.PROTECT, related_name="legal_aid")
    state = models.CharField(max_length=10, choices=State.choices, default=State.APPLIED)
    item = models.CharField(max_length=14, choices=Item.choices)
    ground = models.CharField(max_length=12, choices=Ground.choices, blank=True)  # empty: hardship must be shown
    means = models.CharField(max_length=10, choices=Means.choices, blank=True)
    litigation = models.BooleanField(default=False)  # before a court; art. 38 asks
    organ = models.CharField(max_length=120, blank=True)  # that has the case, or that settles the dispute
    period_ends_on = models.DateField(null=True, blank=True)  # limitation or period by law (art. 44(1))
    preservation = models.BooleanField(
        default=False
    )  # preservation or advance enforcement is needed at once (art. 44(2))
    applied_at = models.DateTimeField()
    missing = models.JSONField(default=list, blank=True)  # keys of the papers that are missing
    missing_other = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # once only (art. 43(2))
    supply_by = models.DateField(null=True, blank=True)
    supplied_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    early = models.BooleanField(default=False)  # given before the review (art. 44); papers follow
    reason_code = models.CharField(max_length=10, choices=Reason.choices, blank=True)
    reason = EncryptedTextField(blank=True, default="")
    provider = models.ForeignKey(LegalAidProvider, models.PROTECT, null=True, blank=True, related_name="legal_aid")
    assigned_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    report = EncryptedTextField(blank=True, default="")
    objection = EncryptedTextField(blank=True, default="")
    objected_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    overturned = models.BooleanField(default=False)
    review_reason = EncryptedTextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LegalAidQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "applied", "asked", "granted", "assigned", "accepted", "done", "refused", "objected", "upheld", "lapsed", "ended",
                    ]
                ),
                name="legal_aid_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "accepted", "done"]) | Q(provider__isnull=False),
                name="legal_aid_has_a_provider",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "refused", "upheld", "lapsed", "ended"], ended_at__isnull=False)
                | Q(state__in=["applied", "asked", "granted", "assigned", "accepted", "objected"], ended_at=None),
                name="legal_aid_end",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["desk", "state"], name="legal_aid_desk")]

    def __str__(self):
        return f"legal aid {self.pk}"

    @property
    def case(self) -> Case:
        return self.proceeding.case

    @property
    def papers_owed(self) -> bool:
        """Whether papers that were asked for, or follow an early grant, have not come yet."""
        return bool(self.missing or self.missing_other)
