"""`inspector request …`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import HOSTILE_PAGE, Inspector


def test_a_request_is_followed_to_its_end(inspector: Inspector) -> None:
    added = inspector.json(
        *("request", "add", "--text", "the manager", "--kind", "manager", "--case", "9"),
        *("--when", "2026-11-25T09:30+00:00", "--place", "by video", "--person", "J. Smith"),
    )
    assert added["state"] == "to-ask"
    assert added["current"]["wanted_at"] == "2026-11-25T09:30:00+00:00"
    assert added["current"]["person"] == "J. Smith"
    request = added["id"]
    for state in ("asked", "arranged", "had"):
        assert inspector.json("request", "edit", request, "--state", state)["state"] == state
    (item,) = inspector.json("request", "list")["items"]
    assert (item["id"], item["kind"], item["state"]) == (request, "manager", "had")
    assert inspector.json("request", "list", "--state", "asked")["items"] == []


def test_a_refusal_needs_its_reason(inspector: Inspector) -> None:
    request = inspector.add("request", "add", "--text", "x")
    assert inspector.refused("request", "edit", request, "--state", "refused") == "reason-needed"
    assert inspector.refused("request", "add", "--text", "x", "--kind", "y") == "unknown-word"
    arguments = ("request", "edit", request, "--state", "refused", "--reason", "-")
    refused = inspector.json(*arguments, stdin="ill, says the manager")
    assert refused["current"]["reason"] == "ill, says the manager"
    assert inspector.refused("request", "edit", request, "--state", "to-ask") == "wrong-state"


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    added = inspector.json("request", "add", "--text", "-", stdin=HOSTILE_PAGE)
    assert added["current"]["text"] == HOSTILE_PAGE
    out, _ = inspector.text("request", "list")
    assert "\x1b" not in out


def test_the_page_for_tomorrow_leaves_and_what_is_on_it_is_asked(
    inspector: Inspector, tmp_path: Path
) -> None:
    asked = inspector.add("request", "add", "--text", "The plan", "--kind", "document")
    out = tmp_path / "tomorrow.docx"
    page = ("request", "page", asked, "--out", str(out))
    assert inspector.refused(*page) == "no-passphrase"
    assert not out.exists()
    printed, _ = inspector.text(*page, "--day", "2026-12-02", "--unprotected")
    assert printed.startswith("Written for 2026-12-02, unprotected: SHA-256 ")
    assert out.read_bytes().startswith(b"PK")
    (request,) = inspector.json("request", "list")["items"]
    assert request["state"] == "asked"
