"""A team of four, made once and copied for each test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from inspector_app.vault.keystore import Keystore, read_keystore
from tests.evidence_base.laptops import PASSPHRASE, Laptop, Template
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


@dataclass(frozen=True)
class Imported:
    """The lead's home once 40 children in care in three teams are imported; only copied.

    Args:
        home: the folder.
        keystore: its keys, that of the frame among them.
        frame: id of the frame.
        now: the time that it is by then.
    """

    home: Path
    keystore: Keystore
    frame: str
    now: datetime


@pytest.fixture(scope="session")
def imported(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    folder = tmp_path_factory.mktemp("imported")
    lead = template.laptops(folder, names=("ann",))["ann"]
    frame = import_children(lead.base, folder)
    lead.close()
    return Imported(lead.home, read_keystore(lead.home, PASSPHRASE), frame, lead.clock.now)


@pytest.fixture
def frame(ann: Laptop, imported: Imported) -> str:
    """Imported by the lead: 40 children in care in three teams."""
    assert not ann.is_open, "what the lead did before would be lost"
    ann.put_back(imported.home)
    ann.keystore = imported.keystore
    ann.clock.now = max(ann.clock.now, imported.now)
    return imported.frame
