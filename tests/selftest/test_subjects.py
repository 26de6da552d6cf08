"""What a transcript says of a case: the commands, the refusals and the steps."""

from __future__ import annotations

import pytest

from hil.results.case import CaseResult, TranscriptLine
from hil.selftest.subjects import subjects
from hil.transcript import Direction, Kind, Pco
from hil.verdict import Verdict

TO, FROM = Direction.TO_DUT.value, Direction.FROM_DUT.value


def command(text: str) -> TranscriptLine:
    return TranscriptLine(0.0, Pco.AT.value, TO, text, Kind.COMMAND.value)


def said(text: str) -> TranscriptLine:
    return TranscriptLine(0.0, Pco.AT.value, FROM, text, Kind.RESPONSE.value)


def case(*lines: TranscriptLine) -> CaseResult:
    return CaseResult(
        id="suites/x.py::test",
        title="",
        requirements=(),
        verdict=Verdict.PASS,
        reason="",
        started="",
        duration_s=0.0,
        transcript=lines,
    )


@pytest.mark.parametrize("error", ["ERROR", "+CME ERROR: 4010", "+QFTPGET: -5", "+QFTPGET:-5"])
def test_a_refused_command_is_a_subject_of_its_own(error: str) -> None:
    found = subjects(case(command('AT+QFTPPATH="/"'), said("OK"), command('AT+QFTPGET="a"'), said(error)))

    assert found - {"told AT+QFTPGET"} == {"AT+QFTPPATH", "AT+QFTPGET", "refused AT+QFTPGET"}


def test_a_command_with_a_line_of_its_name_is_a_subject_of_its_own() -> None:
    found = subjects(
        case(command('AT+QSSLCFG="ftps"'), said('+QSSLCFG: "ftps",0'), command("AT+CSQ"), said("OK"))
    )

    assert found == {"AT+QSSLCFG", "told AT+QSSLCFG", "AT+CSQ"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("226 Transfer complete.", set()),
        ("550 No such file.", {"FTP refusal"}),
        ("421 Full.", {"FTP refusal"}),
    ],
)
def test_a_negative_reply_is_a_refusal(text: str, expected: set[str]) -> None:
    reply = TranscriptLine(0.0, Pco.FTP_CONTROL.value, TO, text, Kind.REPLY.value)

    assert subjects(case(reply)) == expected


def test_a_fault_of_the_lower_tester_is_a_step() -> None:
    fault = TranscriptLine(0.0, Pco.FTP_CONTROL.value, Direction.NOTE.value, "fault: Fin", Kind.FAULT.value)

    assert subjects(case(fault)) == {"FTP fault"}
