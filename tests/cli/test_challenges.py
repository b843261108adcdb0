"""`inspector challenge …`."""

from __future__ import annotations

from tests.cli.running import HOSTILE_PAGE, Inspector


def test_a_question_is_raised_answered_and_judged(inspector: Inspector) -> None:
    line = inspector.add("enquiry", "raise", "--title", "t")
    raised = inspector.json(
        *("challenge", "raise", "--question", "Why?", "--to", "DCS", "--area", "leaders"),
        *("--enquiry", line, "--due", "2026-11-26"),
    )
    question = raised["id"]
    assert raised["state"] == "open"
    assert raised["current"]["to"] == "DCS"
    assert (raised["current"]["areas"], raised["current"]["enquiries"]) == (["leaders"], [line])
    answered = inspector.json(
        *("challenge", "answer", question, "--text", "Vacancies", "--view", "plausible"),
        *("--shown", "rota"),
    )
    assert answered["state"] == "answered"
    assert answered["current"]["answer"] == "Vacancies"
    assert answered["current"]["view"] == "plausible"
    assert inspector.json("challenge", "move", question, "accepted")["state"] == "accepted"
    (item,) = inspector.json("challenge", "list")["items"]
    assert (item["id"], item["state"], item["due"]) == (question, "accepted", "2026-11-26")


def test_a_view_may_be_the_verdict_itself(inspector: Inspector) -> None:
    question = inspector.add("challenge", "raise", "--question", "Why?")
    arguments = ("challenge", "answer", question, "--text", "x", "--view", "not-accepted")
    answered = inspector.json(*arguments)
    assert (answered["state"], answered["current"]["view"]) == ("not-accepted", None)


def test_what_was_not_answered_is_not_accepted(inspector: Inspector) -> None:
    question = inspector.add("challenge", "raise", "--question", "Why?")
    assert inspector.refused("challenge", "move", question, "accepted") == "wrong-state"
    assert inspector.refused("challenge", "answer", question, "--text", "") == "no-text"
    assert inspector.refused("challenge", "answer", "x", "--text", "y") == "unknown-record"
    assert inspector.json("challenge", "move", question, "not-answered")["state"] == "not-answered"
    assert inspector.json("challenge", "list", "--state", "open")["items"] == []


def test_an_edit_changes_what_is_given(inspector: Inspector) -> None:
    question = inspector.add("challenge", "raise", "--question", "Why?", "--to", "DCS")
    edited = inspector.json("challenge", "edit", question, "--question", "Why so late?")
    assert (edited["current"]["question"], edited["current"]["to"]) == ("Why so late?", "DCS")


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    raised = inspector.json("challenge", "raise", "--question", "-", stdin=HOSTILE_PAGE)
    assert raised["current"]["question"] == HOSTILE_PAGE
    arguments = ("challenge", "answer", raised["id"], "--text", "-")
    assert inspector.json(*arguments, stdin=HOSTILE_PAGE)["current"]["answer"] == HOSTILE_PAGE
    out, _ = inspector.text("challenge", "list")
    assert "\x1b" not in out
