"""A team of four, made once and copied for each test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence_base.laptops import Laptop, Template
from tests.sampling.case_lists import import_children


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


@pytest.fixture
def frame(ann: Laptop, tmp_path: Path) -> str:
    """Imported by the lead: 40 children in care in three teams."""
    return import_children(ann.base, tmp_path)
