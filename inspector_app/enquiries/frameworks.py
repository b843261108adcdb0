"""The framework an inspection is held under: found, and words checked against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase

if TYPE_CHECKING:
    from schemas.frameworks import Framework, FrameworkError

__all__ = ["every_framework", "framework_named", "framework_of", "own_frameworks"]


def own_frameworks(home: Path) -> Path:
    """The folder where an inspectorate puts framework files of its own."""
    return home / "frameworks"


def every_framework(home: Path) -> tuple[Framework, ...]:
    """The shipped frameworks and those in the home's own folder, the oldest first.

    Raises:
        InspectorError: `bad-framework`.
    """
    from schemas.frameworks import FrameworkError, list_frameworks

    try:
        return list_frameworks(own_frameworks(home))
    except FrameworkError as error:
        raise _bad(error) from None


def framework_named(framework: str, home: Path) -> Framework:
    """The framework of that id, shipped or from the home's own folder.

    Raises:
        InspectorError: `unknown-framework`, or `bad-framework` naming file, line and key.
    """
    from schemas.frameworks import FrameworkError, UnknownFramework, load_framework

    try:
        return load_framework(framework, own_frameworks(home))
    except UnknownFramework as error:
        raise InspectorError(
            "unknown-framework",
            "There is no framework of that id.",
            kept="Nothing was changed.",
            next_step=f"Use one of: {', '.join(error.known)}; or add its file to this home.",
        ) from None
    except FrameworkError as error:
        raise _bad(error) from None


def framework_of(base: EvidenceBase) -> Framework:
    """The framework that this inspection is held under.

    Raises:
        InspectorError: `no-framework` before the inspection's record has arrived,
            `unknown-framework` when its file is not on this laptop, or `bad-framework`.
    """
    from inspector_app.enquiries.inspections import inspection_record

    record = inspection_record(base)
    if record is None or record.framework is None:
        raise InspectorError(
            "no-framework",
            "It is not known here yet which framework this inspection is held under.",
            kept="Nothing was changed.",
            next_step="Sync first.",
        )
    return framework_named(record.framework, base.vault.home)


def _bad(error: FrameworkError) -> InspectorError:
    first = error.problems[0]
    return InspectorError(
        "bad-framework",
        f"The framework file {error.file} is wrong in line {first.line}: {first.message}.",
        kept="Nothing was changed.",
        next_step="Mend the file; `inspector framework check FILE` lists every mistake.",
    )
