"""Static files of others: a short list out of node_modules, and nothing that is not on it."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SERVED = ("bootstrap/dist/css/bootstrap.min.css",)


class NodeModulesFinder(BaseFinder):
    """Serves the files of SERVED under their path below node_modules; those not installed are not found."""

    def __init__(self, *args, **kwargs):
        self.root = Path(settings.ROOT) / "node_modules"
        self.storage = FileSystemStorage(location=str(self.root))

    def find(self, path, find_all=False, **kwargs):
        """The file's place on disk, or [] for one that is not on the list."""
        name = path.replace("\\", "/")
        if name not in SERVED or not (self.root / name).is_file():
            return []
        place = str(self.root / name)
        return [place] if find_all else place

    def list(self, ignore_patterns):
        """Path and storage of every listed file that is installed."""
        for name in SERVED:
            if (self.root / name).is_file():
                yield name, self.storage
