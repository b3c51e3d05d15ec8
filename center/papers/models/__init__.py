from center.papers.models.export import Export, ExportContent
from center.papers.models.file import File
from center.papers.models.paper import OfficeWord, Paper, Template

__all__ = ["Export", "ExportContent", "File", "OfficeWord", "Paper", "Template"]
