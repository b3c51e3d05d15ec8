"""Every door of the house."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from center.config import views
from center.foundation import health
from center.foundation.gateway import receipts

urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("healthz", health.web, name="healthz"),
    path("healthz/jobs", health.jobs, name="healthz_jobs"),
    path("gateway/receipts", receipts.receive, name="gateway_receipts"),
    *(
        path(f"accounts/{door}", views.closed)
        for door in ("signup/", "email/", "password/reset/<path:rest>", "password/reset/")
    ),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),  # one door only
    path("admin/", admin.site.urls),
    path("api/", include("center.config.api")),
    path("", include("center.institution.urls")),
    path("exports/", include("center.papers.exports.urls")),
    path("verify/", include("center.papers.urls")),
    path("", include("intake.urls")),
    path("mediation/", include("mediation.urls")),
    path("petitions/", include("petitions.urls")),
    path("grid/", include("grid.urls")),
    path("oversight/", include("center.oversight.urls")),
]
