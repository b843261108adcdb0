"""The shell commands by which anyone with the list works a draw out again."""

from __future__ import annotations

import shlex

from inspector_app.sampling.draws import Design

__all__ = ["LIST_FILE", "shell_recipe"]

LIST_FILE = "units.txt"
"""What the commands read, one unit on each line: its id; after its stratum or cluster and a tab;
or, where chances are in proportion to a size, its id, a tab and the size."""

_LINES = "tr -d '\\r' < {file} | while IFS= read -r line || [ -n \"$line\" ]; do"
"""As Excel on Windows saves it, too: line ends of two characters, none after the last line."""

_TICKET = 'ticket=$(printf \'%s\\037%s\' "$seed" "$unit" | sha256sum | cut -c 1-64)'

_SIMPLE = f"""\
seed={{seed}}
{_LINES}
  unit=$line; {_TICKET}
  printf '%s  %s\\n' "$ticket" "$unit"
done | LC_ALL=C sort"""

_GROUPED = f"""\
{_LINES}
  unit=${{{{line##*"$tab"}}}}
  {_TICKET}
  printf '%s\\t%s  %s\\n' "${{{{line%"$tab"*}}}}" "$ticket" "$unit"
done | LC_ALL=C sort"""

_STRATIFIED = f"""\
seed={{seed}}; tab=$(printf '\\t')
{_GROUPED}"""

_START = """\
hex=$(printf '%s\\037start' "$seed" | sha256sum | cut -c 1-16); k=0; start=0
for at in 13-16 9-12 5-8 1-4; do
  start=$(( (0x$(printf '%s' "$hex" | cut -c $at) * all + start) >> 16 ))
done"""
"""⌊u · all⌋ for the start u = hex / 2⁶⁴, by four parts of 16 bits: a shell counts to 2⁶³ only."""

_SYSTEMATIC = f"""\
seed={{seed}}; n={{n}}; all=$(grep -c '' {{file}})
{_START}
while [ "$k" -lt "$n" ]; do
  place=$(( (start + k * all) / n + 1 )); k=$((k + 1))
  unit=$(sed -n "${{{{place}}}}p" {{file}} | tr -d '\\r'); {_TICKET}
  printf '%s %s  %s\\n' "$place" "$ticket" "$unit"
done"""

_PPS = f"""\
seed={{seed}}; n={{n}}; tab=$(printf '\\t')
all=$(( $(tr -d '\\r' < {{file}} | cut -f 2 | paste -sd + -) ))
{_START}
sum=0
{_LINES}
  sum=$((sum + ${{{{line##*"$tab"}}}})); unit=${{{{line%"$tab"*}}}}
  [ $((start + k * all)) -lt $((sum * n)) ] || continue
  k=$((k + 1)); {_TICKET}
  printf '%s  %s\\n' "$ticket" "$unit"
done"""

_TWO_STAGE = f"""\
seed={{seed}}; tab=$(printf '\\t')
tr -d '\\r' < {{file}} | cut -f 1 | LC_ALL=C sort -u | while IFS= read -r cluster; do
  ticket=$(printf '%s\\037cluster\\037%s' "$seed" "$cluster" | sha256sum | cut -c 1-64)
  printf '%s  %s\\n' "$ticket" "$cluster"
done | LC_ALL=C sort | head -n {{n}}
echo
{_GROUPED}"""

_LAYOUTS: dict[Design, str] = {
    "simple": _SIMPLE,
    "stratified": _STRATIFIED,
    "systematic": _SYSTEMATIC,
    "pps": _PPS,
    "two-stage": _TWO_STAGE,
}


def shell_recipe(design: Design, seed: str, n: int) -> str:
    """Commands for any POSIX shell with `sha256sum`, `cut`, `tr`, `sort`, `sed`, `grep`, `paste`.

    They print what was drawn: tickets and ids in the order of the draw, with strata or clusters
    after their value and a tab; of a systematic draw the places, too; of one in two stages first
    the clusters. Whole numbers of 64 bits are enough for lists and sums of sizes N below 2⁴⁷ with
    n · N below 2⁶³: no part of 16 bits times N with the carry below it reaches 2⁶³.
    Text that people typed stands in them quoted and is never run.

    Args:
        design: of the draw.
        seed: of the draw.
        n: units of a systematic draw; those of a draw by size that were not certain; clusters of
            a draw in two stages. Not looked at otherwise.
    """
    return _LAYOUTS[design].format(seed=shlex.quote(seed), file=LIST_FILE, n=n)
