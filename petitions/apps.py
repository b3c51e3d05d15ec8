from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self):
        from petitions import entries  # noqa: F401 - fills the registers
