"""`inspector server …`: where this laptop syncs."""

from __future__ import annotations

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, opened_vault
from inspector_app.cli.output import print_json, say
from inspector_app.cli.server_talks import bases_to_ask_after, show_talks
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import use_server
from inspector_app.sync.client import ServerClient
from inspector_app.sync.status import last_seen, sync_status
from inspector_app.sync.talking import can_we_talk
from inspector_app.sync.whereabouts import inspection_server

__all__ = ["register"]

servers = typer.Typer(help="The server that merges a team's evidence bases.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(servers, name="server")


@servers.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Address that the server printed.")],
    code: Annotated[str, typer.Option(help="From `inspector-server enrol`.")],
    certificate_sha256: Annotated[
        str | None, typer.Option(help="Of the server's own certificate, as it printed it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Enrols this laptop at a server, and uses it for the inspections that you lead."""
    vault = opened_vault()
    client = ServerClient(vault.device, url, certificate_sha256)
    try:
        client.enrol(code)
        server = client.known_as()
    finally:
        client.close()
    vault.add_server(server)
    for inspection in vault.inspections():
        base = EvidenceBase(vault, inspection)
        try:
            if vault.device.id in base.team.chain.head.holders("lead"):
                use_server(base, server)
        finally:
            base.close()
    if as_json:
        print_json(
            {
                "id": server.server,
                "server": server.server,
                "certificate_sha256": server.certificate,
            }
        )
        return
    say(f"Enrolled at {server.url}")


@servers.command("status")
def status(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """What the server was last seen to have, and how much is only here."""
    with opened_base(inspection) as base:
        server = inspection_server(base)
        seen = {peer.by: peer for peer in last_seen(base)}.get(server.server)
        unsent = sync_status(base).unsent
    document = {
        "id": server.server,
        "server": server.server,
        "url": server.url,
        "certificate_sha256": server.certificate,
        "last_seen": None if seen is None else seen.at,
        "unsent": unsent,
    }
    if as_json:
        print_json(document)
        return
    say(f"{server.url} · last synced {document['last_seen'] or 'never'} · {unsent} to send")


@servers.command("check")
def check(
    folder: Annotated[
        Path | None, typer.Option(help="Try the folder by which you exchange bundles, too.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Can we talk? Tries every server that this laptop knows, step by step, in ten seconds.

    Nothing is changed on this laptop. Exits with 0 if one works, and with 1 if none does.
    """
    vault = opened_vault()
    with ExitStack() as opened:
        bases = [
            opened.enter_context(closing(base)) for base in bases_to_ask_after(vault, inspection)
        ]
        talks = can_we_talk(vault, bases, folder)
    show_talks(talks, as_json=as_json)
