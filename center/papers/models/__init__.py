from center.papers.models.file import File

__all__ = ["File"]
