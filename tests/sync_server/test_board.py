"""Figures that several workers put together."""

from __future__ import annotations

import os

from sync_server.board import _ROOM, Board
from sync_server.figures import Figures


def answered(times: int) -> Figures:
    figures = Figures()
    for _ in range(times):
        figures.count("GET hello", 200, 0.02)
        figures.bytes["sent"] += 7
    figures.open["GET events"] = times
    return figures


def test_figures_come_back_as_they_were_written() -> None:
    figures = answered(3)
    figures.count("POST push", 503, 40.0)
    again = Figures.from_bytes(figures.to_bytes())
    assert list(again.lines()) == list(figures.lines())


def test_those_of_all_workers_are_added_up_and_the_first_start_is_told() -> None:
    board = Board(3)
    first, second = answered(2), answered(5)
    first.started = 1000.0
    board.write(0, first)
    board.write(1, second)
    own = answered(1)
    for other in board.others(2):
        own.add(other)
    lines = "".join(own.lines())
    assert 'inspector_requests_total{call="GET hello",status="200"} 8\n' in lines
    assert 'inspector_request_seconds_bucket{call="GET hello",le="0.025"} 8\n' in lines
    assert 'inspector_request_seconds_sum{call="GET hello"} 0.160000\n' in lines
    assert 'inspector_open_requests{call="GET events"} 8\n' in lines
    assert 'inspector_bytes_total{way="sent"} 56\n' in lines
    assert "inspector_start_time_seconds 1000\n" in lines


def test_what_a_child_writes_its_parent_reads() -> None:
    board = Board(2)
    assert board.read(1) is None
    child = os.fork()
    if child == 0:
        board.write(1, answered(4))
        os._exit(0)
    os.waitpid(child, 0)
    found = board.read(1)
    assert found is not None
    assert found.answered["GET hello", 200] == 4


def test_a_writing_that_was_cut_off_leaves_the_one_before() -> None:
    board = Board(1)
    board.write(0, answered(1))
    board.write(0, answered(2))
    # The next one is half written where the first one stood, and nothing says that it holds.
    first = 1 + _ROOM
    board._memory[first : first + 40] = b"x" * 40
    found = board.read(0)
    assert found is not None
    assert found.answered["GET hello", 200] == 2


def test_figures_beyond_the_room_leave_those_before() -> None:
    board = Board(1)
    board.write(0, answered(1))
    many = Figures()
    for call in range(20_000):
        many.count(f"GET {call}", 200, 0.1)
    board.write(0, many)
    found = board.read(0)
    assert found is not None
    assert found.answered["GET hello", 200] == 1
