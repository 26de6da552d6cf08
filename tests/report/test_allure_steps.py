"""The AT exchanges of a transcript as steps."""

from __future__ import annotations

from hil.report.allure_steps import exchanges
from hil.results.case import TranscriptLine


def test_lines_fold_into_exchanges() -> None:
    lines = (
        TranscriptLine(0, "at", "←", "+CREG: 1"),
        TranscriptLine(0.1, "at", "→", "AT"),
        TranscriptLine(0.2, "tls", "←", "ClientHello"),
        TranscriptLine(0.3, "at", "←", "OK"),
        TranscriptLine(0.4, "at", "→", "AT+QFTPCLOSE"),
    )

    assert [(step.title, step.t) for step in exchanges(lines)] == [("AT → OK", 0.1), ("AT+QFTPCLOSE", 0.4)]
