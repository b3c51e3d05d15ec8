from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Proceeding


class MediationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The mediations of the cases that `user` may see today."""
        return self.filter(proceeding__case__in=Case.objects.visible_to(user))

    def under_way(self):
        return self.filter(state__in=Mediation.UNDER_WAY)


class Mediation(models.Model):
    """Two sides and a mediator: the record of a mediation on a case. 人民调解法."""

    class State(models.TextChoices):
        APPLIED = "applied", _("Application being looked at")
        PROPOSED = "proposed", _("Asking the sides")
        OPEN = "open", _("In mediation")
        AGREED = "agreed", _("Agreement reached")
        FAILED = "failed", _("No agreement")
        DECLINED = "declined", _("Not taken on")
        ENDED = "ended", _("Ended with the case")

    UNDER_WAY = [State.APPLIED, State.PROPOSED, State.OPEN]

    class Form(models.TextChoices):  # art. 28
        WRITTEN = "written", _("In writing")
        ORAL = "oral", _("Orally, noted by the mediator")

    class Source(models.TextChoices):  # 案件来源 of the forms of the Ministry of Justice
        APPLICATION = "application", _("On application")
        OWN_INITIATIVE = "own_initiative", _("On the committee's own initiative")
        COURT = "court", _("Referred by the court")
        PROCURACY = "procuracy", _("Referred by the procuracy")
        POLICE = "police", _("Referred by the police")
        PETITIONS = "petitions", _("Referred by the petition office")
        OTHER = "other", _("Referred by another office")

    class Kind(models.TextChoices):
        PEOPLE = "people", _("People's mediation")
        TRAFFIC = "traffic", _("Traffic accident mediation")
        MEDICAL = "medical", _("Medical dispute mediation")
        HOUSING = "housing", _("Housing and expropriation mediation")

    class Entrusted(models.TextChoices):  # 法释〔2016〕14号 art. 27
        NONE = "", _("Not by a court")
        ASSIGNED = "assigned", _("Delegated before docketing")
        ORDINARY = "ordinary", _("Entrusted, ordinary procedure")
        SUMMARY = "summary", _("Entrusted, summary procedure")

    proceeding = models.OneToOneField(Proceeding, models.CASCADE, related_name="mediation")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PEOPLE)
    source = models.CharField(max_length=15, choices=Source.choices, default=Source.APPLICATION)
    outside_number = models.CharField(max_length=64, blank=True)  # under which the referring office knows it
    entrusted = models.CharField(max_length=10, choices=Entrusted.choices, blank=True, default=Entrusted.NONE)
    dispute = models.CharField(max_length=30, blank=True)  # housing: what the quarrel is about, `specialist.housing`
    limit_key = models.CharField(max_length=60, blank=True)  # the limit that runs for it
    earlier = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later")  # taken up again
    mediator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mediations")
    lead = models.ForeignKey(
        "mediation.Mediator", models.PROTECT, null=True, blank=True, related_name="led"
    )  # of the roster, where one was named; may be an invited mediator who does not sign in
    proposed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    agreement_form = models.CharField(max_length=10, choices=Form.choices, blank=True)
    terms = models.TextField(blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    failure_reason = models.CharField(max_length=300, blank=True)  # also why it was not taken on

    objects = MediationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["applied", "proposed", "open", "agreed", "failed", "declined", "ended"]),
                name="mediation_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | (Q(agreement_form__in=["written", "oral"]) & ~Q(terms="")),
                name="mediation_agreed_on_something",
            ),
            models.CheckConstraint(condition=Q(amount_cents=None) | Q(amount_cents__gte=0), name="mediation_amount"),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "proposed", "open"], ended_at=None)
                | Q(state__in=["agreed", "failed", "declined", "ended"], ended_at__isnull=False),
                name="mediation_end",
            ),
        ]
        indexes = [
            models.Index(fields=["mediator", "state"], name="mediation_mediator"),
            models.Index(fields=["state", "ended_at"], name="mediation_state_end"),
        ]

    def __str__(self):
        return f"mediation {self.pk}"

    @property
    def case(self) -> Case:
        return self.proceeding.case
