"""All text can be read: contrast in four themes, and signs where there is no colour."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from rich.style import Style
from textual.color import Color
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from inspector_app.tui.actions import GENERAL_ACTIONS
from inspector_app.tui.themes import THEMES, theme_after
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList, Tick
from inspector_app.tui.widgets.completion_list import Completion, Sign
from inspector_app.tui.widgets.cover import PinDialog
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.matrix import Grid, Heading, Matrix
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.table_layout import Column
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.title_line import Saved, Standing, TitleLine
from tests.tui.widgets.stage import Stage, drawn

LEAST = 4.5
NAMES = [theme.name for theme in THEMES]

_FRAMES = frozenset("─│╭╮╰╯▔▁▌▐▊▎█┃━▄▀")


def everything() -> list[Widget]:
    """One of each widget in each of its states."""
    rows = tuple(Heading(name, name) for name in ("Help", "Care"))
    grid = Grid(rows, (Heading("s", "strength"),), {("Help", "s"): 3})
    return [
        TitleLine(),
        KeyLine(GENERAL_ACTIONS),
        Horizontal(
            Vertical(
                PlainLabel("A label"),
                TextInput("value", label="Name"),
                TextInput(placeholder="placeholder", label="Other"),
                TextInput("cannot change", label="Shut", disabled=True),
                Tick("ticked", value=True),
                *(
                    PlainButton(variant, variant, compact=True)
                    for variant in ("default", "primary", "success", "warning", "error")
                ),
                PlainButton("disabled", disabled=True, compact=True),
            ),
            Vertical(
                ChoiceList([Choice("a", "one"), Choice("b", "two")], chosen=["a"], several=True),
                NoteEditor(
                    "note text",
                    completions=lambda sign, _: [
                        Completion(sign, "1", "first"),
                        Completion(sign, "2", "second"),
                    ],
                ),
            ),
            Vertical(
                RecordTable([Column("a", "Case"), Column("b", "What")], sort="a"), Matrix(grid)
            ),
        ),
    ]


def rows_of_each_tone() -> list[Row]:
    return [Row(tone.value, (tone.value, "text"), tone) for tone in Tone]


def styles_of_text(app: Stage) -> Iterator[tuple[str, Style]]:
    for line in app.screen._compositor.render_strips():
        for segment in line:
            if segment.style is not None and set(segment.text.strip()) - _FRAMES:
                yield segment.text, segment.style


def contrast(style: Style) -> float:
    """WCAG 2.2, relative luminance of both colours; reversed text has the same."""
    if style.color is None or style.bgcolor is None:
        return 0.0
    shades = [Color.from_rich_color(colour) for colour in (style.color, style.bgcolor)]
    light, dark = sorted((_luminance(shade) for shade in shades), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", NAMES)
async def test_all_text_drawn_has_a_contrast_of_four_and_a_half_to_one(name: str) -> None:
    app = Stage(everything, name)
    async with app.run_test(size=(120, 48), notifications=True) as pilot:
        app.query_one(TitleLine).standing = Standing(Saved.NOT_SAVED, 2, 1)
        app.query_one(RecordTable).show_window(0, rows_of_each_tone(), len(Tone))
        for severity in Severity:
            notice(app, f"a notice: {severity.name}", severity, seconds=60)
        seen: dict[str, float] = {}
        focusable = [widget for widget in app.screen.focus_chain if isinstance(widget, Widget)]
        assert len(focusable) >= 12
        for widget in focusable:
            widget.focus()
            await pilot.pause()
            if isinstance(widget, NoteEditor):
                await pilot.press("@")
                await pilot.pause()
                assert "▸ first" in drawn(app)
            seen.update((text, contrast(style)) for text, style in styles_of_text(app))
            low = {text: ratio for text, ratio in seen.items() if ratio < LEAST}
            assert not low, f"{widget!r}: {low}"
        assert any("a notice" in text for text in seen)
        await app.push_screen(PinDialog(os.urandom))
        await pilot.pause()
        assert all(contrast(style) >= LEAST for _, style in styles_of_text(app))


def test_high_contrast_themes_reach_seven_to_one() -> None:
    for theme in THEMES[2:]:
        for ground in (theme.background, theme.surface, theme.panel):
            for colour in (theme.foreground, theme.error, theme.warning, theme.success):
                assert ground is not None
                assert colour is not None
                assert contrast(Style(color=colour, bgcolor=ground)) >= 7


def test_the_theme_key_goes_round_all_four() -> None:
    name, seen = NAMES[0], []
    for _ in NAMES:
        seen.append(name)
        name = theme_after(name)
    assert seen == NAMES
    assert name == NAMES[0]
    assert theme_after("textual-dark") == NAMES[0]


async def test_without_colour_the_state_is_still_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Stage(everything)
    async with app.run_test(size=(120, 48)) as pilot:
        table = app.query_one(RecordTable)
        table.show_window(0, rows_of_each_tone(), len(Tone))
        table.focus()
        await pilot.press("down")
        for _, style in styles_of_text(app):
            for colour in (style.color, style.bgcolor):
                shade = Color.from_rich_color(colour)
                assert shade.r == shade.g == shade.b
        assert "▸ muted" in drawn(app)
        assert "[x] one" in drawn(app)
        assert "[ ] two" in drawn(app)
        assert "[3]" in drawn(app) or "[·]" in drawn(app)


def test_the_three_signs_are_the_ones_people_know() -> None:
    assert {sign.value for sign in Sign} == {"#", "@", "!"}
