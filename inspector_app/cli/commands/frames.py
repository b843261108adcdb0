"""`inspector intake frames`, `share`, `fetch`, `purge`: where imported lists are, and their end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.commands.intake import intake_commands
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.progress import counted
from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.intake.frame_places import FramePlace

__all__ = ["register"]

FrameId = Annotated[str, typer.Argument(metavar="FRAME", help="Id from `intake frames`.")]

_PLACES = {
    "here": "here",
    "can-be-fetched": "can be fetched",
    "on-its-way": "on its way",
    "elsewhere": "on another laptop",
}


def register(_: typer.Typer) -> None:
    """Hangs these commands into the group `intake`."""
    for name, command in (("frames", frames), ("share", share), ("fetch", fetch), ("purge", purge)):
        intake_commands.command(name)(command)


def frames(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The frames that were imported: which are here, can be fetched, are on their way, purged."""
    from inspector_app.evidence_base.membership import members_named
    from inspector_app.intake.frame_places import frame_places

    with opened_base(inspection) as base:
        found = [_frame_json(place) for place in frame_places(base)]
        names = members_named(base)
    if as_json:
        print_json({"frames": found})
        return
    show_table(
        ["Imported", "File", "Rows", "State", "Where", "Frame"],
        [
            [f["imported_at"], f["file_name"], f["rows"], f["state"], _where(f, names), f["frame"]]
            for f in found
        ],
    )


def share(frame: FrameId, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Offers a frame to the team: a sealed copy of it leaves with the next sync.

    Nobody gets it unasked; whoever needs it runs `intake fetch`.
    """
    from inspector_app.intake.travelling import share_frame

    with opened_base(inspection) as base, counted("Sealing") as progress:
        shared = share_frame(base, frame, progress)
    if as_json:
        print_json(
            {"id": frame, "frame": frame, "chunks": shared.chunks, "shared_before": shared.before}
        )
        return
    say(
        f"Offered before (sealed pieces: {shared.chunks}); they go up with each sync until all "
        "are there."
        if shared.before
        else f"Offered (sealed pieces: {shared.chunks}). Sync now, so that others can fetch them."
    )


def fetch(frame: FrameId, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Fetches a frame that somebody shared; cut off, the next time goes on where it was."""
    from inspector_app.evidence_base.membership import members_named
    from inspector_app.intake.frame_places import unchecked_source

    with opened_base(inspection) as base:
        rows, fetched = _fetched(base, frame)
        source = unchecked_source(base, frame)
        by = None if source is None else members_named(base).get(source, "a colleague")
    if as_json:
        found = {"id": frame, "frame": frame, "rows": rows, "fetched": fetched}
        print_json({**found, "unchecked_copy_by": source})
        return
    say(f"{rows:,} rows are on this laptop." if fetched else f"{rows:,} rows were here already.")
    if by is not None:
        say(f"A copy by {by}, not checked: the import recorded nothing to compare it with.")


def purge(
    frame: FrameId,
    reason: Annotated[str | None, typer.Option(help="Why; kept with the frame.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although a sample drawn from it is not complete.")
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Destroys a frame's rows, keys and sealed copies: here now, elsewhere at the next sync.

    It cannot be undone. What was drawn stays recorded. Each laptop confirms in `intake frames`.
    """
    from inspector_app.intake.purging import purge_frame
    from inspector_app.sampling.plan_life import unfinished_plans

    words = None if reason is None else text_argument(reason)
    with opened_base(inspection) as base:
        unfinished = unfinished_plans(base, frame)
        done = purge_frame(base, frame, unfinished=0 if anyway else unfinished, reason=words)
    if as_json:
        print_json(
            {
                "id": frame,
                "frame": frame,
                "chunks": done.blobs,
                "destroyed_here": done.destroyed,
                "left_here": done.left,
                "ordered": done.ordered,
                "unfinished_plans": unfinished,
                "erasure": done.erasure,
            }
        )
        return
    if done.left:
        say("Rows or pieces of them are still here. Close other windows and purge again.")
    else:
        say("The rows and their key are destroyed on this laptop." if done.destroyed else "Purged.")
    if done.ordered:
        say("Sync now: the server and every laptop destroy theirs when they hear of it.")
    if done.erasure is not None:
        say("The copies' keys are still in the history. The QAM, or a deputy who is not you, runs:")
        say(f"inspector erase confirm {done.erasure}")


def _fetched(base: EvidenceBase, frame: str) -> tuple[int, bool]:
    """The rows that are here now, and whether they came just now."""
    from inspector_app.intake.frame_records import frame_on_its_way
    from inspector_app.intake.travelling import open_copy
    from inspector_app.sync.client import ServerClient
    from inspector_app.sync.frames import fetch_chunks
    from inspector_app.sync.whereabouts import inspection_server

    was_here = base.vault.frames.has(frame)
    try:
        # From here, or from chunks that a bundle brought.
        return open_copy(base, frame), not was_here
    except InspectorError as error:
        if error.code != "frame-on-its-way":
            raise
    client = ServerClient.to(base.vault.device, inspection_server(base))
    try:
        with counted("Fetching") as progress:
            here, of = fetch_chunks(base, client, frame, progress)
    finally:
        client.close()
    if here < of or not of:
        raise frame_on_its_way(here, of)
    return open_copy(base, frame), True


def _where(frame: dict[str, Any], names: Mapping[str, str]) -> str:
    if frame["place"] != "purged":
        said = _PLACES[frame["place"]] + (" · shared" if frame["chunks"] else "")
        if frame["unchecked_copy_by"] is not None:
            said += (
                f" · copy by {names.get(frame['unchecked_copy_by'], 'a colleague')}, not checked"
            )
        return said + (" · said to be purged, not confirmed" if frame["only_said"] else "")
    late = "; a copy came since: purge it again" if frame["purge_again"] else ""
    left = "; rows or pieces are still here: purge it again" if frame["left_here"] else ""
    return f"purged: {frame['confirmed']} of {frame['laptops']} laptops confirm{late}{left}"


def _frame_json(place: FramePlace) -> dict[str, Any]:
    record = place.record
    return {
        "id": record.id,
        "frame": record.id,
        "file_name": record.file_name,
        "sha256": record.sha256,
        "imported_at": record.imported_at,
        "rows": record.rows,
        "lists": _loaded(record.lists, []),
        "flags": _loaded(record.flags, {}),
        "state": record.state,
        "here": place.place == "here",
        "by": record.author,
        "place": place.place,
        "chunks": place.chunks,
        "shared_by": list(place.shared_by),
        "confirmed": len(place.receipts),
        "laptops": place.laptops,
        "purge_again": place.late,
        "left_here": place.left_here,
        "only_said": place.only_said,
        "unchecked_copy_by": place.unchecked,
        "receipts": [
            {"device": device, "at": receipt.at, "receipt": receipt.to_text()}
            for device, receipt in sorted(place.receipts.items())
        ],
    }


def _loaded(text: str | None, empty: object) -> object:
    """What a text field holds as JSON; `empty` where it was erased or is not here yet."""
    try:
        return json.loads(text or "")
    except ValueError:
        return empty
