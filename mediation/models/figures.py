from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.institution.models import Area
from mediation.models.mediation import Mediation


class StandardFigure(models.Model):
    """A figure that the calculator needs and the law leaves to the year's statistics or notices; printed as 待核对 until confirmed."""

    class Key(models.TextChoices):
        INCOME = "income", _("Disposable income of urban residents, a year")
        CONSUMPTION = "consumption", _("Consumption of urban residents, a year")
        MONTHLY_WAGE = "monthly_wage", _("Average wage, a month")
        MEALS = "meals", _("Meals in hospital, a day")
        NUTRITION = "nutrition", _("Nutrition, a day")
        NURSING = "nursing", _("Nursing by one person, a day")
        COMPULSORY_DEATH = "compulsory_death", _("Compulsory insurance: death and disability")
        COMPULSORY_MEDICAL = "compulsory_medical", _("Compulsory insurance: treatment")
        COMPULSORY_PROPERTY = "compulsory_property", _("Compulsory insurance: property")

    key = models.CharField(max_length=20, choices=Key.choices)
    year = models.PositiveSmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")  # none: everywhere
    amount_cents = models.BigIntegerField()
    source = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-year", "key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["key", "year"], condition=Q(area=None), name="standard_figure_everywhere"),
            models.UniqueConstraint(fields=["key", "year", "area"], name="standard_figure_once"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="standard_figure_amount"),
        ]

    def __str__(self):
        return f"{self.key} {self.year}"

    @property
    def confirmed(self) -> bool:
        return self.confirmed_at is not None


class Calculation(models.Model):
    """What the calculator gave for a mediation: what was put in, its lines, and the figures it stood on."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="calculations")
    asked = models.JSONField()
    lines = models.JSONField()
    total_cents = models.BigIntegerField()
    confirmed = models.BooleanField(default=False)  # whether every figure it stands on was confirmed
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"calculation {self.pk}"


class PoliceRequest(models.Model):
    """After people's mediation the parties ask the traffic police together, in writing. 道路交通事故处理程序规定 art. 85."""

    mediation = models.OneToOneField(Mediation, models.CASCADE, related_name="police_request")
    made_on = models.DateField()
    office = models.CharField(max_length=80)
    applicants = models.PositiveSmallIntegerField()  # how many take part on each side, at most three (art. 89)
    respondents = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applicants__range=(1, 3), respondents__range=(1, 3)), name="police_request_people"
            )
        ]

    def __str__(self):
        return f"police request {self.pk}"
