"""Random histories of real files against an oracle that knows only writes and their parents."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.evidence_base.laptops import Template
from tests.simulation.laptops_at_work import LaptopsAtWork, Prepared, prepare


@pytest.fixture(scope="session")
def prepared(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(template, tmp_path_factory.mktemp("at-work"))


def histories(prepared: Prepared, at_least: int, *, steps: int, seeded: int | None) -> None:
    """Plays histories; fails if fewer ran than were asked for."""

    class Playing(LaptopsAtWork):
        runs = 0

    Playing.prepared = prepared
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


# Four times fifty: so many workers can share them. The same histories every time.
@pytest.mark.parametrize("seeded", range(4))
def test_whatever_happens_all_laptops_come_to_what_the_oracle_says(
    prepared: Prepared, seeded: int
) -> None:
    histories(prepared, 36, steps=12, seeded=seeded)


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_whatever_happens_for_longer_all_laptops_come_to_what_the_oracle_says(
    prepared: Prepared, part: int
) -> None:
    histories(prepared, 250, steps=40, seeded=None)
