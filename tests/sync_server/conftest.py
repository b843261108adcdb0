"""A server, and a team of three whose inspection is on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def lead() -> Laptop:
    return Laptop("lead")


@pytest.fixture
def colleague() -> Laptop:
    return Laptop("colleague")


@pytest.fixture
def qam() -> Laptop:
    return Laptop("qam")


@pytest.fixture
def team(lead: Laptop, colleague: Laptop, qam: Laptop) -> Team:
    made = Team(lead, Laptop("escrow"))
    made.seat([(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])])
    return made
