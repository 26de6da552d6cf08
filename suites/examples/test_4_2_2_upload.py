"""Upload of a file to the FTPS server (note 4.2.2)."""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content

from ..local_storage import has_room
from ..responses import is_connected, sequence

NAME = "test.txt"
SIZE = 10220
LATE_S = 15.0  # our tolerance: the connection, and what the server answers to an empty file
HOST_S = 0.5  # of host time, for a busy host; seconds of a fast clock
NO_SPACE = -13  # note 3, Table 4


def put(modem: Modem, data: bytes, *, size: int | None = None, timeout_s: int = 200) -> Exchange:
    """The example's command line."""
    return modem.send(f'AT+QFTPPUT="{NAME}",{len(data) if size is None else size},{timeout_s}', data=data)


@pytest.mark.smoke
@pytest.mark.requirement("EX422-01", "EX423-01")
def test_the_path_is_set(opened_session: Modem) -> None:
    exchange = opened_session.send('AT+QFTPPATH="/"')

    expect(exchange, "EX422-01", "EX423-01").result(0)


@pytest.mark.smoke
@pytest.mark.form
@pytest.mark.requirement("EX422-02", "EX422-03", "EX422-04", "EX422-05", "PROC-12")
def test_a_file_is_uploaded_as_in_the_example(
    opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(SIZE, "4.2.2")

    exchange = put(opened_session, data)

    observe("order", " / ".join(exchange.lines))
    expect(sequence(exchange), "EX422-02", "EX422-04", what="CONNECT and result").equals(
        ("CONNECT", "+QFTPPUT")
    )
    expect(exchange, "EX422-03", "PROC-12").result(SIZE)
    expect(ftps_server.root / NAME, "EX422-05").holds(data)


@pytest.mark.requirement("EX422-06")
def test_fewer_bytes_than_announced_are_uploaded_at_the_timeout(
    opened_session: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(5000, "short")

    exchange = put(opened_session, data, size=SIZE, timeout_s=3)

    expect(exchange, "EX422-06").result(len(data))
    expect(ftps_server.root / NAME, "EX422-06").holds(data)


@pytest.mark.requirement("EX422-06")
def test_fewer_bytes_than_announced_are_uploaded_after_the_escape_sequence(
    opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(5000, "short")

    exchange = opened_session.ftp.put(NAME, data, size=SIZE, timeout_s=10, end="+++")

    observe("outcome of +++", exchange.outcome)
    stored = ftps_server.root / NAME
    if not exchange.ok:
        left_open(f"the note does not say that +++ ends an upload; this DUT fails it ({exchange.outcome})")
    if exchange.result == len(data) + 3:
        expect(stored, "EX422-06").holds(data + b"+++")
        left_open("the note does not say that +++ ends an upload; for this DUT it is data")
    expect(exchange, "EX422-06").result(len(data))
    expect(stored, "EX422-06").holds(data)


@pytest.mark.requirement("EX422-07")
def test_the_wait_for_data_ends_at_the_timeout(opened_session: Modem, observe: Observe) -> None:
    # a DUT that prepares its data connection when data come shows nothing to the server in vain
    preamble(put(opened_session, b"a whole file")).result(12)

    exchange = put(opened_session, b"", size=SIZE, timeout_s=3)

    observe("outcome", exchange.outcome)
    observe("seconds", f"{exchange.elapsed_s:.1f}")
    preamble(is_connected(exchange), what="CONNECT, after which the DUT waits").is_yes()
    if exchange.ok:
        expect(exchange, "EX422-07").result(0)
    else:
        expect(exchange, "EX422-07").failed_with(-9)
    rate = opened_session.channel.clock_rate
    late_s = max(LATE_S, HOST_S * rate)
    expect(exchange, "EX422-07").took(at_most_s=3 + late_s, clock_rate=rate)


@pytest.mark.requirement("EX422-08")
@pytest.mark.parametrize("size", [1, 10220, 16383, 16384, 16385])
def test_a_file_of_each_size_is_uploaded(size: int, opened_session: Modem, ftps_server: FtpsServer) -> None:
    data = sample_content(size, "sizes")

    exchange = put(opened_session, data)

    expect(exchange, "EX422-08").result(size)
    expect(ftps_server.root / NAME, "EX422-08").holds(data)


@pytest.mark.requirement("EX422-09")
def test_a_file_is_uploaded_from_local_storage(
    session_on_local_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = session_on_local_storage, sample_content(SIZE, "local")
    (ftps_server.root / "source.txt").write_bytes(data)

    downloaded = modem.send(f'AT+QFTPGET="source.txt",{SIZE}')
    uploaded = modem.send(f'AT+QFTPPUT="{NAME}",{SIZE}')

    if downloaded.result == NO_SPACE and not has_room(modem, "RAM", SIZE):
        left_open("the local storage has no room for the file; the note states no size of it")
    preamble(downloaded).result(SIZE)
    expect(uploaded, "EX422-09").result(SIZE)
    expect(is_connected(uploaded), "EX422-09", what="CONNECT of an upload from a local file").is_no()
    expect(ftps_server.root / NAME, "EX422-09").holds(data)
