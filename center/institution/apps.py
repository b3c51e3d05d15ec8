from django.apps import AppConfig


class InstitutionConfig(AppConfig):
    name = "center.institution"
    label = "institution"
