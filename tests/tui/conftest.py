"""What all tests of the screens share."""

from __future__ import annotations

import pytest

from tests.tui.widgets.hostile import HOSTILE


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(request: pytest.FixtureRequest) -> str:
    """One text after the other that people can type and that breaks careless programs."""
    return str(request.param)
