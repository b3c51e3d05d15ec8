from grid.models.assignment import Assignment
from grid.models.category import Category
from grid.models.report import GridReport

__all__ = ["Assignment", "Category", "GridReport"]
