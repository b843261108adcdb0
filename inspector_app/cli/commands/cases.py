"""`inspector case …`: cases under the authority's identifier and a short number."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.record_arguments import case_argument, optional_text
from inspector_app.cli.shown_records import conflicts_of, item_json, print_items, print_saved
from inspector_app.enquiries.cases import (
    CaseFinder,
    CasePage,
    NewCase,
    add_case,
    case_page,
    short_numbers,
)
from inspector_app.enquiries.shown import shown_records
from schemas.records import Case

__all__ = ["register"]

cases = typer.Typer(help="Cases; never a name.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(cases, name="case")


@cases.command("add")
def add(
    case: Annotated[str, typer.Argument(help="The authority's identifier; `-` or @FILE too.")],
    label: Annotated[str | None, typer.Option(help="Such as: girl 9 · CP.")] = None,
    place: Annotated[str | None, typer.Option(help="Where it is worked.")] = None,
    team: Annotated[str | None, typer.Option(help="That works it.")] = None,
    worker: Annotated[str | None, typer.Option(help="A code, such as W07; never a name.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Adds a case with the next short number; one that is there gets what is new about it."""
    with opened_base(inspection) as base:
        new = NewCase(
            identifier=text_argument(case),
            label=optional_text(label),
            place=optional_text(place),
            team=optional_text(team),
            worker=worker,
        )
        saved = add_case(base, new)
        short = short_numbers(each.record for each in shown_records(base, Case))
        print_saved(
            base,
            saved,
            as_json=as_json,
            done=f"The case is number {short.get(saved.record, '?')}.",
            extra={"short": short.get(saved.record)},
        )


@cases.command("list")
def list_cases(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The cases by number."""
    with opened_base(inspection) as base:
        found = shown_records(base, Case)
        short = short_numbers(case.record for case in found)
        print_items(
            sorted(found, key=lambda case: (case.record.number or 0, case.id)),
            as_json=as_json,
            columns={
                "Number": "short",
                "Identifier": "identifier",
                "Label": "label",
                "Team": "team",
            },
            extra={case.id: {"short": short.get(case.id)} for case in found},
        )


@cases.command("show")
def show(
    case: Annotated[str, typer.Argument(help="The authority's identifier, or @ and its number.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """One case: what the lists say of it, notes by everybody, evidence it supports."""
    with opened_base(inspection) as base:
        page = case_page(base, case_argument(CaseFinder(base), case))
        document = {**_document(page), "conflicts": conflicts_of(base, page.case.id)}
    if as_json:
        print_json(document)
        return
    say(f"{page.short} · {page.case.record.identifier} · {page.case.record.label or ''}")
    events = [
        [each["day"], each["list"], each["title"], each["what"]] for each in document["events"]
    ]
    show_table(["Day", "List", "", "What"], events, title="From the authority's lists")
    for title, key in (("Notes", "notes"), ("Evidence", "evidence")):
        rows = [[each["at"], each["text"], each["id"]] for each in document[key]]
        show_table(["Written", "Text", "Id"], rows, title=title)


def _document(page: CasePage) -> dict[str, Any]:
    extract = page.extract
    return {
        **item_json(page.case),
        "short": page.short,
        "events": [
            {"day": event.day, "list": event.list, "title": event.title, "what": event.what}
            for event in (extract.events if extract else ())
        ],
        "fields": [
            {"list": field.list, "column": field.column, "value": field.value}
            for field in (extract.fields if extract else ())
        ],
        "notes": [item_json(note) for note in page.notes],
        "evidence": [item_json(evidence) for evidence in page.evidence],
    }
