"""`inspector sync …` and `inspector bundle …`: exchanging work with the team."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import (
    AsJson,
    InspectionId,
    chosen_inspection,
    opened_base,
    opened_vault,
)
from inspector_app.cli.output import print_json, print_json_line, say, show_table
from inspector_app.cli.progress import counted
from inspector_app.cli.team_named import called
from inspector_app.cli.watching import WatchTelling, ended_by_a_signal
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.erasures import came_after_erasing, to_confirm
from inspector_app.evidence_base.membership import open_requests
from inspector_app.evidence_base.newer import needs_newer
from inspector_app.judgement.answers import publish_openings
from inspector_app.judgement.sessions import session_is_open
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.joining import open_joined
from inspector_app.sync.losses import losses_words
from inspector_app.sync.report import SyncReport
from inspector_app.sync.status import last_seen, sync_status
from inspector_app.sync.timetable import AFTER_SAVE, AFTER_SAVE_IN_SESSION
from inspector_app.sync.watching import Watch
from inspector_app.sync.whereabouts import inspection_server
from inspector_app.vault.vault import Vault
from schemas.feeds import vector_json

__all__ = ["register"]

sync = typer.Typer(help="Exchange work with the server.", invoke_without_command=True)
bundles = typer.Typer(help="Sync by file.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(sync, name="sync")
    app.add_typer(bundles, name="bundle")


@sync.callback()
def exchange_once(
    context: typer.Context,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on exchanging as things come up, until Ctrl+C.")
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """One exchange with the server; opens an inspection that you were approved for."""
    if context.invoked_subcommand is not None:
        return
    vault = opened_vault()
    base = _base_or_joined(vault, inspection)
    try:
        if watch:
            _watch(base, as_json=as_json)
            return
        with counted("Sending imported lists") as progress:
            report = _exchanged(base, progress)
        document = _document(base, report)
    finally:
        base.close()
    _show(document, as_json=as_json)


def _exchanged(
    base: EvidenceBase, progress: Callable[[int, int], None] | None = None
) -> SyncReport:
    client = ServerClient.to(base.vault.device, inspection_server(base))
    try:
        return exchange(base, client, before_sealing=publish_openings, progress=progress)
    finally:
        client.close()


def _watch(base: EvidenceBase, *, as_json: bool) -> None:
    """Exchanges until Ctrl+C, or until the system asks the program to end."""
    telling = WatchTelling(as_json=as_json)

    def worked(report: SyncReport) -> None:
        document = _document(base, report)
        if as_json:
            print_json_line(document)
        elif telling.worth_telling(document):
            _show(document, as_json=False)

    def after_save() -> float:
        return AFTER_SAVE_IN_SESSION if session_is_open(base) else AFTER_SAVE

    watch = Watch(
        base,
        lambda: _exchanged(base),
        after_save=after_save,
        worked=worked,
        failed=telling.failed,
        deaf=telling.deaf,
    )
    with ended_by_a_signal():
        watch.run()


@sync.command("status")
def show_status(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """How much is only on this laptop, and who was last seen when."""
    with opened_base(inspection) as base:
        status = sync_status(base)
        vector = base.vector()
        digest, unjudged = base.digest(vector)
        newer = needs_newer(base)
        peers = [{"by": peer.by, "at": peer.at} for peer in last_seen(base)]
        names = [called(base, peer["by"]) for peer in peers]
        document = {
            "id": base.inspection,
            "unsent": status.unsent,
            "conflicts": status.conflicts,
            "held": status.held,
            "unjudged": unjudged,
            "needs_newer": dict(newer.kinds),
            "vector": vector_json(vector),
            "digest": digest,
            "peers": peers,
        }
    if as_json:
        print_json(document)
        return
    say(f"{status.unsent} to send · {status.conflicts} conflicts · {status.held} held")
    if newer.said:
        say(newer.said)
    show_table(
        ["Last seen", "When"], [[name, peer["at"]] for name, peer in zip(names, peers, strict=True)]
    )


@bundles.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="The bundle file to write.")],
    member: Annotated[
        str | None, typer.Option("--for", help="Only what this member was last seen to lack.")
    ] = None,
    with_frames: Annotated[
        bool, typer.Option("--with-frames", help="Imported lists that were shared go along.")
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Writes a bundle: everything that another laptop may lack, sealed."""
    with opened_base(inspection) as base:
        report = export_bundle(base, file, member=member, with_frames=with_frames)
        document = _document(base, report)
    if as_json:
        print_json(document)
        return
    pieces = document["chunks"]["sent"]
    lists = f", and {pieces} pieces of imported lists" if pieces else ""
    say(f"Written: {file.name}, with {document['sent']} pieces of work{lists}. Hand it over.")
    say(f"{document['unsent']} to send, until a bundle or a sync brings word back.")


@bundles.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The bundle file to read.")],
    as_json: AsJson = False,
) -> None:
    """Takes in a bundle; opens an inspection that you were approved for."""
    base, report = import_bundle(opened_vault(), read_bundle(file))
    try:
        publish_openings(base)
        document = _document(base, report)
    finally:
        base.close()
    _show(document, as_json=as_json)


def _base_or_joined(vault: Vault, inspection: str | None) -> EvidenceBase:
    """The inspection that is meant, opened now if it is one that we wait for."""
    waiting = [
        invitation
        for invitation in vault.invitations
        if inspection in (None, invitation.inspection)
    ]
    if waiting and (inspection is not None or not vault.inspections()):
        return open_joined(vault, waiting[0])
    for invitation in waiting:
        try:
            open_joined(vault, invitation).close()
        except InspectorError as error:
            if error.code not in ("not-approved-yet", "no-server", "server-away", "server-faulty"):
                raise
    return EvidenceBase(vault, chosen_inspection(vault, inspection))


def _document(base: EvidenceBase, report: SyncReport) -> dict[str, Any]:
    return {
        "id": base.inspection,
        "inspection": base.inspection,
        "sent": report.sent,
        "received": report.received,
        "unsent": report.unsent,
        "conflicts": report.conflicts,
        "set_aside": [
            {"entry": entry, "reason": reason} for entry, reason in report.set_aside.items()
        ],
        "vector": vector_json(report.vector),
        "digest": base.digest(report.vector)[0],
        "chunks": {
            "sent": report.chunks_sent,
            "waiting": report.chunks_waiting,
            "refused": report.chunks_refused,
        },
        "purged": list(report.purged),
        "held": sync_status(base).held,
        "to_approve": len(open_requests(base)),
        "overruled": report.overruled,
        "server_lost": report.server_lost,
        "missing_epochs": list(base.team.missing_epochs),
        "to_confirm": [each.id for each in to_confirm(base)],
        "came_after_erasing": came_after_erasing(base),
    }


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    say(
        f"{document['sent']} sent · {document['received']} received · "
        f"{document['unsent']} to send · {document['conflicts']} conflicts"
    )
    if document["server_lost"]:
        say(losses_words(document["server_lost"], document["sent"]))
    chunks = document["chunks"]
    if chunks["sent"] or chunks["waiting"]:
        say(f"Imported lists: {chunks['sent']} pieces sent, {chunks['waiting']} to send")
    if chunks["refused"]:
        say(f"The server takes no more imported lists now ({chunks['refused']}).")
    _show_team(document)
    for frame in document["purged"]:
        say(f"Purged on this laptop: imported lists {frame}")
    for proposal in document["to_confirm"]:
        say(f"Somebody proposes to erase a text: inspector erase confirm {proposal}")
    if document["came_after_erasing"]:
        say("Texts came into fields that were erased: see `inspector erase list`.")
    for aside in document["set_aside"]:
        if aside["reason"] != "held":
            say(f"Set aside: {aside['entry'][:16]} ({aside['reason']})")


def _show_team(document: dict[str, Any]) -> None:
    if document["to_approve"]:
        say(f"Requests to join: {document['to_approve']}. See `inspector team requests`.")
    if document["overruled"]:
        say(
            "Somebody else changed the team at the same moment, and that stands. Changes made on"
            f" this laptop that do not: {document['overruled']}. See `inspector team list`, and"
            " make them again if they are still wanted."
        )
    if document["missing_epochs"]:
        say(
            f"Keys of the team that do not open here: {len(document['missing_epochs'])}. What was"
            " sealed under them cannot be read. Ask the lead to run `inspector team rotate`."
        )
    if document["held"]:
        say(f"Pieces of work that are held: {document['held']}. See `inspector team held`.")
