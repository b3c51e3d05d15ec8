"""Doors of the import; part of the namespace "intake"."""

from django.urls import path

from intake.views import batches

urlpatterns = [
    path("import/", batches.batches, name="batches"),
    path("import/template/", batches.template, name="batch_template"),
    path("import/<int:pk>/", batches.batch, name="batch"),
    path("import/<int:pk>/faults/", batches.faults, name="batch_faults"),
    path("import/<int:pk>/take-in/", batches.take_in, name="batch_take_in"),
    path("import/<int:pk>/undo/", batches.undo, name="batch_undo"),
]
