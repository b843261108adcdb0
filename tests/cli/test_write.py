"""`inspector write`: a line at a time, nothing drawn, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.cli.writing.desk import COMMANDS
from tests.cli.running import HOSTILE, Inspector


def said(inspector: Inspector, *lines: str) -> str:
    """What is said when these lines are typed."""
    out, err = inspector.text("write", stdin="".join(f"{line}\n" for line in lines))
    return out + err


def notes(inspector: Inspector) -> list[dict[str, object]]:
    found = inspector.json("note", "list")["items"]
    assert isinstance(found, list)
    return found


def test_a_note_is_written_tagged_read_back_and_saved_by_lines_alone(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "Visits after dusk")
    heard = said(
        inspector,
        "She was seen alone.",
        "Her wishes stand in the record.",
        "/newcase QX-4471",
        "/depth whole",
        "/area help and",
        "/line dusk",
        "/occasion file",
        "/minutes 40",
        "/read",
        ".",
        "/quit",
    )
    for words in (
        "Added, and it is about",
        "Gone into: whole.",
        "Line of enquiry: Visits after dusk.",
        "Occasion: file only.",
        "40 minutes.",
        "She was seen alone.\nHer wishes stand in the record.\nAbout: ",
        "Minutes: 40.",
        "Saved the note.",
        "Everything is saved.",
    ):
        assert words in heard, words
    (note,) = notes(inspector)
    assert note["text"] == "She was seen alone.\nHer wishes stand in the record."
    assert (note["occasion"], note["minutes"]) == ("file-only", 40)
    assert note["enquiries"] == [line]
    assert len(note["cases"]) == len(note["areas"]) == 1  # type: ignore[arg-type]


def test_evidence_has_its_polarity_and_sources_and_no_minutes(inspector: Inspector) -> None:
    heard = said(
        inspector,
        "Supervision is regular.",
        "/minutes 10",
        "/evidence",
        "/minutes 10",
        "/polarity str",
        "/source case file",
        "/source worker",
        "/save",
    )
    assert "10 minutes." in heard
    assert "Minutes belong to a note." in heard
    assert "Say /note first." in heard
    assert "Saved the evidence." in heard
    (item,) = inspector.json("evidence", "list")["items"]
    assert (item["text"], item["polarity"]) == ("Supervision is regular.", "strength")
    assert sorted(item["sources"]) == ["case-file", "worker"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/area zzz", "That is none of the judgement areas."),
        ("/occasion w", "That fits several occasions."),
        ("/case 77", "No case here has the short number 77."),
        ("/case Quill", "There is none yet."),
        ("/depth whole", "It is about no case yet."),
        ("/minutes soon", "That is no number of minutes."),
        ("/open 3", "That is no number of what was listed."),
        ("/sing", "There is no such command."),
        ("/edit 1", "You are still writing something."),
        ("/newcase", "identifier"),
    ],
)
def test_what_is_not_understood_is_said_and_what_was_written_stands(
    inspector: Inspector, line: str, words: str
) -> None:
    heard = said(inspector, "Kept.", line, ".")
    assert words in heard
    assert "Saved the note." in heard
    assert [note["text"] for note in notes(inspector)] == ["Kept."]


def test_what_was_not_saved_is_there_again_and_may_be_taken_back_or_thrown_away(
    inspector: Inspector,
) -> None:
    assert "kept as a draft" in said(inspector, "First line.", "Second line.")
    again = said(inspector, "/undo", "/discard", "Third line.", "/discard", "/read")
    assert "You had begun this and not saved it:" in again
    assert "Taken away: Second line." in again
    assert again.count("Say /discard again") == 2
    assert "First line.\nThird line." in again
    assert "Thrown away." in said(inspector, "/discard", "/discard")
    assert "Nothing yet." in said(inspector, "/read")
    assert notes(inspector) == []


def test_what_was_written_is_found_opened_and_taken_up_again_by_its_number(
    inspector: Inspector,
) -> None:
    inspector.add("note", "add", "--text", "About supervision in Oysterbeck.", "--minutes", "5")
    inspector.add("note", "add", "--text", "Another one.")
    heard = said(
        inspector,
        "/last",
        "/search oysterbeck",
        "/open 1",
        "/edit 1",
        "And more.",
        "/minutes 15",
        ".",
    )
    assert "1. note: Another one.\n2. note: About supervision" in heard
    assert "1. note: About supervision in Oysterbeck." in heard
    texts = {str(note["text"]): note["minutes"] for note in notes(inspector)}
    assert texts == {"About supervision in Oysterbeck.\nAnd more.": 15, "Another one.": None}


def test_a_child_who_is_not_safe_is_recorded_at_once(inspector: Inspector) -> None:
    heard = said(inspector, "A note.", "/unsafe He is afraid to go home", "/today", ".")
    assert "Recorded. Tell a manager here now" in heard
    assert "A child is not safe, 1." in heard
    (concern,) = inspector.json("concern", "list")["items"]
    assert concern["text"] == "He is afraid to go home"
    assert [note["text"] for note in notes(inspector)] == ["A note."]
    # Nothing was said: nothing is recorded.
    assert "Recorded" not in said(inspector, "/unsafe")


def test_today_and_help_are_said_whole(inspector: Inspector) -> None:
    heard = said(inspector, "/help", "/today")
    for command in COMMANDS:
        assert f"/{command.name}" in heard
    assert "Lines of enquiry." in heard
    assert "None is allocated to you." in heard


def test_any_text_is_kept_as_it_was_typed(inspector: Inspector) -> None:
    lines = [line for text in HOSTILE for line in text.split("\n")]
    said(inspector, *lines, "//begins with a stroke", " . ", "..", ".")
    first, second = notes(inspector)
    assert {first["text"], second["text"]} == {
        "\n".join([*lines, "/begins with a stroke"]),
        "..",
    }
    printed = said(inspector, "/last", "/open 1", "/open 2")
    assert not {"\x1b", "\x00", "\u202e"} & set(printed)


def test_a_killed_program_has_lost_nothing_but_the_line_that_was_being_typed(
    inspector: Inspector, tmp_path: Path
) -> None:
    program = [sys.executable, "-c", "from inspector_app.cli.main import run; run()", "write"]
    paths = os.pathsep.join(path for path in sys.path if path)
    with subprocess.Popen(  # noqa: S603
        program,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.write("One whole line.\nAnd another one.\n/minutes 5\n")
        process.stdin.flush()
        assert process.stdout.readline() == "5 minutes.\n"
        process.stdin.write("Half a li")
        process.stdin.flush()
        process.send_signal(signal.SIGKILL)
    again = said(inspector, "/read", ".")
    assert "One whole line.\nAnd another one.\nMinutes: 5." in again
    assert json.dumps([note["text"] for note in notes(inspector)]) == json.dumps(
        ["One whole line.\nAnd another one."]
    )
