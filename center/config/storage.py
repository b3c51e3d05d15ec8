"""Static files under names that carry their digest, compressed; before they are collected, under their plain names."""

from pathlib import Path

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(patterns):
    """The patterns of references to rewrite, less those to source maps, which are not served."""
    kept = []
    for extension, entries in patterns:
        kept.append((extension, tuple(entry for entry in entries if "sourceMappingURL" not in str(entry))))
    return tuple(kept)


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage that follows imports in our own scripts and never fails for want of a manifest."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    patterns = _without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def url_converter(self, name, hashed_files, template=None):
        """Scripts of others stay as they are: what looks like an import in them is often a comment."""
        if name.endswith(".js") and not (Path(settings.ROOT) / "static" / name).is_file():
            return lambda match: match["matched"]
        return super().url_converter(name, hashed_files, template)

    def stored_name(self, name):
        """The collected name; the plain one when nothing was collected, as in tests and on a fresh checkout."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
