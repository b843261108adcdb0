"""Random histories of real files against an oracle that knows only writes and their parents."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.evidence_base.laptops import Template
from tests.simulation.laptops_at_work import LaptopsAtWork


def histories(template: Template, at_least: int, *, steps: int, same_every_time: bool) -> None:
    """Plays histories; fails if fewer ran than were asked for."""

    class Playing(LaptopsAtWork):
        runs = 0

    Playing.template = template
    run_state_machine_as_test(
        Playing,
        settings=settings(
            max_examples=at_least,
            stateful_step_count=steps,
            deadline=None,
            derandomize=same_every_time,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert Playing.runs >= at_least


def test_whatever_happens_all_laptops_come_to_what_the_oracle_says(template: Template) -> None:
    histories(template, 50, steps=40, same_every_time=True)


@pytest.mark.long
def test_whatever_happens_for_longer_all_laptops_come_to_what_the_oracle_says(
    template: Template,
) -> None:
    histories(template, 400, steps=50, same_every_time=False)
