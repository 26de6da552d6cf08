"""Upload of a file to the FTPS server (note 4.2.2)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.verdict import Inconclusive

from ..responses import compact

NAME = "test.txt"
SIZE = 10220


def put(modem: Modem, data: bytes, *, size: int | None = None, timeout_s: int = 200) -> Exchange:
    """The example's command line."""
    return modem.send(f'AT+QFTPPUT="{NAME}",{len(data) if size is None else size},{timeout_s}', data=data)


@pytest.mark.smoke
@pytest.mark.requirement("EX422-01", "EX423-01")
def test_the_path_is_set(opened_session: Modem) -> None:
    exchange = opened_session.send('AT+QFTPPATH="/"')

    assert compact(exchange.lines) == ["OK", "+QFTPPATH:0"]


@pytest.mark.smoke
@pytest.mark.requirement("EX422-02", "EX422-03", "EX422-04", "EX422-05", "PROC-12")
def test_a_file_is_uploaded_as_in_the_example(
    opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(SIZE, "4.2.2")

    exchange = put(opened_session, data)

    lines = compact(exchange.lines)
    observe("a final OK after +QFTPPUT", "yes" if lines[-1] == "OK" else "no")
    assert lines[:3] == ["OK", "CONNECT", f"+QFTPPUT:{SIZE}"]
    assert lines[3:] in ([], ["OK"])
    assert (ftps_server.root / NAME).read_bytes() == data


@pytest.mark.requirement("EX422-06")
def test_fewer_bytes_than_announced_are_uploaded_at_the_timeout(
    opened_session: Modem, ftps_server: FtpsServer
) -> None:
    data = sample_content(5000, "short")

    exchange = put(opened_session, data, size=SIZE, timeout_s=3)

    assert exchange.result == len(data), exchange.outcome
    assert (ftps_server.root / NAME).read_bytes() == data


@pytest.mark.requirement("EX422-06")
def test_fewer_bytes_than_announced_are_uploaded_after_the_escape_sequence(
    opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(5000, "short")

    exchange = opened_session.ftp.put(NAME, data, size=SIZE, timeout_s=200, end="+++")

    observe("outcome of +++", exchange.outcome)
    if exchange.result != len(data):
        raise Inconclusive("the note does not say that +++ ends an upload; this DUT does something else")
    assert (ftps_server.root / NAME).read_bytes() == data


@pytest.mark.requirement("EX422-07")
def test_the_wait_for_data_ends_at_the_timeout(opened_session: Modem, observe: Observe) -> None:
    exchange = put(opened_session, b"", size=SIZE, timeout_s=3)

    observe("outcome", exchange.outcome)
    observe("seconds", f"{exchange.elapsed_s:.1f}")
    assert exchange.result in {0, -9}, exchange.outcome


@pytest.mark.requirement("EX422-08")
@pytest.mark.parametrize("size", [1, 10220, 16383, 16384, 16385])
def test_a_file_of_each_size_is_uploaded(size: int, opened_session: Modem, ftps_server: FtpsServer) -> None:
    data = sample_content(size, "sizes")

    exchange = put(opened_session, data)

    assert exchange.result == size, exchange.outcome
    assert (ftps_server.root / NAME).read_bytes() == data


@pytest.mark.requirement("EX422-09")
def test_a_file_is_uploaded_from_local_storage(
    session_on_local_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = session_on_local_storage, sample_content(SIZE, "local")
    (ftps_server.root / "source.txt").write_bytes(data)

    downloaded = modem.send(f'AT+QFTPGET="source.txt",{SIZE}')
    uploaded = modem.send(f'AT+QFTPPUT="{NAME}",{SIZE}')

    assert downloaded.result == SIZE, downloaded.outcome
    assert uploaded.result == SIZE, uploaded.outcome
    assert "CONNECT" not in uploaded.lines
    assert (ftps_server.root / NAME).read_bytes() == data
