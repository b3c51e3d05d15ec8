"""The doors of papers."""

from django.urls import path

from intake.dossiers import views as dossiers
from intake.papers import views

urlpatterns = [
    path("forms/<str:kind>/", views.blank, name="blank_form"),
    path("cases/<str:number>/papers/", views.index, name="papers"),
    path("cases/<str:number>/papers/new/<str:kind>/", views.write, name="paper_new"),
    path("cases/<str:number>/papers/<int:pk>/", views.paper, name="paper"),
    path("cases/<str:number>/papers/<int:pk>/pdf/", views.pdf, name="paper_pdf"),
    path("cases/<str:number>/papers/<int:pk>/word/", views.word, name="paper_word"),
    path("cases/<str:number>/papers/<int:pk>/void/", views.void, name="paper_void"),
    path("cases/<str:number>/papers/<int:pk>/serve/", views.serve, name="paper_serve"),
    path("cases/<str:number>/dossier/", dossiers.dossier, name="dossier"),
    path("cases/<str:number>/dossier/bind/", dossiers.bind, name="dossier_bind"),
    path("cases/<str:number>/dossier/book/", dossiers.book, name="dossier_book"),
]
