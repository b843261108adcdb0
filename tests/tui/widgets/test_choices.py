"""Ticks and choices show their state in signs and work by key and mouse."""

from __future__ import annotations

from textual.widget import Widget

from inspector_app.tui.widgets.choices import Choice, ChoiceList, Tick
from tests.tui.widgets.stage import Heard, Stage, drawn

CHOICES = [Choice("w", "worker [W07]"), Choice("m", "manager"), Choice("f", "file only")]


async def test_a_tick_is_turned_by_space_enter_and_mouse() -> None:
    app, heard = Stage(lambda: [Tick("Consent [given]")]), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        assert "[ ] Consent [given]" in drawn(app)
        await pilot.press("space")
        assert "[x] Consent [given]" in drawn(app)
        await pilot.press("enter")
        await pilot.click(Tick)
        await pilot.pause()
        assert [message.value for message in heard.of(Tick.Changed)] == [True, False, True]


async def test_one_of_several_is_chosen() -> None:
    app, heard = Stage(lambda: [ChoiceList(CHOICES, chosen=["w"])]), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        assert "(•) worker [W07]" in drawn(app)
        await pilot.press("down", "space", "space")
        assert app.query_one(ChoiceList).chosen == ("m",)
        assert "( ) worker [W07]" in drawn(app)
        assert "(•) manager" in drawn(app)
        await pilot.click(ChoiceList, offset=(5, 2))
        await pilot.pause()
        assert [message.chosen for message in heard.of(ChoiceList.Changed)] == [("m",), ("f",)]


async def test_several_of_many_are_chosen_and_dropped() -> None:
    app = Stage(lambda: [ChoiceList(CHOICES, several=True)])
    async with app.run_test() as pilot:
        await pilot.press("end", "down", "down", "enter", "up", "enter")
        assert app.query_one(ChoiceList).chosen == ("m", "f")
        await pilot.press("enter")
        assert app.query_one(ChoiceList).chosen == ("f",)


async def test_typing_narrows_the_choices_and_keeps_what_was_chosen() -> None:
    app = Stage(lambda: [ChoiceList(CHOICES, several=True, chosen=["f"])])
    async with app.run_test() as pilot:
        await pilot.press(*"man", "enter")
        assert "worker" not in drawn(app)
        await pilot.press("escape")
        assert "worker" in drawn(app)
        assert app.query_one(ChoiceList).chosen == ("m", "f")
        await pilot.press(*"zzz", "enter")
        assert "Nothing matches the filter." in drawn(app)
        assert app.query_one(ChoiceList).chosen == ("m", "f")


async def test_a_long_list_scrolls_with_the_pointer() -> None:
    many = [Choice(str(n), f"criterion {n}") for n in range(60)]

    def make() -> list[Widget]:
        return [ChoiceList(many)]

    app = Stage(make)
    async with app.run_test() as pilot:
        await pilot.press(*["pagedown"] * 5)
        await pilot.pause()
        assert "▸ ( ) criterion 40" in drawn(app)
