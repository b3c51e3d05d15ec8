"""The doors of the guides: for citizens, for the staff, and at a case."""

from django.urls import path

from intake.guides import views

urlpatterns = [
    path("guides/", views.guides, name="guides"),
    path("guides/<slug:key>/", views.guide, name="guide"),
    path("guides-kept/", views.kept, name="guides_kept"),
    path("guides-kept/<slug:key>/", views.edit, name="guide_edit"),
    path("guides-kept/<int:pk>/publish/", views.publish, name="guide_publish"),
    path("guides-kept/<int:pk>/discard/", views.discard, name="guide_discard"),
    path("cases/<str:number>/consult/<slug:key>/", views.consult, name="consult"),
    path("cases/<str:number>/answer/", views.answer_sheet, name="answer_sheet"),
]
