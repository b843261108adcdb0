"""A copy of the lists that a colleague made up is noticed before anybody reads it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.frame_content import frame_lines
from inspector_app.intake.frame_places import unchecked_source
from inspector_app.intake.importing import opened_frame
from inspector_app.intake.travelling import open_copy, share_frame
from inspector_app.sync.frames import chunks_for_bundle, keep_chunks
from schemas.canonical import Json, encode
from schemas.frame_copies import chunk_name, chunk_names_text, packed, seal_chunks
from schemas.frame_ids import content_word
from tests.evidence_base.laptops import Laptop, give
from tests.sync.frames import CANARY, contents, imported, meet, place

Lines = list[list[Json]]


def lines_of(laptop: Laptop, frame: str) -> list[bytes]:
    engine = laptop.base.vault.frames.open(frame)
    try:
        return list(frame_lines(engine))
    finally:
        engine.dispose()


def offers(maker: Laptop, taker: Laptop, frame: str, lines: list[bytes]) -> None:
    """Seals lines as a copy of a frame, records it, and hands pieces and record to another."""
    key = bytes(32)
    chunks = list(seal_chunks(key, maker.inspection, frame, packed(lines)))
    names = chunk_names_text([chunk_name(chunk) for chunk in chunks])
    shown = maker.base.fields(frame)
    maker.base.record(
        *(
            NewWrite(
                frame,
                "case-frame",
                field,
                Typed(text),
                shown[field].every_write if field in shown else (),
            )
            for field, text in (("key", key.hex()), ("chunks", names))
        )
    )
    give(maker, taker)
    with opened_chunks(taker.base.vault, frame) as store:
        store.put(chunks)


def code_of(laptop: Laptop, frame: str) -> str:
    try:
        open_copy(laptop.base, frame)
    except InspectorError as error:
        caught = error
    else:
        return "taken"
    assert not laptop.base.vault.frames.has(frame)
    return caught.code


def as_if_imported_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports record nothing of the content, as those of an earlier Inspector."""
    monkeypatch.setattr("inspector_app.intake.importing.content_word", lambda *_: None)


def test_rows_that_a_colleague_changed_are_not_taken_for_the_lists(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    share_frame(bea.base, frame)
    meet(*three)
    keep_chunks(cal.base, chunks_for_bundle(bea.base))
    assert open_copy(cal.base, frame) == 30
    forged = [line.replace(CANARY.encode(), b"INNOCENT-0001") for line in lines_of(cal, frame)]
    offers(cal, ann, frame, forged)
    # What he says of the content later is not what the import recorded.
    word = cal.base.fields(frame)["content"]
    nonce = str(word.value)[64:]
    said = NewWrite(
        frame, "case-frame", "content", content_word("00" * 32, nonce), word.every_write
    )
    cal.base.record(said)
    meet(*three)
    assert code_of(ann, frame) == "copy-not-good"
    keep_chunks(ann.base, chunks_for_bundle(bea.base))
    assert open_copy(ann.base, frame) == 30
    assert contents(ann, frame) == contents(bea, frame)
    assert place(ann, frame).unchecked is None


def test_a_copy_of_a_copy_is_held_against_the_import_too(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    share_frame(bea.base, frame)
    meet(*three)
    keep_chunks(cal.base, chunks_for_bundle(bea.base))
    open_copy(cal.base, frame)
    assert lines_of(cal, frame) == lines_of(bea, frame)
    cal.base.vault.files.destroy(f"frames/{frame}.chunks.db")
    share_frame(cal.base, frame)
    meet(*three)
    keep_chunks(ann.base, chunks_for_bundle(cal.base))
    assert open_copy(ann.base, frame) == 30


def test_lists_of_an_earlier_inspector_are_called_a_copy_that_is_not_checked(
    three: list[Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea, _ = three
    as_if_imported_before(monkeypatch)
    frame = imported(bea, tmp_path / "lists.xlsx")
    share_frame(bea.base, frame)
    meet(*three)
    keep_chunks(ann.base, chunks_for_bundle(bea.base))
    assert open_copy(ann.base, frame) == 30
    assert place(ann, frame).unchecked == bea.base.member == unchecked_source(ann.base, frame)
    assert place(bea, frame).unchecked is None


Forge = Callable[[dict[str, Lines], dict[str, list[str]]], None]
"""Does something to the rows of tables, whose columns are the second."""


def _set(table: str, column: str, value: Json) -> Forge:
    def forge(rows: dict[str, Lines], columns: dict[str, list[str]]) -> None:
        for row in rows[table]:
            row[columns[table].index(column)] = value

    return forge


def _add(table: str, **values: Json) -> Forge:
    def forge(rows: dict[str, Lines], columns: dict[str, list[str]]) -> None:
        rows[table].append([values[name] for name in columns[table]])

    return forge


_FLAG: dict[str, Json] = {
    "position": 0,
    "list": 1,
    "row": 1,
    "column": "A",
    "code": "blank",
    "was": "",
    "used": "",
}
_WHERE: dict[str, Json] = {"file": "lists.xlsx", "sheet": "List_1"}
FORGED = {
    "a list that the form has not": _set("frame_list", "list", 99),
    "text for a number": _set("frame_list", "first", "abc"),
    "a row with too few values": _set("frame_row", "text", "x"),
    "a list with too few columns": _set("frame_list", "columns", "A"),
    "a day for a moment": _set("frame_about", "imported_at", "yesterday"),
    "no identifier": _set("frame_row", "identifier", None),
    "a row without a rank": _set("frame_row", "rank", 0),
    "one unit thirty times": _set("frame_row", "identifier", "C1"),
    "text for a row": _set("frame_row", "row", "abc"),
    "a day that is none": _set("frame_row", "day", "2026-13-01"),
    "more rows than there are": _set("frame_list", "rows", 2**52),
    "a number for a title": _set("frame_list", "title", 5),
    "a sheet that is not there": _set("frame_row", "sheet", 7),
    "a flag of no kind": _add("frame_flag", **{**_FLAG, **_WHERE, "code": "Not a code"}),
    "a flag on a list that the form has not": _add("frame_flag", **{**_FLAG, **_WHERE, "list": 40}),
    "no mapping": _add("frame_used", name="mapping", text="{"),
    "a position below the first": _set("frame_list", "first", -1),
}


def _forged(laptop: Laptop, frame: str, forge: Forge) -> list[bytes]:
    """The content of a frame with something done to its tables."""
    head, *lines = (json.loads(line) for line in lines_of(laptop, frame))
    columns = {table["name"]: table["columns"] for table in head["tables"]}
    rows = {table["name"]: [lines.pop(0) for _ in range(table["rows"])] for table in head["tables"]}
    forge(rows, columns)
    head["tables"] = [{**table, "rows": len(rows[table["name"]])} for table in head["tables"]]
    every = [head, *(row for table in head["tables"] for row in rows[table["name"]])]
    return [encode(line) + b"\n" for line in every]


def test_what_no_reader_could_read_is_refused_whatever_stands_where(
    three: list[Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea, cal = three
    as_if_imported_before(monkeypatch)
    frame = imported(bea, tmp_path / "lists.xlsx")
    meet(*three)

    def escape(rows: dict[str, Lines], columns: dict[str, list[str]]) -> None:
        at = columns["frame_row"].index("text")
        rows["frame_row"][0][at] = "\x1b]0;p\x07" + str(rows["frame_row"][0][at])

    forgeries = {**FORGED, "a sequence that steers a terminal": escape}
    for what, forge in forgeries.items():
        lines = _forged(bea, frame, forge)
        offers(cal, ann, frame, lines)
        assert (what, code_of(ann, frame)) == (what, "copy-not-good")
    # The same without anything done to it is taken.
    offers(cal, ann, frame, _forged(bea, frame, lambda *_: None))
    assert open_copy(ann.base, frame) == 30
    with opened_frame(ann.base, frame) as opened:
        assert len(opened.units(1, "child")) == 30
