"""The API's doors: one router for the routes of all rooms, and its description."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from grid import api as grid
from intake import api as intake
from intake import api_batches as batches
from mediation import api as mediation

router = SimpleRouter()
for prefix, viewset, basename in [*intake.routes, *batches.routes, *grid.routes, *mediation.routes]:
    router.register(prefix, viewset, basename)

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
