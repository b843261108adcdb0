"""A team for each test, copied from one that is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.story.teams import Team, make_team


@pytest.fixture(scope="session")
def first_team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    return make_team(tmp_path_factory.mktemp("team"))


@pytest.fixture
def team(first_team: Team, tmp_path: Path) -> Team:
    return first_team.copied_to(tmp_path)
