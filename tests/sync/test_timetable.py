"""When an exchange is due, whatever happens and whoever cries."""

from __future__ import annotations

from inspector_app.sync.timetable import (
    AFTER_SAVE_IN_SESSION,
    LONGEST_WAIT,
    LOOK_EVERY,
    LOOK_WHILE_LISTENING,
    Timetable,
)


def worked_at(moment: float) -> Timetable:
    table = Timetable()
    table.worked(moment)
    return table


def test_a_save_is_sent_two_seconds_after_the_last_one() -> None:
    table = worked_at(0)
    table.saved(1)
    table.saved(2)
    assert not table.due(3.9)
    assert table.due(4)


def test_a_save_is_sent_sooner_in_a_judgement_session() -> None:
    table = worked_at(0)
    table.saved(1, AFTER_SAVE_IN_SESSION)
    assert not table.due(1.2)
    assert table.due(1.3)


def test_a_server_that_is_away_is_left_alone_longer_each_time() -> None:
    table = Timetable()
    waits = []
    for _ in range(12):
        table.failed(0)
        table.saved(0)
        table.news(0)
        waits.append(table.next_at)
    assert waits[:3] == [4, 8, 16]
    assert waits[-1] == LONGEST_WAIT
    table.worked(0)
    table.saved(0)
    assert table.due(2)


def test_a_server_that_lets_us_listen_again_is_asked_at_once() -> None:
    table = Timetable()
    for _ in range(12):
        table.failed(0)
    table.answered(7)
    assert table.due(7)


def test_news_is_fetched_at_once_and_does_not_wait_for_a_save() -> None:
    table = worked_at(0)
    table.saved(8)
    table.news(9)
    assert table.due(9)
    table.begun()
    table.worked(9.1)
    assert not table.due(9.9)


def test_news_during_an_exchange_is_fetched_after_a_short_pause() -> None:
    table = worked_at(0)
    table.begun()
    table.news(5)
    table.worked(5.2)
    assert table.due(5.5)
    assert not worked_at(5.2).due(5.5)


def test_a_save_during_an_exchange_is_sent_by_the_next() -> None:
    table = worked_at(0)
    table.begun()
    table.saved(5)
    table.worked(5.2)
    assert table.due(7)


def test_a_server_that_cries_for_nothing_is_believed_less_each_time() -> None:
    table = worked_at(0)
    moment, waits = 0.0, []
    for _ in range(12):
        table.news(moment)
        due = min(table._news_at or 0, table.next_at)
        waits.append((table._news_at or 0) - moment)
        moment = due
        table.begun()
        table.worked(moment, brought=False)
    assert waits[:4] == [0.5, 1, 2, 4]
    assert waits[-1] == 60
    table.begun()
    table.worked(moment, brought=True)
    table.news(moment)
    assert table.due(moment + 0.5)


def test_it_looks_more_rarely_while_the_server_tells() -> None:
    table = worked_at(0)
    assert table.next_at == LOOK_EVERY
    table.listening = True
    table.worked(0)
    assert table.next_at == LOOK_WHILE_LISTENING
