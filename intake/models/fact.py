from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models.case import Case


class Fact(models.Model):
    """What the person answered to a question that decides about competence; a question nobody asked has no row."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not known")

    case = models.ForeignKey(Case, models.CASCADE, related_name="facts")
    question = models.CharField(max_length=40)  # a key of intake.routing.questions
    answer = models.CharField(max_length=8, choices=Answer.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "question"], name="fact_one_answer"),
            models.CheckConstraint(condition=Q(answer__in=["yes", "no", "unknown"]), name="fact_answer"),
        ]

    def __str__(self):
        return f"{self.question}: {self.answer}"
