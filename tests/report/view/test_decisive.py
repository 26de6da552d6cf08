"""The decisive exchange: the last one before the failed check, of the command that the check names."""

from __future__ import annotations

from dataclasses import replace

from hil.report.view.decisive import decisive
from hil.results.case import TranscriptLine
from hil.verdict import FailedCheck, Ground, Role, Step
from tests.results.samples import FAILED, OTHERS

LINES = (
    TranscriptLine(0.1, "at", "→", 'AT+QFTPOPEN="127.0.0.1",990', "command"),
    TranscriptLine(0.2, "tls", "←", "ClientHello", "handshake"),
    TranscriptLine(0.3, "at", "←", "+QFTPOPEN: 0", "response"),
    TranscriptLine(0.4, "at", "→", "AT+QFTPSTAT", "command"),
    TranscriptLine(0.5, "at", "←", "OK", "response"),
    TranscriptLine(0.6, "at", "→", "AT+CMEE?", "question"),
    TranscriptLine(0.7, "at", "←", "OK", "response"),
    TranscriptLine(0.8, "at", "→", "AT+QFTPSTAT", "command"),
)


def step(subject: str, t: float = 0.75, *, held: bool = False, role: Role = Role.CHECK) -> Step:
    return Step(t, role, subject, "an error", "0", held)


def marked(*steps: Step) -> range:
    return decisive(replace(FAILED, steps=steps), LINES)


def test_the_subject_of_the_check_names_the_command() -> None:
    assert marked(step("the session (AT+QFTPOPEN)")) == range(3)


def test_without_a_named_command_it_is_the_last_one_before_the_check() -> None:
    assert marked(step("the connection")) == range(3, 5)


def test_the_question_of_the_driver_is_no_stimulus() -> None:
    assert marked(step("anything", 0.65)) == range(3, 5)


def test_what_came_behind_the_check_does_not_count() -> None:
    assert marked(step("AT+QFTPSTAT", 0.55)) == range(3, 5)


def test_a_check_goes_before_a_preamble_that_did_not_hold() -> None:
    preamble = step("AT+QFTPOPEN", 0.35, role=Role.PREAMBLE)

    assert marked(preamble, step("AT+QFTPSTAT")) == range(3, 5)


def test_the_check_that_decides_goes_before_an_earlier_one() -> None:
    note = FailedCheck((), Ground.NOTE, "AT+QFTPSTAT: expected x, came y", "x", "y")
    reading = FailedCheck((), Ground.READING, "AT+QFTPOPEN: expected an error, came 0", "an error", "0")
    second = replace(step("AT+QFTPSTAT"), expected="x", actual="y")
    failed = replace(FAILED, checks=(reading, note), steps=(step("AT+QFTPOPEN"), second))

    assert decisive(failed, LINES) == range(3, 5)


def test_a_case_that_passed_has_none() -> None:
    assert decisive(replace(OTHERS[0], steps=(step("AT+QFTPOPEN", held=True),)), LINES) == range(0)


def test_a_failed_case_without_steps_has_its_last_command() -> None:
    assert marked() == range(7, 8)


def test_a_case_without_a_command_has_none() -> None:
    assert decisive(FAILED, LINES[1:3]) == range(0)
