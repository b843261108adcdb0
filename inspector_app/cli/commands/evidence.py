"""`inspector evidence …`: evaluative statements, tagged by anyone in the team."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.record_arguments import (
    case_argument,
    changed_text,
    day_argument,
    member_argument,
    optional_text,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.evidence import NewEvidence, add_evidence, edit_evidence
from inspector_app.enquiries.evidence_lists import EvidenceFilter, evidence_matching
from inspector_app.enquiries.tagging import Tags, tag_record, untag_record
from schemas.records import Evidence

__all__ = ["register"]

evidence = typer.Typer(help="Evidence: one evaluative statement each.", no_args_is_help=True)

Record = Annotated[str, typer.Argument(metavar="ID")]
Polarity = Annotated[str | None, typer.Option(help=words_help(Evidence, "polarity"))]
Areas = Annotated[list[str] | None, typer.Option("--area", help="A judgement area.")]
Criteria = Annotated[list[str] | None, typer.Option("--criterion", help="A criterion.")]
Enquiries = Annotated[list[str] | None, typer.Option("--enquiry", help="A line of enquiry.")]
Notes = Annotated[list[str] | None, typer.Option("--note", help="A note it comes from.")]
LookedIn = Annotated[list[str] | None, typer.Option(metavar="CASE", help="Looked for here.")]
FoundIn = Annotated[list[str] | None, typer.Option(metavar="CASE", help="Found here.")]
CouldNotTell = Annotated[list[str] | None, typer.Option(metavar="CASE", help="Could not tell.")]
Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="KIND[:MODE]", help="See `inspector framework show`."),
]
Place = Annotated[str | None, typer.Option(help="Team or place.")]
Agency = Annotated[str | None, typer.Option(help="In joint inspections, such as police.")]
Impact = Annotated[str | None, typer.Option(help="What it meant for children.")]
Level = Annotated[str | None, typer.Option(help=words_help(Evidence, "level"))]
ExtentFound = Annotated[int | None, typer.Option(metavar="X", help="For data: X …")]
ExtentOf = Annotated[int | None, typer.Option(metavar="N", help="… of N.")]
ExtentSource = Annotated[str | None, typer.Option(help="For data: its source and period.")]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(evidence, name="evidence")


@evidence.command("add")
def add(
    text: Annotated[str, typer.Option(help="The statement; `-` or @FILE too.")],
    polarity: Polarity = None,
    area: Areas = None,
    criterion: Criteria = None,
    enquiry: Enquiries = None,
    note: Notes = None,
    looked_in: LookedIn = None,
    found_in: FoundIn = None,
    could_not_tell: CouldNotTell = None,
    source: Sources = None,
    place: Place = None,
    agency: Agency = None,
    impact: Impact = None,
    level: Level = None,
    extent_found: ExtentFound = None,
    extent_of: ExtentOf = None,
    extent_source: ExtentSource = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Saves a statement."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        new = NewEvidence(
            text=text_argument(text),
            polarity=polarity,
            tags=Tags(several(area), several(criterion), several(enquiry)),
            notes=several(note),
            looked_in=_cases(finder, looked_in),
            found_in=_cases(finder, found_in),
            could_not_tell=_cases(finder, could_not_tell),
            sources=several(source),
            place=optional_text(place),
            agency=agency,
            impact=optional_text(impact),
            level=level,
            extent_found=extent_found,
            extent_of=extent_of,
            extent_source=optional_text(extent_source),
        )
        saved = add_evidence(base, new, finder.writes)
        print_saved(base, saved, as_json=as_json, done="The evidence was saved.")


@evidence.command("edit")
def edit(
    record: Record,
    text: Annotated[str | None, typer.Option(help="The statement as it should read.")] = None,
    polarity: Polarity = None,
    area: Areas = None,
    criterion: Criteria = None,
    enquiry: Enquiries = None,
    note: Notes = None,
    looked_in: LookedIn = None,
    found_in: FoundIn = None,
    could_not_tell: CouldNotTell = None,
    source: Sources = None,
    place: Place = None,
    agency: Agency = None,
    impact: Impact = None,
    level: Level = None,
    extent_found: ExtentFound = None,
    extent_of: ExtentOf = None,
    extent_source: ExtentSource = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="A field to empty, or a member to take out: 'sources[worker]'."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Changes what is given and adds tags, notes, cases and sources; the rest stays."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        changes = NewEvidence(
            text=changed_text(text),
            polarity=polarity,
            tags=Tags(several(area), several(criterion), several(enquiry)),
            notes=several(note),
            looked_in=_cases(finder, looked_in),
            found_in=_cases(finder, found_in),
            could_not_tell=_cases(finder, could_not_tell),
            sources=several(source),
            place=optional_text(place),
            agency=agency,
            impact=optional_text(impact),
            level=level,
            extent_found=extent_found,
            extent_of=extent_of,
            extent_source=optional_text(extent_source),
        )
        saved = edit_evidence(base, record, changes, clear=several(clear), also=finder.writes)
        print_saved(base, saved, as_json=as_json, done="The evidence was changed.")


@evidence.command("list")
def list_evidence(
    area: Annotated[str | None, typer.Option(help="A judgement area, or none.")] = None,
    criterion: Annotated[str | None, typer.Option(help="A criterion, or none.")] = None,
    enquiry: Annotated[str | None, typer.Option(help="A line of enquiry, or none.")] = None,
    polarity: Annotated[
        str | None, typer.Option(help=f"{words_help(Evidence, 'polarity')[:-1]}; or none.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="A member: id or name.")] = None,
    day: Annotated[str | None, typer.Option(help="On which it was written, 2026-11-24.")] = None,
    case: Annotated[str | None, typer.Option(help="A case it was looked for in.")] = None,
    source: Annotated[str | None, typer.Option(help="A kind of source.")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="What was withdrawn.")] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The evidence, oldest first."""
    with opened_base(inspection) as base:
        wanted = EvidenceFilter(
            area=area,
            criterion=criterion,
            enquiry=enquiry,
            polarity=polarity,
            by=None if by is None else member_argument(base, by),
            day=day_argument(day),
            case=None if case is None else case_argument(CaseFinder(base), case),
            source=source,
            withdrawn=withdrawn,
        )
        print_items(
            evidence_matching(base, wanted),
            as_json=as_json,
            columns={"Text": "text", "Polarity": "polarity", "Areas": "areas", "Written": "at"},
        )


@evidence.command("tag")
def tag(
    record: Record,
    area: Areas = None,
    criterion: Criteria = None,
    enquiry: Enquiries = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Adds tags to evidence or a note, whoever wrote it."""
    with opened_base(inspection) as base:
        tags = Tags(several(area), several(criterion), several(enquiry))
        saved = tag_record(base, record, tags)
        print_saved(base, saved, as_json=as_json, done="Tagged.")


@evidence.command("untag")
def untag(
    record: Record,
    area: Areas = None,
    criterion: Criteria = None,
    enquiry: Enquiries = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Takes tags off evidence or a note, whoever gave them."""
    with opened_base(inspection) as base:
        tags = Tags(several(area), several(criterion), several(enquiry))
        saved = untag_record(base, record, tags)
        print_saved(base, saved, as_json=as_json, done="The tags were taken off.")


def _cases(finder: CaseFinder, values: list[str] | None) -> tuple[str, ...]:
    return tuple(case_argument(finder, value) for value in several(values))
