"""`inspector analysis|document|voice|meeting|summary|handover|finding|accuracy add|edit|list`.

These records differ in their fields only, so their options are made from what their types declare.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.record_arguments import (
    day_argument,
    member_argument,
    moment_argument,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.saving import Saved, require_text
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.enquiries.working_records import (
    WORKING_RECORDS,
    WorkingRecord,
    add_working_record,
    edit_working_record,
)
from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import field_kinds, words_of
from schemas.records import Member

__all__ = ["register"]

_ABOUT: Final[Mapping[str, str]] = {
    "analysis": "Questions to the analyst, and what they answered.",
    "document": "Documents asked for, listed and read.",
    "voice": "Direct contacts with children, parents and carers.",
    "meeting": "Meetings: planned and held.",
    "summary": "Summaries of an area or a line by one inspector.",
    "handover": "What somebody who leaves early hands to the team.",
    "finding": "Findings, as they will be written.",
    "accuracy": "The authority's comments on a draft's accuracy.",
}

_OPTIONS: Final[Mapping[str, str]] = {
    "starts_at": "when",
    "sender": "from",
    "dated": "date",
    "enquiries": "enquiry",
}
"""What an option is called where it is not called as its field."""

_MOST_COLUMNS: Final = 4


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    for name, of in WORKING_RECORDS.items():
        group = typer.Typer(help=_ABOUT[name], no_args_is_help=True)
        group.command("add", help="Records one.")(_adding(name, of))
        group.command("edit", help="Changes what is given; the rest stays.")(_editing(name, of))
        group.command("list", help="Lists them, oldest first.")(_listing(of))
        app.add_typer(group, name=name)


def _adding(name: str, of: WorkingRecord) -> Callable[..., None]:
    def add(*, inspection: str | None, as_json: bool, **options: Any) -> None:
        with opened_base(inspection) as base:
            saved = add_working_record(base, of, _values(base, of, options))
            _print(base, of, saved, as_json, f"The {name} was recorded.")

    return _with_options(add, _fields(of, needed=of.main))


def _editing(name: str, of: WorkingRecord) -> Callable[..., None]:
    def edit(
        *,
        record: str,
        clear: list[str] | None,
        inspection: str | None,
        as_json: bool,
        **options: Any,
    ) -> None:
        with opened_base(inspection) as base:
            values = _values(base, of, options)
            if of.main and values[of.main] is not None:
                require_text(str(values[of.main]), of.main)
            saved = edit_working_record(base, of, record, values, clear=several(clear))
            _print(base, of, saved, as_json, f"The {name} was changed.")

    emptied = typer.Option("--clear", help="A field to empty; `evidence[ID]` takes one out.")
    return _with_options(
        edit,
        {
            "record": (Annotated[str, typer.Argument(metavar="ID")], inspect.Parameter.empty),
            **_fields(of),
            "clear": (Annotated[list[str] | None, emptied], None),
        },
    )


def _listing(of: WorkingRecord) -> Callable[..., None]:
    def list_them(*, inspection: str | None, as_json: bool, state: str | None = None) -> None:
        with opened_base(inspection) as base:
            column = getattr(of.kind, "state", None)
            where = () if state is None or column is None else (column == state,)
            names = [of.main, *field_kinds(of.kind)] if of.main else list(field_kinds(of.kind))
            shown = [name for name in dict.fromkeys(names) if name not in ("withdrawn", "state")]
            columns = {_words(name).capitalize(): name for name in shown[: _MOST_COLUMNS - 1]}
            if of.life is not None:
                columns["State"] = "state"
            items = shown_records(base, of.kind, *where)
            print_items(items, as_json=as_json, columns=columns)

    if of.life is None:
        return _with_options(list_them, {})
    option = typer.Option("--state", help=words_help(of.kind, "state"))
    return _with_options(list_them, {"state": (Annotated[str | None, option], None)})


_Options = dict[str, tuple[Any, Any]]
"""Annotation and default of each parameter."""


def _fields(of: WorkingRecord, needed: str = "") -> _Options:
    """An option for each field that the type declares, and one for each of its sets."""
    found: _Options = {}
    for name, kind in field_kinds(of.kind).items():
        if name != "withdrawn":
            option = typer.Option(_flag(name, kind), help=_help(of, name, kind))
            of_option = {"whole": int, "yes-no": bool}.get(kind, str)
            if name == needed:
                found[name] = (Annotated[of_option, option], inspect.Parameter.empty)
            else:
                found[name] = (Annotated[of_option | None, option], None)
    for name in of.kind.keyed:
        option = typer.Option(f"--{_OPTIONS.get(name, name)}", help=_member_help(of, name))
        found[name] = (Annotated[list[str] | None, option], None)
    return found


def _flag(name: str, kind: str) -> str:
    words = _OPTIONS.get(name, name.replace("_", "-"))
    return f"--{words}/--no-{words}" if kind == "yes-no" else f"--{words}"


def _help(of: WorkingRecord, name: str, kind: str) -> str:
    if kind == "word" and words_of(of.kind, name):
        return words_help(of.kind, name)
    if kind == "moment":
        return "2026-11-24T10:15, or 10:15 for today."
    if kind == "day":
        return "2026-11-24."
    if kind == "reference":
        return "A member: id or name." if of.references[name] is Member else "Id of a record."
    about = of.kind.model_fields[name].description
    return _sentence(about or _words(name))


def _member_help(of: WorkingRecord, name: str) -> str:
    if of.references.get(name) is Member:
        return "A member: id or name; again for more."
    return f"Id of {of.kind.keyed[name].keys}; again for more."


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _words(name: str) -> str:
    return name.replace("_", " ")


def _values(base: EvidenceBase, of: WorkingRecord, options: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, read by the kind of each field; None where an option was left out."""
    kinds = field_kinds(of.kind)
    return {
        name: None if value is None else _value(base, of, name, kinds.get(name, "set"), value)
        for name, value in options.items()
    }


def _value(base: EvidenceBase, of: WorkingRecord, name: str, kind: str, value: Any) -> Any:
    if kind == "text":
        return text_argument(value)
    if kind == "moment":
        return moment_argument(base, value)
    if kind == "day":
        return day_argument(value)
    if of.references.get(name) is not Member:
        return tuple(value) if kind == "set" else value
    if kind == "set":
        return tuple(member_argument(base, each) for each in value)
    return member_argument(base, value)


def _with_options(command: Callable[..., None], options: _Options) -> Callable[..., None]:
    """The command with the parameters that the parser reads its options from."""
    every: _Options = {**options, "inspection": (InspectionId, None), "as_json": (AsJson, False)}
    command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=of)
            for name, (of, default) in every.items()
        ]
    )
    command.__annotations__ = {name: of for name, (of, _) in every.items()}
    return command


def _print(base: EvidenceBase, of: WorkingRecord, saved: Saved, as_json: bool, done: str) -> None:
    record = shown_record(base, of.kind, saved.record).record
    extra = {"state": getattr(record, "state", None)} if of.life is not None else {}
    print_saved(base, saved, as_json=as_json, done=done, extra=extra)
