"""`inspector case …`: cases under the authority's identifier and a short number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.record_arguments import case_argument, optional_text
from inspector_app.cli.shown_records import conflicts_of, item_json, print_items, print_saved
from inspector_app.enquiries.case_line import LineItem, joined_line
from inspector_app.enquiries.case_page import CasePage, case_page
from inspector_app.enquiries.cases import CaseFinder, NewCase, add_case, short_numbers
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.membership import members_named
from schemas.records import Case
from schemas.wording.case_words import case_wording

__all__ = ["register"]

_LONGEST = 160
"""Characters of a text on the line; notes stand below it whole."""

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
    """One case on one dated line: the lists, everybody's notes, requests, how it was chosen."""
    with opened_base(inspection) as base:
        page = case_page(base, case_argument(CaseFinder(base), case))
        line = joined_line(page)
        names = members_named(base)
        document = {**_document(page, line), "conflicts": conflicts_of(base, page.id)}
    if as_json:
        print_json(document)
        return
    say(f"{page.short} · {page.case.record.identifier} · {page.case.record.label or ''}")
    say(_where_from(page))
    show_table(["Day", "From", "What", "How", "By"], [_row(item, names) for item in line])
    for title, key in (("Notes", "notes"), ("Evidence", "evidence")):
        rows = [[each["at"], each["text"], each["id"]] for each in document[key]]
        show_table(["Written", "Text", "Id"], rows, title=title)


def _where_from(page: CasePage) -> str:
    listed = page.listed
    if listed.frame is not None:
        return "Events are from the authority's lists on this laptop."
    if listed.elsewhere and not listed.here:
        return "The authority's lists are not on this laptop: events are from the case's record."
    if listed.events:
        return "The lists on this laptop do not have this child: events are from the case's record."
    return "No list has an event of this child."


def _row(item: LineItem, names: Mapping[str, str]) -> list[str]:
    words = case_wording()
    if item.kind == "gap":
        what = f"{item.months} months without an event in the lists, until {item.until}"
        return [item.day, words.kinds["gap"], what, "", ""]
    kind = item.kind
    source = words.list_name(item.list, item.title) if kind == "event" else words.kinds[kind]
    text = item.text if len(item.text) <= _LONGEST else f"{item.text[:_LONGEST]}…"
    return [item.day, source, text, item.how, names.get(item.by or "", "")]


def _document(page: CasePage, line: Sequence[LineItem]) -> dict[str, Any]:
    extract = page.extract
    return {
        **item_json(page.case),
        "short": page.short,
        "events": [
            {"day": event.day, "list": event.list, "title": event.title, "what": event.what}
            for event in page.listed.events
        ],
        "frame": page.listed.frame.id if page.listed.frame is not None else None,
        "fields": [
            {"list": field.list, "column": field.column, "value": field.value}
            for field in (extract.open_fields if extract else ())
        ],
        "line": [_item(item) for item in line],
        "notes": [item_json(note) for note in page.notes],
        "evidence": [item_json(evidence) for evidence in page.evidence],
    }


def _item(item: LineItem) -> dict[str, Any]:
    if item.kind == "gap":
        return {"kind": "gap", "day": item.day, "until": item.until, "months": item.months}
    return {
        "kind": item.kind,
        "day": item.day,
        "time": item.time or None,
        "record": item.record or None,
        "list": item.list or None,
        "title": item.title or None,
        "text": item.text,
        "how": item.how or None,
        "by": item.by,
    }
