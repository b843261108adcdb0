"""Who has a home open: many at once, or one alone, in one program or in several."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.vault.home_use import HomeUse, Part


def test_who_is_alone_keeps_everybody_out_and_nobody_gets_in_while_one_is_there(
    tmp_path: Path,
) -> None:
    first, second = HomeUse(tmp_path), HomeUse(tmp_path)
    part = first.enter()
    assert not second.nobody_else()
    with pytest.raises(InspectorError) as refused, second.alone():
        pass
    assert refused.value.code == "busy"
    part.close()
    with second.alone(), second.alone():
        assert not first.nobody_else()
    assert first.nobody_else()


def test_what_another_thread_opens_meanwhile_counts_as_open_afterwards(tmp_path: Path) -> None:
    """Else somebody could be alone with a file that is being written to."""
    use = HomeUse(tmp_path)
    parts: list[Part] = []
    opening = threading.Thread(target=lambda: parts.append(use.enter()))
    with use.alone():
        opening.start()
        # Until it has looked, where it does not wait as it has to.
        opening.join(0.2)
        assert parts == []
    opening.join()
    assert not HomeUse(tmp_path).nobody_else()
    parts[0].close()
    assert HomeUse(tmp_path).nobody_else()
