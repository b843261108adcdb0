"""`inspector framework …`: what a framework says; needs no passphrase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.settings import Settings
from schemas.fields import field_kinds, words_of
from schemas.records import RECORD_TYPES

if TYPE_CHECKING:
    from schemas.frameworks import Framework

__all__ = ["register"]

frameworks = typer.Typer(help="Frameworks: areas, criteria, scales.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(frameworks, name="framework")


@frameworks.command("list")
def list_all(as_json: AsJson = False) -> None:
    """The frameworks there are: shipped ones, and files in the home's `frameworks` folder."""
    from inspector_app.enquiries.frameworks import every_framework

    rows = [
        {
            "id": each.id,
            "name": each.name,
            "version": each.version,
            "effective_from": each.effective_from.isoformat(),
            "effective_to": each.effective_to.isoformat() if each.effective_to else None,
            "types": [kind.id for kind in each.types],
        }
        for each in every_framework(Settings().home)
    ]
    if as_json:
        print_json({"frameworks": rows})
        return
    show_table(
        ["Id", "Name", "From", "To"],
        [[row["id"], row["name"], row["effective_from"], row["effective_to"]] for row in rows],
    )


@frameworks.command("show")
def show(framework: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """Areas, criteria, scale, types, roles, sources, and every closed set of words."""
    from inspector_app.enquiries.frameworks import framework_named

    document = _document(framework_named(framework, Settings().home))
    if as_json:
        print_json(document)
        return
    say(f"{document['name']} ({document['id']}, version {document['version']})")
    for area in document["areas"]:
        say(f"{area['id']}: {area['printed']}")
        for criterion in area["criteria"]:
            say(f"    {criterion['id']}: {criterion['heading']}")
    for heading in ("scale", "types", "roles", "sources", "modes"):
        words = ", ".join(each["id"] for each in document[heading])
        say(f"{heading}: {words or 'none'}")
    for field, words in document["words"].items():
        say(f"{field}: {', '.join(words)}")


@frameworks.command("check")
def check(file: Annotated[Path, typer.Argument(metavar="FILE")], as_json: AsJson = False) -> None:
    """Reads a framework file and names every mistake by line; exit code 1 if there is one."""
    from schemas.frameworks import check_framework

    problems = check_framework(file)
    if as_json:
        print_json(
            {
                "ok": not problems,
                "problems": [
                    {"line": each.line, "key": each.key, "message": each.message}
                    for each in problems
                ],
            }
        )
    elif problems:
        show_table(
            ["Line", "Key", "What is wrong"],
            [[each.line, each.key, each.message] for each in problems],
        )
    else:
        say("The file is sound.")
    if problems:
        raise typer.Exit(1)


def _document(framework: Framework) -> dict[str, Any]:
    return {
        "id": framework.id,
        "name": framework.name,
        "version": framework.version,
        "areas": [
            {
                "id": area.id,
                "printed": area.printed,
                "short": area.short,
                "overall": area.overall,
                "criteria": [{"id": c.id, "heading": c.heading} for c in area.criteria],
                "topics": list(area.topics),
            }
            for area in framework.areas
        ],
        "criteria": [
            {"id": c.id, "heading": c.heading, "area": area.id}
            for area in framework.areas
            for c in area.criteria
        ],
        "scale": [{"id": grade.id, "printed": grade.printed} for grade in framework.grades],
        "types": [
            {
                "id": kind.id,
                "name": kind.name,
                "product": kind.product,
                "days": kind.days,
                "inspectors": kind.inspectors,
                "questions": list(kind.questions),
            }
            for kind in framework.types
        ],
        "roles": [{"id": role.id, "name": role.name} for role in framework.roles],
        "sources": [{"id": source.id, "name": source.name} for source in framework.sources],
        "modes": [{"id": mode.id, "name": mode.name} for mode in framework.modes],
        "words": _closed_words(),
    }


def _closed_words() -> dict[str, list[str]]:
    """The closed sets that hold under every framework, by record type and field."""
    found = {}
    for name, kind in RECORD_TYPES.items():
        for field in field_kinds(kind):
            if words := words_of(kind, field):
                found[f"{name}.{field}"] = list(words)
        for field, keyed in kind.keyed.items():
            if keyed.words:
                found[f"{name}.{field}"] = list(keyed.words)
    return found
