"""`inspector analysis|document|voice|meeting|summary|handover|finding|accuracy …`."""

from __future__ import annotations

import pytest

from tests.cli.running import HOSTILE_PAGE, Inspector

LEAST = {
    "analysis": ("--question", "How many plans are older than two years?"),
    "document": ("--title", "Audit of June"),
    "voice": ("--voice", "child"),
    "meeting": ("--kind", "kit"),
    "summary": ("--text", "Help is early."),
    "handover": ("--saw", "Four schools."),
    "finding": ("--text", "Supervision is regular."),
    "accuracy": ("--comment", "There were 14, not 15."),
}
"""A record with one field, which is enough."""


@pytest.mark.parametrize("name", LEAST)
def test_one_field_is_enough_and_everything_else_may_follow(
    name: str, inspector: Inspector
) -> None:
    option, value = LEAST[name]
    added = inspector.json(name, "add", option, value)
    field = option.removeprefix("--")
    assert added["current"][field] == value
    (item,) = inspector.json(name, "list")["items"]
    assert (item["id"], item[field]) == (added["id"], value)


@pytest.mark.parametrize(
    ("name", "first", "moves"),
    [
        ("analysis", "open", (("taken",), ("answered", "--answer", "14 of 120"))),
        ("document", "asked", (("listed",), ("read",))),
        ("voice", "planned", (("done",), ("withdrawn-by-person",))),
        ("meeting", "planned", (("held",),)),
        ("finding", "draft", (("agreed",), ("draft",))),
        ("accuracy", "received", (("answered", "--response", "Amended."),)),
    ],
)
def test_a_record_is_followed_through_its_life(
    name: str, first: str, moves: tuple[tuple[str, ...], ...], inspector: Inspector
) -> None:
    added = inspector.json(name, "add", *LEAST[name])
    assert added["state"] == first
    for state, *more in moves:
        assert inspector.json(name, "edit", added["id"], "--state", state, *more)["state"] == state
        (item,) = inspector.json(name, "list", "--state", state)["items"]
        assert item["id"] == added["id"]
    writes = inspector.json("history", added["id"])["writes"]
    states = [write["value"] for write in writes if write["field"] == "state"]
    assert states == [first, *(state for state, *_ in moves)]


def test_a_state_that_the_life_does_not_have_is_refused(inspector: Inspector) -> None:
    meeting = inspector.add("meeting", "add", "--title", "KIT", "--state", "held")
    assert inspector.refused("meeting", "edit", meeting, "--state", "planned") == "wrong-state"
    voice = inspector.add("voice", "add", "--voice", "parent")
    inspector.json("voice", "edit", voice, "--state", "withdrawn-by-person")
    assert inspector.refused("voice", "edit", voice, "--state", "done") == "wrong-state"
    assert inspector.refused("voice", "add", "--voice", "dog") == "unknown-word"


def test_what_is_called_answered_has_an_answer(inspector: Inspector) -> None:
    question = inspector.add("analysis", "add", *LEAST["analysis"])
    answered = ("analysis", "edit", question, "--state", "answered")
    assert inspector.refused(*answered) == "answer-needed"
    inspector.json("analysis", "edit", question, "--answer", "14", "--denominator", "120")
    assert inspector.json(*answered)["state"] == "answered"
    arguments = ("accuracy", "add", "--comment", "x", "--state", "answered")
    assert inspector.refused(*arguments) == "response-needed"


def test_links_are_checked_and_can_be_taken_away(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "Supervision")
    piece = inspector.add("evidence", "add", "--text", "It is monthly.")
    summary = inspector.json(
        *("summary", "add", "--text", "Supervision works.", "--area", "leaders"),
        *("--enquiry", line, "--evidence", piece, "--change", "improved"),
    )
    assert summary["current"]["enquiry"] == line
    assert summary["current"]["evidence"] == [piece]
    edited = inspector.json(
        *("summary", "edit", summary["id"]),
        *("--clear", f"evidence[{piece}]", "--clear", "change"),
    )
    assert (edited["current"]["evidence"], edited["current"]["change"]) == ([], None)
    assert edited["current"]["text"] == "Supervision works."
    wrong = ("summary", "add", "--text", "x")
    assert inspector.refused(*wrong, "--evidence", line) == "unknown-record"
    assert inspector.refused(*wrong, "--area", "nowhere") == "unknown-area"
    assert inspector.refused("analysis", "add", "--question", "x", "--enquiry", piece) == (
        "unknown-enquiry"
    )
    assert inspector.refused("handover", "add", "--answers-now", "Nobody") == "unknown-member"


def test_numbers_truths_days_and_moments_are_read(inspector: Inspector) -> None:
    voice = inspector.json(
        *("voice", "add", "--voice", "carer", "--people", "4", "--information-sheet"),
        *("--no-told-limits", "--mode", "direct"),
    )["current"]
    assert (voice["people"], voice["information_sheet"], voice["told_limits"]) == (4, True, False)
    document = inspector.json("document", "add", "--title", "Audit", "--date", "2026-06-30")
    assert document["current"]["dated"] == "2026-06-30"
    meeting = inspector.json(
        "meeting", "add", "--title", "KIT", "--when", "2026-11-25T09:00+00:00", "--present", "Ann"
    )
    assert meeting["current"]["starts_at"] == "2026-11-25T09:00:00+00:00"
    assert len(meeting["current"]["present"]) == 1
    assert inspector.refused("voice", "add", "--people", "-1") == "wrong-number"
    assert inspector.refused("document", "add", "--title", "x", "--date", "June") == "wrong-day"


def test_nothing_at_all_is_refused_and_a_needed_text_stays(inspector: Inspector) -> None:
    assert inspector.refused("voice", "add") == "no-text"
    assert inspector.refused("summary", "add", "--text", " ") == "no-text"
    summary = inspector.add("summary", "add", "--text", "Kept.")
    assert inspector.refused("summary", "edit", summary, "--text", "") == "no-text"
    assert inspector.refused("summary", "edit", summary, "--clear", "text") == "cannot-clear"
    line = inspector.add("enquiry", "raise", "--title", "Supervision")
    assert inspector.refused("summary", "edit", line, "--text", "x") == "unknown-record"


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    for name, option in (("meeting", "--notes"), ("handover", "--saw"), ("finding", "--text")):
        added = inspector.json(name, "add", option, "-", stdin=HOSTILE_PAGE)
        assert added["current"][option.removeprefix("--")] == HOSTILE_PAGE
        out, _ = inspector.text(name, "list")
        assert "\x1b" not in out
