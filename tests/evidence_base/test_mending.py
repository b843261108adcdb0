"""A damaged file of an inspection, read page by page: what was written to it comes back."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.copying import keep_copy
from inspector_app.evidence_base.drafts import drafts
from inspector_app.evidence_base.projector import NOT_HERE_YET
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.pages import Pages
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.write_ahead import PAGE
from tests.evidence_base.agreement import texts
from tests.evidence_base.damaging import LONG, flip, mended, path_of
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.forging import altered
from tests.evidence_base.laptops import Laptop, exchange, give


def names_behind(laptop: Laptop) -> dict[str, tuple[str, str]]:
    """By what name each text and the change that saved it are known, by the text."""
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT p.text, p.name, c.id FROM part p JOIN change c ON instr(c.body, p.name)"
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def some_pages(laptop: Laptop, count: int) -> list[int]:
    """Numbers of pages from 1: the first, the last, and some between."""
    pages = path_of(laptop).stat().st_size // PAGE
    return sorted({1, pages, *random.Random(11).sample(range(2, pages), count)})


def page_in_clear(laptop: Laptop, number: int) -> bytes:
    """The content of a page as an outsider with the key decrypts it."""
    folder = laptop.home.parent / "one-page"
    folder.mkdir(exist_ok=True)
    alone = folder / "page.db"
    data = path_of(laptop).read_bytes()
    alone.write_bytes(bytes(PAGE) + data[(number - 1) * PAGE : number * PAGE])
    key = laptop.vault().base_key(laptop.inspection).key
    return decrypted(alone, key)


def test_of_a_damaged_page_only_what_stood_on_it_is_lost_and_colleagues_bring_that_back(
    lived_in: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    before, names = texts(lived_in), names_behind(lived_in)
    sent = {text for text in before if text.startswith("Sent")}
    whole = lived_in.copy_home(tmp_path / "whole")
    lost_with = []
    for page in some_pages(lived_in, 14):
        lived_in.put_back(whole)
        stood = page_in_clear(lived_in, page)
        flip(path_of(lived_in), (page - 1) * PAGE + 1000)
        assert mended(lived_in).unreadable == 1
        lost = before - texts(lived_in)
        for text in lost - sent:
            there = (text, *names[text])
            assert any(name.encode() in stood for name in there) or text == LONG, page
        give(bea, lived_in)
        assert sent <= texts(lived_in), page
        assert verify(lived_in.base).ok, page
        lost_with.append(len(lost - sent))
    assert sum(map(bool, lost_with)) < len(lost_with) / 2


def test_with_a_copy_beside_it_nothing_is_lost_whichever_page_is_damaged(
    lived_in: Laptop, tmp_path: Path
) -> None:
    keep_copy(lived_in.base)
    before, digest = texts(lived_in), lived_in.base.digest()
    [draft] = drafts(lived_in.base)
    whole = lived_in.copy_home(tmp_path / "whole")
    for page in some_pages(lived_in, 8):
        lived_in.put_back(whole)
        flip(path_of(lived_in), (page - 1) * PAGE + 1000)
        found = mended(lived_in)
        assert (found.copies, found.own, found.missing) == (1, 31, 0)
        assert texts(lived_in) == before, page
        assert drafts(lived_in.base) == (draft,), page
        assert verify(lived_in.base).ok, page
        assert lived_in.base.digest() == digest, page


def test_a_damaged_page_of_the_search_index_is_damage_like_any_other(lived_in: Laptop) -> None:
    before = texts(lived_in)
    with lived_in.base.reading() as session:
        found = session.connection().exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'search_config'"
        )
        place = int(found.scalar_one())
    lived_in.close()
    flip(path_of(lived_in), (place - 1) * PAGE + 1000)
    assert mended(lived_in).unreadable == 1
    assert texts(lived_in) == before


@pytest.mark.parametrize("harm", ["gone", "cut", "emptied"])
def test_what_was_saved_after_the_copy_is_read_from_the_file_and_the_rest_from_the_copy(
    lived_in: Laptop, harm: str
) -> None:
    keep_copy(lived_in.base)
    lived_in.note("After the copy.")
    before = texts(lived_in)
    lived_in.close()
    path = path_of(lived_in)
    if harm == "cut":
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size - 2 * PAGE)
    elif harm == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    mended(lived_in)
    assert before - texts(lived_in) <= {"After the copy."}
    lived_in.note("Written afterwards.")
    lived_in.close()
    assert "Written afterwards." in texts(lived_in)


def test_what_a_copy_says_is_held_against_its_hash(lived_in: Laptop) -> None:
    """Somebody who has the key writes another text, another author's change and another entry."""
    at = keep_copy(lived_in.base)
    before, vault = texts(lived_in), lived_in.vault()
    lived_in.close()
    path, key = vault.bases.copy(lived_in.inspection, at)
    assert key is not None
    forged = connect(path, key)
    forged.execute("UPDATE part SET text = 'Never written.' WHERE text LIKE 'Unsent note 1%'")
    forged.execute(
        "UPDATE change SET body = CAST(replace(body, 'note', 'case') AS BLOB)"
        " WHERE number % 2 AND NOT sealed"
    )
    forged.execute("UPDATE entry_bytes SET body = zeroblob(length(body)) WHERE entry % 2")
    forged.close()
    path_of(lived_in).unlink()
    mended(lived_in)
    assert "Never written." not in texts(lived_in)
    assert texts(lived_in) - before <= {NOT_HERE_YET}
    assert 0 < len(texts(lived_in)) < len(before)
    with lived_in.base.reading() as session:
        assert session.connection().exec_driver_sql('SELECT count(*) FROM "case"').scalar() == 0


def test_bytes_in_quarantine_are_taken_for_no_text(lived_in: Laptop, bea: Laptop) -> None:
    """Their rows have the form of those of texts."""
    bea.note("Not as bea signed it.")
    [*_, entry] = bea.parcel()
    lived_in.base.merge([altered(entry)])
    lived_in.close()
    flip(path_of(lived_in), 1000)
    mended(lived_in)
    with lived_in.base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT text FROM part WHERE text LIKE '%auth%'"
        )
        assert rows.all() == []


def test_a_damaged_file_is_kept_as_it_was_and_goes_with_the_inspection(lived_in: Laptop) -> None:
    flip(path_of(lived_in), 1000)
    damaged = path_of(lived_in).read_bytes()
    found = mended(lived_in)
    vault = lived_in.vault()
    path, key = vault.bases.aside(lived_in.inspection, found.aside)
    assert path.read_bytes() == damaged
    assert key is not None
    vault.drop_inspection(lived_in.inspection, ())
    assert not path.exists()
    assert vault.holds_nothing_at_all_of(lived_in.inspection, ())


def test_the_mended_laptop_writes_in_a_new_feed_and_the_team_comes_to_one_state(
    lived_in: Laptop, bea: Laptop
) -> None:
    feeds = {
        feed for feed in lived_in.base.vector() if feed.startswith(lived_in.base.vault.device.id)
    }
    lived_in.close()
    flip(path_of(lived_in), 5 * PAGE + 1000)
    mended(lived_in)
    lived_in.note("In the new feed.")
    exchange(lived_in, bea)
    assert lived_in.base.digest() == bea.base.digest()
    now = {feed for feed in bea.base.vector() if feed.startswith(lived_in.base.vault.device.id)}
    assert now > feeds


def test_what_is_not_damaged_is_not_mended(lived_in: Laptop) -> None:
    with pytest.raises(InspectorError) as refused:
        mended(lived_in)
    assert refused.value.code == "not-damaged"
    assert len(texts(lived_in)) == 62


def test_where_nothing_can_be_read_it_says_so_and_everything_stays(lived_in: Laptop) -> None:
    path = path_of(lived_in)
    noise = random.Random(3).randbytes(path.stat().st_size)
    path.write_bytes(noise)
    with pytest.raises(InspectorError) as refused:
        mended(lived_in)
    assert refused.value.code == "nothing-readable"
    assert path.read_bytes() == noise
    assert not list((lived_in.home / "replacing").iterdir())


@pytest.mark.parametrize("how", ["killed", "interrupted"])
@pytest.mark.parametrize("moment", ["_finish", "_move"])
def test_a_mending_that_was_cut_off_is_gone_on_with_at_the_next_opening(
    lived_in: Laptop, monkeypatch: pytest.MonkeyPatch, moment: str, how: str
) -> None:
    before = texts(lived_in)
    keep_copy(lived_in.base)
    lived_in.close()
    flip(path_of(lived_in), 1000)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    owner = "inspector_app.vault.base_files."
    with monkeypatch.context() as patch:
        patch.setattr(owner + ("BaseFiles._finish" if moment == "_finish" else moment), cut_off)
        if how == "killed":
            # Who is killed tidies nothing up.
            patch.setattr(owner + "BaseFiles.drop_new", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            mended(lived_in)
    assert texts(lived_in) == before
    assert verify(lived_in.base).ok
    [aside] = lived_in.base.vault.bases.asides(lived_in.inspection)
    path, key = lived_in.base.vault.bases.aside(lived_in.inspection, aside)
    assert key is not None
    assert Pages(path, key).read(3) is not None


def test_a_new_file_that_is_not_whole_without_its_log_takes_no_place(lived_in: Laptop) -> None:
    """As where the disk has room for the log and not for taking it back."""
    before, vault = path_of(lived_in).read_bytes(), lived_in.vault()
    new, key = vault.bases.begin_new(lived_in.inspection)
    with closing(connect(new, key)) as file:
        file.execute("CREATE TABLE only_in_the_log (one)")
        with pytest.raises(InspectorError) as refused, vault.use.alone():
            vault.bases.replace(lived_in.inspection)
    assert refused.value.code == "disk-trouble"
    assert path_of(lived_in).read_bytes() == before
    assert len(texts(lived_in)) == 62


def test_a_kept_file_that_was_taken_away_is_not_taken_for_the_next_one(lived_in: Laptop) -> None:
    for _ in range(2):
        lived_in.close()
        flip(path_of(lived_in), 1000)
        kept = mended(lived_in).aside
        vault = lived_in.vault()
        path, key = vault.bases.aside(lived_in.inspection, kept)
        assert vault.bases.asides(lived_in.inspection) == (kept.replace(microsecond=0),)
        assert key is not None
        assert Pages(path, key).read(3) is not None
        path.unlink()
        lived_in.clock.move(hours=1)
