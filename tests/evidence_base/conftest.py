"""A team of four, made once and copied for each test, and laptops that were worked on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.evidence_base.drafts import Draft, DraftContent, save_draft
from tests.evidence_base.damaging import LONG, log_of, path_of
from tests.evidence_base.laptops import Laptop, Template, exchange


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


@pytest.fixture
def lived_in(ann: Laptop, bea: Laptop) -> Laptop:
    """Notes of hers and of a colleague, sent and unsent, long and short, and a draft."""
    for number in range(30):
        ann.note(f"Sent note {number}.")
    bea.note("Sent note of a colleague.")
    exchange(ann, bea)
    for number in range(30):
        ann.note(f"Unsent note {number}.")
    ann.note(LONG)
    save_draft(
        ann.base, Draft("draft-1", None, "note", DraftContent({"text": "Half a sentence about"}))
    )
    ann.close()
    return ann


@pytest.fixture
def with_log(lived_in: Laptop, tmp_path: Path) -> Laptop:
    """The files as they lie after the program was killed: saves stand in the log alone."""
    for number in range(12):
        lived_in.note(f"In the log {number}.")
    kept = {each.name: each.read_bytes() for each in path_of(lived_in).parent.iterdir()}
    lived_in.close()
    for name, data in kept.items():
        if not name.endswith("-shm"):
            path_of(lived_in).with_name(name).write_bytes(data)
    path_of(lived_in).with_name(f"{lived_in.inspection}.db-shm").unlink(missing_ok=True)
    (lived_in.home.parent / "old-log").write_bytes(log_of(lived_in).read_bytes())
    return lived_in
