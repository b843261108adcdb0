"""Search: words of every text, never instructions to the index."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.challenges import NewAnswer, NewChallenge, answer_challenge
from inspector_app.enquiries.challenges import raise_challenge as ask
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.notes import NewNote, add_note, edit_note
from inspector_app.enquiries.search import search
from inspector_app.evidence_base.editing import restore, withdraw
from tests.evidence_base.laptops import Laptop, exchange


def found(laptop: Laptop, text: str, limit: int = 50) -> list[str]:
    return [hit.record for hit in search(laptop.base, text, limit=limit)]


def test_every_text_of_every_type_is_searched(ann: Laptop) -> None:
    note = add_note(ann.base, NewNote("Supervision is monthly")).record
    evidence = add_evidence(ann.base, NewEvidence("x", impact="monthly visits")).record
    question = ask(ann.base, NewChallenge("Why?")).record
    answer_challenge(ann.base, question, NewAnswer("They are monthly now"))
    case = add_case(ann.base, NewCase("AB12", label="monthly review")).record
    hits = search(ann.base, "monthly")
    assert {(hit.record, hit.type) for hit in hits} == {
        (note, "note"),
        (evidence, "evidence"),
        (question, "challenge"),
        (case, "case"),
    }
    assert found(ann, "ab12") == [case]


def test_all_words_must_be_there_and_the_last_may_be_unfinished(ann: Laptop) -> None:
    one = add_note(ann.base, NewNote("Supervision is monthly")).record
    add_note(ann.base, NewNote("Supervision is weekly"))
    assert found(ann, "supervision mont") == [one]
    assert found(ann, "superv monthly") == []
    assert len(found(ann, "SUPERVISION")) == 2


def test_accents_do_not_matter(ann: Laptop) -> None:
    note = add_note(ann.base, NewNote("Zoë’s café")).record
    assert found(ann, "zoe cafe") == [note]


@pytest.mark.parametrize(
    "typed",
    [
        'monthly"', '"monthly', "text:monthly", "monthly*", "^monthly", "monthly)", "-monthly",
        "(monthly", "{text}: monthly", "monthly +", "monthly\x00", "'monthly'; --", "[monthly]",
        "\u202emonthly",
    ],
)  # fmt: skip
def test_signs_of_the_index_are_only_signs(ann: Laptop, typed: str) -> None:
    note = add_note(ann.base, NewNote("text monthly")).record
    add_note(ann.base, NewNote("another"))
    assert found(ann, typed) == [note]


@pytest.mark.parametrize("typed", ["NOT monthly", "weekly OR monthly", "NEAR(monthly text)"])
def test_operators_of_the_index_are_words(ann: Laptop, typed: str) -> None:
    add_note(ann.base, NewNote("text monthly"))
    assert found(ann, typed) == []


@pytest.mark.parametrize("typed", ["", "  ", "***", '""', "\x00", "AND", "\ud800"])
def test_nothing_to_look_for_finds_nothing(ann: Laptop, typed: str) -> None:
    add_note(ann.base, NewNote("text monthly"))
    assert found(ann, typed) == []


def test_what_was_withdrawn_is_not_found_and_found_again_when_restored(ann: Laptop) -> None:
    records = [add_note(ann.base, NewNote(f"monthly {n}")).record for n in range(5)]
    for record in records[:4]:
        ann.base.record(withdraw(ann.base, record, "twice"))
    assert found(ann, "monthly", limit=2) == [records[4]]
    ann.base.record(restore(ann.base, records[0]))
    assert set(found(ann, "monthly")) == {records[0], records[4]}


def test_no_more_than_the_limit_is_found(ann: Laptop) -> None:
    for n in range(7):
        add_note(ann.base, NewNote(f"monthly {n}"))
    assert len(found(ann, "monthly", limit=3)) == 3
    assert found(ann, "monthly", limit=0) == []


def test_an_old_wording_is_not_found_and_both_of_a_conflict_are(ann: Laptop, bea: Laptop) -> None:
    note = add_note(ann.base, NewNote("first")).record
    exchange(ann, bea)
    edit_note(ann.base, note, NewNote("second"))
    edit_note(bea.base, note, NewNote("third"))
    exchange(ann, bea)
    assert found(ann, "first") == []
    assert found(ann, "second") == found(ann, "third") == [note]


def test_a_snippet_is_plain_text_on_one_line(ann: Laptop) -> None:
    long = "\n".join(["before"] * 30 + ["[b]monthly[/b] <i>"] + ["after"] * 30)
    add_note(ann.base, NewNote(long))
    (hit,) = search(ann.base, "monthly")
    assert "[b]monthly[/b] <i>" in hit.snippet
    assert "\n" not in hit.snippet
    assert len(hit.snippet) < 200


def test_a_snippet_stays_short_where_words_are_far_apart(ann: Laptop) -> None:
    add_note(ann.base, NewNote("monthly" + "-" * 5000 + "visits"))
    (hit,) = search(ann.base, "monthly")
    assert hit.snippet.startswith("monthly---")
    assert len(hit.snippet) < 320


def test_the_words_around_are_those_that_were_found(ann: Laptop, bea: Laptop) -> None:
    note = add_note(ann.base, NewNote("first")).record
    exchange(ann, bea)
    edit_note(ann.base, note, NewNote("Réunion one"))
    bea.clock.move(hours=1)
    edit_note(bea.base, note, NewNote("second two"))
    exchange(ann, bea)
    assert [hit.snippet for hit in search(ann.base, "reun")] == ["Réunion one"]
    assert [hit.snippet for hit in search(ann.base, "second")] == ["second two"]
