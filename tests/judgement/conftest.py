"""A team of four under the framework of 2026, everybody having the same base."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.enquiries.inspections import inspection_id
from inspector_app.evidence_base.writing import NewWrite
from tests.evidence_base.laptops import Laptop, Template, exchange


@pytest.fixture
def team(template: Template, tmp_path: Path) -> Iterator[dict[str, Laptop]]:
    laptops = template.laptops(tmp_path)
    ann = laptops["ann"].base
    record = inspection_id(ann.inspection)
    ann.record(
        NewWrite(record, "inspection", "framework", "ilacs-2026"),
        NewWrite(record, "inspection", "kind", "standard"),
    )
    exchange(laptops["ann"], laptops["bea"], laptops["cal"])
    yield laptops
    for laptop in laptops.values():
        laptop.close()
