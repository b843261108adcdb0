"""A team of four whose inspection has just begun, everybody having the same base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence_base.laptops import Laptop, Template


@pytest.fixture
def team(template: Template, tmp_path: Path) -> Iterator[dict[str, Laptop]]:
    laptops = template.laptops(tmp_path)
    yield laptops
    for laptop in laptops.values():
        laptop.close()


@pytest.fixture
def ann(team: dict[str, Laptop]) -> Laptop:
    """The lead."""
    return team["ann"]
