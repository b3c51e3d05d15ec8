"""Reading files as a request would."""

import io

import pytest

from center.foundation.actor import SYSTEM
from center.foundation.errors import Refused
from center.papers import files


@pytest.fixture
def read():
    """`read(bytes)` examines them; gives what came in."""
    return lambda content, name="": files.read(io.BytesIO(content), size=len(content), name=name, by=SYSTEM)


@pytest.fixture
def refusal(read):
    """The code with which bytes are not taken in."""

    def code(content: bytes) -> str:
        with pytest.raises(Refused) as refused:
            read(content)
        assert refused.value.status == 422
        return refused.value.code

    return code
