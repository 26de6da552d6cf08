"""The commands that the driver sends of its own accord, in the transcripts of forks."""

from __future__ import annotations

import pytest

from hil.modem import ftp, pdp, security, ssl
from hil.results.case import CaseResult, TranscriptLine
from hil.transcript import Direction, Kind, Pco, Transcript
from hil.verdict import Verdict

from . import own_commands
from .encounters import encounters
from .own_commands import SETS_UP, TIDIES, mark_own_commands, purposes
from .traces import Correct

OPEN, DELETE = "AT+QFTPOPEN", 'AT+QSECDEL="RAM:a"'
SET, QUERY = 'AT+QSSLCFG="seclevel",0,1', 'AT+QSSLCFG="ctxindex",0'


def command(text: str) -> TranscriptLine:
    return TranscriptLine(0.0, "at", "→", text, "command")


def answer(text: str, kind: str = "response") -> TranscriptLine:
    return TranscriptLine(0.0, "at", "←", text, kind)


def remark(text: str) -> TranscriptLine:
    return TranscriptLine(0.0, Pco.HARNESS.value, "", text, "remark")


def case(*lines: TranscriptLine) -> CaseResult:
    return CaseResult("a", "a", (), Verdict.PASS, "", 0.1, transcript=lines)


def told(*lines: TranscriptLine) -> list[tuple[str, str]]:
    return [(line.text, purpose) for line, purpose in purposes(lines)]


def test_a_command_after_a_remark_and_its_answer_are_of_the_driver() -> None:
    assert told(remark(TIDIES), command(DELETE), answer("ERROR"), command(OPEN), answer("OK")) == [
        (DELETE, TIDIES),
        ("ERROR", TIDIES),
        (OPEN, ""),
        ("OK", ""),
    ]


def test_what_comes_unasked_is_not_of_the_driver() -> None:
    assert told(remark(TIDIES), command(DELETE), answer("+QFTPERROR:-6", "urc"))[-1] == ("+QFTPERROR:-6", "")


def test_a_question_while_something_is_set_up_is_tidying() -> None:
    assert told(remark(SETS_UP), command(QUERY), remark(SETS_UP), command(SET)) == [
        (QUERY, TIDIES),
        (SET, SETS_UP),
    ]


def test_a_case_meets_only_its_own_commands() -> None:
    met = encounters(case(remark(SETS_UP), command(SET), answer("ERROR"), command(OPEN)))

    assert met == {OPEN}


def test_answers_to_tidying_are_not_compared_and_those_to_a_setting_are() -> None:
    correct = Correct()
    correct.learn(
        case(remark(TIDIES), command(DELETE), answer("OK"), remark(SETS_UP), command(SET), answer("OK"))
    )

    tidied = case(remark(TIDIES), command(DELETE), answer("ERROR"))
    unset = case(remark(SETS_UP), command(SET), answer("1"))

    assert correct.deviation(tidied) == ""
    assert "1" in correct.deviation(unset)


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Transcript:
    for owner, name, _ in own_commands._METHODS:
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back after the test
    monkeypatch.setattr(Transcript, "append", Transcript.append)
    mark_own_commands()
    return Transcript()


def texts(transcript: Transcript) -> list[str]:
    return [entry.text for entry in transcript.entries()]


def test_the_driver_tells_when_it_sends_a_command_of_its_own(
    marked: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(line: str, **_words: object) -> object:
        marked.append(Pco.AT, Direction.TO_DUT, line, kind=Kind.COMMAND)
        return type("Answer", (), {"ok": True, "rows": lambda _self, _name: [("CLOSED",)]})()

    service = ftp.Ftp(send, None)  # type: ignore[arg-type]

    service.status()
    service.apply({1: 0})
    service.ensure_closed()
    service.close()

    assert texts(marked) == [
        "AT+QFTPSTAT",
        *(SETS_UP, "AT+QFTPCFG=1,0"),
        *(TIDIES, "AT+QFTPSTAT"),
        "AT+QFTPCLOSE",
    ]


def test_the_methods_of_the_driver_are_those_that_there_are() -> None:
    owners = {ftp.Ftp, ssl.Ssl, security.Security, pdp.Pdp}

    assert {owner for owner, _, _ in own_commands._METHODS} == owners
