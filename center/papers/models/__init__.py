from center.papers.models.export import Export, ExportContent
from center.papers.models.file import File

__all__ = ["Export", "ExportContent", "File"]
