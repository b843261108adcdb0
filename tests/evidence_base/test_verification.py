"""The check of a file against itself sees what was changed behind its back."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import Typed
from inspector_app.vault.write_ahead import PAGE
from tests.evidence_base.laptops import Laptop, exchange


@pytest.fixture
def lived_in(ann: Laptop, bea: Laptop) -> Laptop:
    note = ann.note("The first visit was late", minutes=20)
    exchange(ann, bea)
    ann.write(note, "text", Typed("The first visit was on time"))
    bea.write(note, "text", Typed("The first visit was two days late"))
    exchange(ann, bea)
    ann.note("not sent yet")
    return ann


def test_a_base_that_was_only_used_is_well(lived_in: Laptop) -> None:
    found = verify(lived_in.base)
    assert found.problems == ()
    assert found.ok
    assert found.entries > 2
    assert found.changes > 3


def test_work_taken_in_between_two_checks_of_an_open_base_is_no_damage(lived_in: Laptop) -> None:
    assert verify(lived_in.base).ok
    for turn in range(3):
        lived_in.note(f"the visit went well {turn}")
        assert verify(lived_in.base).problems == ()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM current WHERE field = 'minutes'", "register minutes of note"),
        ("UPDATE note_row SET text = 'The visit was fine'", "table of note"),
        ("UPDATE note_row SET author = NULL", "table of note"),
        (
            "INSERT INTO evidence_row (id, created_at, created_order, changed_at, in_conflict)"
            " VALUES ('0', '', 0, '', 0)",
            "rows of records that nobody wrote",
        ),
        ("DELETE FROM conflict", "conflicts"),
        (
            "INSERT INTO element_row VALUES ((SELECT id FROM note), 'areas', 'x', NULL, NULL)",
            "elements",
        ),
        ("DELETE FROM search", "search index"),
        ("UPDATE record SET parts = ''", "search index"),
        ("UPDATE record SET parts = parts || parts", "search index"),
        ("DELETE FROM search_docsize", "search index"),
        ("UPDATE part SET text = text || '!'", "part"),
        (
            "UPDATE entry_bytes SET body = CAST(body || x'00' AS BLOB)",
            "bytes are not what it is kept as",
        ),
        ("UPDATE entry_bytes SET signature = zeroblob(64)", "does not vouch for it"),
        ("UPDATE entry SET counts = 0", "counts otherwise than the team chain says"),
        ("UPDATE entry SET had = 0", "noted as had"),
        ("UPDATE entry_part SET sealed = zeroblob(64) WHERE sealed IS NOT NULL", "sealed part"),
        ("UPDATE change SET member = 'f'", "counts otherwise than is noted"),
        ("UPDATE change SET body = CAST(replace(body, '20', '30') AS BLOB)", "do not hash"),
        ("UPDATE entry_change SET change = 1", "does not stand in it"),
    ],
)
def test_what_was_changed_behind_its_back_is_seen(
    lived_in: Laptop, statement: str, problem: str
) -> None:
    with lived_in.base.local() as connection:
        if "entry_change" in statement:
            connection.exec_driver_sql("DELETE FROM entry_change WHERE change = 1")
            statement = "UPDATE OR IGNORE entry_change SET change = 1"
        connection.exec_driver_sql(statement)
    found = verify(lived_in.base)
    assert not found.ok
    assert any(problem in line for line in found.problems), found.problems


def test_a_flipped_byte_in_any_page_is_seen(lived_in: Laptop) -> None:
    path = lived_in.base.vault.base_path(lived_in.inspection)
    lived_in.close()
    whole = path.read_bytes()
    for page in range(0, len(whole) // PAGE, 3):
        data = bytearray(whole)
        data[page * PAGE + 100] ^= 1
        path.write_bytes(data)
        assert _seen(lived_in), page
        lived_in.close()
    path.write_bytes(whole)
    assert verify(lived_in.base).ok


def _seen(laptop: Laptop) -> bool:
    """Whether damage is seen: at opening where it lies in what that reads, else by the check."""
    try:
        return not verify(laptop.base).ok
    except InspectorError as refused:
        return refused.code == "damaged-file"


def test_what_verify_says_holds_no_evidence(lived_in: Laptop) -> None:
    with lived_in.base.local() as connection:
        connection.exec_driver_sql("UPDATE part SET text = 'canary ' || text")
        connection.exec_driver_sql("UPDATE note_row SET text = 'canary'")
    said = " ".join(verify(lived_in.base).problems)
    assert said
    assert "canary" not in said
    assert "visit" not in said
