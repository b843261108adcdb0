"""`inspector evidence …`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import HOSTILE_PAGE, Inspector


def test_evidence_takes_all_its_options(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "n")
    line = inspector.add("enquiry", "raise", "--title", "t")
    case = inspector.add("case", "add", "7")
    options = (
        f"--polarity concern --area leaders --criterion ldr-4 --enquiry {line} --note {note}"
        " --looked-in 7 --found-in @1 --could-not-tell 8 --source case-file:in-file"
        " --source child --place North --impact waited --level less-than-good --agency health"
        " --extent-found 3 --extent-of 10 --extent-source audit"
    )
    printed = inspector.json("evidence", "add", "--text", "x", *options.split())
    current = printed["current"]
    assert set(printed) == {"id", "current", "conflicts"}
    assert (current["polarity"], current["level"]) == ("concern", "less-than-good")
    assert (current["areas"], current["criteria"]) == (["leaders"], ["ldr-4"])
    assert (current["enquiries"], current["notes"]) == ([line], [note])
    assert current["found_in"] == [case]
    assert set(current["looked_in"]) == {case, *current["could_not_tell"]}
    assert current["sources"] == ["case-file:in-file", "child"]
    assert (current["place"], current["impact"], current["agency"]) == ("North", "waited", "health")
    assert (current["extent_found"], current["extent_of"]) == (3, 10)


def test_hostile_text_is_kept_in_every_text(inspector: Inspector, tmp_path: Path) -> None:
    file = tmp_path / "text"
    file.write_bytes(HOSTILE_PAGE.encode())
    given = f"@{file}"
    options = ("--place", given, "--impact", given, "--extent-source", given)
    current = inspector.json("evidence", "add", "--text", given, *options)["current"]
    found = [current[field] for field in ("text", "place", "impact", "extent_source")]
    assert found == [HOSTILE_PAGE] * 4
    out, _ = inspector.text("grid", "--rows", "place", "--columns", "polarity")
    assert "\x1b" not in out
    assert "\x00" not in out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--polarity", "good"), "unknown-word"),
        (("--level", "good"), "unknown-word"),
        (("--area", "leader"), "unknown-area"),
        (("--criterion", "ldr-9"), "unknown-criterion"),
        (("--enquiry", "0" * 32), "unknown-enquiry"),
        (("--note", "0" * 32), "unknown-note"),
        (("--source", "ghost"), "unknown-source"),
        (("--source", "child:"), "unknown-source"),
        (("--found-in", "@3"), "unknown-case"),
        (("--extent-found", "4", "--extent-of", "3"), "wrong-number"),
    ],
)
def test_a_wrong_option_is_refused_and_nothing_is_saved(
    inspector: Inspector, options: tuple[str, ...], code: str
) -> None:
    assert inspector.refused("evidence", "add", "--text", "x", *options) == code
    assert inspector.json("evidence", "list")["items"] == []


def test_evidence_is_listed_by_area_line_polarity_person_and_day(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "t")
    one = inspector.add("evidence", "add", "--text", "a", "--area", "leaders", "--enquiry", line)
    two = inspector.add("evidence", "add", "--text", "b", "--polarity", "strength")

    def ids(*options: str) -> list[str]:
        return [item["id"] for item in inspector.json("evidence", "list", *options)["items"]]

    assert ids() == [one, two]
    assert ids("--area", "leaders") == ids("--enquiry", line) == [one]
    assert ids("--polarity", "strength") == ids("--area", "none") == [two]
    day = inspector.json("evidence", "list")["items"][0]["at"][:10]
    assert ids("--by", "Ann", "--day", day) == [one, two]
    assert ids("--day", "2001-01-01") == []


def test_tags_are_added_and_taken_off(inspector: Inspector) -> None:
    evidence = inspector.add("evidence", "add", "--text", "a")
    tagged = inspector.json("evidence", "tag", evidence, "--area", "leaders", "--area", "leaders")
    assert tagged["current"]["areas"] == ["leaders"]
    untagged = inspector.json("evidence", "untag", evidence, "--area", "leaders")
    assert untagged["current"]["areas"] == []
    assert inspector.refused("evidence", "untag", evidence, "--area", "leaders") == "no-such-tag"
    assert inspector.refused("evidence", "tag", evidence, "--area", "x]") == "unknown-area"
    note = inspector.add("note", "add", "--text", "n")
    assert inspector.json("evidence", "tag", note, "--criterion", "hp-2")["current"]["areas"] == [
        "help-and-protection"
    ]


def test_an_edit_empties_what_is_named(inspector: Inspector) -> None:
    evidence = inspector.add(
        "evidence", "add", "--text", "a", "--polarity", "mixed", "--source", "worker"
    )
    arguments = ("--clear", "polarity", "--clear", "sources[worker]", "--source", "child")
    current = inspector.json("evidence", "edit", evidence, *arguments)["current"]
    assert (current["polarity"], current["sources"]) == (None, ["child"])
    assert inspector.refused("evidence", "edit", evidence, "--clear", "text") == "cannot-clear"
