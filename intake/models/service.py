from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from center.foundation.fields import EncryptedTextField
from center.papers.models import Paper
from intake.models.case import Attachment, Case, Party


class Service(models.Model):
    """A paper brought to a party (送达): the way, the day and the proof. Its day begins what the law counts from then on."""

    class Way(models.TextChoices):  # 民事诉讼法 arts. 88-95 by analogy
        DIRECT = "served_direct", _("Handed over")
        LEFT = "served_left", _("Left at the home")
        POST = "served_post", _("By post")
        ELECTRONIC = "served_electronic", _("Electronically, as agreed")
        NOTICE = "served_notice", _("By public notice")

    case = models.ForeignKey(Case, models.CASCADE, related_name="served")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="served")
    party = models.ForeignKey(Party, models.PROTECT, related_name="served")
    way = models.CharField(max_length=20, choices=Way.choices)
    served_on = models.DateField()
    received_by = EncryptedTextField(blank=True)  # who took it, where not the party
    relation = models.CharField(max_length=40, blank=True)  # of that person to the party
    address = EncryptedTextField(blank=True)  # where to, or the number or address of the message
    agreed_by = models.CharField(max_length=120, blank=True)  # how the party agreed to be reached electronically
    witness = EncryptedTextField(blank=True)  # of a paper left behind
    tracking = models.CharField(max_length=60, blank=True)
    proof = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "party"], name="served_once"),
            models.CheckConstraint(
                condition=Q(
                    way__in=["served_direct", "served_left", "served_post", "served_electronic", "served_notice"]
                ),
                name="service_way",
            ),
        ]

    def __str__(self):
        return f"service {self.pk}"
