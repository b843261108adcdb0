"""The certificate of a draw: when it may leave, what it says, and that hostile text stays text."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.writing import Typed
from inspector_app.publish.certificates import WrittenCertificate, write_certificate
from inspector_app.publish.protection import read_envelope
from inspector_app.sampling.joint_seeds import draft_joint_plan, finish_joint_plan
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_life import complete_plan
from inspector_app.sampling.plans import draw_plan
from inspector_app.sampling.recorded import find_plan
from schemas.records import Export
from tests.cli.running import HOSTILE_PAGE
from tests.evidence_base.laptops import PASSPHRASE, Laptop, exchange
from tests.publish.inspections import held_under, lines_of
from tests.sampling.case_lists import cases, criterion, drawn, import_children, see, stratified


@pytest.fixture
def lead(ann: Laptop) -> Laptop:
    held_under(ann, "ilacs-2026", authority=Typed("Brambleshire"))
    return ann


@pytest.fixture
def frame(lead: Laptop, tmp_path: Path) -> str:
    return import_children(lead.base, tmp_path)


class Page(HTMLParser):
    """What a browser makes of a page: elements with their attributes, text, nothing run."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def certificate(
    laptop: Laptop, plan: str, out: Path, passphrase: str | None = None
) -> WrittenCertificate:
    return write_certificate(laptop.base, plan, out, passphrase)


def code_of_refusal(laptop: Laptop, plan: str, out: Path) -> str:
    with pytest.raises(InspectorError) as refused:
        certificate(laptop, plan, out)
    assert not out.exists()
    with laptop.base.reading() as session:
        assert session.exec(select(Export)).all() == []
    return refused.value.code


def read(out: Path) -> str:
    if out.suffix == ".html":
        return Page(out.read_bytes()).text
    return "\n".join(lines_of(out.read_bytes()))


# --- when ---------------------------------------------------------------------------------------


def test_it_waits_until_the_sample_is_complete_and_says_how_many_are_left(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    out = tmp_path / "certificate.html"
    see(lead, cases(lead.base, plan)[0], "worker")
    with pytest.raises(InspectorError) as refused:
        certificate(lead, plan, out)
    assert refused.value.code == "sample-not-complete"
    assert "3 of 4" in refused.value.message
    for one in cases(lead.base, plan):
        see(lead, one, "worker")
    assert certificate(lead, plan, out).check.complete
    assert out.exists()


def test_a_draw_that_does_not_agree_is_not_certified(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    complete_plan(lead.base, plan, "Power cut")
    [one, *_] = cases(lead.base, plan)
    lead.write(one.record.id, "ticket", Typed("0" * 64), "case-selection")
    assert code_of_refusal(lead, plan, tmp_path / "c.html") == "draw-does-not-agree"


def test_what_has_no_ticket_or_no_form_is_refused(lead: Laptop, frame: str, tmp_path: Path) -> None:
    purposeful = draw_plan(lead.base, criterion(frame)).plan
    draft = draft_joint_plan(lead.base, stratified(frame)).plan
    plan = drawn(lead.base, frame, 4, again="While we wait").plan
    complete_plan(lead.base, plan, "Power cut")
    assert code_of_refusal(lead, purposeful, tmp_path / "c.html") == "not-by-chance"
    assert code_of_refusal(lead, draft, tmp_path / "c.html") == "not-drawn-yet"
    assert code_of_refusal(lead, plan, tmp_path / "c.pdf") == "unknown-form"


def test_once_it_has_left_nothing_more_is_drawn_by_that_seed(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    done = drawn(lead.base, frame, 4)
    complete_plan(lead.base, done.plan, "Power cut")
    left = certificate(lead, done.plan, tmp_path / "c.html").exported
    with lead.base.reading() as session:
        [kept] = session.exec(select(Export))
    sha256 = hashlib.sha256((tmp_path / "c.html").read_bytes()).hexdigest()
    assert (kept.id, kept.what, kept.sha256) == (left.id, "certificate", sha256)
    assert (kept.protected, kept.author) == ("unprotected", lead.base.member)
    with pytest.raises(InspectorError) as undone:
        undo(lead.base)
    assert undone.value.code == "cannot-undo"
    for act in (
        lambda: extend_plan(lead.base, done.plan, 1),
        lambda: replace_case(lead.base, done.plan, done.selected[0].case, "other"),
    ):
        with pytest.raises(InspectorError) as refused:
            act()
        assert refused.value.code == "certificate-released"


def test_a_colleague_without_the_lists_certifies_what_can_be_checked_and_says_so(
    team: dict[str, Laptop], lead: Laptop, frame: str, tmp_path: Path
) -> None:
    bea = team["bea"]
    plan = drawn(lead.base, frame, 4).plan
    complete_plan(lead.base, plan, "Power cut")
    exchange(lead, bea)
    assert not certificate(bea, plan, tmp_path / "c.html").check.complete
    assert "Whether anyone was passed over needs the frame." in read(tmp_path / "c.html")


# --- what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "docx"])
def test_it_says_everything_that_the_check_needs(
    lead: Laptop, frame: str, tmp_path: Path, form: str
) -> None:
    new = replace(stratified(frame), where=("Age >= 2",))
    draft = draft_joint_plan(lead.base, new)
    done = finish_joint_plan(lead.base, draft.plan, "stone")
    gone = done.selected[0]
    reserve = replace_case(lead.base, draft.plan, gone.case, "file-not-available").reserve
    see(lead, cases(lead.base, draft.plan)[3], "worker")
    extend_plan(lead.base, draft.plan, 3)
    add_case_to_plan(lead.base, draft.plan, "Z9", "tracked", "A sibling")
    complete_plan(lead.base, draft.plan, "Power cut")
    out = tmp_path / f"c.{form}"
    certificate(lead, draft.plan, out)
    said = read(out)
    for needed in (
        *("Brambleshire", "Children in care", "ann", "16 November 2026, 09:", "lists.xlsx"),
        *(draft.frame_sha256, "list 8", ">= 2", f"{done.preview.population} left"),
        *("stratified by Allocated Team", "the largest remainders", "by 3 on", "after others"),
        *(done.seed or "", draft.commitment, f"the team's: {(done.seed or '').split('/')[1]}"),
        *("; the authority's: stone", *draft.text.splitlines()),
        *(reserve.unit, reserve.ticket, "reserve, called", "replaced"),
        *("1 further case came", "sha256sum", "neither side could choose", "Restricted"),
        *("this inspection has 1 random draw on record",),
    ):
        assert needed in said, needed
    listed = [one for one in cases(lead.base, draft.plan) if one.drawn]
    assert len(listed) == 16
    assert all(f"{one.record.ticket}" in said and f"{one.record.unit}" in said for one in listed)
    assert "Z9" not in said
    assert "file was not available" not in said


def test_that_there_were_other_draws_is_not_hidden(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    drawn(lead.base, frame, 4)
    lead.base.record(*undo(lead.base))
    draft_joint_plan(lead.base, replace(stratified(frame), again="Leaders asked for a part"))
    old = import_children(lead.base, tmp_path)
    earlier = drawn(lead.base, old, 4, again="The list was sent once more").plan
    again = replace(stratified(frame, 4), supersedes=earlier, rationale="The list was mended")
    plan = draw_plan(lead.base, again).plan
    complete_plan(lead.base, plan, "Power cut")
    certificate(lead, plan, tmp_path / "c.html")
    said = read(tmp_path / "c.html")
    assert "3 random draws, 1 of them undone or withdrawn and 1 prepared and not drawn" in said
    assert f"plan {earlier}, which stays on record" in read(tmp_path / "c.html")
    assert "that no other seed was tried" in read(tmp_path / "c.html")


def test_a_seed_that_was_called_joint_afterwards_is_not_certified_as_one(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    settings = find_plan(lead.base, plan).settings.model_copy(update={"joint": True})
    lead.write(plan, "settings", Typed(settings.to_text()), "sample-plan")
    complete_plan(lead.base, plan, "Power cut")
    certificate(lead, plan, tmp_path / "c.html")
    said = read(tmp_path / "c.html")
    assert "by the team's account the authority's: stone" in said
    assert "not recorded as one that waits for the authority's phrase" in said
    assert "neither side could choose" not in said
    assert "Commitment" not in said


def test_what_an_allocation_rests_on_is_printed(lead: Laptop, frame: str, tmp_path: Path) -> None:
    spreads = {"East": "1", "North": "2.5", "South": "1.25"}
    new = replace(stratified(frame), by=("Allocated Team",), allocation="neyman", spreads=spreads)
    neyman = draw_plan(lead.base, new).plan
    stages = replace(
        stratified(frame, 39),
        design="two-stage",
        by=(),
        cluster="Allocated Team",
        clusters=2,
        again="Teams first",
    )
    short = draw_plan(lead.base, stages)
    for plan in (neyman, short.plan):
        complete_plan(lead.base, plan, "Power cut")
        certificate(lead, plan, tmp_path / f"{plan}.html")
    said = read(tmp_path / f"{neyman}.html")
    assert "On the listSpreadDrawn" in said
    assert "North202.5" in said
    assert "then to the value that sorts first" in said
    said = read(tmp_path / f"{short.plan}.html")
    assert "Spread over these in proportion to their size. At least 1 from each cluster." in said
    assert f"39 of 40 were wanted; the clusters drawn have {len(short.selected)}." in said
    assert "at the first draw" not in said


# --- how ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "docx"])
def test_hostile_text_stays_text(lead: Laptop, tmp_path: Path, form: str) -> None:
    frame = import_children(lead.base, tmp_path, {'=1+1<b onload="x">': 6, "</td>&": 4})
    new = replace(stratified(frame, 4), title=f"T {HOSTILE_PAGE}", our_phrase="plum")
    new = replace(new, their_phrase="'; touch /tmp/owned; $(id) `id` <img src=x onerror=y>")
    plan = draw_plan(lead.base, new).plan
    complete_plan(lead.base, plan, f"R {HOSTILE_PAGE}")
    held_under(lead, "ilacs-2026", authority=Typed(f"A {HOSTILE_PAGE}"))
    certificate(lead, plan, tmp_path / f"c.{form}")
    data = (tmp_path / f"c.{form}").read_bytes()
    assert '=1+1<b onload="x">' in read(tmp_path / f"c.{form}")
    if form == "docx":
        package = zipfile.ZipFile(io.BytesIO(data))
        xml = package.read("word/document.xml")
        assert b"w:fldSimple" not in xml
        assert b"instrText" not in xml
        assert b'TargetMode="External"' not in b"".join(
            package.read(name) for name in package.namelist() if name.endswith(".rels")
        )
        return
    page = Page(data)
    ours = {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section"),
        *("h1", "h2", "p", "strong", "table", "caption", "thead", "tbody", "tr", "th", "td"),
        *("pre", "code"),
    }
    assert {tag for tag, _ in page.tags} <= ours
    assert not [name for _, found in page.tags for name in found if name.startswith("on")]
    assert not {"src", "href", "action"} & {name for _, found in page.tags for name in found}


def test_the_page_can_be_read_aloud_and_loads_nothing(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    complete_plan(lead.base, plan, "Power cut")
    certificate(lead, plan, tmp_path / "c.html")
    page = Page((tmp_path / "c.html").read_bytes())
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags[0][1:][0]) == {"lang": "en-GB"}
    assert (tags.count("main"), tags.count("header"), tags.count("h1")) == (1, 1, 1)
    assert tags.count("caption") == tags.count("thead") == 2
    heads = [found.get("scope") for tag, found in page.tags if tag == "th"]
    assert set(heads) == {"row", "col"}
    named = {found["id"] for _, found in page.tags if "id" in found}
    assert {found["aria-labelledby"] for tag, found in page.tags if tag == "section"} <= named
    policy = next(found for _, found in page.tags if "http-equiv" in found)
    assert (policy["content"] or "").startswith("default-src 'none'")
    style = (tmp_path / "c.html").read_text("utf-8").partition("<style>")[2].partition("</style")[0]
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("form", ["html", "docx"])
def test_it_is_protected_as_every_export_is(
    lead: Laptop, frame: str, tmp_path: Path, form: str
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    complete_plan(lead.base, plan, "Power cut")
    out = tmp_path / f"c.{form}"
    assert certificate(lead, plan, out, PASSPHRASE).exported.protected
    data = out.read_bytes()
    assert b"plum" not in data
    if form == "html":
        assert b"plum" in read_envelope(data).opened(PASSPHRASE)
    else:
        assert not zipfile.is_zipfile(out)


def test_an_extract_leaves_with_it_under_the_same_passphrase_or_not_at_all(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 4).plan
    complete_plan(lead.base, plan, "Power cut")
    out, extract = tmp_path / "c.html", tmp_path / "extract.txt"
    with pytest.raises(InspectorError) as refused:
        write_certificate(lead.base, plan, out, PASSPHRASE, out)
    assert refused.value.code == "same-file"
    with pytest.raises(InspectorError) as refused:
        write_certificate(lead.base, plan, out, PASSPHRASE, tmp_path / "nowhere" / "e.txt")
    assert refused.value.code == "cannot-write"
    assert not out.exists()
    left = write_certificate(lead.base, plan, out, PASSPHRASE, extract)
    assert b"C00" not in extract.read_bytes()
    opened = read_envelope(extract.read_bytes()).opened(PASSPHRASE)
    assert opened.startswith(b"stratum\tunit\tAllocated Team\n")
    assert hashlib.sha256(opened).hexdigest() == left.extract_sha256
    with lead.base.reading() as session:
        kept = {one.sha256 for one in session.exec(select(Export))}
    assert kept == {hashlib.sha256(path.read_bytes()).hexdigest() for path in (out, extract)}


def test_a_long_sample_has_its_cases_on_pages_of_their_own(
    lead: Laptop, frame: str, tmp_path: Path
) -> None:
    plan = drawn(lead.base, frame, 30).plan
    complete_plan(lead.base, plan, "Power cut")
    certificate(lead, plan, tmp_path / "c.html")
    certificate(lead, plan, tmp_path / "c.docx")
    page = Page((tmp_path / "c.html").read_bytes())
    assert [found.get("class") for tag, found in page.tags if tag == "section"][-1] == "annex"
    document = Document(str(tmp_path / "c.docx"))
    [annex] = [p for p in document.paragraphs if p.text == "30 children drawn"]
    assert annex.paragraph_format.page_break_before
