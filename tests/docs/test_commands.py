"""The documents name every command and option there is, and none that there is not."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

from inspector_app.cli.main import app as inspector
from sync_server.cli import app as inspector_server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
EVERYWHERE = {"--json", "--inspection", "--help"}
"""Said once, at the top of the page on commands."""


@dataclass
class Command:
    """A command as the program has it."""

    options: set[str] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)
    values: dict[str, int] = field(default_factory=dict)
    arguments: int = 0
    more_arguments: bool = False


@cache
def commands() -> dict[str, Command]:
    """Every command of both programs by its full name."""
    programs = {"inspector": inspector, "inspector-server": inspector_server}
    return {
        name: _command(found)
        for program, app in programs.items()
        for name, found in _below(typer.main.get_command(app), program)
    }


def test_every_command_stands_on_the_page_with_every_option() -> None:
    sections = _sections()
    assert set(commands()) - set(sections) == set()
    missing = {
        name: command.options - EVERYWHERE - set(re.findall(r"`(--[a-z0-9-]+)`", sections[name]))
        for name, command in commands().items()
    }
    assert {name: options for name, options in missing.items() if options} == {}


def test_the_page_has_no_command_or_option_that_does_not_exist() -> None:
    sections = _sections()
    assert set(sections) - set(commands()) == set()
    for name, text in sections.items():
        rows = re.findall(r"^\| (`--.*?) \|", text, re.MULTILINE)
        told = {option for row in rows for option in re.findall(r"`(--[a-z0-9-]+)`", row)}
        assert told - commands()[name].options == set(), name


def test_what_is_said_once_for_all_commands_is_said() -> None:
    top = PAGE.partition("\n## ")[0]
    for option in EVERYWHERE - {"--help"}:
        assert f"`{option}" in top


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_example_is_a_command_that_the_program_takes(document: Path) -> None:
    for line in _examples(document.read_text(encoding="utf-8")):
        _take(line)


def test_the_examples_are_found() -> None:
    found = [line for path in DOCUMENTS for line in _examples(path.read_text(encoding="utf-8"))]
    assert len(found) > 80
    with pytest.raises(AssertionError):
        _take("inspector note add --text x --nonsense")
    with pytest.raises(AssertionError):
        _take("inspector nonsense")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files_that_exist(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (document.parent / link).exists(), link


def _below(group: Any, name: str) -> Iterator[tuple[str, Any]]:
    """A command, or those of a group; a group that also works by itself is one too."""
    children = getattr(group, "commands", None)
    if children is None:
        yield name, group
        return
    if group.invoke_without_command and " " in name:
        yield name, group
    for child, found in children.items():
        yield from _below(found, f"{name} {child}")


def _command(found: Any) -> Command:
    command = Command()
    for parameter in found.params:
        if parameter.param_type_name == "argument":
            command.arguments += 1
            command.more_arguments |= parameter.nargs == -1
            continue
        names = {*parameter.opts, *parameter.secondary_opts}
        command.options |= names
        command.values |= dict.fromkeys(names, 0 if parameter.is_flag else parameter.nargs)
        if parameter.required:
            command.needed |= names
    return command


def _sections() -> dict[str, str]:
    """The text below each heading of a command; what stands in capitals are its arguments."""
    parts = re.split(r"^### `(.+)`$", PAGE, flags=re.MULTILINE)
    heads = [re.sub(r" \[?[A-Z].*", "", head) for head in parts[1::2]]
    assert len(heads) == len(set(heads))
    return dict(zip(heads, parts[2::2], strict=True))


def _examples(text: str) -> Iterator[str]:
    """Lines in shell blocks that call one of the programs."""
    for block in re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.split()[:1] in (["inspector"], ["inspector-server"]):
                yield line.strip()


def _take(line: str) -> None:
    """Checks names, options and needed things of one example."""
    words = shlex.split(line)
    length = max(
        (at for at in range(1, len(words) + 1) if " ".join(words[:at]) in commands()), default=0
    )
    assert length, line
    command, rest = commands()[" ".join(words[:length])], words[length:]
    given, loose = set(), 0
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            loose += 1
            continue
        assert word in command.options, line
        given.add(word)
        assert len(rest) >= command.values[word], line
        del rest[: command.values[word]]
    assert loose <= command.arguments or command.more_arguments, line
    assert not command.needed - given, line
