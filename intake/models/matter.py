from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from center.institution.models import Area, Center, Confidentiality, Department, Desk, Named
from center.institution.models.confidentiality import RESTRICTED

FOUNDED = date(2014, 12, 1)  # the day the first rows count from


class MatterType(Named):
    """What a case is about, with the department that leads; a change is a new row of the same key, and a case keeps the row it was registered with."""

    key = models.SlugField(max_length=40)
    department = models.ForeignKey(Department, models.PROTECT, related_name="matters")
    confidentiality = models.CharField(
        max_length=10, choices=Confidentiality.choices, default=Confidentiality.ORDINARY
    )  # at least so closely a case of this matter is kept
    restricted = models.GeneratedField(
        expression=Q(confidentiality__in=RESTRICTED),  # type: ignore[arg-type]  # Q is one
        output_field=models.BooleanField(),
        db_persist=True,
    )
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)  # the row of its key that matters are registered with now
    handling_limit = models.CharField(max_length=60, default="handling")  # the promise its handling runs by
    valid_from = models.DateField(default=FOUNDED)
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why it was changed, on the row that it made

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "valid_from"], name="matter_version"),
            models.UniqueConstraint(fields=["key"], condition=Q(active=True), name="matter_one_active"),
        ]


class RouteQuerySet(models.QuerySet):
    def valid(self, on: date):
        """The table in force on a day, in its order; a version that takes a rule out of use is none."""
        published = self.filter(state=Route.State.PUBLISHED, off=False, valid_from__lte=on)
        return published.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("order", "pk")


class Route(models.Model):
    """A version of a row of the routing table: the first whose conditions hold proposes the destination, and says why."""

    class Destination(models.TextChoices):
        TOWNSHIP = "township"
        COUNTY = "county"
        TRAFFIC = "traffic"
        MEDICAL = "medical"
        HOUSING = "housing"
        JOINT_RECEPTION = "joint_reception"
        LAND_TRIBUNAL = "land_tribunal"
        LEGAL_SERVICE = "legal_service"
        PETITIONS = "petitions"
        GOVERNANCE = "governance"
        DESK = "desk"  # the desk named

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        TRIED = "tried", _("Tried on past cases")
        PUBLISHED = "published", _("Published")

    class OtherSide(models.TextChoices):
        PERSON = "person", _("A person")
        ORGANISATION = "organisation", _("An organisation")

    key = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    off = models.BooleanField(default=False)  # from `valid_from` the rule is out of use
    center = models.ForeignKey(
        Center, models.PROTECT, null=True, blank=True, related_name="routes"
    )  # whose own rule it is; none: the county's
    order = models.PositiveSmallIntegerField()
    matters = models.ManyToManyField(MatterType, blank=True, related_name="routes")  # none: any matter
    keywords = models.CharField(max_length=200, blank=True)  # apart by blanks; one of them in the words is enough
    areas = models.ManyToManyField(Area, blank=True, related_name="routes")  # none: anywhere
    people_over = models.PositiveSmallIntegerField(null=True, blank=True)
    amount_over_cents = models.BigIntegerField(null=True, blank=True)
    other_side = models.CharField(max_length=12, choices=OtherSide.choices, blank=True)
    opponent_outside = models.BooleanField(null=True, blank=True)
    claims_payment = models.BooleanField(null=True, blank=True)
    destination = models.CharField(max_length=20, choices=Destination.choices)
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, blank=True, related_name="routes")
    assist = models.CharField(max_length=20, choices=Destination.choices, blank=True)  # who should be asked to assist
    urgent = models.BooleanField(default=False)  # what it catches is urgent
    explanation = models.CharField(max_length=200)
    explanation_en = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why this version was made
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    destination__in=[
                        "township", "county", "traffic", "medical", "housing", "joint_reception", "land_tribunal", "legal_service", "petitions", "governance",
                        "desk",
                    ]
                ),
                name="route_destination",
            ),
            models.CheckConstraint(condition=Q(destination="desk", desk__isnull=False) | (~Q(destination="desk") & Q(desk=None)), name="route_desk"),
            models.CheckConstraint(condition=Q(state__in=["draft", "tried", "published"]), name="route_state"),
            models.CheckConstraint(condition=Q(other_side__in=["", "person", "organisation"]), name="route_other_side"),
            models.UniqueConstraint(fields=["key", "version"], name="route_version"),
            models.UniqueConstraint(fields=["key"], condition=~Q(state="published"), name="route_one_draft"),
        ]  # fmt: skip

    def __str__(self):
        return self.key

    @property
    def why(self) -> str:
        """The explanation in the reader's language."""
        return self.explanation_en if self.explanation_en and get_language() == "en" else self.explanation
