"""The error of this package: a plan, a draw or a question that cannot be carried out."""

from __future__ import annotations

from inspector_app.errors import InspectorError

__all__ = ["SamplingError"]


class SamplingError(InspectorError):
    """A sample that cannot be drawn, or a question to a sample that cannot be answered.

    The texts name counts, columns and the value of a stratum, never a case or a seed.

    Args:
        code: a lower-case word with hyphens.
        message: what happened.
        next_step: what to do now.
        kept: what is safe; these functions only compute, so nothing has been changed.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        next_step: str,
        kept: str = "Nothing was drawn and nothing was changed.",
    ) -> None:
        super().__init__(code, message, kept=kept, next_step=next_step)
