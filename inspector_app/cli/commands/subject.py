"""`inspector subject`: everything that is held about one child, for a request to see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.commands.exports import PassphraseFile, Unprotected, protection
from inspector_app.cli.output import print_json, say
from inspector_app.cli.record_arguments import case_argument
from inspector_app.enquiries.cases import CaseFinder
from inspector_app.evidence_base.membership import members_named

if TYPE_CHECKING:
    from inspector_app.publish.subject import Subject, SubjectRecord

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("subject")(subject)


def subject(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Identifier, or @ and its number.")],
    out: Annotated[
        Path | None, typer.Option(help="Also write it to this file; that is recorded.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Everything held about one child, old versions too, and nothing that names another child."""
    from inspector_app.publish.exports import Leaving, check_leaving, leave
    from inspector_app.publish.subject import subject_of
    from inspector_app.publish.subject_text import subject_text

    passphrase = None if out is None else protection(passphrase_file, unprotected=unprotected)
    with opened_base(inspection) as base:
        if out is not None:
            check_leaving(base, out, passphrase)
        found = subject_of(base, case_argument(CaseFinder(base), case))
        text = subject_text(found, members_named(base))
        left = None
        if out is not None:
            data = Leaving("subject", text.encode(), "subject.txt")
            left = leave(base, data, out, passphrase)
    if as_json:
        export = None if left is None else {"id": left.id, "sha256": left.sha256}
        print_json({**_json(found), "export": export})
        return
    if left is None:
        say(text)
    else:
        say(f"Written{'' if left.protected else ', unprotected'}: SHA-256 {left.sha256}")
        say("Read it through before you hand it over: names in words are not found by a program.")


def _json(found: Subject) -> dict[str, Any]:
    return {
        "id": found.case,
        "case": found.case,
        "identifier": found.identifier,
        "records": [_record_json(each) for each in found.records],
        "rows": [
            {"frame": row.frame, "list": row.list, "values": dict(row.values)} for row in found.rows
        ],
        "lists_elsewhere": found.elsewhere,
    }


def _record_json(record: SubjectRecord) -> dict[str, Any]:
    return {
        "record": record.record,
        "type": record.type,
        "mentioned": record.mentioned,
        "about_others": record.about_others,
        "writes": [
            {
                "field": write.field,
                "value": write.value,
                "by": write.by,
                "at": write.at,
                "current": write.current,
            }
            for write in record.writes
        ],
    }
