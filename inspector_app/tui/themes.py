"""The four themes: light, dark, and high contrast of each.

Every text colour is solid and set here, because Textual's own defaults blend text into its
background and fall below a contrast of 4.5 : 1 (WCAG 2.2, success criterion 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeVar

from textual.app import App
from textual.theme import Theme

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Palette:
    """The colours one theme is made of; each text colour is read on all three grounds."""

    background: str
    surface: str
    panel: str
    text: str
    muted: str
    primary: str
    on_primary: str
    secondary: str
    accent: str
    warning: str
    error: str
    success: str
    selection: str
    border: str


def _theme(name: str, colours: _Palette, *, dark: bool) -> Theme:
    """Build a Textual theme in which no text colour is left to blending."""
    text, primary = colours.text, colours.primary
    return Theme(
        name=name,
        dark=dark,
        primary=primary,
        secondary=colours.secondary,
        accent=colours.accent,
        warning=colours.warning,
        error=colours.error,
        success=colours.success,
        foreground=text,
        background=colours.background,
        surface=colours.surface,
        panel=colours.panel,
        boost=colours.surface,
        text_alpha=1.0,
        variables={
            "text": text,
            "text-muted": colours.muted,
            "text-disabled": colours.muted,
            "text-primary": primary,
            "text-secondary": colours.secondary,
            "text-accent": colours.accent,
            "text-warning": colours.warning,
            "text-error": colours.error,
            "text-success": colours.success,
            "foreground-muted": colours.muted,
            "foreground-disabled": colours.muted,
            "block-cursor-foreground": colours.on_primary,
            "block-cursor-background": primary,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-foreground": text,
            "block-cursor-blurred-background": colours.selection,
            "block-hover-background": colours.selection,
            "border": primary,
            "border-blurred": colours.border,
            "scrollbar": colours.border,
            "scrollbar-hover": primary,
            "scrollbar-active": primary,
            "scrollbar-background": colours.panel,
            "link-color": primary,
            "link-color-hover": text,
            "link-background-hover": colours.selection,
            "footer-foreground": text,
            "footer-background": colours.panel,
            "footer-key-foreground": primary,
            "footer-description-foreground": text,
            "input-cursor-foreground": colours.background,
            "input-cursor-background": text,
            "input-selection-foreground": text,
            "input-selection-background": colours.selection,
            "button-foreground": text,
            "button-color-foreground": colours.on_primary,
            "button-focus-text-style": "bold underline",
            "markdown-h6-color": colours.muted,
        },
    )


LIGHT: Final = _theme(
    "inspector-light",
    _Palette(
        background="#ffffff",
        surface="#f3f5f8",
        panel="#e3e8f0",
        text="#1a1e26",
        muted="#475063",
        primary="#0b4a8f",
        on_primary="#ffffff",
        secondary="#4a3b8f",
        accent="#7a3200",
        warning="#734700",
        error="#9c1020",
        success="#0d5a2c",
        selection="#c3d8f2",
        border="#6d778a",
    ),
    dark=False,
)

DARK: Final = _theme(
    "inspector-dark",
    _Palette(
        background="#11151c",
        surface="#1a2029",
        panel="#252d39",
        text="#e9edf3",
        muted="#b0bac9",
        primary="#8fbcff",
        on_primary="#0b1017",
        secondary="#c3b5ff",
        accent="#ffb788",
        warning="#ffcb70",
        error="#ff9d9d",
        success="#86dba4",
        selection="#2f4d78",
        border="#7c889b",
    ),
    dark=True,
)

LIGHT_HIGH_CONTRAST: Final = _theme(
    "inspector-light-high-contrast",
    _Palette(
        background="#ffffff",
        surface="#ffffff",
        panel="#ebebeb",
        text="#000000",
        muted="#1f1f1f",
        primary="#001f80",
        on_primary="#ffffff",
        secondary="#2e0080",
        accent="#5c1f00",
        warning="#4d2e00",
        error="#7a0010",
        success="#003d17",
        selection="#ffe680",
        border="#000000",
    ),
    dark=False,
)

DARK_HIGH_CONTRAST: Final = _theme(
    "inspector-dark-high-contrast",
    _Palette(
        background="#000000",
        surface="#000000",
        panel="#1c1c1c",
        text="#ffffff",
        muted="#e0e0e0",
        primary="#ffe100",
        on_primary="#000000",
        secondary="#e0d0ff",
        accent="#ffc9a3",
        warning="#ffd24d",
        error="#ffb3b3",
        success="#9dffbd",
        selection="#00409e",
        border="#ffffff",
    ),
    dark=True,
)

THEMES: Final[tuple[Theme, ...]] = (LIGHT, DARK, LIGHT_HIGH_CONTRAST, DARK_HIGH_CONTRAST)
"""In the order in which the theme key goes through them."""


def install_themes(app: App[Result], first: str = LIGHT.name) -> None:
    """Register the four themes and show one of them.

    Args:
        app: The program; call this at the end of its `__init__`, before the style sheets are read.
        first: Name of the theme to start with.
    """
    for theme in THEMES:
        app.register_theme(theme)
    app.theme = first


def theme_after(name: str) -> str:
    """Return the name of the theme that follows `name`; an unknown name gives the first."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
