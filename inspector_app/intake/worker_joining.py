"""Joins the list of workers to the child-level lists, by who is allocated."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Literal

from inspector_app.collection import without_collection
from inspector_app.intake.flags import FlagBook, Place, place_on_sheet
from inspector_app.intake.models import Flag, Intake, ReadList, Row, WorkforceJoin
from inspector_app.intake.worker_names import name_keys
from inspector_app.intake.workforce import Worker, Workforce

__all__ = ["with_workforce"]

_WORKER, _TEAM = "Allocated Worker", "Allocated Team"
_OWN_TEAM = "Worker: team"

_How = Literal["joined", "by-team", "unmatched", "ambiguous", "blank"]


def with_workforce(intake: Intake, workforce: Workforce) -> Intake:
    """The intake with the workers' characteristics as columns of every list that has workers.

    A worker is found by code, then by name; of several of one name, by the row's team. Who is
    not found, or could be several, is flagged once for each way of writing it, and the row's new
    columns stay blank. Names are never repeated in a flag.
    """
    joiner = _Joiner(workforce)
    with without_collection():
        lists = tuple(joiner.joined(read) for read in intake.lists)
    order = {(read.list, read.file, read.sheet): at for at, read in enumerate(lists)}
    flags = sorted(
        (*intake.flags, *joiner.flags),
        key=lambda flag: (order[flag.list, flag.file, flag.sheet], *place_on_sheet(flag)),
    )
    return replace(
        intake,
        lists=lists,
        flags=(*workforce.flags, *flags),
        files=(*intake.files, workforce.file),
        workforce=joiner.summary(),
    )


@dataclass(frozen=True)
class _Found:
    """What an allocated worker was found to be; `values` blank where it was not found."""

    how: _How
    values: tuple[str, ...]
    worker: int | None = None


class _Joiner:
    def __init__(self, workforce: Workforce) -> None:
        self.flags: list[Flag] = []
        self._workforce = workforce
        self._names = tuple(column.name for column in workforce.columns)
        self._team = self._names.index(_OWN_TEAM) if _OWN_TEAM in self._names else None
        self._blank = ("",) * len(self._names)
        self._by_code: dict[str, list[Worker]] = defaultdict(list)
        self._by_name: tuple[dict[str, list[Worker]], ...] = (defaultdict(list), defaultdict(list))
        for worker in workforce.workers:
            if worker.code:
                self._by_code[worker.code.casefold()].append(worker)
            for level, key in zip(self._by_name, name_keys(worker.name), strict=False):
                level[key].append(worker)
        self._rows: dict[_How, int] = dict.fromkeys(
            ("joined", "by-team", "unmatched", "ambiguous", "blank"), 0
        )
        self._met: set[int] = set()

    def joined(self, read: ReadList) -> ReadList:
        """The list with further columns; as it is where it has no column of workers."""
        if _WORKER not in read.columns or not self._names:
            return read
        at = read.columns.index(_WORKER)
        team = read.columns.index(_TEAM) if _TEAM in read.columns else None
        book = FlagBook(Place(read.list, read.file, read.sheet))
        known: dict[tuple[str, str], _Found] = {}
        records = []
        for number, values in read.records:
            key = values[at], values[team] if team is not None else ""
            found = known.get(key)
            if found is None:
                found = known[key] = self._find(*key)
                _tell(book, found, number, read.letters[at])
            self._rows[found.how] += 1
            records.append(Row(number, values + found.values))
        self._met |= {found.worker for found in known.values() if found.worker is not None}
        self.flags += book.all()
        return replace(
            read,
            columns=(*read.columns, *self._names),
            letters=(*read.letters, *("" for _ in self._names)),
            records=tuple(records),
        )

    def summary(self) -> WorkforceJoin:
        """What was joined, in counts."""
        rows, workforce = self._rows, self._workforce
        return WorkforceJoin(
            file=workforce.file.name,
            columns=tuple((each.name, each.heading, each.purpose) for each in workforce.columns),
            headings_off=workforce.headings_off,
            workers=len(workforce.workers),
            workers_met=len(self._met),
            rows_joined=rows["joined"] + rows["by-team"],
            rows_unmatched=rows["unmatched"],
            rows_ambiguous=rows["ambiguous"],
            rows_without_worker=rows["blank"],
        )

    def _find(self, allocated: str, team: str) -> _Found:
        if not allocated:
            return _Found("blank", self._blank)
        found = self._by_code.get(allocated.casefold(), [])
        for level, key in zip(self._by_name, name_keys(allocated), strict=False):
            found = found or level.get(key, [])
        if not found:
            return _Found("unmatched", self._blank)
        if len({worker.values for worker in found}) == 1:
            return _Found("joined", found[0].values, found[0].row)
        here = [worker for worker in found if self._is_in(worker, team)]
        if len({worker.values for worker in here}) == 1:
            return _Found("by-team", here[0].values, here[0].row)
        return _Found("ambiguous", self._blank)

    def _is_in(self, worker: Worker, team: str) -> bool:
        return (
            self._team is not None
            and bool(team)
            and (worker.values[self._team].casefold() == team.casefold())
        )


_FLAGS: dict[_How, str] = {
    "by-team": "worker-by-team",
    "unmatched": "worker-unmatched",
    "ambiguous": "worker-ambiguous",
}


def _tell(book: FlagBook, found: _Found, row: int, letter: str) -> None:
    if code := _FLAGS.get(found.how):
        book.add(code, row, letter, "", "")
