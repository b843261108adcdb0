from __future__ import annotations

from importlib.resources import files

import pytest

from schemas.fields import words_of
from schemas.records import Note
from schemas.records_of_cases import CaseSelection
from schemas.wording import WordingError, parse_wording, sampling_wording

SHIPPED = files("schemas.wording").joinpath("sampling.toml").read_text(encoding="utf-8")


def line_of(text: str, start: str) -> int:
    return next(at for at, line in enumerate(text.splitlines(), start=1) if line.startswith(start))


@pytest.mark.parametrize(
    ("before", "after", "key", "said"),
    [
        ("premise_if = ", "premise_of = ", "sentences.premise_of", "not a sentence"),
        ('premise_if = "If the {seen}', 'premise_if = "If {sn}', "sentences.premise_if", "seen"),
        ('premise_if = "If the {seen}', 'premise_if = "If {seen', "sentences.premise_if", "seen"),
        ('premise_if = "If the {seen}', 'premise_if = "{seen.x}', "sentences.premise_if", "seen"),
        ('3 = "referral"', '3 = "referal"', "lists.3", "one of the units"),
        ('file-only = "remotely"', 'file-only = "far"', "occasions.file-only", "how_seen"),
        ("format = 1", "format = 2", "format", "1"),
        ('case = { one = "case"', "case = { one = 7", "units.case.one", "string"),
    ],
)
def test_a_wrong_wording_is_refused_with_its_key_and_line(
    before: str, after: str, key: str, said: str
) -> None:
    changed = SHIPPED.replace(before, after)
    assert changed != SHIPPED
    with pytest.raises(WordingError) as refused:
        parse_wording("mine.toml", changed)
    problem = next(one for one in refused.value.problems if one.key == key)
    assert said in problem.message
    assert problem.line == line_of(changed, after)
    assert "mine.toml" in str(refused.value)


def test_a_missing_sentence_and_a_missing_word_are_refused() -> None:
    for start, key in (("tells_whole", "sentences"), ("drawn", "routes"), ("not-seen", "how_seen")):
        lines = [line for line in SHIPPED.splitlines() if not line.startswith(f"{start} =")]
        with pytest.raises(WordingError) as refused:
            parse_wording("mine.toml", "\n".join(lines))
        assert key in [problem.key for problem in refused.value.problems]


def test_what_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(WordingError) as refused:
        parse_wording("mine.toml", "format = 1\n[units\n")
    assert refused.value.problems[0].line == 2


def test_every_route_and_occasion_of_the_records_has_words() -> None:
    wording = sampling_wording()
    assert set(wording.routes) == set(words_of(CaseSelection, "route"))
    assert set(wording.occasions) == set(words_of(Note, "occasion"))


@pytest.mark.parametrize(
    ("number", "unit"),
    [(1, "contact"), (3, "referral"), (6, "child"), (9, "care-leaver"), (99, "case")],
)
def test_each_list_has_its_usual_unit(number: int, unit: str) -> None:
    assert sampling_wording().unit_of_list(number) == unit
