"""`inspector search`."""

from __future__ import annotations

import pytest

from tests.cli.running import HOSTILE, Inspector


def test_hits_name_record_type_and_the_words_around(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "Supervision is [/x] monthly")
    inspector.add("note", "add", "--text", "weekly")
    hits = inspector.json("search", "monthl")["hits"]
    assert hits == [{"record": note, "type": "note", "snippet": "Supervision is [/x] monthly"}]
    out, _ = inspector.text("search", "supervision")
    assert "[/x]" in out
    assert inspector.json("search", "-", stdin="monthly")["hits"] == hits


def test_a_limit_is_kept(inspector: Inspector) -> None:
    for text in "abc":
        inspector.add("note", "add", "--text", f"monthly {text}")
    assert len(inspector.json("search", "monthly", "--limit", "2")["hits"]) == 2
    inspector.text("search", "monthly", "--limit", "0", code=2)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_only_ever_words(inspector: Inspector, text: str) -> None:
    note = inspector.add("note", "add", "--text", "-", stdin=text)
    hits = inspector.json("search", "-", stdin=text)["hits"]
    expected = [note] if any(sign.isalnum() for sign in text) else []
    assert [hit["record"] for hit in hits] == expected
