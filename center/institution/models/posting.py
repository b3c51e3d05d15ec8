from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from center.institution.models.office import Desk


class Role(models.TextChoices):
    CLERK = "clerk", _("Clerk")
    MEDIATOR = "mediator", _("Mediator")
    ARBITRATOR = "arbitrator", _("Arbitrator")
    PETITION_OFFICER = "petition_officer", _("Petition officer")
    LEGAL_OFFICER = "legal_officer", _("Legal officer")
    SECTION_HEAD = "section_head", _("Section head")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    CENTER_DIRECTOR = "center_director", _("Center director")
    COUNTY_DIRECTOR = "county_director", _("County director")
    DUTY_LEADER = "duty_leader", _("Duty leader")
    GRID_WORKER = "grid_worker", _("Grid worker")
    GRID_LEADER = "grid_leader", _("Grid leader")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


class Attendance(models.TextChoices):
    """常驻, 轮驻, 随驻: how somebody of a department sits at the center."""

    RESIDENT = "resident", _("Resident")
    ROTATING = "rotating", _("Rotating")
    ON_CALL = "on_call", _("On call")


class PostingQuerySet(models.QuerySet):
    def valid(self, on: date):
        """Postings in force on that day, first and last day included, of people whose account is open."""
        return self.held(on).filter(user__is_active=True)

    def held(self, on: date):
        """The same by their dates alone: also the seat of somebody whose account is closed for now."""
        return self.not_ended(on).filter(valid_from__lte=on)

    def not_ended(self, on: date):
        """Those whose last day is not before `on`, also such as begin later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on))


class Posting(models.Model):
    """A person's seat at a desk, with a role and a badge, from a day to a day; `covers` names the posting it stands in for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="postings")
    role = models.CharField(max_length=30, choices=Role.choices)
    badge = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    covers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="covered_by")
    cleared = models.BooleanField(default=False)  # may see sensitive matters: domestic violence, minors
    accusations = models.BooleanField(default=False)  # may see accusations: a clearance of its own
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.RESIDENT)
    call_in_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # on call: how soon at the desk
    delegated = models.JSONField(default=list, blank=True)  # of a cover: the verbs lent; none: all of the role

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "desk", "role"], condition=Q(valid_to=None), name="posting_once"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="posting_dates"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="posting_role"),
            models.CheckConstraint(condition=Q(attendance__in=Attendance.values), name="posting_attendance"),
        ]
        indexes = [models.Index(fields=["desk", "role"], name="posting_desk")]

    def __str__(self):
        return f"{self.badge} {self.user}"

    def in_force(self, on: date) -> bool:
        """The same as `PostingQuerySet.valid`, of a row that is read already."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to) and self.user.is_active

    @property
    def signature(self) -> str:
        """The name as it stands under an act: of who stands in, with 代 and for whom. Wants `user` and `covers__user`."""
        if self.covers is None:
            return str(self.user)
        return gettext("%(name)s (for %(other)s)") % {"name": self.user, "other": self.covers.user}

    @property
    def role_label(self) -> str:
        return str(self.get_role_display())
