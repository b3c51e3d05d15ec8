"""The doors of papers."""

from django.urls import path

from intake.papers import views

urlpatterns = [
    path("forms/<str:kind>/", views.blank, name="blank_form"),
    path("cases/<str:number>/papers/", views.index, name="papers"),
    path("cases/<str:number>/papers/new/<str:kind>/", views.write, name="paper_new"),
    path("cases/<str:number>/papers/<int:pk>/", views.paper, name="paper"),
    path("cases/<str:number>/papers/<int:pk>/pdf/", views.pdf, name="paper_pdf"),
    path("cases/<str:number>/papers/<int:pk>/void/", views.void, name="paper_void"),
    path("cases/<str:number>/papers/<int:pk>/serve/", views.serve, name="paper_serve"),
]
