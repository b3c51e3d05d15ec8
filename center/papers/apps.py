from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "center.papers"
    label = "papers"
