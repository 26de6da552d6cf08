"""How one exchange runs, on a DCE that follows a script."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelTimeout, MalformedResponse, UsageError
from hil.modem import ending, pending
from hil.modem.exchange import CmeError
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode
from hil.transcript import Kind
from tests.modem.scripted import Pause, Turn, turn

ModemOn = Callable[..., Modem]

SNEAKY = (
    "RDY",
    "+CFUN: 1",
    "+CPIN: READY",
    "Call Ready",
    "SMS Ready",
    "+PDP DEACT",
    "+QFTPERROR:-8",
    "RING",
    "+CREG: 1",
    '+CGREG: 1,"28A1","0C55"',
    "UNDER_VOLTAGE WARNING ",
    "+CMTI: ignored",
)


@pytest.mark.parametrize("urc", SNEAKY)
def test_a_urc_between_command_and_response_is_kept_apart(urc: str, modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r", f"\r\n{urc}\r\n".encode(), b"\r\n+QFTPSTAT: OPENED\r\n\r\nOK\r\n")
    )

    exchange = modem.ftp.status()

    assert exchange.lines == ("+QFTPSTAT: OPENED", "OK")
    assert exchange.urcs == (urc,)
    assert [seen.text for seen in modem.channel.take_urcs()] == [urc]


def test_a_line_with_the_name_of_the_command_is_its_answer_even_if_it_could_be_a_urc(
    modem_on: ModemOn,
) -> None:
    modem = modem_on(turn(b"AT+CFUN?\r", b"\r\n+CFUN: 1\r\n\r\nOK\r\n"))

    assert modem.send("AT+CFUN?").information == ("+CFUN: 1",)


def test_the_result_of_an_earlier_command_is_no_answer_to_the_next(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+QFTPCLOSE\r", b"\r\n+QFTPOPEN: -5\r\n\r\nOK\r\n\r\n+QFTPCLOSE: 0\r\n"))

    exchange = modem.ftp.close()

    assert (exchange.result, exchange.urcs) == (0, ("+QFTPOPEN: -5",))


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        (b"\r\nERROR\r\n", ResultCode.ERROR),
        (b"\r\n+CME ERROR: 4010\r\n", CmeError(4010, "4010")),
        (b"\r\n+CME ERROR: SIM not inserted\r\n", CmeError(None, "SIM not inserted")),
    ],
)
def test_a_refusal_is_a_value(answer: bytes, final: ResultCode | CmeError, modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QSECREAD="NVRAM:CA0"\r', answer))

    exchange = modem.security.read("NVRAM:CA0")

    assert exchange.final == final
    assert not exchange.ok


@pytest.mark.parametrize("space", ["", " "])
def test_a_negative_result_is_a_value_with_and_without_a_blank(space: str, modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QFTPOPEN="h",990\r', b"\r\nOK\r\n", f"\r\n+QFTPOPEN:{space}-4\r\n".encode()))

    exchange = modem.ftp.open("h", 990)

    assert (exchange.final, exchange.result, exchange.ok) == (ResultCode.OK, -4, False)


def test_a_result_line_before_its_ok_still_waits_for_the_ok(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+QFTPCLOSE\r", b"\r\n+QFTPCLOSE: 0\r\n", Pause(0.05), b"\r\nOK\r\n"))

    assert modem.ftp.close().lines == ("+QFTPCLOSE: 0", "OK")


def test_a_service_error_may_take_the_place_of_the_result(
    modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "SERVICE_ERROR_S", 0.3)  # the rest of the bound is for a busy machine
    modem = modem_on(turn(b'AT+QFTPPATH="/"\r', b"\r\nOK\r\n\r\n+QFTPERROR:-6\r\n"))

    exchange = modem.ftp.path("/")

    assert (exchange.lines, exchange.result, exchange.urcs) == (("OK",), -6, ("+QFTPERROR:-6",))
    assert exchange.elapsed_s < 2.0


def test_a_result_after_a_service_error_counts(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b'AT+QFTPPATH="/"\r', b"\r\nOK\r\n\r\n+QFTPERROR:-6\r\n", Pause(0.05), b"\r\n+QFTPPATH: -1\r\n")
    )

    assert modem.ftp.path("/").result == -1


def test_a_setting_is_asked_for_with_an_ok_or_without(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPCFG=7\r", b"\r\n+QFTPCFG: 1\r\n\r\nOK\r\n"),
        turn(b"AT+QFTPCFG=7\r", b"\r\nOK\r\n\r\n+QFTPCFG: 1\r\n"),
        turn(b"AT+QFTPCFG=7\r", b"\r\n+QFTPCFG: 1\r\n"),
        turn(b"AT+QFTPCFG=7\r", b"\r\n+QFTPCFG: 1\r\n"),
        turn(b"AT+QFTPCFG=8\r", b"\r\n+QFTPCFG: -10\r\n\r\nOK\r\n"),
    )

    asked = [modem.ftp.setting(7) for _ in range(4)]
    refused = modem.ftp.setting(8)

    assert [exchange.values("QFTPCFG") for exchange in asked] == ["1"] * 4
    assert [exchange.result for exchange in asked] == [None] * 4
    assert refused.result == -10


GET = b'AT+QFTPGET="f"\r'
GOT = b"\r\nOK\r\n\r\nCONNECT\r\nabc\r\n+QFTPGET: 3\r\n"
PATH = b'AT+QFTPPATH="/"\r'


@pytest.fixture
def long_grace_s(monkeypatch: pytest.MonkeyPatch) -> float:
    """A grace that a busy machine does not use up."""
    monkeypatch.setattr(ending, "GRACE_S", 2.0)
    return ending.GRACE_S


def test_a_trailing_ok_is_not_taken_for_that_of_the_next_command(
    modem_on: ModemOn, long_grace_s: float
) -> None:
    modem = modem_on(
        turn(GET, GOT, Pause(long_grace_s / 20), b"\r\nOK\r\n"),
        turn(PATH, b"\r\nERROR\r\n"),
    )

    got, refused = modem.ftp.get("f"), modem.ftp.path("/")

    assert got.lines[-1] == "OK"
    assert refused.lines == ("ERROR",)


def seconds(call: Callable[[], object]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def test_a_dut_without_a_trailing_ok_is_waited_for_only_once(modem_on: ModemOn, long_grace_s: float) -> None:
    modem = modem_on(turn(GET, GOT), turn(GET, GOT), turn(PATH, b"\r\nERROR\r\n"))

    first, second = (seconds(lambda: modem.ftp.get("f")) for _ in range(2))

    assert first >= long_grace_s > second
    assert modem.ftp.path("/").lines == ("ERROR",)


def test_a_line_that_came_between_two_commands_belongs_to_neither(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: IDLE\r\n\r\nOK\r\n\r\nOK\r\n\r\n+PDP DEACT\r\n"),
        turn(PATH, b"\r\nERROR\r\n"),
    )
    modem.ftp.status()
    modem.channel.listen(Deadline.after(0.05))

    assert modem.ftp.path("/").lines == ("ERROR",)
    assert [seen.text for seen in modem.channel.take_urcs()] == ["+PDP DEACT"]


def test_silence_past_the_maximum_says_what_was_expected_and_what_came(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: OPENED\r\n"))

    with pytest.raises(ChannelTimeout) as caught:
        modem.ftp.status()

    assert str(caught.value) == (
        "expected a final result code within 5.7 s after AT+QFTPSTAT; last line '+QFTPSTAT: OPENED'"
    )


def test_a_timeout_does_not_tell_the_password(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QFTPPASS="hush"\r'))

    with pytest.raises(ChannelTimeout) as caught:
        modem.send('AT+QFTPPASS="hush"', deadline=Deadline.after(0.05))

    assert "hush" not in str(caught.value)


def test_an_answer_that_comes_too_late_does_not_shift_the_next(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r"),
        turn(
            b"AT+CMEE?\r",
            b"\r\n+QFTPSTAT: OPENED\r\n\r\nOK\r\n",
            Pause(0.1),
            b"\r\n+CMEE: 1\r\n\r\nOK\r\n",
        ),
        turn(PATH, b"\r\nERROR\r\n"),
    )
    with pytest.raises(ChannelTimeout):
        modem.send("AT+QFTPSTAT", deadline=Deadline.after(0.05))

    assert modem.ftp.path("/").lines == ("ERROR",)


def test_a_late_error_does_not_answer_the_probe(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r"),
        turn(b"AT+CMEE?\r", b"\r\nERROR\r\n", Pause(0.1), b"\r\n+CMEE: 1\r\n\r\nOK\r\n"),
        turn(PATH, b"\r\nOK\r\n\r\n+QFTPPATH: 0\r\n"),
    )
    with pytest.raises(ChannelTimeout):
        modem.send("AT+QFTPSTAT", deadline=Deadline.after(0.05))

    assert modem.ftp.path("/").lines == ("OK", "+QFTPPATH: 0")


def test_nothing_is_sent_to_a_dut_that_owes_an_answer_and_the_late_answer_shifts_nothing(
    modem_on: ModemOn,
) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r"),
        turn(b"AT+CMEE?\r"),
        turn(
            b"AT+IFC?\r",
            b"\r\n+QFTPSTAT: OPENED\r\n\r\nOK\r\n",
            b"\r\n+CMEE: 1\r\n\r\nOK\r\n",
            Pause(0.1),
            b"\r\n+IFC: 0,0\r\n\r\nOK\r\n",
        ),
        turn(PATH, b"\r\nERROR\r\n"),
    )
    with pytest.raises(ChannelTimeout):
        modem.send("AT+QFTPSTAT", deadline=Deadline.after(0.05))

    with pytest.raises(
        ChannelTimeout, match='QFTPPATH="/" was not sent: an earlier command was not answered'
    ):
        modem.ftp.path("/")

    assert modem.ftp.path("/").lines == ("ERROR",)


@pytest.mark.parametrize("spoilt", [b"+QFTP\xffSTAT: OPENED", b"\x80+QFTPSTAT: OPENED", b"O\x00K"])
def test_a_response_with_a_line_that_is_no_text_is_no_response(spoilt: bytes, modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+QFTPSTAT\r", b"\r\n" + spoilt + b"\r\n\r\nOK\r\n"))

    with pytest.raises(MalformedResponse, match=r"expected lines of text after AT\+QFTPSTAT"):
        modem.ftp.status()


def test_a_glitch_between_lines_damages_nothing(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+QFTPSTAT\r", b"\xff\x00\r\n+QFTPSTAT: OPENED\r\n\xfe\r\nOK\r\n"),
    )

    assert modem.ftp.status().lines == ("+QFTPSTAT: OPENED", "OK")


@pytest.mark.parametrize("line", ["", "AT\rAT", 'AT+QFTPUSER="\u00fc"'])
def test_a_line_that_is_none_is_refused_before_it_is_sent(line: str, modem_on: ModemOn) -> None:
    with pytest.raises(UsageError, match="one line of ASCII"):
        modem_on().send(line)


def test_numeric_result_codes_are_read_from_atv0_on(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"ATV0\r", b"0\r"),
        turn(b'AT+QFTPOPEN="h",21\r', b"0\r+QFTPOPEN: 0\r\n"),
        turn(b"AT+CMEE?\r", b"+CMEE: 1\r\n0\r"),
        turn(b"AT+CGSN\r", b"866425030000009\r\n0\r"),
        turn(b'AT+QSECWRITE="NVRAM:CA0",3\r', b"1\r"),
        turn(b"abc", b"+QSECWRITE: 3,261\r\n0\r"),
        turn(GET, b"0\r1\rabc+QFTPGET: 3\r\n0\r"),
        turn(b"AT+CMEE?\r", b"+CMEE: 1\r\n0\r"),
        turn(PATH, b"4\r"),
        turn(b"ATV1\r", b"\r\nOK\r\n"),
        turn(b"ATS0?\r", b"\r\n0\r\n\r\nOK\r\n"),
    )

    assert modem.send("ATV0").lines == ("OK",)
    assert modem.ftp.open("h", 21).result == 0
    assert modem.send("AT+CGSN").information == ("866425030000009",)
    assert modem.security.write("NVRAM:CA0", b"abc").lines == ("CONNECT", "+QSECWRITE: 3,261", "OK")
    assert modem.ftp.get("f").data == b"abc"
    assert modem.ftp.path("/").final is ResultCode.ERROR
    modem.send("ATV1")
    assert modem.send("ATS0?").information == ("0",)


def test_the_transcript_has_each_line_both_ways_and_of_a_payload_its_digest(modem_on: ModemOn) -> None:
    modem = modem_on(
        Turn(b'AT+QSECWRITE="NVRAM:CA0",3\r', (b"\r\nConnect\r\n",)),
        Turn(b"abc", (b"\r\n+QSECWRITE: 3,261\r\n\r\nOK\r\n",)),
    )

    modem.security.write("NVRAM:CA0", b"abc")

    entries = modem.channel.transcript.entries()
    opened, *dialogue = [entry.text for entry in entries]
    assert opened == f"port opened: {modem.channel.url}"
    assert dialogue == [
        'AT+QSECWRITE="NVRAM:CA0",3',
        "Connect",
        "<3 bytes, sha256 ba7816bf8f01…>",
        "+QSECWRITE: 3,261",
        "OK",
    ]
    assert [entry.kind for entry in entries] == [
        Kind.PORT_OPENED,
        Kind.COMMAND,
        Kind.RESPONSE,
        Kind.DATA,
        Kind.RESPONSE,
        Kind.RESPONSE,
    ]


def test_a_restart_stands_in_the_transcript_by_kind(modem_on: ModemOn) -> None:
    modem = modem_on(
        Turn(b"AT+QPOWD=1\r", (b"\r\nNORMAL POWER DOWN\r\n",)),
        Turn(b"AT\r", (b'\r\n+CMTI: "SM",3\r\n\xff\x00\r\n\r\nOK\r\n',)),
    )

    modem.send("AT+QPOWD=1")
    modem.send("AT")

    _opened, *kinds = [entry.kind for entry in modem.channel.transcript.entries()]
    assert kinds == [
        Kind.RESTART_COMMAND,
        Kind.RESTART,
        Kind.COMMAND,
        Kind.URC,
        Kind.NOISE,
        Kind.RESPONSE,
    ]
