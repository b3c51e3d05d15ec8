from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"

    def ready(self):
        from intake import entries, exporting, outside, reorganising, standing  # noqa: F401 - fills the registers
        from intake.legal_aid import entries as legal_aid  # noqa: F401
