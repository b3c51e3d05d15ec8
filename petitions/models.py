from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Proceeding


class PetitionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The petitions whose cases `user` may see today."""
        return self.filter(proceeding__case__in=Case.objects.visible_to(user))

    def under_way(self):
        return self.filter(state__in=Petition.UNDER_WAY)


class Petition(models.Model):
    """A letter that must be answered: received, accepted with a written notice, decided by an opinion. 信访工作条例 (2022)."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")
        DECIDED = "decided", _("Opinion issued")
        ENDED = "ended", _("Ended with the case")

    UNDER_WAY = [State.RECEIVED, State.ACCEPTED]

    class Form(models.TextChoices):  # 信 访 网 电, art. 17
        LETTER = "letter", _("Letter")
        VISIT = "visit", _("Visit")
        ONLINE = "online", _("Online")
        PHONE = "phone", _("Phone")

    class Category(models.TextChoices):  # arts. 29-31
        SUGGESTION = "suggestion", _("Suggestion")
        ACCUSATION = "accusation", _("Accusation")
        CLAIM = "claim", _("Claim for decision")

    class Outcome(models.TextChoices):  # art. 32
        SUPPORT = "support", _("Supported")
        EXPLAIN = "explain", _("Explained")
        REJECT = "reject", _("Not supported")

    proceeding = models.OneToOneField(Proceeding, models.CASCADE, related_name="petition")
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    form = models.CharField(max_length=10, choices=Form.choices)
    category = models.CharField(max_length=12, choices=Category.choices)
    received_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    notice = models.TextField(blank=True)  # what the petitioner was told in writing
    refused_to = models.CharField(max_length=120, blank=True)  # the office or route that is right
    refusal_reason = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    request = models.TextField(blank=True)  # the opinion: what is asked, the facts, the view, the law
    facts = models.TextField(blank=True)
    view = models.TextField(blank=True)
    law = models.TextField(blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["received", "accepted", "refused", "decided", "ended"]), name="petition_state"
            ),
            models.CheckConstraint(condition=Q(form__in=["letter", "visit", "online", "phone"]), name="petition_form"),
            models.CheckConstraint(
                condition=Q(category__in=["suggestion", "accusation", "claim"]), name="petition_category"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | (
                    Q(outcome__in=["support", "explain", "reject"], decided_at__isnull=False) & ~Q(view="") & ~Q(law="")
                ),
                name="petition_opinion_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False, notified_at__isnull=False),
                name="petition_accepted_with_notice",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "accepted"], ended_at=None)
                | Q(state__in=["refused", "decided", "ended"], ended_at__isnull=False),
                name="petition_end",
            ),
        ]
        indexes = [models.Index(fields=["state", "ended_at"], name="petition_state_end")]

    def __str__(self):
        return f"petition {self.pk}"

    @property
    def case(self) -> Case:
        return self.proceeding.case
