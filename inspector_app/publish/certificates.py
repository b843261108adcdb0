"""The certificate of a draw leaves: checked once more, written, recorded with its plan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edits
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.publish.certificate_html import certificate_page
from inspector_app.publish.certificate_words import certificate_of
from inspector_app.publish.exports import Exported, Leaving, check_leaving, leave
from inspector_app.sampling.certificate_facts import certificate_facts
from inspector_app.sampling.plan_checks import PlanCheck
from inspector_app.sampling.recorded import RecordedPlan

__all__ = ["WrittenCertificate", "write_certificate"]


@dataclass(frozen=True)
class WrittenCertificate:
    """A certificate that left.

    Args:
        exported: the file, and the id of its Export record.
        check: the outcome of working the draw out again before it was written.
    """

    exported: Exported
    check: PlanCheck


def write_certificate(
    base: EvidenceBase, plan_id: str, out: Path, passphrase: str | None
) -> WrittenCertificate:
    """Writes the certificate of a complete sample, as Word or HTML by the ending of the name.

    From then on nothing more is drawn by this plan's seed: its next tickets may be known.

    Args:
        base: to read and to record it in.
        plan_id: of a random draw.
        out: where to write; ends in `.docx` or `.html`.
        passphrase: protects the file; None leaves it open, and is recorded so.

    Raises:
        InspectorError: `unknown-form`, as `certificate_facts`, and as `leave`; then nothing is
            recorded and no new file is left.
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
    facts = certificate_facts(base, plan_id)
    certificate = certificate_of(base, facts)
    now = base.vault.clock()
    if form == ".html":
        leaving = Leaving("certificate", certificate_page(certificate), "certificate.html")
    else:
        from inspector_app.publish.certificate_word import certificate_document

        data = certificate_document(certificate, at=now)
        leaving = Leaving("certificate", data, None)
    also = _released(base, facts.plan, now.isoformat(timespec="seconds"))
    return WrittenCertificate(leave(base, leaving, out, passphrase, also), facts.check)


def _released(base: EvidenceBase, plan: RecordedPlan, at: str) -> tuple[NewWrite, ...]:
    released = (*plan.settings.released, at)
    settings = plan.settings.model_copy(update={"released": released})
    values = {"settings": Typed(settings.to_text())}
    return edits(base.fields(plan.id), plan.id, "sample-plan", values)
