"""-11, -12 and -13: errors of a file in local storage (note 2.2, type 4; Table 4).

Document [2] defines the storages and file names.  The limit between -11 and -12 is
not defined, so both pass on hardware (ERR-GEN-08).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.fixture_types import DutWith, Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content
from hil.verdict import NotApplicable

from .stages import prepare

ABSENT = "none.txt"


@pytest.fixture
def place(online_modem: Modem) -> Iterator[Callable[[str], Modem]]:
    """`place("/UFS/x")`: the DUT with that local position; the UART is set again after the case."""

    def configured(position: str) -> Modem:
        exchange = online_modem.ftp.configure(4, position)
        if not exchange.ok:
            raise NotApplicable(f"the DUT has no {position}: {exchange.outcome}")
        return online_modem

    yield configured
    online_modem.ftp.configure(4, "/COM/")


def in_session(modem: Modem, server: FtpsServer, place: str, act: Callable[[Modem], Exchange]) -> Exchange:
    """The exchange of a command in a session with that local position."""
    prepare(modem, server, Listener.PLAIN)
    with server.expecting(ServerProfile()):
        open_ftp(modem, server, Listener.PLAIN).check()
        modem.ftp.configure(4, place).check()
        try:
            exchange = act(modem)
            assert modem.ftp.path("/").result == 0  # the session continues
        finally:
            modem.ftp.configure(4, "/COM/")
            modem.ftp.ensure_closed()
    return exchange


def put(modem: Modem) -> Exchange:
    """Upload a local file, without data mode."""
    return modem.send(f'AT+QFTPPUT="{ABSENT}",100')


@pytest.mark.requirement("ERR-LOCAL-11", "ERR-GEN-07")
@pytest.mark.parametrize("storage", ["UFS", "RAM", "SD"])
def test_a_missing_local_file_is_reported(
    storage: str, place: Callable[[str], Modem], ftps_server: FtpsServer
) -> None:
    position = f"/{storage}/{ABSENT}"
    modem = place(position)

    exchange = in_session(modem, ftps_server, position, put)

    assert exchange.result == -11, exchange.outcome
    assert not (ftps_server.root / ABSENT).exists()


@pytest.mark.requirement("ERR-LOCAL-12", "ERR-GEN-07")
def test_a_local_file_opened_by_another_command_is_reported(
    place: Callable[[str], Modem], ftps_server: FtpsServer, observe: Observe
) -> None:
    modem = place("/UFS/held.bin")
    held = modem.send('AT+QFOPEN="held.bin",1')
    if not held.ok:
        raise NotApplicable(f"the DUT opens no local file: {held.outcome}")
    handle = held.values("QFOPEN")
    try:
        exchange = in_session(modem, ftps_server, "/UFS/held.bin", put)
    finally:
        modem.send(f"AT+QFCLOSE={handle}")
        modem.send('AT+QFDEL="held.bin"')

    observe("the code for a local file that another command has open", exchange.result)
    assert exchange.result in {-12, -11}, exchange.outcome


@pytest.mark.requirement("ERR-LOCAL-12")
@pytest.mark.parametrize(
    ("position", "options"),
    [("/UFS/none.txt", {"unreadable": "UFS:none.txt"}), ("/SD/none.txt", {"sd": 0})],
    ids=["a broken file", "no card"],
)
def test_an_unreadable_local_file_is_reported(
    position: str, options: dict[str, object], dut_with: DutWith, ftps_server: FtpsServer
) -> None:
    modem = dut_with(**options)
    modem.pdp.ensure_active()
    if "unreadable" in options:
        modem.send(f'AT+QFUPL="{ABSENT}",4', data=b"text").check()

    exchange = in_session(modem, ftps_server, position, put)

    assert exchange.result == -12, exchange.outcome


@pytest.mark.requirement("ERR-LOCAL-13", "ERR-GEN-07")
@pytest.mark.parametrize("storage", ["RAM", "UFS"])
def test_a_download_larger_than_the_storage_is_reported(
    storage: str, dut_with: DutWith, ftps_server: FtpsServer
) -> None:
    modem = dut_with(**{storage.lower(): 1000})
    modem.pdp.ensure_active()
    (ftps_server.root / "big.bin").write_bytes(sample_content(2000, "too big"))

    exchange = in_session(modem, ftps_server, f"/{storage}/big", lambda dut: dut.send('AT+QFTPGET="big.bin"'))

    assert exchange.result == -13, exchange.outcome
