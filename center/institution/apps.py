from django.apps import AppConfig


class InstitutionConfig(AppConfig):
    name = "center.institution"
    label = "institution"

    def ready(self):
        from center.institution import entries  # noqa: F401 - fills the rail
