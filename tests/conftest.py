"""What holds for every test of a run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from inspector_app.vault.passphrase import KdfSettings


@pytest.fixture(scope="session", autouse=True)
def _each_passphrase_is_derived_once() -> Iterator[None]:
    """Remembers what a passphrase and its settings give, the same key as ever.

    Deriving is slow on purpose, and the homes of a test are copies of one: without this a third
    of the run would be spent on deriving a few keys again and again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KdfSettings, "derive", cache(KdfSettings.derive))
        yield
