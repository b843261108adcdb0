"""The team on the screen: who is in, who asks, what is held, and what a lost laptop had."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.evidence_base.admitting import held_entries
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import (
    approve,
    invite,
    join_base,
    members_named,
    open_requests,
    receive_request,
)
from inspector_app.sync.joining import ask_to_join, read_invitation
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.vault.vault import Vault
from schemas.joining import Invitation
from tests.tui.pictures import Album
from tests.tui.program import (
    PASSPHRASE,
    Clock,
    Dice,
    drawn,
    notices,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
    walking,
)

NO_POWER = "Only the lead inspector or a deputy may change the team."


def vault_of(home: Path, name: str) -> Vault:
    return Vault.create(
        home,
        name,
        PASSPHRASE,
        kdf="minimum",
        clock=Clock(),
        randomness=Dice(f"home of {home.name}"),
    )


def asks(base: EvidenceBase, vault: Vault, invitation: Invitation) -> None:
    """Somebody's request, handed over by hand."""
    asked = ask_to_join(vault, invitation)
    receive_request(base, asked.mailbox, asked.sealed)


def fetch(taker: EvidenceBase, giver: EvidenceBase) -> None:
    """One way of a sync, by hand."""
    giver.seal(taker.vector())
    taker.merge(
        [entry.to_bytes() for entry in giver.entries_missing_from(taker.vector())],
        records=giver.team.chain.records,
        vectors=[giver.signed_vector()],
    )


@dataclass(frozen=True)
class Two:
    """Ann, who leads, and Ben; both have what the other wrote."""

    folder: Path
    ben: EvidenceBase
    member: str

    @property
    def words(self) -> str:
        """Ben's laptop."""
        return self.ben.vault.device.card.words


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    ann, vault = set_up(tmp_path / "ann"), vault_of(tmp_path / "ben", "Ben")
    add_note(ann, NewNote("The plan was late."))
    invitation = invite(ann, "hmi", None)
    asks(ann, vault, invitation)
    member = approve(ann, open_requests(ann)[0])
    ben = join_base(vault, invitation, ann.team.chain.records)
    fetch(ben, ann)
    fetch(ann, ben)
    ann.close()
    yield Two(tmp_path, ben, member)
    ben.close()


def asking(home: Path, name: str = "Ben") -> Vault:
    """Ann's home, in which somebody asks to join; whose laptop that is."""
    base, vault = set_up(home), vault_of(home.parent / "asker", name)
    asks(base, vault, invite(base, "hmi", None))
    base.close()
    return vault


def opened(app: InspectorApp) -> EvidenceBase:
    assert app.session is not None
    return app.session.opened.base


async def to_team(pilot: Pilot[None]) -> None:
    await unlock_at_once(pilot)
    await pilot.press("0")
    await until(pilot, "team")


async def test_words_that_match_let_somebody_in(tmp_path: Path) -> None:
    vault = asking(tmp_path / "ann")
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        assert "Ben asks to join as hmi" in drawn(app)
        assert vault.device.card.words in drawn(app)
        await pilot.press("home", "a")
        await until(pilot, "question")
        assert "Do the words match?" in drawn(app)
        assert vault.device.card.words in drawn(app)
        await pilot.press("enter")
        await until(pilot, "choose")
        await pilot.press("enter")
        await until(pilot, "team")
        assert vault.device.id in opened(app).team.chain.head.seats
        assert set(members_named(opened(app)).values()) == {"Ann", "Ben"}
        assert "Ben is in the team as hmi." in notices(app)
        assert "asks to join" not in drawn(app).replace("Nobody asks to join", "")


async def test_words_that_do_not_match_let_nobody_in(tmp_path: Path) -> None:
    vault = asking(tmp_path / "ann")
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await pilot.press("home", "enter")
        await until(pilot, "question")
        await pilot.press("escape")
        await until(pilot, "team")
        assert "Nobody was let in." in notices(app)
        assert vault.device.id not in opened(app).team.chain.head.seats
        assert len(open_requests(opened(app))) == 1


async def test_a_further_laptop_is_its_members(tmp_path: Path) -> None:
    vault = asking(tmp_path / "ann", "Ann")
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await pilot.press("home", "a")
        await until(pilot, "question")
        await pilot.press("enter")
        await until(pilot, "choose")
        await pilot.press("down", "enter")
        await until(pilot, "team")
        seats = opened(app).team.chain.head.seats
        assert seats[vault.device.id].member == seats[opened(app).vault.device.id].member
        assert list(members_named(opened(app)).values()) == ["Ann"]
        # Both are Ann's now, and which of them goes is asked.
        await pilot.press("home", "r")
        await until(pilot, "choose")
        assert "All 2 laptops: Ann leaves the team" in drawn(app)


async def remove_ben(pilot: Pilot[None]) -> None:
    """With the cursor at Ben's laptop, the second."""
    await pilot.press("home", "down", "r")
    await until(pilot, "reason")
    await type_text(pilot, "Left on a train [/x]")
    await pilot.press("enter")
    await until(pilot, "words")


async def test_a_lost_laptop_goes_with_a_reason_and_it_is_said_what_it_had(two: Two) -> None:
    async with walking(two.folder / "ann") as (app, pilot):
        await to_team(pilot)
        saves = len(opened(app).history(two.member))
        assert saves
        assert two.words in drawn(app)
        assert "last seen today 10:10" in drawn(app)
        await remove_ben(pilot)
        said = " ".join(drawn(app).replace("│", " ").split())
        assert f"The laptop {two.words} had " in said
        assert "saves when last seen, 25 Nov 2026 10:10." in said
        await pilot.press("escape")
        await until(pilot, "team")
        assert two.words not in drawn(app)
        assert two.ben.vault.device.id not in opened(app).team.chain.head.seats


async def test_what_a_removed_laptop_wrote_later_is_held_until_it_is_let_count(two: Two) -> None:
    async with walking(two.folder / "ann") as (app, pilot):
        await to_team(pilot)
        assert "Nothing is held" in drawn(app)
        await remove_ben(pilot)
        await pilot.press("escape")
        await until(pilot, "team")
        add_note(two.ben, NewNote("Typed on the train."))
        await app.work.write(lambda: fetch(opened(app), two.ben))
        await pilot.press("escape", "0")
        await until(pilot, "team")
        assert "1 save of Ben, today 10:10" in drawn(app)
        assert "written when the laptop was not in the team" in drawn(app)
        await pilot.press("home", "c")
        await until(pilot, "question")
        await pilot.press("enter")
        await until(pilot, "team")
        assert held_entries(opened(app)) == ()
        assert "Saves that count now: 1." in notices(app)
        assert "Nothing is held" in drawn(app)


async def test_an_invitation_is_written_where_it_was_said_and_over_nothing(tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        file = tmp_path / "for ben"
        for _ in range(2):
            await pilot.press("i")
            await until(pilot, "choose")
            await pilot.press("enter")
            await until(pilot, "line")
            app.screen.query_one(TextInput).value = f"'{file}'"
            await pilot.press("enter")
            await until(pilot, "team")
        assert read_invitation(file.read_bytes(), Clock()()).role == "hmi"
        assert "There is a file of that name already." in notices(app)
        assert drawn(app).count("Invitation as hmi, not used yet") == 1


async def test_who_does_not_lead_sees_everything_and_is_refused_in_words(two: Two) -> None:
    two.ben.close()
    async with walking(two.folder / "ben") as (app, pilot):
        await to_team(pilot)
        assert "Ann · lead" in drawn(app)
        for key in "aric":
            await pilot.press(key)
            assert app.screen.name == "team"
        assert notices(app).count(NO_POWER) == 4


async def test_what_does_not_fit_where_the_cursor_is_is_refused_in_words(tmp_path: Path) -> None:
    set_up(tmp_path / "ann").close()
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await pilot.press("a", "c")
        assert "Go to somebody who asks to join first." in notices(app)
        assert "Go to a piece of held work first." in notices(app)
        assert "No server yet: work travels by bundles." in drawn(app)
        await pilot.press("r")
        await until(pilot, "reason")
        await type_text(pilot, "Lost")
        await pilot.press("enter")
        await until(pilot, "team")
        assert "An inspection cannot be without a lead inspector." in notices(app)


async def test_any_name_is_drawn_as_it_was_typed(tmp_path: Path, hostile: str) -> None:
    # Half a sign cannot be in a home's name: it would not be canonical.
    asking(tmp_path / "ann", hostile[:900].replace("\ud83d", ""))
    async with walking(tmp_path / "ann") as (app, pilot):
        await to_team(pilot)
        await pilot.press("home", "a")
        await until(pilot, "question")
        await pilot.press("enter")
        await until(pilot, "choose")
        await pilot.press("enter")
        await until(pilot, "team")
        await pilot.press("home", "down", "r")
        await until(pilot, "reason")
        assert len(opened(app).team.chain.head.seats) == 2


async def test_the_team_looks_as_it_did_when_it_was_looked_at(two: Two, album: Album) -> None:
    base = EvidenceBase(
        Vault.unlock(two.folder / "ann", PASSPHRASE, clock=Clock()), two.ben.inspection
    )
    asks(base, vault_of(two.folder / "cal", "Cal [A1]"), invite(base, "scri", None))
    base.close()
    async with walking(two.folder / "ann", notifications=True) as (_, pilot):
        await to_team(pilot)
        await album.take(pilot, "team")
    assert album.differing == []


async def test_what_a_newer_program_wrote_is_said_there(tmp_path: Path) -> None:
    base = set_up(tmp_path / "ann")
    with base.local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO current VALUES (?, 'hologram', 'text', 1, 0, 'null')", ("0" * 32,)
        )
    base.close()
    async with walking(tmp_path / "ann", (120, 36)) as (app, pilot):
        await unlock_at_once(pilot)
        await settled(pilot)
        await pilot.press("0")
        await until(pilot, "team")
        assert "1 record holds something that needs a newer Inspector" in drawn(app)
