"""Texts that people can type or paste and that break careless programs."""

from __future__ import annotations

from typing import Final

HOSTILE: Final[dict[str, str]] = {
    "closing markup": "[/x]",
    "reference": "see [A1] and [A2]",
    "law case": "[Smith v Jones]",
    "bold": "[bold]not bold[/bold]",
    "link": "[@click=app.quit]quit[/]",
    "unbalanced": "[[[ ]] [/] \\[x",
    "emoji": "family 👩‍👩‍👧 flag 🇬🇧 sign ⚠️",
    "right to left": "שלום עולם مرحبا بالعالم",
    "override": "abc\u202edef\u2066ghi",
    "wide": "漢字かな交じり文",
    "NUL": "a\x00b",
    "escape": "red \x1b[31m and \x1b]0;title\x07 \x9b2J",
    "all controls": "".join(chr(code) for code in range(0x20)) + "\x7f\x85\x9b",
    "line ends": "one\r\ntwo\rthree\nfour\u2028five\x0bsix\x0cseven",
    "tabs": "a\tb\t\tc",
    "surrogate": "half \ud83d emoji",
    "long": "long words " * 4_000,
    "one long word": "x" * 20_000,
    "accents": "e" + "\u0301" * 40,
    "blank": " \u00a0\u200b ",
}

WALKS: Final[dict[str, tuple[str, ...]]] = {
    "markup": ("closing markup", "reference", "law case", "bold", "link", "unbalanced"),
    "scripts": ("emoji", "right to left", "override", "wide", "accents"),
    "controls": ("NUL", "escape", "all controls", "line ends", "tabs"),
    "halves and blanks": ("surrogate", "blank"),
    "long": ("long", "one long word"),
}
"""The same texts in groups, for walks through the whole program, which are slow."""


def everything_hostile() -> str:
    """All of them but the long ones in one text, for fields that are walked through one by one."""
    return "x" + " ".join(text for name, text in HOSTILE.items() if name not in WALKS["long"])
