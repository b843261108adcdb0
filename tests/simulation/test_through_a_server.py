"""Random histories through a real server, over a network that loses, repeats and mangles."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.evidence_base.laptops import Template
from tests.simulation.hostile_network import FAULTS
from tests.simulation.laptops_at_work import prepare
from tests.simulation.through_a_server import PreparedServer, ThroughAServer, prepare_server

MISHAPS = ("talk", "talk_badly", "server_restarts", "server_put_back", "server_emptied")


@pytest.fixture(scope="session")
def prepared_server(template: Template, tmp_path_factory: pytest.TempPathFactory) -> PreparedServer:
    folder = tmp_path_factory.mktemp("through-a-server")
    return prepare_server(prepare(template, folder / "before"), folder)


def histories(
    prepared: PreparedServer, at_least: int, *, steps: int, seeded: int | None
) -> Counter[str]:
    """Plays histories; fails if fewer ran than were asked for. What happened in them."""

    class Playing(ThroughAServer):
        runs = 0
        happened: ClassVar[Counter[str]] = Counter()
        refused: ClassVar[Counter[str]] = Counter()

    Playing.prepared = prepared.laptops
    Playing.prepared_server = prepared
    run_state_machine_as_test(
        Playing if seeded is None else seed(seeded)(Playing),
        settings=settings(
            max_examples=at_least,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Playing.runs >= at_least
    assert Playing.refused["server-away"] > at_least // 4
    return Playing.happened


def test_whatever_the_network_does_all_laptops_come_to_what_the_oracle_says(
    prepared_server: PreparedServer,
) -> None:
    happened = histories(prepared_server, 16, steps=16, seeded=0)
    assert min(happened[each] for each in (*FAULTS, *MISHAPS)) > 0, happened


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_whatever_the_network_does_for_longer_all_laptops_come_to_what_the_oracle_says(
    prepared_server: PreparedServer, part: int
) -> None:
    happened = histories(prepared_server, 150, steps=40, seeded=None)
    assert min(happened[each] for each in (*FAULTS, *MISHAPS)) >= 20, happened
