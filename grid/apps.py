from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "grid"

    def ready(self):
        from grid import entries, exporting, reorganising  # noqa: F401 - fills the registers
