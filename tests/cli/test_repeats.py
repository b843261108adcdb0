"""Lists after one option are the same as the option named for each."""

from __future__ import annotations

import pytest

from inspector_app.cli.repeats import spelt_out


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (
            "judgement open --areas leaders care-leavers --json",
            "judgement open --areas leaders --areas care-leavers --json",
        ),
        (
            "judgement agree leaders good --rationale R --evidence e1 e2 e3 --how all",
            "judgement agree leaders good --rationale R --evidence e1 --evidence e2"
            " --evidence e3 --how all",
        ),
        ("sample allocate plan --to m1 m2", "sample allocate plan --to m1 --to m2"),
    ],
)
def test_a_list_after_an_option_is_spelt_out(typed: str, means: str) -> None:
    assert spelt_out(typed.split()) == means.split()


@pytest.mark.parametrize(
    "typed",
    [
        "judgement open --areas leaders --areas care-leavers",
        "judgement agree --evidence e1 leaders good",
        "evidence tag --area leaders record",
        "note add --text - --area leaders",
        "--help",
        "sync",
    ],
)
def test_everything_else_is_left_as_it_was_typed(typed: str) -> None:
    assert spelt_out(typed.split()) == typed.split()
