"""The PDP context and the FTP service of a DUT: brought up, set, and put to rest."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hil.emulator.defects.degenerate import answers
from hil.modem import ftp
from hil.modem.channel import Channel
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.transcript import Transcript
from tests.modem.scripted import Turn, turn
from tests.modem.turns import CONFIGURED, OK, ModemOn

REFUSED = turn(b'AT+QFTPCFG=4,"/SD/"\r', OK, b"\r\n+QFTPCFG: -10\r\n")
WANTED: Mapping[int, int | str] = {1: 1, 4: "/SD/"}


def test_ftp_settings_are_sent_where_they_differ_and_after_a_refusal(modem_on: ModemOn) -> None:
    modem = modem_on(CONFIGURED, REFUSED, REFUSED)

    first, again = modem.ftp.apply(WANTED), modem.ftp.apply(WANTED)

    assert [exchange.ok for exchange in first] == [True, False]
    assert [exchange.ok for exchange in again] == [False]


@pytest.mark.parametrize("line", ["AT+QFTPCFG=1,0", "AT+QFTPCFG=7"])
def test_ftp_settings_are_uncertain_after_a_line_of_the_caller(line: str, modem_on: ModemOn) -> None:
    other = turn(line.encode() + b"\r", OK, b"\r\n+QFTPCFG: 0\r\n")
    modem = modem_on(CONFIGURED, other, CONFIGURED)
    modem.ftp.apply({1: 1})

    modem.send(line)

    assert len(modem.ftp.apply({1: 1})) == 1


def test_an_open_session_is_closed_and_a_closed_one_left_alone(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: CLOSING\r\n", OK),
        turn(b"AT+QFTPCLOSE\r", OK, b"\r\n+QFTPCLOSE: -3\r\n"),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT:OPENED\r\n", OK),
        turn(b"AT+QFTPCLOSE\r", OK, b"\r\n+QFTPCLOSE: 0\r\n"),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: CLOSED\r\n", OK),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: IDLE\r\n", OK),
    )

    modem.ftp.ensure_closed()

    assert status_word(modem.ftp.status()) == "IDLE"


ADDRESS = turn(b"AT+QILOCIP\r", b"\r\n10.1.83.188\r\n")
DOWN = turn(b"AT+QILOCIP\r", b"\r\nERROR\r\n")
SET_UP = (
    turn(b"AT+QIFGCNT=0\r", OK),
    turn(b'AT+QICSGP=1,"CMNET"\r', OK),
    turn(b"AT+QIREGAPP\r", OK),
    turn(b"AT+QIACT\r", OK),
    ADDRESS,
)


@pytest.mark.parametrize(
    "turns",
    [
        (ADDRESS,),
        (DOWN, *SET_UP),
        (
            DOWN,
            *SET_UP[:2],
            turn(b"AT+QIREGAPP\r", b"\r\nERROR\r\n"),
            turn(b"AT+QIDEACT\r", b"\r\nDEACT OK\r\n"),
            *SET_UP[1:],
        ),
    ],
    ids=["up", "down", "half-way"],
)
def test_the_context_is_brought_up_from_any_state(turns: tuple[Turn, ...], modem_on: ModemOn) -> None:
    assert modem_on(*turns).pdp.ensure_active() == "10.1.83.188"


def test_user_and_password_of_an_apn_are_sent_where_there_are_any(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QICSGP=1,"net","me","secret"\r', OK))

    assert modem.pdp.context("net", user="me", password="secret").ok


def test_a_dut_that_always_says_opened_is_not_asked_without_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ftp, "_ENSURE_S", 0.5)
    monkeypatch.setitem(answers._TEXTS, "+QFTPSTAT", "+QFTPSTAT:OPENED")
    transcript = Transcript()
    with Channel.open("emulator://m95?defect=plays-the-examples", transcript=transcript) as channel:
        modem = Modem(channel)

        modem.ftp.ensure_closed()

    asked = [entry for entry in transcript.entries() if entry.text == "AT+QFTPSTAT"]
    assert 2 <= len(asked) <= 6
