"""`inspector note …`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import HOSTILE, Inspector


def test_a_note_needs_only_its_text(inspector: Inspector) -> None:
    printed = inspector.json("note", "add", "--text", "Seen alone")
    assert set(printed) == {"id", "current", "conflicts"}
    assert len(printed["id"]) == 32
    assert printed["conflicts"] == []
    assert printed["current"] == {
        "withdrawn": None,
        "text": "Seen alone",
        "happened_at": None,
        "occasion": None,
        "minutes": None,
        "agency": None,
        "hard_to_read": None,
        "areas": [],
        "criteria": [],
        "enquiries": [],
        "cases": [],
        "depths": [],
        "spoke_to": [],
    }


def test_a_note_takes_all_its_options(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "Front door")
    case = inspector.add("case", "add", "0012")
    options = (
        "--when 2026-11-24T10:15+00:00 --occasion worker --spoke-to worker --spoke-to manager"
        f" --case 0012:stage --case @1:whole --minutes 40 --enquiry {line} --area leaders"
        " --criterion hp-1 --agency police --hard-to-read"
    )
    current = inspector.json("note", "add", "--text", "x", *options.split())["current"]
    assert current["happened_at"] == "2026-11-24T10:15:00+00:00"
    assert (current["occasion"], current["minutes"]) == ("worker", 40)
    assert current["spoke_to"] == ["manager", "worker"]
    assert current["cases"] == [case]
    assert current["depths"] == [f"{case}:stage", f"{case}:whole"]
    assert current["areas"] == ["help-and-protection", "leaders"]
    assert (current["criteria"], current["enquiries"]) == (["hp-1"], [line])
    assert (current["agency"], current["hard_to_read"]) == ("police", True)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_and_shown_as_it_is(
    inspector: Inspector, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(text.encode())
    note = inspector.json("note", "add", "--text", f"@{file}", "--case", "-", stdin=text)
    assert note["current"]["text"] == text
    listed = inspector.json("note", "list")["items"]
    assert [(item["id"], item["text"]) for item in listed] == [(note["id"], text)]
    out, _ = inspector.text("note", "list")
    assert note["id"] in out
    assert "\x1b" not in out
    assert "\x00" not in out


def test_text_comes_from_standard_input_a_file_or_as_it_is(
    inspector: Inspector, tmp_path: Path
) -> None:
    def text(value: str, stdin: str = "") -> object:
        return inspector.json("note", "add", "--text", value, stdin=stdin)["current"]["text"]

    (tmp_path / "x").write_text("from a file\n", "utf-8")
    assert text("-", stdin="typed\nin two lines\n") == "typed\nin two lines"
    assert text(f"@{tmp_path / 'x'}") == "from a file"
    assert text("@@x") == "@x"
    assert text("a@b") == "a@b"


def test_a_missing_file_is_refused_and_nothing_is_saved(inspector: Inspector) -> None:
    for option in ("--text", "--spoke-to", "--case"):
        arguments = ["--text", "x"] if option != "--text" else []
        code = inspector.refused("note", "add", *arguments, option, "@/no/such/file")
        assert code == "no-such-file"
    assert inspector.json("note", "list")["items"] == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--text", " "), "no-text"),
        (("--text", "x", "--when", "soon"), "wrong-time"),
        (("--text", "x", "--occasion", "pub"), "unknown-word"),
        (("--text", "x", "--minutes", "-5"), "wrong-number"),
        (("--text", "x", "--enquiry", "x'; --"), "unknown-enquiry"),
        (("--text", "x", "--area", "[bold]"), "unknown-area"),
        (("--text", "x", "--case", "@14"), "unknown-case"),
        (("--text", "x", "--case", ":whole"), "no-identifier"),
        (("--text", "x", "--spoke-to", "[red]Jane"), "wrong-role"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_is_saved(
    inspector: Inspector, options: tuple[str, ...], code: str
) -> None:
    assert inspector.refused("note", "add", *options) == code
    assert inspector.json("note", "list")["items"] == []
    assert inspector.json("case", "list")["items"] == []


def test_a_number_that_is_none_is_wrong_usage(inspector: Inspector) -> None:
    inspector.text("note", "add", "--text", "x", "--minutes", "ten", code=2)
    inspector.text("note", "add", code=2)


@pytest.mark.parametrize(
    ("typed", "identifier", "depth"),
    [
        ("12:34", "12:34", None),
        ("12:34:whole", "12:34", "whole"),
        ("12:wholesome", "12:wholesome", None),
        ("12:", "12:", None),
        ("@@14", "@14", None),
        ("@@14:aspect", "@14", "aspect"),
        ("-:system", "777", "system"),
        ("-", "777", None),
        (" 12345.0 ", "12345", None),
    ],
)
def test_a_depth_is_split_off_only_before_a_depth_word(
    inspector: Inspector, typed: str, identifier: str, depth: str | None
) -> None:
    arguments = ("note", "add", "--text", "x", "--case", typed)
    current = inspector.json(*arguments, stdin="777")["current"]
    (case,) = inspector.json("case", "list")["items"]
    assert case["identifier"] == identifier
    assert current["cases"] == [case["id"]]
    assert current["depths"] == ([] if depth is None else [f"{case['id']}:{depth}"])


def test_a_case_may_stand_in_a_file_with_its_depth(inspector: Inspector, tmp_path: Path) -> None:
    (tmp_path / "case").write_text("42:stage\n", "utf-8")
    current = inspector.json("note", "add", "--text", "x", "--case", f"@{tmp_path / 'case'}")
    (depth,) = current["current"]["depths"]
    assert depth.endswith(":stage")
    assert inspector.json("case", "list")["items"][0]["identifier"] == "42"


def test_an_edit_changes_what_is_given(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "one", "--occasion", "worker")
    edited = inspector.json("note", "edit", note, "--text", "two", "--area", "leaders")
    assert edited["id"] == note
    assert edited["current"]["text"] == "two"
    assert edited["current"]["occasion"] == "worker"
    assert edited["current"]["areas"] == ["leaders"]
    cleared = inspector.json("note", "edit", note, "--clear", "occasion")
    assert cleared["current"]["occasion"] is None
    assert inspector.refused("note", "edit", note, "--text", "") == "no-text"
    assert inspector.refused("note", "edit", "0" * 32, "--text", "x") == "unknown-record"
    assert inspector.refused("note", "edit", "[/x]", "--text", "x") == "unknown-record"


def test_notes_are_narrowed_down(inspector: Inspector) -> None:
    one = inspector.add("note", "add", "--text", "a", "--case", "5")
    two = inspector.add("note", "add", "--text", "b")

    def ids(*options: str) -> list[str]:
        return [item["id"] for item in inspector.json("note", "list", *options)["items"]]

    assert ids() == [one, two]
    assert ids("--case", "@1") == ids("--case", "5.0") == [one]
    assert ids("--by", "ann") == [one, two]
    assert ids("--day", "2001-01-01") == []
    assert inspector.refused("note", "list", "--by", "nobody") == "unknown-member"
    assert inspector.refused("note", "list", "--day", "today") == "wrong-day"
