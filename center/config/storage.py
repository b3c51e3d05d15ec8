"""Static files under names that carry their digest, compressed; before they are collected, under their plain names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(patterns):
    """The patterns of references to rewrite, less those to source maps, which are not served."""
    kept = []
    for extension, entries in patterns:
        kept.append((extension, tuple(entry for entry in entries if "sourceMappingURL" not in str(entry))))
    return tuple(kept)


class AssetStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage that also follows the imports of our script modules and never fails for want of a manifest."""

    support_js_module_import_aggregation = True
    manifest_strict = False
    patterns = _without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def stored_name(self, name):
        """The collected name; the plain one when nothing was collected, as in tests and on a fresh checkout."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
