"""The page on error codes lists those that the source can give, and no other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

from schemas.wire import ErrorCode

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "error-codes.md").read_text(encoding="utf-8")
ERRORS = {"InspectorError", "RefusedFileError", "SamplingError", "ServerError"}
ERRORS |= {"ServerRefusalError"}
CODE = r"[a-z]+(?:-[a-z0-9]+)*"


def test_every_code_of_the_source_is_listed_once() -> None:
    listed = _listed()
    assert len(listed) == len(set(listed))
    assert len(_literal()) > 100, "the search finds the codes"
    assert _literal() - set(listed) == set()
    for pattern in _patterns():
        assert any(re.fullmatch(pattern, code) for code in listed), pattern


def test_every_listed_code_is_in_the_source() -> None:
    unknown = set(_listed()) - _literal()
    assert {c for c in unknown if not any(re.fullmatch(p, c) for p in _patterns())} == set()


def test_the_codes_of_a_section_stand_in_alphabetical_order() -> None:
    for section in PAGE.split("\n## ")[1:]:
        codes = re.findall(rf"^\| `({CODE})` \|", section, re.MULTILINE)
        assert codes == sorted(codes)


def _listed() -> list[str]:
    return re.findall(rf"^\| `({CODE})` \|", PAGE, re.MULTILINE)


def _literal() -> set[str]:
    """Codes that are written out in the source, and those that a server answers."""
    found = {text for argument in _code_arguments() for text in _texts(argument)}
    return {code for code in found if re.fullmatch(CODE, code)} - _WORDS | set(get_args(ErrorCode))


def _texts(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant):
        yield str(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


def _patterns() -> set[str]:
    """Expressions for codes that are put together, such as f'unknown-{what}'."""
    return {
        "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z-]+"
            for part in argument.values
        )
        for argument in _code_arguments()
        if isinstance(argument, ast.JoinedStr)
    }


# Given as `code` to functions that make a code of them.
_WORDS = {"area", "criterion"}


@cache
def _code_arguments() -> tuple[ast.expr, ...]:
    """What is given as the code wherever an error is made, directly or by a function."""
    return tuple(_found())


def _found() -> Iterator[ast.expr]:
    for package in ("inspector_app", "sync_server"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            makers = ERRORS | {
                each.name
                for each in ast.walk(tree)
                if isinstance(each, ast.FunctionDef)
                and [argument.arg for argument in each.args.args][:1] == ["code"]
            }
            for call in ast.walk(tree):
                if isinstance(call, ast.Call) and _name(call.func) in makers:
                    yield from call.args[:1]


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
