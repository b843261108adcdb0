"""Draws a certificate as one HTML page: self-contained, without scripts, printed on A4."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from xml.etree import ElementTree as ET

from inspector_app.publish.certificate import PLAN_TEXT, Certificate, CertificateTable, Fact
from inspector_app.publish.printable import on_one_line, printable

__all__ = ["certificate_page"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The browser loads and runs nothing, even if a text should get past the escaping."""


def certificate_page(certificate: Certificate) -> bytes:
    """The certificate as UTF-8 HTML.

    Every text is set as text of an element, so that nothing anybody typed is read as markup.
    """
    page = ET.Element("html", lang="en-GB")
    _head(page, certificate)
    body = ET.SubElement(page, "body")
    header = ET.SubElement(body, "header")
    _add(header, "p", certificate.restricted, role="note", id="restricted")
    _add(header, "h1", certificate.title)
    _add(header, "p", certificate.sample, id="sample")
    main = ET.SubElement(body, "main")
    _facts(main, certificate.facts)
    if certificate.allocation is not None:
        section = _table(main, certificate.allocation, "strata")
        if certificate.rounding:
            _add(section, "p", certificate.rounding)
    if not certificate.annexed:
        _cases(main, certificate)
    if certificate.plan_text and not certificate.text_annexed:
        _plan_text(main, certificate)
    _check(main, certificate)
    if certificate.plan_text and certificate.text_annexed:
        _plan_text(main, certificate)
    if certificate.annexed:
        _cases(main, certificate)
    drawn: str = ET.tostring(page, encoding="unicode", method="html")
    return f"<!doctype html>\n{drawn}".encode()


def _head(page: ET.Element, certificate: Certificate) -> None:
    head = ET.SubElement(page, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    ET.SubElement(head, "meta", name="referrer", content="no-referrer")
    _add(head, "title", f"{certificate.title}: {certificate.sample}")
    style = files("inspector_app.publish").joinpath("certificate.css").read_text(encoding="utf-8")
    ET.SubElement(head, "style").text = style


def _facts(main: ET.Element, facts: Iterable[Fact]) -> None:
    section = _section(main, "What was drawn", "drawn")
    table = ET.SubElement(section, "table", {"class": "facts"})
    body = ET.SubElement(table, "tbody")
    for fact in facts:
        row = ET.SubElement(body, "tr")
        _add(row, "th", fact.label, scope="row")
        _exact(ET.SubElement(row, "td"), fact.text, code=fact.code)


def _cases(main: ET.Element, certificate: Certificate) -> None:
    section = _table(main, certificate.cases, "cases")
    if certificate.annexed:
        section.set("class", "annex")
    for note in certificate.notes:
        _add(section, "p", note)


def _plan_text(main: ET.Element, certificate: Certificate) -> None:
    section = _section(main, PLAN_TEXT, "plan-text")
    if certificate.text_annexed:
        section.set("class", "annex")
    code = ET.SubElement(ET.SubElement(section, "pre"), "code", id="committed")
    code.text = printable(certificate.plan_text)


def _check(main: ET.Element, certificate: Certificate) -> None:
    section = _section(main, "How anyone can check it", "check")
    _add(section, "p", certificate.to_check)
    pre = ET.SubElement(section, "pre")
    code = ET.SubElement(pre, "code", id="recipe")
    code.text = printable(certificate.recipe)
    _add(section, "p", certificate.to_compare)
    for lead, items in (
        ("The check shows ", certificate.shows),
        ("It does not show ", certificate.not_shown),
    ):
        paragraph = ET.SubElement(section, "p")
        strong = ET.SubElement(paragraph, "strong")
        strong.text, strong.tail = lead, f"{on_one_line('; '.join(items))}."


def _section(main: ET.Element, heading: str, name: str) -> ET.Element:
    section = ET.SubElement(main, "section", {"aria-labelledby": name})
    _add(section, "h2", heading, id=name)
    return section


def _table(main: ET.Element, table: CertificateTable, name: str) -> ET.Element:
    """A section that is one table, whose caption is its heading."""
    section = ET.SubElement(main, "section", {"aria-labelledby": name})
    drawn = ET.SubElement(section, "table")
    _add(ET.SubElement(drawn, "caption"), "h2", table.caption, id=name)
    head = ET.SubElement(ET.SubElement(drawn, "thead"), "tr")
    for name in table.names:
        _add(head, "th", name, scope="col")
    body = ET.SubElement(drawn, "tbody")
    for cells in table.rows:
        row = ET.SubElement(body, "tr")
        for column, text in enumerate(cells):
            _exact(ET.SubElement(row, "td"), text, code=column == table.code)
    return section


def _exact(cell: ET.Element, text: str, *, code: bool) -> None:
    """A value to its last blank: shown otherwise, a phrase or an identifier fails the check."""
    place = ET.SubElement(cell, "code") if code else cell
    place.text = printable(text)


def _add(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = on_one_line(text)
