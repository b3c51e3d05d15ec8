"""The doors of legal aid and of its desk."""

from django.urls import path

from intake.legal_aid import views

urlpatterns = [
    path("legal-aid/", views.index, name="legal_desk"),
    path("legal-aid/apply/<str:number>/", views.apply, name="aid_apply"),
    path("legal-aid/<int:pk>/do/<slug:verb>/", views.step, name="aid_step"),
    path("legal-aid/<int:pk>/paper/<slug:kind>/", views.paper, name="aid_paper"),
]
