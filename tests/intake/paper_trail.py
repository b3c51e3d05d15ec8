"""Putting files on a case as a desk would, for the tests of files."""

import io

from center.papers import files
from intake import lifecycle
from tests import samples
from tests.factories import act


def incoming(content: bytes, by, name: str = ""):
    return files.read(io.BytesIO(content), size=len(content), name=name, by=act(by))


def put(case, by, *contents: bytes, **more):
    """Attach these, or one photo."""
    papers = [incoming(content, by) for content in contents or (samples.picture(),)]
    return lifecycle.attach(case, papers=papers, by=act(by), **more)
