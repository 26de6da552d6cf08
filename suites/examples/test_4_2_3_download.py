"""Download of a file from the FTPS server (note 4.2.3); its first step is tested with note 4.2.2."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import is_connected, sequence

NAME = "test.txt"
SIZE = 10220


@pytest.mark.smoke
@pytest.mark.form
@pytest.mark.requirement("EX423-02", "EX423-03", "EX423-04", "EX423-05", "EX423-06", "PROC-12")
def test_a_file_is_downloaded_as_in_the_example(
    opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(SIZE, "4.2.3")
    (ftps_server.root / NAME).write_bytes(data)

    exchange = opened_session.ftp.get(NAME, expected_size=SIZE)

    observe("order", " / ".join(exchange.lines))
    expect(sequence(exchange), "EX423-02", "EX423-05", what="CONNECT and result").equals(
        ("CONNECT", "+QFTPGET")
    )
    expect(exchange, "EX423-03", "PROC-12").result(SIZE)
    expect(exchange, "EX423-06").carried(data)


@pytest.mark.requirement("EX423-06")
def test_content_that_looks_like_a_response_is_delivered_unchanged(
    opened_session: Modem, ftps_server: FtpsServer
) -> None:
    data = b"\r\nOK\r\n\r\n+QFTPGET: 5\r\n\r\nOK\r\n+++\r\nNO CARRIER\r\n" * 20
    (ftps_server.root / NAME).write_bytes(data)

    exchange = opened_session.ftp.get(NAME, expected_size=len(data))

    expect(exchange, "EX423-06").result(len(data)).carried(data)


@pytest.mark.requirement("EX423-07")
@pytest.mark.parametrize("size", [0, 1, 10220, 16383, 16384, 16385])
def test_a_file_of_each_size_is_downloaded(
    size: int, opened_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(size, "sizes")
    (ftps_server.root / NAME).write_bytes(data)

    exchange = opened_session.ftp.get(NAME, expected_size=size)

    observe("CONNECT", "yes" if is_connected(exchange) else "no")
    expect(exchange, "EX423-07").result(size).carried(data)


@pytest.mark.smoke
@pytest.mark.requirement("EX423-08")
def test_an_uploaded_file_is_downloaded_unchanged(opened_session: Modem) -> None:
    """Another file is uploaded in between, so that the last upload is not the one that is asked for."""
    data = sample_content(SIZE, "round trip")

    uploaded = opened_session.ftp.put(NAME, data)
    preamble(opened_session.ftp.put("other.txt", data[::-1])).succeeded()
    downloaded = opened_session.ftp.get(NAME, expected_size=SIZE)

    preamble(uploaded).result(SIZE)
    expect(downloaded, "EX423-08").result(SIZE).carried(data)
