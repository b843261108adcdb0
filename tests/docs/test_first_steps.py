"""The first steps of the README, done as they stand there, by a lead, an inspector and a QAM."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.story.laptops import Document, Laptop
from tests.story.servers import free_port, server_says, serving

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_the_first_steps_lead_from_nothing_to_a_team_that_shares_its_evidence(
    tmp_path: Path,
) -> None:
    ann, bea, dev = (_laptop(tmp_path, name) for name in ("ann", "bea", "dev"))
    with serving(tmp_path / "server", free_port()) as url:
        code = str(server_says(tmp_path / "server", "enrol", "--name", "Ann")["code"])
        here = {"https://SERVER:8443": url, "CODE": code}
        here |= {f"{name}.invitation": str(tmp_path / f"{name}.invitation") for name in _GUESTS}
        begin, approve = blocks("Lead inspector")
        ask, work = blocks("Inspector")
        _do(ann, begin, here)
        _do(bea, ask, here)
        _do(dev, ask, {**here, "Bea": "Dev", "bea.invitation": here["dev.invitation"]})
        requests = _approve_all(ann, approve, here)
        assert [(each["name"], each["role"]) for each in requests] == [
            ("Bea", "hmi"),
            ("Dev", "qam"),
        ]
        _do(bea, work, here)
        [look] = blocks("Quality assurance manager")
        answers = _do(dev, look, here)
    assert answers["inspector evidence list"]["items"][0]["areas"] == ["leaders"]
    assert len(answers["inspector search"]["hits"]) == 1
    assert answers["inspector verify"]["ok"] is True


_GUESTS = ("bea", "dev")


def _laptop(folder: Path, name: str) -> Laptop:
    laptop = Laptop(name, folder / name, "a lantern for every crooked pier")
    laptop.passphrase_file.write_text(laptop.passphrase, encoding="utf-8")
    return laptop


def blocks(heading: str) -> list[list[list[str]]]:
    """The commands of each shell block below a heading, as words without the program's name."""
    section = re.search(rf"^### {heading}$(.*?)^##", README, re.MULTILINE | re.DOTALL)
    assert section
    blocks = re.findall(r"^```sh\n(.*?)^```$", section[1], re.MULTILINE | re.DOTALL)
    return [[shlex.split(line)[1:] for line in block.splitlines()] for block in blocks]


def _do(laptop: Laptop, block: list[list[str]], here: Mapping[str, str]) -> dict[str, Document]:
    """Runs the commands with what is meant by the words in capitals; what each answered."""
    return {_name(words): laptop.run(*_words(words, here)) for words in block}


def _approve_all(
    lead: Laptop, block: list[list[str]], here: Mapping[str, str]
) -> list[dict[str, str]]:
    """Runs the lead's second block, approving everybody who asks; returns the requests."""
    requests: list[dict[str, str]] = []
    for words in block:
        if words[:2] == ["team", "approve"]:
            for request in requests:
                lead.run(*_words(words, {**here, "REQUEST": request["request"]}))
            continue
        answer = lead.run(*_words(words, here))
        requests = answer.get("requests", requests)
    return sorted(requests, key=lambda request: request["name"])


def _words(words: list[str], here: Mapping[str, str]) -> Iterator[str]:
    """One command as it is run here: on loopback without a certificate, with a quick keystore."""
    for word in words:
        if word == "--certificate-sha256" or word == "HASH":
            continue
        yield here.get(word, word)
    if words[0] == "init":
        yield from ("--kdf", "minimum")


def _name(words: list[str]) -> str:
    """Command and subcommand: the words before the first option or argument."""
    commands = words[:2] if words[0] in {"evidence", "note", "team", "inspection"} else words[:1]
    return " ".join(["inspector", *commands])
