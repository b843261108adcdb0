"""Making a home, opening it, being refused: keystore, passphrase and the wait after wrong ones."""

from __future__ import annotations

import shutil
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.vault.passphrase import KdfSettings
from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError, decode, encode
from tests.evidence_base.damaging import flip

PASSPHRASE = "correct horse battery staple"
WRONG = "wrong horse battery staple"


class Watch:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def home(new_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(new_home, tmp_path / "home")
    return tmp_path / "home"


def refusal(home: Path, passphrase: str, watch: Watch) -> str:
    with pytest.raises(InspectorError) as refused:
        Vault.unlock(home, passphrase, clock=watch)
    said = "".join(traceback.format_exception(refused.value))
    assert passphrase not in said
    return refused.value.code


def test_a_home_opens_with_its_passphrase_as_the_same_device(home: Path, watch: Watch) -> None:
    first = Vault.unlock(home, PASSPHRASE, clock=watch)
    again = Vault.unlock(home, PASSPHRASE, clock=watch)
    assert first.device.id == again.device.id
    assert first.name == "Ann"


def test_a_passphrase_typed_on_another_keyboard_is_the_same(tmp_path: Path, watch: Watch) -> None:
    Vault.create(tmp_path / "h", "Ann", "caf\u00e9 au lait deux fois", kdf="minimum", clock=watch)
    Vault.unlock(tmp_path / "h", "cafe\u0301 au lait deux fois", clock=watch)


def test_a_wrong_passphrase_is_refused_and_nothing_is_wiped(home: Path, watch: Watch) -> None:
    before = {path.name: path.read_bytes() for path in home.glob("keystore*")}
    assert refusal(home, WRONG, watch) == "wrong-passphrase"
    assert {path.name: path.read_bytes() for path in home.glob("keystore*")} == before


def test_after_five_wrong_ones_the_wait_doubles_up_to_five_minutes(
    home: Path, watch: Watch
) -> None:
    for _ in range(5):
        assert refusal(home, WRONG, watch) == "wrong-passphrase"
    for wait in (1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300):
        watch.now += timedelta(seconds=wait - 0.5)
        assert refusal(home, PASSPHRASE, watch) == "wait"
        watch.now += timedelta(seconds=0.5)
        assert refusal(home, WRONG, watch) == "wrong-passphrase"
    watch.now += timedelta(seconds=300)
    Vault.unlock(home, PASSPHRASE, clock=watch)
    assert refusal(home, WRONG, watch) == "wrong-passphrase"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        encode({"at": "2026-11-16T09:00:00", "wrong": 9}),
        encode({"at": "2026-11-16T08:59:00+00:00", "wrong": 2**50}),
        encode({"at": "2026-11-16T08:59:00+00:00", "wrong": -(2**50)}),
        encode({"at": "2999-11-16T08:59:00+00:00", "wrong": 9}),
        encode({"at": "banana", "wrong": 9}),
        encode({"at": "2026-11-16T08:59:00+00:00", "wrong": True}),
    ],
)
def test_a_damaged_counter_never_keeps_its_owner_out_for_long(
    home: Path, watch: Watch, content: bytes
) -> None:
    (home / "attempts.json").write_bytes(content)
    watch.now += timedelta(minutes=5)
    Vault.unlock(home, PASSPHRASE, clock=watch)


@pytest.mark.parametrize("name", ["keystore.json", "keystore.copy.json"])
def test_either_copy_of_the_keystore_alone_opens_the_home(
    home: Path, watch: Watch, name: str
) -> None:
    (home / name).unlink()
    Vault.unlock(home, PASSPHRASE, clock=watch)


def test_a_keystore_with_any_byte_flipped_falls_back_to_its_copy(home: Path, watch: Watch) -> None:
    path = home / "keystore.json"
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 12)):
        path.write_bytes(whole)
        flip(path, place)
        assert Vault.unlock(home, PASSPHRASE, clock=watch).name == "Ann"


def test_a_keystore_cut_short_falls_back_to_its_copy(home: Path, watch: Watch) -> None:
    path = home / "keystore.json"
    path.write_bytes(path.read_bytes()[:100])
    Vault.unlock(home, PASSPHRASE, clock=watch)


def test_two_damaged_copies_are_said_to_be_damaged(home: Path, watch: Watch) -> None:
    for path in home.glob("keystore*.json"):
        path.write_bytes(b"{}")
    assert refusal(home, PASSPHRASE, watch) == "damaged-keystore"


def test_a_home_without_keystore_says_how_to_make_one(tmp_path: Path, watch: Watch) -> None:
    assert refusal(tmp_path, PASSPHRASE, watch) == "no-keystore"


def test_a_second_set_up_leaves_the_first_as_it_is(home: Path, watch: Watch) -> None:
    before = (home / "keystore.json").read_bytes()
    with pytest.raises(InspectorError) as refused:
        Vault.create(home, "Bea", WRONG, kdf="minimum", clock=watch)
    assert refused.value.code == "already-set-up"
    assert (home / "keystore.json").read_bytes() == before


@pytest.mark.parametrize("passphrase", ["", "short", "fourteen chars", " " * 40])
def test_a_short_passphrase_is_refused_before_anything_is_written(
    tmp_path: Path, passphrase: str
) -> None:
    with pytest.raises(InspectorError) as refused:
        Vault.create(tmp_path / "home", "Ann", passphrase, kdf="minimum")
    assert refused.value.code == "weak-passphrase"
    assert not (tmp_path / "home").exists()


def test_a_changed_passphrase_opens_and_the_old_one_does_not(home: Path, watch: Watch) -> None:
    vault = Vault.unlock(home, PASSPHRASE, clock=watch)
    key = vault.create_base("ab" * 32)
    vault.change_passphrase(PASSPHRASE, "another six words for the home", kdf="minimum")
    assert refusal(home, PASSPHRASE, watch) == "wrong-passphrase"
    again = Vault.unlock(home, "another six words for the home", clock=watch)
    assert again.base_key("ab" * 32).key == key.key


def test_a_file_that_has_a_key_keeps_it(home: Path, watch: Watch) -> None:
    vault = Vault.unlock(home, PASSPHRASE, clock=watch)
    first = vault.create_base("ab" * 32)
    other = Vault.unlock(home, PASSPHRASE, clock=watch)
    assert other.create_base("ab" * 32).key == first.key
    assert vault.base_key("ab" * 32).key == first.key


def test_two_processes_add_keys_to_one_keystore_and_lose_none(home: Path, watch: Watch) -> None:
    one = Vault.unlock(home, PASSPHRASE, clock=watch)
    two = Vault.unlock(home, PASSPHRASE, clock=watch)
    for place in range(4):
        one.create_base(f"{2 * place:064x}")
        two.create_base(f"{2 * place + 1:064x}")
    assert len(one.inspections()) == len(two.inspections()) == 8


def test_a_write_that_was_cut_off_leaves_the_keystore_whole(home: Path, watch: Watch) -> None:
    (home / "keystore.new").write_bytes(b"half a keysto")
    vault = Vault.unlock(home, PASSPHRASE, clock=watch)
    vault.create_base("ab" * 32)
    assert Vault.unlock(home, PASSPHRASE, clock=watch).inspections() == ("ab" * 32,)


def test_no_secret_stands_in_the_clear_in_any_file_of_the_home(home: Path, watch: Watch) -> None:
    vault = Vault.unlock(home, PASSPHRASE, clock=watch)
    key = vault.create_base("ab" * 32)
    with vault.frames.create("cd" * 16).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE child (name TEXT)")
        connection.exec_driver_sql("INSERT INTO child VALUES ('Kestrelwick')")
    secrets = [b"Ann", PASSPHRASE.encode(), key.key, key.key.hex().encode(), b"Kestrelwick"]
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not any(secret in data for secret in secrets)


def test_a_dropped_frame_takes_its_key_and_its_files_along(home: Path, watch: Watch) -> None:
    vault = Vault.unlock(home, PASSPHRASE, clock=watch)
    vault.frames.create("cd" * 16).dispose()
    vault.frames.drop("cd" * 16)
    assert list((home / "frames").iterdir()) == []
    with pytest.raises(InspectorError) as refused:
        vault.frames.open("cd" * 16)
    assert refused.value.code == "frame-elsewhere"


@pytest.mark.parametrize(
    ("memory", "passes", "lanes"),
    [(1024, 3, 4), (2**30, 3, 4), (64 * 1024, 1, 4), (64 * 1024, 3, 0), (64 * 1024, 1000, 4)],
)
def test_settings_that_are_too_weak_or_would_stop_a_laptop_are_refused(
    memory: int, passes: int, lanes: int
) -> None:
    settings = KdfSettings(memory, passes, lanes, b"\x00" * 16)
    with pytest.raises(MalformedError):
        KdfSettings.from_json(settings.as_json())


def test_weakened_settings_do_not_open_the_keystore(home: Path, watch: Watch) -> None:
    for path in home.glob("keystore*.json"):
        value = decode(path.read_bytes())
        assert isinstance(value, dict)
        kdf = value["kdf"]
        assert isinstance(kdf, dict)
        path.write_bytes(encode({**value, "kdf": {**kdf, "passes": 4}}))
    assert refusal(home, PASSPHRASE, watch) == "wrong-passphrase"
