"""Lists to draw from, made by rule."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.sampling.strata import Unit


def frame(sizes: Mapping[str, int], column: str = "Team") -> list[Unit]:
    """Units C000000, C000001 … with their team, as many of each as said."""
    teams = [team for team, size in sizes.items() for _ in range(size)]
    return [Unit(f"C{at:06d}", f"C{at:06d}", {column: team}) for at, team in enumerate(teams)]
