"""The shell commands by which anyone with the list works a draw out again."""

from __future__ import annotations

import shlex

__all__ = ["LIST_FILE", "shell_recipe"]

LIST_FILE = "units.txt"
"""What the commands read: a unit id on each line, after its stratum where there are strata."""

_SIMPLE = """\
seed={seed}
tr -d '\\r' < {file} | while IFS= read -r unit || [ -n "$unit" ]; do
  ticket=$(printf '%s\\037%s' "$seed" "$unit" | sha256sum | cut -c 1-64)
  printf '%s  %s\\n' "$ticket" "$unit"
done | LC_ALL=C sort"""

_STRATIFIED = """\
seed={seed}; tab=$(printf '\\t')
tr -d '\\r' < {file} | while IFS= read -r line || [ -n "$line" ]; do
  unit=${{line##*"$tab"}}
  ticket=$(printf '%s\\037%s' "$seed" "$unit" | sha256sum | cut -c 1-64)
  printf '%s\\t%s  %s\\n' "${{line%"$tab"*}}" "$ticket" "$unit"
done | LC_ALL=C sort"""


def shell_recipe(seed: str, *, by_stratum: bool) -> str:
    """Commands for any POSIX shell with `sha256sum`, `cut`, `tr` and `sort`.

    They print the ticket and the id of each unit in the order of the draw, with strata after the
    stratum and a tab. Text that people typed stands in them quoted and is never run.

    Args:
        seed: of the draw.
        by_stratum: whether the lines of the list begin with the stratum and a tab.
    """
    layout = _STRATIFIED if by_stratum else _SIMPLE
    return layout.format(seed=shlex.quote(seed), file=LIST_FILE)
