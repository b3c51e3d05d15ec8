from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "center.foundation"
    label = "foundation"
