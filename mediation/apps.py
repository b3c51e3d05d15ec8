from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "mediation"

    def ready(self):
        from mediation import entries  # noqa: F401 - fills the registers
