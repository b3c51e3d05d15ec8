from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"

    def ready(self):
        from mediation import entries, exporting, reorganising  # noqa: F401 - fills the registers
