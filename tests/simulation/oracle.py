"""What every laptop must show, worked out from nothing but a dictionary of writes and parents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from inspector_app.evidence_base.base import Recorded
from inspector_app.evidence_base.history import ShownValue
from inspector_app.evidence_base.projector import ERASED
from inspector_app.evidence_base.writing import NewWrite, Typed

__all__ = ["Oracle", "Register"]

Register = tuple[str, str]
"""Record id and field."""


@dataclass
class Oracle:
    """Every write that anybody has saved."""

    values: dict[str, tuple[Register, ShownValue]] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def saw(self, recorded: Recorded, writes: Sequence[NewWrite]) -> None:
        """Remembers one save."""
        for name, write in zip(recorded.writes, writes, strict=True):
            value = write.value.text if isinstance(write.value, Typed) else write.value
            self.values[name] = ((write.record, write.field), value)
            self.parents[name] = write.parents

    def current(
        self, erased: Collection[str] = (), held: Collection[str] = ()
    ) -> dict[Register, dict[str, ShownValue]]:
        """The values that stand in each register, by the writes that carry them.

        Args:
            erased: writes whose text the team has erased.
            held: writes that do not count, because their author had been removed.
        """
        counting = {name: of for name, of in self.values.items() if name not in held}
        replaced = {
            (register, parent)
            for name, (register, _) in counting.items()
            for parent in self.parents[name]
        }
        found: dict[Register, dict[str, ShownValue]] = {}
        for name, (register, value) in counting.items():
            if (register, name) not in replaced:
                found.setdefault(register, {})[name] = ERASED if name in erased else value
        return found
