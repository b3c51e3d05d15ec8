from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from intake import entries, exporting, outside, standing  # noqa: F401 - fills the registers
