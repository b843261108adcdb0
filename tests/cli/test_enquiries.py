"""`inspector enquiry …`."""

from __future__ import annotations

from tests.cli.running import HOSTILE_PAGE, Inspector


def test_a_line_is_raised_moved_closed_and_opened_again(inspector: Inspector) -> None:
    raised = inspector.json(
        *("enquiry", "raise", "--title", "Front door", "--hypothesis", "h", "--origin", "data"),
        *("--area", "leaders", "--priority", "high", "--would-close", "20", "--owner", "Ann"),
    )
    line = raised["id"]
    assert raised["state"] == "open"
    assert [step["state"] for step in raised["history"]] == ["open"]
    current = raised["current"]
    assert (current["origin"], current["priority"]) == ("data", "high")
    assert (current["areas"], len(current["owners"])) == (["leaders"], 1)
    evidence = inspector.add("evidence", "add", "--text", "x")
    inspector.json("enquiry", "move", line, "raised-with-authority")
    closed = inspector.json(
        "enquiry", "move", line, "closed-enough-evidence", "--evidence", evidence
    )
    assert closed["state"] == "closed-enough-evidence"
    assert closed["current"]["evidence"] == [evidence]
    again = inspector.json("enquiry", "move", line, "open", "--reason", "new complaint")
    assert [step["state"] for step in again["history"]] == [
        "open",
        "raised-with-authority",
        "closed-enough-evidence",
        "open",
    ]
    assert set(again["history"][-1]) == {"state", "reason", "by", "at", "write"}
    assert again["history"][-1]["reason"] == "new complaint"


def test_moves_against_the_order_and_without_reason_are_refused(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "x", "--draft")
    assert inspector.refused("enquiry", "move", line, "answered") == "wrong-state"
    assert inspector.refused("enquiry", "move", line, "done") == "unknown-word"
    assert inspector.refused("enquiry", "move", line, "closed-not-pursued") == "reason-needed"
    inspector.json("enquiry", "move", line, "open")
    code = inspector.refused("enquiry", "move", line, "closed-enough-evidence")
    assert code == "evidence-needed"
    assert inspector.json("enquiry", "list")["items"][0]["state"] == "open"


def test_lines_are_listed_with_state_and_history(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "x")
    inspector.add("enquiry", "raise", "--title", "y", "--draft")
    (item,) = inspector.json("enquiry", "list", "--state", "open")["items"]
    assert (item["id"], item["title"], item["state"]) == (line, "x", "open")
    assert [step["state"] for step in item["history"]] == ["open"]
    assert len(inspector.json("enquiry", "list")["items"]) == 2


def test_an_edit_changes_what_is_given(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "x", "--hypothesis", "h")
    edited = inspector.json("enquiry", "edit", line, "--title", "y", "--area", "care-leavers")
    assert (edited["current"]["title"], edited["current"]["hypothesis"]) == ("y", "h")
    assert edited["state"] == "open"


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    line = inspector.json("enquiry", "raise", "--title", "-", stdin=HOSTILE_PAGE)
    assert line["current"]["title"] == HOSTILE_PAGE
    out, _ = inspector.text("enquiry", "list")
    assert "[/x] [bold red]x[/]" in out
    assert "\x1b" not in out
