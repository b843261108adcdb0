"""A certificate's own recipe, followed in a shell on the authority's own workbook.

Nothing of the program takes part in the check: openpyxl reads the workbook, the commands are those
that stand in the certificate, and the shell has only what every system brings.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.evidence_base.laptops import PASSPHRASE
from tests.intake.workbooks import Value, headings, row_for, write_workbook
from tests.sampling.case_lists import write_lists
from tests.story.laptops import Document as Answer
from tests.story.laptops import Laptop, new_laptop

WHY = ("--title", "Children in care", "--rationale", "Every team")
STRATIFIED = ("--design", "stratified", "--by", "Allocated Team", "--n", "12")
TOOLS = ("sh", "sha256sum", "sort", "cut", "tr", "sed", "grep", "paste", "head")
IDENTIFIER, TEAM = "Child Unique ID", "Allocated Team"

pytestmark = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS), reason="a tool of the recipe is not here"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    folder = tmp_path_factory.mktemp("certificate")
    laptop = new_laptop(folder / "lead", "Ann", PASSPHRASE)
    laptop.run(
        *("inspection", "create", "--framework", "ilacs-2026"),
        *("--type", "standard", "--authority", "Anyshire"),
    )
    laptop.run("intake", "import", str(write_lists(folder / "lists.xlsx")))
    return laptop


@pytest.fixture
def lead(made: Laptop, tmp_path: Path) -> Laptop:
    shutil.copy(made.home.parent / "lists.xlsx", tmp_path / "lists.xlsx")
    return made.copied_to(tmp_path / "lead")


class Certificate(HTMLParser):
    """What stands in a certificate: the commands, and the rows of its last table."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.recipe, self.committed, self._cell, self._code = "", "", "", ""
        self._in: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self._in.append(tag)
        if tag == "code":
            self._code = dict(attrs).get("id") or ""
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        self._in.pop()
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self._cell)

    def handle_data(self, data: str) -> None:
        self._cell += data
        if "pre" in self._in and self._code == "recipe":
            self.recipe += data
        elif "pre" in self._in:
            self.committed += data

    @property
    def cases(self) -> list[dict[str, str]]:
        """Rows of the cases by the names of the columns."""
        [names, *rows] = next(table for table in self.tables if "Ticket" in table[0])
        return [dict(zip(names, row, strict=True)) for row in rows]


def rows_of(workbook: Path, sheet: str) -> Iterator[dict[str, str]]:
    """A sheet as anybody's reader has it."""
    read = openpyxl.load_workbook(workbook, read_only=True)[sheet].iter_rows(values_only=True)
    names = next(read)
    for row in read:
        yield {str(name): str(cell) for name, cell in zip(names, row, strict=True)}


def follow(recipe: str, lines: list[str], folder: Path) -> list[str]:
    """Runs the commands in a folder that holds nothing but the list; what they print."""
    folder.mkdir()
    # As Excel on Windows saves it: line ends of two characters, none after the last line.
    (folder / "units.txt").write_bytes("\r\n".join(lines).encode())
    done = subprocess.run(  # noqa: S603
        [str(shutil.which("sh")), "-euc", recipe],
        check=True,
        capture_output=True,
        cwd=folder,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def certified(lead: Laptop, plan: str, folder: Path, *more: str) -> Certificate:
    lead.run("sample", "complete", plan, "--reason", "Said to be done")
    out = folder / "certificate.html"
    left = lead.run("sample", "certificate", plan, "--out", str(out), "--unprotected", *more)
    assert (left["ok"], left["mismatches"], left["complete"]) == (True, [], True)
    assert (left["protected"], len(left["sha256"])) == (False, 64)
    return Certificate(out)


def test_the_recipe_of_a_simple_draw_gives_the_same_cases_and_reserves(
    lead: Laptop, tmp_path: Path
) -> None:
    drawn = lead.run(
        *("sample", "draw", "--list", "8", "--unit", "child", "--design", "simple", "--n", "12"),
        *("--seed", 'it\'s "$(plum)"/sto\\ne `é`', *WHY),
    )
    certificate = certified(lead, drawn["plan"], tmp_path)
    identifiers = [row[IDENTIFIER] for row in rows_of(tmp_path / "lists.xlsx", "List_8")]
    printed = follow(certificate.recipe, identifiers, tmp_path / "check")
    assert len(printed) == 40
    listed = [f"{one['Ticket']}  {one['Child']}" for one in certificate.cases]
    assert printed[:12] == listed == lines_of(drawn["selected"])
    reserves = lines_of(drawn["reserves"])
    assert len(reserves) >= 10
    assert printed[12 : 12 + len(reserves)] == reserves


def test_the_recipe_of_a_stratified_draw_gives_the_same_cases_with_the_reserve_that_was_called(
    lead: Laptop, tmp_path: Path
) -> None:
    draft = lead.run("sample", "draw", "--list", "8", "--joint", *STRATIFIED, *WHY)
    drawn = lead.run("sample", "finish", draft["plan"], "--theirs", "conkers")
    gone = drawn["selected"][0]["case"]
    replaced = lead.run("sample", "replace", drawn["plan"], gone, "--reason", "no-longer-open")
    certificate = certified(lead, drawn["plan"], tmp_path)
    assert certificate.committed == draft["plan_text"]
    assert ["Commitment", sha256(certificate.committed.encode()).hexdigest()] in (
        certificate.tables[0]
    )
    lines = [
        f"{row[TEAM]}\t{row[IDENTIFIER]}" for row in rows_of(tmp_path / "lists.xlsx", "List_8")
    ]
    printed: defaultdict[str, list[str]] = defaultdict(list)
    for line in follow(certificate.recipe, lines, tmp_path / "check"):
        stratum, _, rest = line.partition("\t")
        printed[stratum].append(rest)
    listed: defaultdict[str, list[str]] = defaultdict(list)
    for one in certificate.cases:
        listed[one["Stratum"]].append(f"{one['Ticket']}  {one['Child']}")
    assert sorted(map(len, listed.values())) == [2, 5, 6]
    for stratum, first in listed.items():
        assert printed[stratum][: len(first)] == first
        called = lines_of(replaced["selected"], stratum)
        later = [one for one in lines_of(drawn["reserves"], stratum) if one not in called]
        assert printed[stratum][len(first) :][: len(later)] == later
    assert {one["Child"]: one["Became"] for one in certificate.cases}[gone] == "replaced"


def test_the_recipe_of_a_draw_of_events_takes_the_ids_that_the_guide_describes(
    lead: Laptop, tmp_path: Path
) -> None:
    drawn = lead.run("sample", "draw", "--list", "3", "--design", "simple", "--n", "5", *WHY)
    certificate = certified(lead, drawn["plan"], tmp_path)
    units = [
        f"{row[IDENTIFIER]}|3|{row['Date of referral'][:10]}|1"
        for row in rows_of(tmp_path / "lists.xlsx", "List_3")
    ]
    printed = follow(certificate.recipe, units, tmp_path / "check")
    assert printed[:5] == lines_of(drawn["selected"])
    assert [one["Referral"] for one in certificate.cases] == [
        one["unit"] for one in drawn["selected"]
    ]


def test_word_and_page_carry_the_same_recipe_and_word_opens_with_its_passphrase(
    lead: Laptop, tmp_path: Path
) -> None:
    drawn = lead.run("sample", "draw", "--list", "8", *STRATIFIED, *WHY)
    out = tmp_path / "c.docx"
    command = ("sample", "certificate", drawn["plan"], "--out", str(out))
    assert lead.refused(*command).code == "no-passphrase"
    certificate = certified(lead, drawn["plan"], tmp_path)
    lead.run(*command, "--unprotected")
    word = Document(io.BytesIO(out.read_bytes()))
    assert certificate.recipe in "\n".join(paragraph.text for paragraph in word.paragraphs)
    protect = ("--passphrase-file", str(lead.passphrase_file))
    left = lead.run(*command, *protect)
    assert left["protected"] is True
    assert not out.read_bytes().startswith(b"PK")


def lines_of(selected: list[Answer], stratum: str | None = None) -> list[str]:
    wanted = [one for one in selected if stratum is None or one["stratum"] == stratum]
    return [f"{one['ticket']}  {one['unit']}" for one in wanted]


PLACEMENTS = "Number of Placements in the Last 12 months"
STARTED = "Date Started to be Looked After"


def test_the_recipe_of_a_systematic_draw_goes_through_the_stated_order(
    lead: Laptop, tmp_path: Path
) -> None:
    design = ("--design", "systematic", "--sort", PLACEMENTS, "--sort", STARTED, "--n", "7")
    drawn = lead.run("sample", "draw", "--list", "8", "--unit", "child", *design, *WHY)
    gone = drawn["selected"][2]["case"]
    lead.run("sample", "replace", drawn["plan"], gone, "--reason", "no-longer-open")
    certificate = certified(lead, drawn["plan"], tmp_path)
    rows = sorted(
        rows_of(tmp_path / "lists.xlsx", "List_8"),
        key=lambda row: (int(row[PLACEMENTS]), row[STARTED], row[IDENTIFIER]),
    )
    printed = follow(certificate.recipe, [row[IDENTIFIER] for row in rows], tmp_path / "check")
    cases = [one for one in certificate.cases if "reserve" not in one["Became"]]
    assert len(printed) == 7
    assert printed == [f"{one['Rank']} {one['Ticket']}  {one['Child']}" for one in cases]
    assert [one["case"] for one in drawn["selected"]] == [one["Child"] for one in cases]
    [reserve] = [one for one in certificate.cases if "reserve" in one["Became"]]
    left = {row[IDENTIFIER] for row in rows} - {one["Child"] for one in cases}
    assert reserve["Child"] == min(left, key=lambda unit: ticket_of(drawn["seed"], unit))


def test_the_recipe_of_a_draw_by_size_leaves_the_certain_out(lead: Laptop, tmp_path: Path) -> None:
    design = ("--design", "pps", "--size-column", PLACEMENTS, "--n", "28")
    drawn = lead.run("sample", "draw", "--list", "8", "--unit", "child", *design, *WHY)
    certificate = certified(lead, drawn["plan"], tmp_path)
    certain = {one["Child"] for one in certificate.cases if "certain" in one["Became"]}
    assert certain == {one["case"] for one in drawn["selected"] if one["probability"] == "1/1"}
    assert certain
    rows = sorted(rows_of(tmp_path / "lists.xlsx", "List_8"), key=lambda row: row[IDENTIFIER])
    lines = [
        f"{row[IDENTIFIER]}\t{row[PLACEMENTS]}"
        for row in rows
        if int(row[PLACEMENTS]) and row[IDENTIFIER] not in certain
    ]
    printed = follow(certificate.recipe, lines, tmp_path / "check")
    left = [one for one in certificate.cases if one["Child"] not in certain]
    assert len(printed) == 28 - len(certain) > 0
    assert printed == [f"{one['Ticket']}  {one['Child']}" for one in left]


@pytest.mark.parametrize("column", [TEAM, "Allocated Worker"])
def test_the_recipe_of_a_draw_in_two_stages_gives_clusters_and_cases(
    lead: Laptop, tmp_path: Path, column: str
) -> None:
    design = ("--design", "two-stage", "--cluster", column, "--clusters", "2", "--n", "6")
    drawn = lead.run("sample", "draw", "--list", "8", "--unit", "child", *design, *WHY)
    certificate = certified(lead, drawn["plan"], tmp_path)
    rows = rows_of(tmp_path / "lists.xlsx", "List_8")
    lines = [f"{row[column]}\t{row[IDENTIFIER]}" for row in rows]
    printed = follow(certificate.recipe, lines, tmp_path / "check")
    clusters = [line.partition("  ")[2] for line in printed[: printed.index("")]]
    names = list(dict.fromkeys(one["Cluster"] for one in certificate.cases))
    assert names == (clusters if column == TEAM else ["cluster 01", "cluster 02"])
    for cluster, name in zip(clusters, names, strict=True):
        everybody = [line.partition("\t")[2] for line in printed if line.startswith(f"{cluster}\t")]
        listed = [one for one in certificate.cases if one["Cluster"] == name]
        assert everybody[: len(listed)] == [f"{one['Ticket']}  {one['Child']}" for one in listed]
    assert len(certificate.cases) == 6


def ticket_of(seed: str, unit: str) -> str:
    return sha256(f"{seed}\x1f{unit}".encode()).hexdigest()


def test_the_recipe_holds_for_a_file_that_spells_otherwise_and_for_the_extract(
    lead: Laptop, tmp_path: Path
) -> None:
    """The certificate itself says how `M` and `F` count; nothing else is used to translate."""
    rows: list[list[Value]] = [
        row_for(8, {IDENTIFIER: f"R{at:02d}", "Gender": "FMM"[at % 3], "Age of Child (Years)": at})
        for at in range(1, 31)
    ]
    write_workbook(tmp_path / "respelt.xlsx", {"List_8": [headings(8), *rows]})
    frame = lead.run("intake", "import", str(tmp_path / "respelt.xlsx"))["frame"]
    design = ("--design", "systematic", "--sort", "Gender", "--n", "11")
    drawn = lead.run("sample", "draw", "--frame", frame, "--list", "8", *design, *WHY)
    extract = tmp_path / "extract.txt"
    certificate = certified(lead, drawn["plan"], tmp_path, "--extract", str(extract))
    said = next(row[1] for row in certificate.tables[0] if row[0] == "Respelt")
    spelt = dict(re.findall(r"'([^']*)' is '([^']*)'", said))
    assert spelt == {"M": "a) Male", "F": "b) Female"}
    listed = [f"{one['Rank']} {one['Ticket']}  {one['Child']}" for one in certificate.cases]
    there = list(rows_of(tmp_path / "respelt.xlsx", "List_8"))
    by_file = sorted(there, key=lambda row: (row["Gender"], row[IDENTIFIER]))
    by_form = sorted(there, key=lambda row: (spelt[row["Gender"]], row[IDENTIFIER]))
    as_is = follow(certificate.recipe, [row[IDENTIFIER] for row in by_file], tmp_path / "file")
    assert as_is != listed
    units = [row[IDENTIFIER] for row in by_form]
    assert follow(certificate.recipe, units, tmp_path / "form") == listed
    text = extract.read_bytes()
    assert ["Extract", sha256(text).hexdigest()] in certificate.tables[0]
    assert [line.split("\t")[0] for line in text.decode().splitlines()[1:]] == units
