"""`inspector withdraw`, `restore`, `undo`, `history`: what holds for every record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.shown_records import print_saved
from inspector_app.enquiries.saving import Saved, require_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector_app.evidence_base.history import ShownValue, WriteView

__all__ = ["register"]

Record = Annotated[str, typer.Argument(metavar="ID")]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.command("withdraw")(withdraw_record)
    app.command("restore")(restore_record)
    app.command("undo")(undo_change)
    app.command("history")(history)


def withdraw_record(
    record: Record,
    reason: Annotated[str, typer.Option(help="Kept with it; `-` or @FILE too.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Withdraws a record for a reason; nothing is deleted."""
    from inspector_app.evidence_base.editing import withdraw

    with opened_base(inspection) as base:
        text = text_argument(reason)
        require_text(text, "reason")
        saved = Saved(record, base.record(withdraw(base, record, text)))
        print_saved(
            base, saved, as_json=as_json, done="It was withdrawn.", extra={"withdrawn": text}
        )


def restore_record(
    record: Record, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """Takes back the withdrawal of a record."""
    from inspector_app.evidence_base.editing import restore

    with opened_base(inspection) as base:
        saved = Saved(record, base.record(restore(base, record)))
        print_saved(
            base, saved, as_json=as_json, done="It was restored.", extra={"withdrawn": None}
        )


def undo_change(
    change: Annotated[
        str | None, typer.Argument(help="A save of this laptop; the last one if left out.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Takes back the last save made on this laptop, by a new one."""
    from inspector_app.evidence_base.editing import undo

    with opened_base(inspection) as base:
        writes = undo(base, change)
        recorded = base.record(*writes)
        records = list(dict.fromkeys(write.record for write in writes))
    if as_json:
        print_json({"id": recorded.change, "records": records, "writes": list(recorded.writes)})
        return
    say("The last save was taken back.")
    for each in records:
        say(each)


_HIDDEN = "[key]"
"""In the place of a key: nobody reads one, and a screen can be looked at by others."""


def _is_key(kind: str, write: WriteView) -> bool:
    return (kind, write.field) == ("case-frame", "key") and write.value is not None


def _told(kind: str, write: WriteView, erased: Mapping[str, str]) -> ShownValue:
    """A value as history shows it: keys hidden, what was erased with day and reason."""
    if write.write in erased:
        return erased[write.write]
    return _HIDDEN if _is_key(kind, write) else write.value


def history(record: Record, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Every write to a record, oldest first: who, when, what it replaced."""
    from inspector_app.evidence_base.erasures import erased_words

    with opened_base(inspection) as base:
        kind = base.type_of(record)
        erased = erased_words(base, record)
        writes = [
            {
                "write": each.write,
                "field": each.field,
                "value": _told(kind, each, erased),
                "by": each.by,
                "device": each.device,
                "at": each.at,
                "replaces": list(each.replaces),
            }
            for each in base.history(record)
        ]
    if as_json:
        print_json({"id": record, "type": kind, "writes": writes})
        return
    show_table(
        ["When", "Field", "Value", "By", "Write"],
        [[w["at"], w["field"], w["value"], w["by"], w["write"]] for w in writes],
    )
