"""Transfers between server and local storage without the UART: RAM, UFS, SD card (note 2.2, type 4; document [2]).

A file in the module is verified by uploading it again to the server.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.verdict import NotApplicable

from .sessions import session

FROM, TO = "from.bin", "to.bin"
SIZE = 20000
NO_STORAGE = {-11, -12, -13}  # Table 4: no file can be found, read or stored there

PLACES = [
    pytest.param("RAM", Listener.IMPLICIT, id="RAM"),
    pytest.param("UFS", Listener.EXPLICIT, id="UFS"),
    pytest.param("SD", Listener.PLAIN, id="SD"),
]


@pytest.fixture
def clean_storage(online_modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case its local files are deleted and type 4 is the UART again."""
    yield online_modem
    online_modem.ftp.configure(4, "/COM/").check()
    for place in ("RAM", "UFS", "SD"):
        for name in (FROM, TO, "kept.bin"):
            online_modem.send(f'AT+QFDEL="{place}:{name}"')


def fetch(modem: Modem, place: str, name: str, size: int) -> Exchange:
    """AT+QFTPGET into the local storage of type 4, with the size, so that space can be reserved."""
    exchange = modem.send(f'AT+QFTPGET="{name}",{size}')
    if exchange.result in NO_STORAGE:
        raise NotApplicable(f"this DUT has no local storage /{place}/: {exchange.outcome}")
    return exchange


def choose(modem: Modem, place: str, name: str = "") -> None:
    """Set type 4 to a local storage, with or without a file name."""
    if not modem.ftp.configure(4, f"/{place}/{name}").ok:
        raise NotApplicable(f"this DUT has no local storage /{place}/")


@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09")
@pytest.mark.parametrize(("place", "security"), PLACES)
def test_a_file_is_downloaded_to_local_storage_and_uploaded_again(
    place: str, security: Listener, clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = clean_storage, sample_content(SIZE, place)
    (ftps_server.root / FROM).write_bytes(data)
    (ftps_server.root / TO).unlink(missing_ok=True)

    with session(modem, ftps_server, security):
        choose(modem, place, "kept.bin")
        fetched = fetch(modem, place, FROM, SIZE)
        sent = modem.send(f'AT+QFTPPUT="{TO}",{SIZE}')

    assert fetched.result == SIZE, fetched.outcome
    assert sent.result == SIZE, sent.outcome
    assert "CONNECT" not in (*fetched.lines, *sent.lines)
    assert (ftps_server.root / TO).read_bytes() == data


@pytest.mark.requirement("FTPCFG-T4-03")
def test_a_local_file_without_a_name_gets_the_remote_name(
    clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, first, second = clean_storage, sample_content(3000, "first"), sample_content(4000, "second")
    (ftps_server.root / FROM).write_bytes(first)
    (ftps_server.root / TO).write_bytes(second)

    with session(modem, ftps_server):
        choose(modem, "RAM")
        fetch(modem, "RAM", FROM, len(first))
        fetch(modem, "RAM", TO, len(second))
        (ftps_server.root / FROM).unlink()
        sent = modem.send(f'AT+QFTPPUT="{FROM}",{len(first)}')

    assert sent.result == len(first), sent.outcome
    assert (ftps_server.root / FROM).read_bytes() == first


@pytest.mark.requirement("FTPCFG-T4-03")
def test_data_mode_is_used_again_after_the_return_to_the_uart(
    clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = clean_storage, sample_content(2000, "back")
    (ftps_server.root / FROM).write_bytes(data)

    with session(modem, ftps_server):
        choose(modem, "RAM")
        fetch(modem, "RAM", FROM, len(data))
        modem.ftp.configure(4, "/COM/").check()
        downloaded = modem.ftp.get(FROM, expected_size=len(data))

    assert downloaded.result == len(data), downloaded.outcome
    assert "CONNECT" in downloaded.lines
    assert downloaded.data == data
