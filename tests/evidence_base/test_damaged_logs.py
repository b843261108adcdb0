"""A write-ahead log that was cut off or damaged: what SQLite would leave out is not lost."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.pages import Pages
from inspector_app.vault.write_ahead import PAGE, frames_of, loses_saves, read_log
from tests.evidence_base.agreement import texts
from tests.evidence_base.damaging import flip, log_of, mended, path_of
from tests.evidence_base.laptops import Laptop


def test_a_log_left_by_a_killed_program_loses_nothing(with_log: Laptop) -> None:
    assert log_of(with_log).stat().st_size > 12 * PAGE
    assert not loses_saves(log_of(with_log).read_bytes())
    assert {f"In the log {number}." for number in range(12)} <= texts(with_log)


def test_a_log_cut_off_anywhere_within_its_last_save_is_no_damage(with_log: Laptop) -> None:
    log = log_of(with_log).read_bytes()
    ends = [frame.at for frame in frames_of(log) if frame.ends]
    for cut in range(ends[-2] + PAGE + 24, len(log), 4001):
        assert not loses_saves(log[:cut])
        assert not loses_saves(log[:cut] + bytes(len(log) - cut))


def test_a_new_log_that_was_only_begun_over_one_that_was_taken_back_is_no_damage(
    with_log: Laptop,
) -> None:
    """Killed between the header of a new log and its first frame."""
    with_log.reopen()
    with_log.base._checkpoints.wipe()
    assert log_of(with_log).stat().st_size == 0
    with_log.note("The first of a new log.")
    begun = log_of(with_log).read_bytes()[:32]
    old = with_log.home.parent / "old-log"
    assert begun[16:24] != old.read_bytes()[16:24]
    assert not loses_saves(begun + old.read_bytes()[32:])


@pytest.mark.parametrize("place", ["header", "salt", "number", "ends", "sum", "page"])
def test_a_byte_flipped_in_the_log_under_later_saves_is_found_left_alone_and_mended(
    with_log: Laptop, place: str
) -> None:
    log = log_of(with_log)
    first = frames_of(log.read_bytes())[2].at
    within = {"header": 20, "salt": first + 9, "number": first + 3, "ends": first + 7}
    flip(log, {**within, "sum": first + 20, "page": first + 24 + 500}[place])
    harmed = log.read_bytes()
    with pytest.raises(InspectorError) as refused:
        with_log.reopen()
    assert refused.value.code == "damaged-file"
    assert log.read_bytes() == harmed
    mended(with_log)
    there = texts(with_log)
    assert len({f"In the log {number}." for number in range(12)} - there) <= 1
    assert verify(with_log.base).ok


def test_every_page_of_a_whole_file_is_read_as_it_was_written(with_log: Laptop) -> None:
    key = with_log.vault().base_key(with_log.inspection)
    pages = Pages(path_of(with_log), key)
    assert all(pages.read(number) is not None for number in pages.numbers())
    assert read_log(path_of(with_log)) == log_of(with_log).read_bytes()
