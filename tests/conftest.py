"""What holds for every test of a run, and what is made once and copied for each."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from inspector_app.vault.passphrase import KdfSettings
from inspector_app.vault.vault import Vault
from tests.evidence_base.laptops import PASSPHRASE, Template, make_template

# How long one example takes says more of who else uses the machine than of the program.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_collection_finish() -> None:
    """What was imported stays for good: no search for reference cycles need walk it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _each_passphrase_is_derived_once() -> Iterator[None]:
    """Remembers what a passphrase and its settings give, the same key as ever.

    Deriving is slow on purpose, and the homes of a test are copies of one: without this a third
    of the run would be spent on deriving a few keys again and again.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KdfSettings, "derive", cache(KdfSettings.derive))
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A team of four that has just come together; never opened where it is, only copied."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that Ann has just set up, and nothing in it; only copied."""
    home = tmp_path_factory.mktemp("new") / "home"
    Vault.create(home, "Ann", PASSPHRASE, kdf="minimum")
    return home


@pytest.fixture
def vault(new_home: Path, tmp_path: Path) -> Vault:
    """An opened home of the test's own, and nothing in it."""
    shutil.copytree(new_home, tmp_path / "home")
    return Vault.unlock(tmp_path / "home", PASSPHRASE)
