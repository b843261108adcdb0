"""`inspector-server`: serve, enrol, verify, status, backup, restore."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from platformdirs import user_config_path, user_data_path
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from sync_server.auth import make_code
from sync_server.doorway import CONNECTIONS, CONNECTIONS_OF_AN_ADDRESS, Crowd, places
from sync_server.errors import ServerError
from sync_server.identity import ServerIdentity, open_identity
from sync_server.process import keep_to_ourselves
from sync_server.store import Store, open_store
from sync_server.upkeep import back_up, restore, status, verify

if TYPE_CHECKING:
    from sync_server.serving import Listener

__all__ = ["app", "run"]

_NAME = "inspector-server"
_DEFAULT_DATABASE = f"sqlite:///{user_data_path(_NAME, appauthor=False) / 'server.db'}"
_DEFAULT_IDENTITY = user_config_path(_NAME, appauthor=False) / "identity"

app = typer.Typer(
    name=_NAME,
    help="Keeps and hands on the sealed evidence of inspection teams. It can read none of it.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables could show what was sent.
    pretty_exceptions_enable=False,
)

_Database = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="INSPECTOR_SERVER_DATABASE",
        help="sqlite:////path/server.db or postgresql+psycopg://host/name",
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]


def run() -> None:
    """The script's entry point."""
    keep_to_ourselves()
    app()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to answer on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8443,
    certificate: Annotated[
        str | None,
        typer.Option(help="'auto' for one of its own, or a PEM file of certificate and key."),
    ] = None,
    identity: Annotated[
        Path, typer.Option(help="Folder of the server's key, outside the database.")
    ] = _DEFAULT_IDENTITY,
    metrics_token: Annotated[
        Path | None,
        typer.Option(help="File of a token that opens /metrics; without one: this machine only."),
    ] = None,
    connections: Annotated[
        int, typer.Option(min=1, help="Open at a time, streams included; one more is told so.")
    ] = CONNECTIONS,
    connections_of_an_address: Annotated[
        int, typer.Option(min=1, help="Likewise from one address; behind a proxy all are of one.")
    ] = CONNECTIONS_OF_AN_ADDRESS,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processes that answer; more than one: PostgreSQL.")
    ] = 1,
    database: _Database = _DEFAULT_DATABASE,
    as_json: _Json = False,
) -> None:
    """Answers until it is told to stop. Without a certificate: on this machine only."""
    # Imported here: the other commands need neither, and both take long.
    from sync_server.metrics import read_token
    from sync_server.running import Served
    from sync_server.serving import listen

    with _refusals(as_json):
        token = None if metrics_token is None else read_token(metrics_token)
        known = open_identity(identity, certificate, host, _now, os.urandom)
        crowd = Crowd(places(connections), connections_of_an_address)
        _warn_of_password(database)
        Served(database, known, token).serve(
            workers,
            lambda: listen(host, port, known, crowd),
            lambda listener: _say(as_json, *_answering(listener, host, known)),
        )


def _answering(
    listener: Listener, host: str, known: ServerIdentity
) -> tuple[dict[str, str | None], str]:
    """What is said once it answers, as a document and in words."""
    shown = {"url": listener.url, "certificate_sha256": known.certificate_sha256}
    text = f"Answering at {listener.url}"
    if host in ("0.0.0.0", "::"):  # noqa: S104  told, not bound
        text += "\nGive the others this machine's name or address in place of that one."
    if known.certificate_sha256 is not None:
        text += f"\nSHA-256 of its certificate: {known.certificate_sha256}"
    return shown, text


@app.command()
def enrol(
    name: Annotated[str, typer.Option("--name", help="For whom; shown, never stored.")],
    database: _Database = _DEFAULT_DATABASE,
    as_json: _Json = False,
) -> None:
    """Makes a one-time code with which a lead's device may bring inspections here.

    The label is not kept: the store holds no names.
    """
    with _refusals(as_json), _opened(database, create=True) as store:
        code = make_code(store, _now, os.urandom)
        shown = {"name": name, "code": code.code, "expires": code.expires}
        _say(as_json, shown, f"Code for {name}: {code.code}\nGood once, until {code.expires}.")


@app.command(name="verify")
def verify_command(database: _Database = _DEFAULT_DATABASE, as_json: _Json = False) -> None:
    """Checks every record, entry, signature, part and sealed list in the store."""
    with _refusals(as_json), _opened(database) as store:
        problems = verify(store)
        _say(as_json, {"ok": not problems, "problems": problems}, "\n".join(problems) or "Whole.")
    if problems:
        raise typer.Exit(1)


@app.command(name="status")
def status_command(database: _Database = _DEFAULT_DATABASE, as_json: _Json = False) -> None:
    """Counts what the store holds."""
    with _refusals(as_json), _opened(database) as store:
        found = status(store, _now)
        lines = [
            f"{held.inspection}: {held.devices} devices, {held.entries} entries "
            f"({held.held} held), {held.bytes} bytes; {held.blob_bytes} bytes of imported lists"
            for held in found.inspections
        ]
        lines += [f"enrolled {device.at}: {device.words}" for device in found.enrolled]
        lines.append(f"{len(found.inspections)} inspections, {found.codes_open} codes not yet used")
        _say(as_json, asdict(found), "\n".join(lines))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    database: _Database = _DEFAULT_DATABASE,
    as_json: _Json = False,
) -> None:
    """Copies the store to an SQLite file, also while it is served."""
    with _refusals(as_json), _opened(database) as store:
        back_up(store, file)
        size = file.stat().st_size
        _say(as_json, {"file": str(file), "bytes": size}, f"Copied {size} bytes to {file}")


@app.command(name="restore")
def restore_command(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    database: _Database = _DEFAULT_DATABASE,
    as_json: _Json = False,
) -> None:
    """Puts a backup into a store that holds nothing yet, of either kind. Not while it is served."""
    with _refusals(as_json), _opened(database, create=True) as store, store.serving():
        restore(store, file)
        count = len(status(store, _now).inspections)
        _say(as_json, {"inspections": count}, f"Put back: {count} inspections.")


def _now() -> datetime:
    return datetime.now(UTC)


def _warn_of_password(database: str) -> None:
    """Tells where a password should not stand; whatever follows --database, others can read."""
    with suppress(ArgumentError, ValueError):
        if make_url(database).password is not None:
            typer.echo(
                "The password of the database stands in the command or its environment, where "
                "others on this machine may read it: ~/.pgpass is the place for it.",
                err=True,
            )


@contextmanager
def _opened(database: str, *, create: bool = False) -> Iterator[Store]:
    store = open_store(database, create=create)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _refusals(as_json: bool) -> Iterator[None]:
    """Turns a refusal into exit 1, said as a person or a script wants it."""
    try:
        yield
    except ServerError as error:
        said = {
            "code": error.code,
            "message": error.message,
            "kept": error.kept,
            "next": error.next_step,
        }
        if as_json:
            typer.echo(json.dumps({"error": said}))
        else:
            typer.echo(f"{error.message} {error.kept} {error.next_step}", err=True)
        raise typer.Exit(1) from None


def _say(as_json: bool, document: object, text: str) -> None:
    typer.echo(json.dumps(document) if as_json else text)
    sys.stdout.flush()
