"""How a plan that is closed with cases unseen says so; stands in the plan's settings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Closing"]


class Closing(BaseModel):
    """A plan closed although some of its cases were not seen.

    Attributes:
        reason: in the person's words.
        at: ISO 8601 with offset.
        unseen: ids of the selections that it was closed without.
    """

    model_config = ConfigDict(frozen=True)

    reason: str
    at: str
    unseen: tuple[str, ...]
