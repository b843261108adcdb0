"""A team under the current framework, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.enquiries.inspections import inspection_id
from inspector_app.evidence_base.writing import NewWrite
from tests.evidence_base.laptops import Laptop, Template, exchange


@pytest.fixture(scope="session")
def framed(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    laptops = template.laptops(tmp_path_factory.mktemp("framed"))
    record = inspection_id(template.inspection)
    laptops["ann"].base.record(NewWrite(record, "inspection", "framework", "ilacs-2026"))
    exchange(*laptops.values())
    for laptop in laptops.values():
        laptop.close()
    homes = {name: laptop.home for name, laptop in laptops.items()}
    return Template(homes, template.keystores, template.inspection)


@pytest.fixture
def team(framed: Template, tmp_path: Path) -> Iterator[dict[str, Laptop]]:
    laptops = framed.laptops(tmp_path)
    yield laptops
    for laptop in laptops.values():
        laptop.close()


@pytest.fixture
def ann(team: dict[str, Laptop]) -> Laptop:
    """The lead."""
    return team["ann"]


@pytest.fixture
def bea(team: dict[str, Laptop]) -> Laptop:
    """A team inspector."""
    return team["bea"]


@pytest.fixture
def dev(team: dict[str, Laptop]) -> Laptop:
    """The QAM."""
    return team["dev"]
