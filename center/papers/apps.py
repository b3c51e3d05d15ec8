from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "center.papers"
    label = "papers"

    def ready(self):
        from center.papers.exports import entries  # noqa: F401 - fills the rail
