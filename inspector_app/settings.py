"""Where things are on this laptop: the few settings that come from the environment."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Settings from variables that begin with `INSPECTOR_`."""

    model_config = SettingsConfigDict(env_prefix="INSPECTOR_", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("inspector", appauthor=False),
        description="the data folder with the keystore and the encrypted databases",
    )
    passphrase_file: Path | None = Field(
        default=None,
        description="a file whose first line is the passphrase; never the passphrase itself",
    )
