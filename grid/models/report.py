from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from center.institution.models import Area, Posting
from center.papers.models import File
from grid.models.category import Category
from intake.models import Case


class GridReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports whose case `user` may see today: the worker's own, and what lies within reach."""
        return self.filter(case__in=Case.objects.visible_to(user).values("pk"))

    def for_list(self):
        """With all a line of a list shows, in one query."""
        return self.select_related("category", "grid__parent", "case__desk__center", "reporter")


class GridReport(models.Model):
    """What a grid worker saw, where, and the case it opened. `uuid` is the phone's own: sent twice, it is one report."""

    class Placed(models.TextChoices):
        """How the grid was found; kept, so that a later reader can judge the place."""

        LOCATED = "located", _("Found by its position")
        CONFIRMED = "confirmed", _("Confirmed by the worker, the position being inaccurate")
        MOVED = "moved", _("Moved by the worker, with a reason")
        CHOSEN = "chosen", _("Chosen by the worker, without a position in a grid")
        ONLY = "only", _("The worker's only grid, without a position")

    uuid = models.UUIDField(unique=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="grid_reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grid_reports")
    grid = models.ForeignKey(Area, models.PROTECT, related_name="grid_reports")
    placed = models.CharField(max_length=10, choices=Placed.choices)
    place_reason = models.CharField(max_length=120, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports")
    text = models.TextField(blank=True)
    people_count = models.PositiveIntegerField(default=1)
    urgent = models.BooleanField(default=False)
    settled = models.BooleanField(default=False)  # 自处理: settled by the worker on the spot
    lat = models.FloatField(null=True, blank=True)  # rounded to 50 m
    lng = models.FloatField(null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField()  # on the phone's clock
    received_at = models.DateTimeField()
    photo = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="grid_reports")
    case = models.OneToOneField(Case, models.PROTECT, related_name="grid_report")

    replayed = False  # no column: this object answers a report that was sent again

    objects = GridReportQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(placed__in=["located", "confirmed", "moved", "chosen", "only"]), name="grid_report_placed"
            ),
            models.CheckConstraint(condition=Q(people_count__gte=1), name="grid_report_people"),
            models.CheckConstraint(
                condition=Q(settled=False) | Q(photo__isnull=False), name="grid_report_settled_shown"
            ),
        ]
        indexes = [
            models.Index(fields=["reporter", "-received_at"], name="grid_report_reporter"),
            models.Index(fields=["grid", "received_at"], name="grid_report_grid"),
            models.Index(fields=["received_at"], name="grid_report_day"),
        ]

    def __str__(self):
        return f"report {self.uuid}"

    def get_absolute_url(self) -> str:
        return reverse("grid:shown", args=[self.uuid])
