"""The certificate of a draw leaves: checked once more, written, recorded with its plan."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.publish.certificate_html import certificate_page
from inspector_app.publish.certificate_words import certificate_of
from inspector_app.publish.exports import Exported, Leaving, check_leaving, leave_together
from inspector_app.sampling.certificate_facts import certificate_facts
from inspector_app.sampling.draw_extract import EXTRACT_FILE, draw_extract
from inspector_app.sampling.plan_checks import PlanCheck
from inspector_app.sampling.recorded import RecordedPlan

__all__ = ["WrittenCertificate", "write_certificate"]


@dataclass(frozen=True)
class WrittenCertificate:
    """A certificate that left.

    Args:
        exported: the file, and the id of its Export record.
        check: the outcome of working the draw out again before it was written.
        extract: the extract of the list that left with it; None without one.
        extract_sha256: of the extract before it was protected, as it stands on the certificate.
    """

    exported: Exported
    check: PlanCheck
    extract: Exported | None = None
    extract_sha256: str | None = None


def write_certificate(
    base: EvidenceBase,
    plan_id: str,
    out: Path,
    passphrase: str | None,
    extract: Path | None = None,
) -> WrittenCertificate:
    """Writes the certificate of a complete sample, as Word or HTML by the ending of the name.

    From then on nothing more is drawn by this plan's seed: its next tickets may be known.

    Args:
        base: to read and to record it in.
        plan_id: of a random draw.
        out: where to write; ends in `.docx` or `.html`.
        passphrase: protects what is written; None leaves it open, and is recorded so.
        extract: where to write the units and cells of the list as they count, for whoever checks
            the draw; None for no such file. It needs the imported lists.

    Raises:
        InspectorError: `unknown-form`, `same-file`, `frame-elsewhere`, as `certificate_facts`, and
            as `leave`; then nothing is recorded and no new file is left.
    """
    form = out.suffix.lower()
    if form not in (".docx", ".html"):
        raise InspectorError(
            "unknown-form",
            "A certificate is a Word or an HTML file; this name is of neither.",
            kept="No certificate was written.",
            next_step="Let the name end in .docx or .html.",
        )
    check_leaving(base, out, passphrase)
    if extract is not None:
        _check_extract(base, out, extract, passphrase)
    facts = certificate_facts(base, plan_id)
    beside = None if extract is None else draw_extract(base, facts.plan)
    extract_sha256 = None if beside is None else sha256(beside).hexdigest()
    certificate = certificate_of(base, facts, extract_sha256)
    now = base.vault.clock()
    if form == ".html":
        leaving = Leaving("certificate", certificate_page(certificate), "certificate.html")
    else:
        from inspector_app.publish.certificate_word import certificate_document

        data = certificate_document(certificate, at=now)
        leaving = Leaving("certificate", data, None)
    also = _released(base, facts.plan, now.isoformat(timespec="seconds"))
    files = [(leaving, out)]
    if extract is not None and beside is not None:
        files.append((Leaving("certificate", beside, EXTRACT_FILE), extract))
    left, *more = leave_together(base, files, passphrase, also)
    return WrittenCertificate(left, facts.check, more[0] if more else None, extract_sha256)


def _check_extract(base: EvidenceBase, out: Path, extract: Path, passphrase: str | None) -> None:
    check_leaving(base, extract, passphrase)
    if extract.absolute() == out.absolute():
        raise InspectorError(
            "same-file",
            "Certificate and extract cannot be one file.",
            kept="No certificate was written.",
            next_step="Give the extract a name of its own.",
        )


def _released(base: EvidenceBase, plan: RecordedPlan, at: str) -> tuple[NewWrite, ...]:
    released = (*plan.settings.released, at)
    settings = plan.settings.model_copy(update={"released": released})
    values = {"settings": Typed(settings.to_text())}
    return edits(base.fields(plan.id), plan.id, "sample-plan", values)
