"""Uploads and downloads through the UART, on a DCE that follows a script."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from hil.at import payload
from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.modem import channel, port, response_timeouts
from hil.modem.channel import GUARD_S
from hil.modem.exchange import CmeError
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode
from tests.modem.scripted import Pause, turn

ModemOn = Callable[..., Modem]

WRITE_3 = b'AT+QSECWRITE="NVRAM:CA0",3\r'
GET = b'AT+QFTPGET="f"\r'
CONNECTED = b"\r\nOK\r\n\r\nCONNECT\r\n"


def test_fewer_bytes_than_declared_are_waited_for_by_the_clock_of_the_module(
    modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(response_timeouts, "response_s", lambda *_, **__: 0.1)
    modem = modem_on(
        turn(b'AT+QSECWRITE="NVRAM:CA0",10,100\r', b"\r\nCONNECT\r\n"),
        turn(b"abc", Pause(0.3), b"\r\n+QSECWRITE: 3,261\r\n\r\nOK\r\n"),
        clock_rate=100.0,
    )

    exchange = modem.security.write("NVRAM:CA0", b"abc", size=10, timeout_s=100)

    assert exchange.values("QSECWRITE") == "3,261"


def test_an_upload_ends_early_with_a_guarded_escape(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="NVRAM:CA0",10\r', b"\r\nCONNECT\r\n"),
        turn(b"abc"),
        turn(b"+++", b"\r\n+QSECWRITE: 3,261\r\n\r\nOK\r\n"),
        clock_rate=10.0,
    )

    exchange = modem.security.write("NVRAM:CA0", b"abc", size=10, end="+++")

    assert exchange.lines == ("CONNECT", "+QSECWRITE: 3,261", "OK")
    assert exchange.elapsed_s >= 2 * GUARD_S / 10


def test_an_ok_for_the_escape_itself_does_not_end_the_upload(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="NVRAM:CA0",10\r', b"\r\nCONNECT\r\n"),
        turn(b"abc"),
        turn(b"+++", b"\r\nOK\r\n", Pause(0.3), b"\r\n+QSECWRITE: 3,261\r\n", Pause(0.1), b"\r\nOK\r\n"),
        clock_rate=10.0,
    )

    exchange = modem.security.write("NVRAM:CA0", b"abc", size=10, end="+++")

    assert exchange.lines == ("CONNECT", "OK", "+QSECWRITE: 3,261", "OK")


def test_an_upload_that_is_refused_sends_no_data(modem_on: ModemOn) -> None:
    modem = modem_on(turn(WRITE_3, b"\r\n+CME ERROR: 4012\r\n"))

    assert modem.security.write("NVRAM:CA0", b"abc").final == CmeError(4012, "4012")


def test_an_upload_that_fails_at_its_end_is_a_value(modem_on: ModemOn) -> None:
    modem = modem_on(turn(WRITE_3, b"\r\nCONNECT\r\n"), turn(b"abc", b"\r\n+CME ERROR: 4008\r\n"))

    assert modem.security.write("NVRAM:CA0", b"abc").final == CmeError(4008, "4008")


def test_without_data_the_exchange_ends_at_connect_and_the_next_command_leaves_data_mode(
    modem_on: ModemOn,
) -> None:
    modem = modem_on(
        turn(WRITE_3, b"\r\nCONNECT\r\n"),
        turn(b"+++", b"\r\n+QSECWRITE: 0,0\r\n\r\nOK\r\n"),
        turn(b"AT+QFTPSTAT\r", b"\r\n+QFTPSTAT: IDLE\r\n\r\nOK\r\n"),
        clock_rate=20.0,
    )

    connected = modem.send('AT+QSECWRITE="NVRAM:CA0",3')
    status = modem.ftp.status()

    assert connected.final is ResultCode.CONNECT
    assert status.lines == ("+QFTPSTAT: IDLE", "OK")


def test_a_put_into_a_local_file_needs_no_connect(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QFTPPUT="f",3\r', b"\r\nOK\r\n\r\n+QFTPPUT: 3\r\n"))

    assert modem.ftp.put("f", b"abc").result == 3


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r",
        b"\n",
        b"\r\n",
        b"\nabc\r",
        b"\r\n+QFTPGET: 0\r\n",
        b"\r\n+QFTPGET: 5\r\n+++\r\nOK\r\n",
        b"abc\r\n+QFTPGET: 3\r\n\r\nOK\r\n",
        b"\r\n+QFTPGET: 7",
        b"\r\n+QFTPGET: -7\r\n",
        b"\r\nNO CARRIER\r\n",
        bytes(range(256)) * 300,
    ],
    ids=lambda content: repr(content[:30]),
)
def test_a_file_of_known_size_may_contain_anything(
    content: bytes, modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "SETTLE_S", 60.0)  # no silence is waited for
    end = f"\r\n+QFTPGET: {len(content)}\r\n\r\nOK\r\n".encode()
    modem = modem_on(turn(GET, CONNECTED + content[:20], content[20:] + end))

    exchange = modem.ftp.get("f", expected_size=len(content))

    assert exchange.data == content
    assert exchange.result == len(content)
    assert exchange.elapsed_s < 30.0


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"\r\n+QFTPGET: 5\r\n", b"\r\n+QFTPGET: 7", b"+QFTPGET: 0", b"x" * 70000]
)
def test_a_file_of_unknown_size_ends_where_its_count_fits(content: bytes, modem_on: ModemOn) -> None:
    modem = modem_on(turn(GET, CONNECTED + content, f"\r\n+QFTPGET: {len(content)}\r\n\r\nOK\r\n".encode()))

    exchange = modem.ftp.get("f")

    assert exchange.data == content


@pytest.mark.parametrize("size", [None, 10], ids=["unknown", "known"])
@pytest.mark.parametrize(("line", "result"), [("+QFTPGET: -7", -7), ("+QFTPGET:4", 4), ("+QFTPERROR:-8", -8)])
def test_a_transfer_that_broke_off_is_known_by_the_silence_after_its_line(
    line: str, result: int, size: int | None, modem_on: ModemOn
) -> None:
    modem = modem_on(turn(GET, CONNECTED + b"abc", f"\r\n{line}\r\n".encode()))

    exchange = modem.ftp.get("f", expected_size=size)

    assert (exchange.data, exchange.result) == (b"abc", result)


@pytest.mark.parametrize("size", [None, 10], ids=["unknown", "known"])
def test_a_download_without_an_end_is_given_up(
    size: int | None, modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "EXCESS_MOST", 3000)
    monkeypatch.setattr(payload, "UNSIZED_MOST", 3000)
    monkeypatch.setattr(port, "READ_PIECE", 1000)  # a busy reader finds more than one piece
    modem = modem_on(turn(GET, CONNECTED, *[b"x" * 1000] * 20))

    with pytest.raises(ChannelTimeout, match=r"expected the end of a payload; [3-9]\d\d\d bytes came"):
        modem.ftp.get("f", expected_size=size)


LINES = [
    b"+QFTPGET: -7",
    b"+QFTPGET: 10",
    b"+QFTPGET:0,10",
    b"+QFTPERROR:-6",
    b"+CME ERROR: 3",
    b"ERROR",
    b"NO CARRIER",
    b"OK",
    b"CONNECT",
    b"RING",
    b"+QPDEACT",
    b"+PDP DEACT",
]


@pytest.mark.parametrize("line", LINES, ids=bytes.decode)
@pytest.mark.parametrize("place", ["first", "inside", "last", "last without an end", "everywhere"])
def test_a_line_like_a_response_is_data_wherever_it_is_cut(
    line: bytes, place: str, modem_on: ModemOn
) -> None:
    content = {
        "first": line + b"\r\nabc",
        "inside": b"abc\r\n" + line + b"\r\ndef",
        "last": b"abc\r\n" + line + b"\r\n",
        "last without an end": b"abc\r\n" + line,
        "everywhere": b"\r\n".join([line] * 5),
    }[place]
    end = f"\r\n+QFTPGET: {len(content)}\r\n\r\nOK\r\n".encode()
    stream, cut = content + end, content.rfind(line) + len(line)
    modem = modem_on(turn(GET, CONNECTED + stream[: cut - 2], stream[cut - 2 : cut + 1], stream[cut + 1 :]))

    exchange = modem.ftp.get("f", expected_size=len(content))

    assert (exchange.data, exchange.result) == (content, len(content))


@pytest.mark.parametrize(
    "line", [b"+QFTPGET: -7", b"+QFTPGET: 10", b"+QFTPERROR:-6", b"+CME ERROR: 3", b"ERROR"]
)
@pytest.mark.parametrize("clock_rate", [1.0, 10.0])
def test_a_pause_after_a_line_like_a_result_ends_no_download_of_known_size(
    clock_rate: float, line: bytes, modem_on: ModemOn
) -> None:
    content = b"abc\r\n" + line + b"\r\nthe rest"
    cut = content.rfind(b"the rest")
    end = f"\r\n+QFTPGET: {len(content)}\r\n\r\nOK\r\n".encode()
    modem = modem_on(
        turn(GET, CONNECTED + content[:cut]),
        turn(b"AT+CMEE?\r", Pause(0.2), content[cut:] + end),
        clock_rate=clock_rate,
    )

    exchange = modem.ftp.get("f", expected_size=len(content))

    assert (exchange.data, exchange.result) == (content, len(content))


def test_a_long_pause_after_a_line_like_a_result_ends_no_download_of_known_size(modem_on: ModemOn) -> None:
    content = b"abc\r\n+QFTPGET: -7\r\nthe rest"
    end = f"\r\n+QFTPGET: {len(content)}\r\n\r\nOK\r\n".encode()
    cut = content.rfind(b"the rest")
    modem = modem_on(
        turn(GET, CONNECTED + content[:cut]), turn(b"AT+CMEE?\r", Pause(1.8), content[cut:] + end)
    )

    assert modem.ftp.get("f", expected_size=len(content)).data == content


def test_a_count_that_is_wrong_is_reported_as_it_came(modem_on: ModemOn) -> None:
    modem = modem_on(turn(GET, CONNECTED + b"abc\r\n+QFTPGET: 2\r\n\r\nOK\r\n"))

    exchange = modem.ftp.get("f", expected_size=3)

    assert (exchange.data, exchange.result) == (b"abc", 2)


def test_a_longer_file_than_expected_is_read_to_its_end(modem_on: ModemOn) -> None:
    modem = modem_on(turn(GET, CONNECTED + b"abcdef\r\n+QFTPGET: 6\r\n\r\nOK\r\n"))

    assert modem.ftp.get("f", expected_size=3).data == b"abcdef"


def test_a_pause_in_a_longer_file_than_expected_ends_nothing(modem_on: ModemOn) -> None:
    begun = CONNECTED + b"abc\r\n+QFTPGET: 9\r\nde\r\n+QFTPGET: 21\r\n"
    modem = modem_on(turn(GET, begun, Pause(0.3), b"f\r\n+QFTPGET: 37\r\n"), clock_rate=10.0)

    assert modem.ftp.get("f", expected_size=1).data == b"abc\r\n+QFTPGET: 9\r\nde\r\n+QFTPGET: 21\r\nf"


def test_a_pause_in_a_download_ends_nothing(modem_on: ModemOn) -> None:
    modem = modem_on(turn(GET, CONNECTED + b"abc\r\n+QFTPGET: 9\r\nde", Pause(0.8), b"f\r\n+QFTPGET: 21\r\n"))

    assert modem.ftp.get("f").data == b"abc\r\n+QFTPGET: 9\r\ndef"


def test_a_download_that_stops_is_a_timeout_with_its_count(modem_on: ModemOn) -> None:
    modem = modem_on(turn(GET, CONNECTED + b"abc"), turn(b"+++", b""), turn(b"AT\r"), clock_rate=50.0)
    started = time.monotonic()

    with pytest.raises(ChannelTimeout, match="3 bytes came, then none for"):
        modem.send('AT+QFTPGET="f"', deadline=Deadline.after(0.7))

    assert time.monotonic() - started < 1.5
    with pytest.raises(ChannelTimeout):
        modem.send("AT", deadline=Deadline.after(0.1))
