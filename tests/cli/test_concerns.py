"""`inspector concern …`."""

from __future__ import annotations

from tests.cli.running import HOSTILE_PAGE, Inspector


def test_the_first_thing_anybody_reads_is_to_tell_a_manager(inspector: Inspector) -> None:
    _, err = inspector.text("concern", "raise", "--text", "He is afraid")
    assert err.startswith("Tell a manager here now.")


def test_a_concern_is_raised_and_moved_by_people_only(inspector: Inspector) -> None:
    raised = inspector.json(
        *("concern", "raise", "--text", "He is afraid", "--case", "12", "--kind", "disclosure"),
        *("--told-to", "team manager"),
    )
    assert raised["state"] == "seen"
    assert raised["current"]["told_at"] is None
    (case,) = inspector.json("case", "list")["items"]
    assert raised["current"]["case"] == case["id"]
    updated = inspector.json(
        *("concern", "update", raised["id"], "--told-at", "2026-11-24T10:15+00:00"),
        *("--lead-told-at", "2026-11-24T10:20Z", "--told-how", "in person"),
    )
    assert updated["state"] == "seen"
    assert updated["current"]["told_at"] == "2026-11-24T10:15:00+00:00"
    moved = inspector.json("concern", "update", raised["id"], "--state", "passed-on")
    assert moved["state"] == "passed-on"
    (item,) = inspector.json("concern", "list")["items"]
    assert (item["text"], item["state"]) == ("He is afraid", "passed-on")


def test_a_concern_cannot_be_satisfied_before_it_was_passed_on(inspector: Inspector) -> None:
    concern = inspector.add("concern", "raise", "--text", "x")
    assert inspector.refused("concern", "update", concern, "--state", "satisfied") == "wrong-state"
    assert inspector.refused("concern", "update", concern, "--told-at", "then") == "wrong-time"
    assert inspector.refused("concern", "raise", "--text", "x", "--kind", "y") == "unknown-word"


def test_a_concern_is_never_in_a_grid(inspector: Inspector) -> None:
    inspector.add("concern", "raise", "--text", "x", "--case", "1")
    grid = inspector.json("grid", "--rows", "case", "--columns", "inspector")
    assert sum(map(sum, grid["cells"])) == 0


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    raised = inspector.json("concern", "raise", "--text", "-", stdin=HOSTILE_PAGE)
    assert raised["current"]["text"] == HOSTILE_PAGE
    out, _ = inspector.text("concern", "list")
    assert "\x1b" not in out
