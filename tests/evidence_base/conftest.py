"""A team of four, made once and copied for each test."""

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
    return team["ann"]


@pytest.fixture
def bea(team: dict[str, Laptop]) -> Laptop:
    return team["bea"]


@pytest.fixture
def cal(team: dict[str, Laptop]) -> Laptop:
    return team["cal"]


@pytest.fixture
def dev(team: dict[str, Laptop]) -> Laptop:
    """The QAM."""
    return team["dev"]
