from django.apps import AppConfig


class InstitutionConfig(AppConfig):
    name = "center.institution"
    label = "institution"

    def ready(self):
        from center.institution import entries  # noqa: F401 - fills the rail
        from center.institution.reorganising import people  # noqa: F401 - fills the register of what goes over
        from center.institution.signing_in import watching  # noqa: F401 - hears who signs in
