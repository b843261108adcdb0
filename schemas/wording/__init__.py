"""What the program says about samples, as data, with a loader that refuses a bad file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from schemas.toml_file import Problem, TomlText, parse_toml, shape_problems, shaped

__all__ = ["SamplingWording", "UnitWords", "WordingError", "parse_wording", "sampling_wording"]

_SENTENCES: Mapping[str, frozenset[str]] = {
    key: frozenset(names.split())
    for key, names in {
        "tells_none": "seen population units premise upper share confidence",
        "tells_none_left": "seen population units premise confidence",
        "tells_some": "found seen population units premise range share confidence",
        "tells_none_unknown": "seen units premise share confidence",
        "tells_some_unknown": "found seen units premise share confidence",
        "tells_whole": "population found",
        "tells_purposeful": "found seen population",
        "tells_purposeful_unknown": "found seen",
        "tells_draw_some": "found drawn population range share confidence",
        "tells_draw_none": "drawn population upper share confidence",
        "tells_draw_open": "found looked drawn population parts counts range share confidence",
        "tells_draw_open_none": "looked drawn population parts best best_share worst worst_share "
        "confidence",
        "tells_draw_whole": "population found",
        "tells_draw_counts": "found looked drawn population",
        "tells_not_looked": "",
        "tells_not_settled": "parts",
        "tells_others": "found looked",
        "tells_outside": "count",
        "premise_if": "seen",
        "premise_known": "seen",
        "statement_empty": "population",
        "statement_size": "size population",
        "statement_size_share": "size population share",
        "statement_chosen": "parts",
        "statement_narrowed": "conditions",
        "statement_purpose": "conditions",
        "statement_purpose_kept": "",
        "statement_drawn_again": "earlier",
        "statement_set_aside": "",
        "statement_short": "short",
        "statement_reserves": "count",
        "statement_uneven": "",
        "statement_undrawn": "count",
        "statement_clusters": "population",
        "statement_limit_left": "confidence",
        "statement_open_left": "drawn parts seen worst worst_share confidence",
        "tells_draw_none_left": "drawn population confidence",
        "tells_draw_open_none_left": "looked drawn population parts worst worst_share confidence",
        "tells_event": "unit",
        "statement_superseded": "",
        "statement_extended": "added",
        "statement_replaced": "parts",
        "statement_how_seen": "parts",
        "statement_never_seen": "column values share",
        "statement_never_seen_number": "column count of share",
        "statement_random": "population",
        "statement_limit": "upper share confidence",
        "statement_open": "drawn parts seen best best_share worst worst_share confidence",
        "statement_none_seen": "",
        "statement_whole": "",
        "statement_unequal": "population",
        "statement_one_start": "population",
        "statement_together": "column groups largest",
        "statement_repeated": "count units",
        "statement_audited": "audited compared same lower higher",
        "statement_mixed": "population",
        "statement_purposeful": "",
        "statement_event": "units",
    }.items()
}
_DESIGNS: Mapping[str, frozenset[str]] = {
    "simple": frozenset(),
    "systematic": frozenset({"order"}),
    "pps": frozenset({"size"}),
    "two-stage": frozenset({"cluster", "clusters"}),
    "stratified-proportional": frozenset({"by"}),
    "stratified-equal": frozenset({"by"}),
    "stratified-neyman": frozenset({"by"}),
    "stratified-manual": frozenset({"by"}),
}
_OPEN = frozenset(
    {"not-seen", "not-looked", "could-not-tell", "same-case", "replaced", "not-recorded"}
)
"""Why a case that was drawn may not be settled."""


class WordingError(ValueError):
    """A wording file that cannot be used; `problems` has every mistake, with its key and line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        told = "; ".join(f"line {p.line}, {p.key or 'file'}: {p.message}" for p in self.problems)
        super().__init__(f"{file}: {told}")


class UnitWords(BaseModel):
    """The words for one unit of sampling; `event` where one person may have several."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    one: str
    many: str
    event: bool

    def count(self, number: int) -> str:
        """'1 referral', '1,234 referrals'."""
        return f"{number:,} {self.one if number == 1 else self.many}"


class SamplingWording(BaseModel):
    """Closed words with what is said for them, and the sentences with their places."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    units: dict[str, UnitWords]
    lists: dict[str, str]
    routes: dict[str, str]
    how_seen: dict[str, str]
    occasions: dict[str, str]
    replaced: dict[str, str]
    open: dict[str, str]
    purposes: dict[str, str]
    designs: dict[str, str]
    sentences: dict[str, str]

    def say(self, sentence: str, **filled: str) -> str:
        """A sentence with its places filled; what fills them is never read as a template."""
        return self.sentences[sentence].format(**filled)

    def unit_of_list(self, number: int) -> str:
        """The usual unit of one of the authority's lists; `case` for a list not known."""
        return self.lists.get(str(number), "case")


@cache
def sampling_wording() -> SamplingWording:
    """The wording shipped with the program.

    Raises:
        WordingError: a shipped file was changed and is wrong.
    """
    text = files("schemas.wording").joinpath("sampling.toml").read_text(encoding="utf-8")
    return parse_wording("sampling.toml", text)


def parse_wording(file: str, text: str) -> SamplingWording:
    """Reads a wording file strictly: every key known, every place filled, nothing missing.

    Raises:
        WordingError: naming `file`, key and line of every mistake.
    """
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise WordingError(file, (toml,))
    try:
        wording = shaped(TypeAdapter(SamplingWording), toml)
    except ValidationError as error:
        raise WordingError(file, shape_problems(error, toml)) from None
    if problems := tuple(_contradictions(wording, toml)):
        raise WordingError(file, problems)
    return wording


def _contradictions(wording: SamplingWording, toml: TomlText) -> Iterator[Problem]:
    for number, unit in wording.lists.items():
        if not number.isdecimal() or unit not in wording.units:
            yield toml.problem(("lists", number), "must give a list's number one of the units")
    for occasion, seen in wording.occasions.items():
        if seen not in wording.how_seen:
            yield toml.problem(("occasions", occasion), "must be one of the words of how_seen")
    for table, words, needed in (
        ("units", wording.units.keys(), "case"),
        ("routes", wording.routes.keys(), "drawn"),
        ("how_seen", wording.how_seen.keys(), "not-seen"),
        ("replaced", wording.replaced.keys(), "other"),
    ):
        if needed not in words:
            yield toml.problem((table,), f"'{needed}' is missing")
    for reason in _OPEN - wording.open.keys():
        yield toml.problem(("open",), f"'{reason}' is missing")
    yield from _wrong_sentences("designs", wording.designs, _DESIGNS, toml)
    yield from _wrong_sentences("sentences", wording.sentences, _SENTENCES, toml)


def _wrong_sentences(
    table: str,
    found: Mapping[str, str],
    places: Mapping[str, frozenset[str]],
    toml: TomlText,
) -> Iterator[Problem]:
    for key in places.keys() - found.keys():
        yield toml.problem((table,), f"the sentence '{key}' is missing")
    for key, sentence in found.items():
        if key not in places:
            yield toml.problem((table, key), "is not a sentence of this program")
        elif _places(sentence) != places[key]:
            named = ", ".join(sorted(places[key])) or "none"
            yield toml.problem((table, key), f"its places in braces must be: {named}")


def _places(sentence: str) -> frozenset[str] | None:
    """The plain names in braces; None where a brace is unpaired or holds more than a name."""
    try:
        fields = list(Formatter().parse(sentence))
    except ValueError:
        return None
    names = [(name, spec, conversion) for _, name, spec, conversion in fields if name is not None]
    if any(not name.isidentifier() or spec or conversion for name, spec, conversion in names):
        return None
    return frozenset(name for name, _, _ in names)
