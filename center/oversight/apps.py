from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "center.oversight"
    label = "oversight"

    def ready(self):
        from center.oversight import entries, exporting  # noqa: F401 - fills the registers
