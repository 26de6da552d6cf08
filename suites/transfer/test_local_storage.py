"""Transfers between server and local storage without the UART: RAM, UFS, SD card (note 2.2, type 4; document [2]).

A file in the module is verified by uploading it again to the server.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content

from ..local_storage import leave_open_without_room
from .local_files import FROM, KEPT, TO, delete_files
from .sessions import session

SIZE = 20000
SIZES = (1, 2, 255, 256, 257, 511, 512, 513, 1024, 1400, 1460, 2047, 2048, 2049, 4096)

PLACES = [
    pytest.param("RAM", Listener.IMPLICIT, id="RAM"),
    pytest.param("UFS", Listener.EXPLICIT, id="UFS"),
    pytest.param("SD", Listener.PLAIN, id="SD"),
]


PAIRS_OF_STORAGES = (("RAM", "UFS"), ("UFS", "SD"), ("SD", "RAM"))


def fetch(modem: Modem, place: str, name: str, size: int) -> Exchange:
    """AT+QFTPGET into the local storage of type 4, with the size, so that space can be reserved.

    The note states no size of a storage; one that has room by its own account takes the file.
    """
    exchange = modem.send(f'AT+QFTPGET="{name}",{size}')
    leave_open_without_room(modem, place, exchange, size)
    return exchange


def choose(modem: Modem, place: str, name: str = "") -> None:
    """Set type 4 to a local storage, with or without a file name."""
    preamble(modem.ftp.configure(4, f"/{place}/{name}")).succeeded()


def uses_data_mode(exchange: Exchange) -> bool:
    """Whether the DUT opened data mode."""
    return any(line.upper().startswith("CONNECT") for line in exchange.lines)


@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09")
@pytest.mark.parametrize(("place", "security"), PLACES)
def test_a_file_is_downloaded_to_local_storage_and_uploaded_again(
    place: str, security: Listener, clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = clean_storage, sample_content(SIZE, place)
    (ftps_server.root / FROM).write_bytes(data)
    (ftps_server.root / TO).unlink(missing_ok=True)

    with session(modem, ftps_server, security):
        choose(modem, place, KEPT)
        fetched = fetch(modem, place, FROM, SIZE)
        sent = modem.send(f'AT+QFTPPUT="{TO}",{SIZE}')

    expect(fetched, "FTPCFG-T4-03").result(SIZE)
    expect(sent, "FTPCFG-T4-03", "EX422-09").result(SIZE)
    for exchange in (fetched, sent):
        expect(uses_data_mode(exchange), "FTPCFG-T4-03", what="data mode for a local file").is_no()
    expect(ftps_server.root / TO, "FTPCFG-T4-03", "EX422-09").holds(data)


@pytest.mark.requirement("FTPCFG-T4-03")
def test_a_local_file_without_a_name_gets_the_remote_name(
    clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, first, second = clean_storage, sample_content(3000, "first"), sample_content(4000, "second")
    (ftps_server.root / FROM).write_bytes(first)
    (ftps_server.root / TO).write_bytes(second)

    with session(modem, ftps_server):
        choose(modem, "RAM")
        fetched = [fetch(modem, "RAM", FROM, len(first)), fetch(modem, "RAM", TO, len(second))]
        (ftps_server.root / FROM).unlink()
        sent = modem.send(f'AT+QFTPPUT="{FROM}",{len(first)}')

    for exchange, data in zip(fetched, (first, second), strict=True):
        expect(exchange, "FTPCFG-T4-03").result(len(data))
    expect(sent, "FTPCFG-T4-03").result(len(first))
    expect(ftps_server.root / FROM, "FTPCFG-T4-03").holds(first)


@pytest.mark.requirement("FTPCFG-T4-03")
def test_data_mode_is_used_again_after_the_return_to_the_uart(
    clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, data = clean_storage, sample_content(2000, "back")
    (ftps_server.root / FROM).write_bytes(data)

    with session(modem, ftps_server):
        choose(modem, "RAM")
        fetched = fetch(modem, "RAM", FROM, len(data))
        preamble(modem.ftp.configure(4, "/COM/")).succeeded()
        downloaded = modem.ftp.get(FROM, expected_size=len(data))

    expect(fetched, "FTPCFG-T4-03").result(len(data))
    expect(uses_data_mode(fetched), "FTPCFG-T4-03", what="data mode for a local file").is_no()
    expect(downloaded, "FTPCFG-T4-03").result(len(data)).carried(data)
    expect(uses_data_mode(downloaded), "FTPCFG-T4-03", what="data mode for the UART").is_yes()


@pytest.mark.needs(file_bytes=4096)
@pytest.mark.requirement("FTPCFG-T4-03", "EX422-09")
@pytest.mark.parametrize(("place", "security"), PLACES)
def test_files_of_each_size_pass_through_local_storage(
    place: str, security: Listener, clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem = clean_storage

    with session(modem, ftps_server, security), expect_all():
        for size in SIZES:
            data = sample_content(size, (place, size))
            (ftps_server.root / FROM).write_bytes(data)
            (ftps_server.root / TO).unlink(missing_ok=True)
            choose(modem, place, KEPT)
            expect(fetch(modem, place, FROM, size), "FTPCFG-T4-03").result(size)
            sent = modem.send(f'AT+QFTPPUT="{TO}",{size}')
            expect(sent, "FTPCFG-T4-03", "EX422-09").result(size)
            expect(ftps_server.root / TO, "FTPCFG-T4-03", "EX422-09").holds(data)
            delete_files(modem)


@pytest.mark.requirement("FTPCFG-T4-03")
@pytest.mark.parametrize(
    ("place", "other"), [pytest.param(*pair, id="-".join(pair)) for pair in PAIRS_OF_STORAGES]
)
def test_one_name_in_two_storages_is_two_files(
    place: str, other: str, clean_storage: Modem, ftps_server: FtpsServer
) -> None:
    modem, size = clean_storage, 2000
    first, second = sample_content(size, place), sample_content(size, other)

    with session(modem, ftps_server, Listener.PLAIN), expect_all():
        (ftps_server.root / FROM).write_bytes(first)
        choose(modem, place, KEPT)
        expect(fetch(modem, place, FROM, size), "FTPCFG-T4-03", what=f"into {place}").result(size)
        (ftps_server.root / FROM).write_bytes(second)
        choose(modem, other, KEPT)
        expect(fetch(modem, other, FROM, size), "FTPCFG-T4-03", what=f"into {other}").result(size)
        choose(modem, place, KEPT)
        sent = modem.send(f'AT+QFTPPUT="{TO}",{size}')
        expect(sent, "FTPCFG-T4-03", what=f"from {place}").result(size)
        expect(ftps_server.root / TO, "FTPCFG-T4-03", what=f"the file of {place}").holds(first)
        choose(modem, other, KEPT)
        sent = modem.send(f'AT+QFTPPUT="{TO}",{size}')
        expect(sent, "FTPCFG-T4-03", what=f"from {other}").result(size)
        expect(ftps_server.root / TO, "FTPCFG-T4-03", what=f"the file of {other}").holds(second)
