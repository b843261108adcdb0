"""How far something is, on one line of standard error while it lasts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["counted"]


@contextmanager
def counted(doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """Something to tell how many pieces are done, of how many; None outside a terminal.

    Args:
        doing: one word for what is done, such as `Sealing`.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True, highlight=False).status(doing) as status:

        def report(done: int, of: int) -> None:
            status.update(Text(f"{doing}: {done} of {of} pieces" if of else f"{doing}: {done}"))

        yield report
