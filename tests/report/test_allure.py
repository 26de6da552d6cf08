"""What Allure shows of a run."""

from __future__ import annotations

from hil.report.allure import steps
from hil.results.model import TranscriptLine


def test_lines_fold_into_exchanges() -> None:
    lines = [
        TranscriptLine(0, "at", "←", "+CREG: 1"),
        TranscriptLine(0, "at", "→", "AT"),
        TranscriptLine(0, "tls", "←", "ClientHello"),
        TranscriptLine(0, "at", "←", "OK"),
        TranscriptLine(0, "at", "→", "AT+QFTPCLOSE"),
    ]

    assert list(steps(tuple(lines))) == ["AT → OK", "AT+QFTPCLOSE"]
