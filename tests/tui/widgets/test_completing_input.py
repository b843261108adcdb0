"""Tab completes what was begun, and leads on where nothing is clear."""

from __future__ import annotations

from inspector_app.tui.widgets.completing_input import CompletingInput
from inspector_app.tui.widgets.text_input import TextInput
from tests.tui.widgets.stage import Stage


async def test_tab_completes_and_can_be_taken_back_and_else_leads_on() -> None:
    first, second = CompletingInput(), TextInput()
    first.completes = lambda typed: "Allocated Team " if typed == "All" else typed
    app = Stage(lambda: [first, second])
    async with app.run_test(size=(40, 8)) as pilot:
        first.focus()
        await pilot.press("A", "l", "l", "tab")
        assert first.value == "Allocated Team "
        assert first.has_focus
        await pilot.press("x")
        assert first.value == "Allocated Team x"
        await pilot.press("ctrl+z", "ctrl+z")
        assert first.value == "All"
        await pilot.press("home", "tab")
        assert second.has_focus
        assert first.value == "All"
