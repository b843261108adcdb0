"""Reading the authority's files together with what was decided by hand: blocking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.models import Cancelled, Intake, ProgressReport
from inspector_app.intake.reading import inspect_files
from inspector_app.intake.remembered import remembered_mapping
from inspector_app.intake.worker_joining import with_workforce
from inspector_app.intake.workforce import read_workforce

__all__ = ["Sources", "read_sources"]


@dataclass(frozen=True)
class Sources:
    """The files that are read.

    Args:
        paths: with the lists.
        workers: with the list of workers, if there is one.
        mapping: what was decided by hand; None for what is remembered for the authority.
    """

    paths: tuple[Path, ...]
    workers: Path | None = None
    mapping: ListMapping | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files with the lists."""
        return tuple(path.name for path in self.paths)


def read_sources(
    base: EvidenceBase,
    sources: Sources,
    progress: ProgressReport,
    cancelled: Cancelled,
    today: date,
) -> Intake:
    """Read the lists, and join the list of workers where one is named; nothing is kept.

    Raises:
        InspectorError: `intake-cancelled`, and what `read_workforce` refuses.
    """
    mapping = remembered_mapping(base) if sources.mapping is None else sources.mapping
    # First, because it is short: what is wrong with it is said before the long work begins.
    workers = read_workforce(sources.workers, on=today) if sources.workers is not None else None
    intake = inspect_files(
        sources.paths, progress=progress, cancelled=cancelled, today=today, mapping=mapping
    )
    return intake if workers is None else with_workforce(intake, workers)
