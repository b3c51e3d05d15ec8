from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "center.config"
    label = "config"
