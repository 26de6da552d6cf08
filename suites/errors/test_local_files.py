"""-11, -12 and -13: errors of a file in local storage (note 2.2, type 4; Table 4).

Document [2] defines the storages and file names.  The limit between -11 and -12 is
not defined, so both pass where a file exists and cannot be had (ERR-GEN-08).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.fixture_types import DutWith, Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content

from ..local_storage import free_bytes, has_room
from ..transfer.sessions import DataMode, session
from .alternatives import leave_open_without, with_overlapping
from .reopening import expect_reopening
from .stages import open_session, prepare

ABSENT = "none.txt"
HELD = "held.bin"
SMALL = sample_content(50, "small")
NOT_FOUND, NOT_READ, NO_SPACE = -11, -12, -13  # Table 4


@pytest.fixture
def local_modem(online_modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case files go to and come from the UART again."""
    yield online_modem
    online_modem.ftp.configure(4, "/COM/").check()


def judge_in_session(
    modem: Modem,
    server: FtpsServer,
    place: str,
    act: Callable[[Modem], Exchange],
    judge: Callable[[Exchange], None],
) -> None:
    """Judge the exchange of a command in a session with that local position, and that the next session opens.

    The session goes on.  One that ends leaves the case open: the note speaks of further
    commands and not of the session.
    """

    def provoke() -> tuple[Exchange, bool]:
        return _act_in_session(modem, server, place, act)

    exchange, has_ended = provoke()
    expect_reopening("ERR-GEN-07", modem, server, Listener.PLAIN, provoke)
    judge(exchange)
    if has_ended:
        left_open("the DUT ends the session with the transfer; the note does not say that it stays open")


def _act_in_session(
    modem: Modem, server: FtpsServer, place: str, act: Callable[[Modem], Exchange]
) -> tuple[Exchange, bool]:
    """The exchange, and whether the DUT ended the session with it."""
    prepare(modem, server, Listener.PLAIN)
    with server.expecting(ServerProfile()):
        open_session(modem, server, Listener.PLAIN)
        control = server.root / "control.txt"
        control.unlink(missing_ok=True)
        preamble(modem.ftp.put("control.txt", b"from the UART")).result(13)
        preamble(control, what="the file from the UART").holds(b"from the UART")
        preamble(modem.ftp.configure(4, place)).succeeded()
        exchange = act(modem)
        has_ended = not exchange.ok and status_word(modem.ftp.status()) in CLOSED_STATES
        if not has_ended:
            expect(modem.ftp.path("/"), "ERR-GEN-07").succeeded()
        modem.ftp.ensure_closed()
    return exchange, has_ended


def put(modem: Modem) -> Exchange:
    """Upload a local file, without data mode."""
    return modem.send(f'AT+QFTPPUT="{ABSENT}",100')


@pytest.mark.requirement("ERR-LOCAL-11", "ERR-GEN-07")
@pytest.mark.parametrize("storage", ["UFS", "RAM", "SD"])
def test_a_missing_local_file_is_reported(storage: str, local_modem: Modem, ftps_server: FtpsServer) -> None:
    uploaded = ftps_server.root / ABSENT
    uploaded.unlink(missing_ok=True)

    def judge(exchange: Exchange) -> None:
        expect(exchange, "ERR-LOCAL-11").failed_with(*with_overlapping(NOT_FOUND))
        # STOR may come before the look for the file
        sent = uploaded.read_bytes() if uploaded.exists() else b""
        expect(sent, "ERR-LOCAL-11", what="what the server got").has_size(0)
        leave_open_without(exchange, NOT_FOUND)

    judge_in_session(local_modem, ftps_server, f"/{storage}/{ABSENT}", put, judge)


@pytest.fixture
def held_file(local_modem: Modem) -> Iterator[Exchange]:
    """AT+QFOPEN of a local file, which is closed and deleted after the case."""
    held = local_modem.send(f'AT+QFOPEN="{HELD}",1')
    yield held
    if held.ok:
        local_modem.send(f"AT+QFCLOSE={held.values('QFOPEN')}")
        local_modem.send(f'AT+QFDEL="{HELD}"')


@pytest.mark.requirement("ERR-LOCAL-12", "ERR-GEN-07")
def test_a_local_file_opened_by_another_command_is_reported(
    held_file: Exchange, local_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    if not held_file.ok:
        left_open(f"the note has no command that opens a local file, AT+QFOPEN: {held_file.outcome}")

    def judge(exchange: Exchange) -> None:
        observe("the code for a local file that another command has open", exchange.result)
        if exchange.ok:
            left_open("the DUT shares a local file that another command has open")
        expect(exchange, "ERR-LOCAL-12").failed_with(NOT_READ, NOT_FOUND)

    judge_in_session(local_modem, ftps_server, f"/UFS/{HELD}", put, judge)


@pytest.mark.requirement("ERR-LOCAL-12", "ERR-GEN-07")
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
    exists = "unreadable" in options
    if exists:
        modem.send(f'AT+QFUPL="{ABSENT}",4', data=b"text").check()

    def judge(exchange: Exchange) -> None:
        # without a card no file is found, and none can be had
        expect(exchange, "ERR-LOCAL-12").failed_with(NOT_READ, *(() if exists else (NOT_FOUND,)))

    judge_in_session(modem, ftps_server, position, put, judge)


def dut_without_room(storage: str, dut_with: DutWith, server: FtpsServer) -> Modem:
    """An online DUT whose storage has less free space than `big.bin` needs, which the server has."""
    modem = dut_with(**{storage.lower(): 1000})
    modem.pdp.ensure_active()
    free = free_bytes(modem, storage)
    stimulus(free is not None, "the DUT does not tell the free space of its storage")
    (server.root / "big.bin").write_bytes(sample_content((free or 0) + 1000, "too big"))
    return modem


@pytest.mark.requirement("ERR-LOCAL-13", "ERR-GEN-07")
@pytest.mark.parametrize("storage", ["RAM", "UFS"])
def test_a_download_larger_than_the_storage_is_reported(
    storage: str, dut_with: DutWith, ftps_server: FtpsServer
) -> None:
    modem = dut_without_room(storage, dut_with, ftps_server)

    def judge(exchange: Exchange) -> None:
        expect(exchange, "ERR-LOCAL-13").failed_with(*with_overlapping(NO_SPACE))
        leave_open_without(exchange, NO_SPACE)

    judge_in_session(
        modem, ftps_server, f"/{storage}/big", lambda dut: dut.send('AT+QFTPGET="big.bin"'), judge
    )


@pytest.mark.requirement("ERR-LOCAL-13", "FTPCFG-T4-03", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("storage", "mode", "data_mode"),
    [
        pytest.param("RAM", Listener.PLAIN, DataMode.PASSIVE, id="RAM-plain-passive"),
        pytest.param("UFS", Listener.IMPLICIT, DataMode.ACTIVE, id="UFS-implicit-active"),
        pytest.param("RAM", Listener.EXPLICIT, DataMode.ACTIVE, id="RAM-explicit-active"),
    ],
)
def test_each_download_larger_than_the_storage_is_reported_in_each_mode(
    storage: str, mode: Listener, data_mode: DataMode, dut_with: DutWith, ftps_server: FtpsServer
) -> None:
    modem = dut_without_room(storage, dut_with, ftps_server)
    (ftps_server.root / "small.bin").write_bytes(SMALL)

    with session(modem, ftps_server, mode, data_mode=data_mode) as pending, expect_all():
        for number in range(1, 12):
            if number == 10:  # nine in one session, and two after its context was activated anew
                _activate_anew(modem, ftps_server, mode)
            preamble(modem.ftp.configure(4, f"/{storage}/big")).succeeded()
            refused = modem.send('AT+QFTPGET="big.bin"')
            what = f"download {number}"
            expect(refused, "ERR-LOCAL-13", what=what).failed_with(*with_overlapping(NO_SPACE))
            if has_ended := status_word(modem.ftp.status()) in CLOSED_STATES:
                break
            modem.send(f'AT+QFDEL="{storage}:big"')  # a DUT may keep the part that came
            if number % 4 == 1 and has_room(modem, storage, len(SMALL)):
                _expect_small_file(modem, ftps_server, storage, f"small{number}", what=f"after {what}")
        preamble(modem.ftp.configure(4, "/COM/")).succeeded()
        modem.ftp.ensure_closed()

    if has_ended:
        left_open("the DUT ends the session with the transfer; the note does not say that it stays open")
    expect(pending.sessions[-1], "FTPCFG-T4-03").sent_one_of(*data_mode.verbs)


def _activate_anew(modem: Modem, server: FtpsServer, mode: Listener) -> None:
    """Close the session, activate the context once more, and open the session again."""
    modem.ftp.ensure_closed()
    preamble(modem.pdp.deactivate()).accepted()
    modem.pdp.ensure_active()
    preamble(open_ftp(modem, server, mode)).succeeded()


def _expect_small_file(modem: Modem, server: FtpsServer, storage: str, name: str, *, what: str) -> None:
    """Judge that the storage takes a file that fits, gives it back, and that the UART is of use, too."""
    __tracebackhide__ = True
    back = server.root / "back.bin"
    back.unlink(missing_ok=True)
    preamble(modem.ftp.configure(4, f"/{storage}/{name}")).succeeded()
    expect(modem.send('AT+QFTPGET="small.bin"'), "ERR-GEN-07", what=what).result(len(SMALL))
    expect(modem.send('AT+QFTPPUT="back.bin",0'), "ERR-GEN-07", what=what).result(len(SMALL))
    expect(back, "FTPCFG-T4-03").holds(SMALL)
    modem.send(f'AT+QFDEL="{storage}:{name}"')
    preamble(modem.ftp.configure(4, "/COM/")).succeeded()
    expect(modem.ftp.put("uart.bin", SMALL), "ERR-GEN-07", what=what).result(len(SMALL))
    got = modem.ftp.get("uart.bin", expected_size=len(SMALL))
    expect(got, "ERR-GEN-07", what=what).result(len(SMALL)).carried(SMALL)
