"""A demo file that was changed and is wrong is refused with its name, key and line."""

from __future__ import annotations

import pytest

from inspector_app.demo.authority_data import Place
from schemas.demo.loader import DemoDataError, read_demo


def test_a_key_nobody_knows_is_told_with_its_line() -> None:
    with pytest.raises(DemoDataError, match=r"places\.toml: line 3, shares"):
        read_demo("places.toml", 'name = "Larkhampton"\nshare = 0.3\nshares = 1\n', Place)


def test_a_missing_key_and_broken_toml_are_told() -> None:
    with pytest.raises(DemoDataError, match="share"):
        read_demo("places.toml", 'name = "Larkhampton"\n', Place)
    with pytest.raises(DemoDataError, match="line 2"):
        read_demo("places.toml", 'name = "Larkhampton"\nshare = = 1\n', Place)


def test_a_right_file_is_read() -> None:
    assert read_demo("p.toml", 'name = "Larkhampton"\nshare = 0.3\n', Place) == Place(
        "Larkhampton", 0.3
    )
