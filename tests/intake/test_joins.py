"""A plan may name a column of another list of the same child; the latest row counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.intake.extracts import ExtractField, extract_for
from inspector_app.intake.frame import Frame, write_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.plan_units import frame_list, plain_column, plain_condition
from inspector_app.vault.sqlcipher import FileKey, open_database
from inspector_app.vault.vault import local_clock
from tests.intake.workbooks import headings, row_for, write_workbook

STATUS = "8: Child's Legal Status"


@contextmanager
def joined_frame(folder: Path) -> Iterator[Frame]:
    need = [row_for(6, {"Child Unique ID": f"C{at}"}) for at in (1, 2, 3)]
    started = "Date Started to be Looked After"
    care = [
        row_for(
            8,
            {
                "Child Unique ID": child,
                started: date(2026, month, 1),
                "Child's Legal Status": status,
                "Allocated Worker": "Jane Doe",
            },
        )
        for child, month, status in (
            ("C1", 3, "C2: FCO"),
            ("C1", 1, "C1: ICO"),
            ("C2", 2, "C1: ICO"),
        )
    ]
    adopted = [row_for(10, {"Child Unique ID": "C1", "Family identifier": "F1"})]
    adopter = [
        row_for(
            11,
            {
                "Individual adopter identifier": "A1",
                "Family identifier": "F1",
                "Disability": "b) No",
            },
        )
    ]
    lists = {6: need, 8: care, 10: adopted, 11: adopter}
    path = write_workbook(
        folder / "l.xlsx",
        {f"L{number}": [headings(number), *rows] for number, rows in lists.items()},
    )
    engine = open_database(folder / "frame.db", FileKey(bytes(32), bytes(16)))
    write_frame(engine, inspect_files([path]), imported_at=local_clock())
    yield Frame(engine)
    engine.dispose()


def test_a_column_of_another_list_is_that_of_the_childs_latest_row(tmp_path: Path) -> None:
    with joined_frame(tmp_path) as frame:
        units = frame.units(6, "child", ["8:legal status", "Gender"])
        assert [unit.values[STATUS] for unit in units] == ["C2: FCO", "C1: ICO", ""]
        assert frame.values(6, STATUS) == ("C2: FCO", "C1: ICO", "")
        assert STATUS in frame.joinable(6)


def test_adopters_join_children_by_their_family(tmp_path: Path) -> None:
    with joined_frame(tmp_path) as frame:
        assert frame.values(10, "11: Disability") == ("b) No",)
        with pytest.raises(InspectorError) as refused:
            frame.column(6, "11: Disability")
        assert refused.value.code == "column-unknown"


def test_conditions_and_extracts_take_joined_columns_but_never_sealed_ones(tmp_path: Path) -> None:
    with joined_frame(tmp_path) as frame:
        listed = frame_list(frame, 6, None)
        condition = plain_condition(listed, "8: LegalStatus contains FCO")
        assert (condition.column, condition.value) == (STATUS, "FCO")
        assert extract_for(frame, "C1", [(6, STATUS)]).fields == (
            ExtractField(8, "Child's Legal Status", "C2: FCO"),
        )
        for sealed in ("8: Allocated Worker", "8: Child Unique ID", "08:AllocatedWorker"):
            with pytest.raises(InspectorError) as refused:
                plain_column(listed, sealed)
            assert refused.value.code == "column-sensitive"
