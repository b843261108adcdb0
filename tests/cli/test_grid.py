"""`inspector grid`."""

from __future__ import annotations

from tests.cli.running import Inspector


def test_the_grid_counts_by_area_and_polarity(inspector: Inspector) -> None:
    inspector.add("evidence", "add", "--text", "x", "--area", "leaders", "--polarity", "strength")
    inspector.add("evidence", "add", "--text", "y", "--area", "leaders", "--area", "care-leavers")
    grid = inspector.json("grid", "--rows", "area", "--columns", "polarity")
    assert grid["rows"] == [
        "leaders",
        "help-and-protection",
        "children-in-care",
        "care-leavers",
        "none",
    ]
    assert grid["columns"] == ["strength", "concern", "mixed", "context", "none"]
    assert grid["cells"] == [
        [1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
    ]
    assert grid["leaders"] == [2, 0, 0, 1, 0]


def test_the_grid_counts_distinct_cases(inspector: Inspector) -> None:
    for text in ("x", "y"):
        inspector.add("evidence", "add", "--text", text, "--area", "leaders", "--found-in", "1")
    arguments = ("grid", "--rows", "area", "--columns", "place")
    assert inspector.json(*arguments)["cells"][0] == [2]
    assert inspector.json(*arguments, "--count", "cases")["cells"][0] == [1]


def test_people_see_words_and_a_column_for_leaders(inspector: Inspector) -> None:
    inspector.add("evidence", "add", "--text", "x", "--place", "[/x] North")
    out, _ = inspector.text("grid", "--rows", "place", "--columns", "inspector")
    assert "[/x] North" in out
    assert "Ann" in out
    assert "leaders" in out


def test_a_side_that_does_not_exist_is_wrong_usage(inspector: Inspector) -> None:
    _, err = inspector.text("grid", "--rows", "mood", "--columns", "area", code=2)
    assert "polarity" in err
