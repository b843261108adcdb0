"""Finds and reads framework files; a bad one is refused with its name, key and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from schemas.frameworks.models import Area, Framework
from schemas.toml_file import KeyPath, Problem, TomlText, parse_toml, shape_problems, shaped

__all__ = [
    "FrameworkError",
    "UnknownFramework",
    "check_framework",
    "list_frameworks",
    "load_framework",
]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class UnknownFramework(ValueError):  # noqa: N818 - the name says what happened
    """No framework has this id; `known` has those there are."""

    def __init__(self, framework_id: str, known: Iterable[str]) -> None:
        self.framework_id = framework_id
        self.known = tuple(known)
        super().__init__(f"no framework is called {framework_id!r}; there are: {self._names()}")

    def _names(self) -> str:
        return ", ".join(self.known) or "none"


class FrameworkError(ValueError):
    """A framework file is wrong; `problems` has every mistake found, by line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        told = "; ".join(f"line {p.line}, {p.key or 'file'}: {p.message}" for p in self.problems)
        super().__init__(f"{file}: {told}")


def list_frameworks(folder: Path | None = None) -> tuple[Framework, ...]:
    """The shipped frameworks and those in `folder`, the oldest first.

    Raises:
        FrameworkError: a file is wrong, or has the id of another one.
    """
    own = [] if folder is None else [_load(path) for path in sorted(folder.glob("*.toml"))]
    found: dict[str, Framework] = {}
    for framework in (*_shipped(), *own):
        if framework.id in found:
            message = f"another file already holds the framework {framework.id!r}"
            raise FrameworkError(f"{framework.id}.toml", (Problem(1, "id", message),))
        found[framework.id] = framework
    return tuple(sorted(found.values(), key=lambda each: (each.effective_from, each.id)))


def load_framework(framework_id: str, folder: Path | None = None) -> Framework:
    """The framework with this id, shipped or from `folder`.

    Raises:
        UnknownFramework: there is none.
        FrameworkError: a file is wrong.
    """
    frameworks = list_frameworks(folder)
    for framework in frameworks:
        if framework.id == framework_id:
            return framework
    raise UnknownFramework(framework_id, (each.id for each in frameworks))


def check_framework(path: Path) -> tuple[Problem, ...]:
    """Everything wrong with a framework file, by line; empty when it is sound."""
    try:
        _load(path)
    except FrameworkError as error:
        return tuple(sorted(error.problems, key=lambda problem: (problem.line, problem.key)))
    return ()


@cache
def _shipped() -> tuple[Framework, ...]:
    folder = resources.files("schemas.frameworks")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return tuple(
        _read(file.name, file.read_text("utf-8")) for file in files if file.name.endswith(".toml")
    )


def _load(path: Path) -> Framework:
    try:
        data = path.read_bytes()
    except OSError as error:
        problem = Problem(1, "", f"the file cannot be read: {error.strerror}")
        raise FrameworkError(path.name, (problem,)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FrameworkError(path.name, (Problem(line, "", "not UTF-8 text"),)) from None
    return _read(path.name, text)


def _read(file: str, text: str) -> Framework:
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise FrameworkError(file, (toml,))
    try:
        framework = shaped(TypeAdapter(Framework), toml)
    except ValidationError as error:
        raise FrameworkError(file, shape_problems(error, toml)) from None
    if problems := tuple(_contradictions(framework, toml)):
        raise FrameworkError(file, problems)
    return framework


def _contradictions(framework: Framework, toml: TomlText) -> Iterator[Problem]:
    """What is well formed and still cannot be true."""
    yield from _bad_ids(framework, toml)
    yield from _bad_orders(framework, toml)
    if framework.effective_to is not None and framework.effective_to < framework.effective_from:
        yield toml.problem(("effective_to",), "lies before effective_from")
    areas = {area.id for area in framework.areas}
    for at, section in enumerate(framework.sections):
        if (section.kind == "area") != (section.area is not None):
            yield toml.problem(("sections", at, "area"), "goes with the kind 'area' alone")
        elif section.area is not None and section.area not in areas:
            yield toml.problem(("sections", at, "area"), f"there is no area {section.area!r}")
    for at, kind in enumerate(framework.types):
        if kind.judged and framework.narrative:
            yield toml.problem(("types", at, "product"), "a report is graded; there are no grades")
        sizes = (kind.inspectors_least, kind.inspectors, kind.inspectors_most)
        known = [size for size in sizes if size is not None]
        if known != sorted(known):
            yield toml.problem(("types", at, "inspectors"), "least, usual and most do not fit")


def _bad_ids(framework: Framework, toml: TomlText) -> Iterator[Problem]:
    if not _ID.fullmatch(framework.id):
        yield toml.problem(("id",), "an id is lower-case words with hyphens")
    for key in ("areas", "grades", "types", "roles", "sources", "modes", "sections"):
        ids = [each.id for each in getattr(framework, key)]
        yield from _bad_ids_of(ids, [(key, at, "id") for at in range(len(ids))], toml)
    criteria = [
        (criterion.id, ("areas", at, "criteria", position, "id"))
        for at, area in enumerate(framework.areas)
        for position, criterion in enumerate(area.criteria)
    ]
    yield from _bad_ids_of([each[0] for each in criteria], [each[1] for each in criteria], toml)


def _bad_ids_of(ids: Sequence[str], paths: Sequence[KeyPath], toml: TomlText) -> Iterator[Problem]:
    seen: set[str] = set()
    for each, path in zip(ids, paths, strict=True):
        if not _ID.fullmatch(each):
            yield toml.problem(path, "an id is lower-case words with hyphens")
        if each in seen:
            yield toml.problem(path, f"the id {each!r} is used twice")
        seen.add(each)


def _bad_orders(framework: Framework, toml: TomlText) -> Iterator[Problem]:
    if not framework.areas:
        yield toml.problem(("areas",), "a framework has at least one area")
    if not framework.types:
        yield toml.problem(("types",), "a framework has at least one inspection type")
    told = [area.id for area in framework.areas if not area.overall]
    if sorted(framework.body_order) != sorted(told):
        yield toml.problem(("body_order",), f"must hold these areas once each: {', '.join(told)}")
    for at, area in enumerate(framework.areas):
        yield from _bad_overall(at, area, toml)


def _bad_overall(at: int, area: Area, toml: TomlText) -> Iterator[Problem]:
    if area.overall and (area.criteria or area.topics):
        yield toml.problem(("areas", at, "overall"), "an overall grade has no criteria or topics")
