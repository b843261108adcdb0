"""What `inspector server check` asks after, and what it shows of what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import typer

from inspector_app.cli.output import print_json, refusal_json, say
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.steps import Step
from inspector_app.sync.talking import Talk
from inspector_app.vault.vault import Vault
from schemas.team_records import Server

__all__ = ["bases_to_ask_after", "show_talks"]


def bases_to_ask_after(vault: Vault, inspection: str | None) -> Iterator[EvidenceBase]:
    """The inspection that was named, or all that open: one that does not is no reason not to try.

    Raises:
        InspectorError: what is wrong with the one that was named.
    """
    if inspection is not None:
        yield EvidenceBase(vault, inspection)
        return
    for each in vault.inspections():
        try:
            yield EvidenceBase(vault, each)
        except InspectorError as error:
            typer.echo(f"Not asked after: inspection {each[:16]}. {error.message}", err=True)


def show_talks(talks: Sequence[Talk], *, as_json: bool) -> None:
    """One line for each step.

    Raises:
        InspectorError: `no-server`, or `cannot-talk` if nothing works.
    """
    if not talks:
        raise _no_server()
    works = any(talk.ok for talk in talks)
    if not as_json:
        for talk in talks:
            _say_talk(talk)
        if not works:
            raise _cannot_talk()
        return
    document: dict[str, Any] = {"servers": [], "folder": None}
    for talk in talks:
        if talk.server is None:
            document["folder"] = _tried_json(talk)
        else:
            document["servers"].append({**_server_json(talk, talk.server), **_tried_json(talk)})
    print_json(document if works else {**refusal_json(_cannot_talk()), **document})
    if not works:
        raise typer.Exit(1)


def _say_talk(talk: Talk) -> None:
    where = "Folder for bundles" if talk.server is None else talk.server.url
    say(f"{where} · {'works' if talk.ok else 'does not work'}")
    for step in talk.steps:
        about = "" if step.inspection is None else f" {step.inspection[:8]}"
        say(f"  {'ok' if step.ok else 'NO'}  {step.step}{about}: {step.said}")
        if step.next is not None:
            say(f"      {step.next}")


def _server_json(talk: Talk, server: Server) -> dict[str, Any]:
    return {
        "id": server.server,
        "server": server.server,
        "url": server.url,
        "certificate_sha256": server.certificate,
        "answers": talk.answers,
        "milliseconds": talk.milliseconds,
        "problem": talk.problem,
    }


def _tried_json(talk: Talk) -> dict[str, Any]:
    return {"ok": talk.ok, "steps": [_step_json(step) for step in talk.steps]}


def _step_json(step: Step) -> dict[str, Any]:
    return {
        "step": step.step,
        "inspection": step.inspection,
        "ok": step.ok,
        "said": step.said,
        "next": step.next,
    }


def _no_server() -> InspectorError:
    return InspectorError(
        "no-server",
        "This laptop knows no server yet.",
        kept="Everything is saved on this laptop.",
        next_step="The lead adds one with `inspector server add`; until then use bundles.",
    )


def _cannot_talk() -> InspectorError:
    return InspectorError(
        "cannot-talk",
        "Nothing that was tried works.",
        kept="Everything is saved on this laptop; nothing was lost.",
        next_step="Do what stands below the step that failed; until then exchange bundle files.",
    )
