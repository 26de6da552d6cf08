"""Each code of Table 4 again and again: the second and the ninth time, after another error, in each mode (Table 4).

In one session every reply comes in turn, so that each answer follows an error of another
kind; the next round takes them in the other direction.  What does not answer in one
session, such as a login, is provoked from one session to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.ftps.dns import DnsResponder
from hil.ftps.faults import CloseNotify, Fault, Point, Reply, Stall
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.channel import UrcSeen
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp, refusals

from ..transfer.sessions import DataMode
from .stages import BREAK, broken_get, expect_download, get, has_fired, open_session, prepare
from .test_second_errors import ENDED, Refusal, expect_upload, missing, put

NO_ADDRESS, NETWORK_ERROR, SESSION_CLOSED, DATA_CLOSED = -4, -5, -6, -7  # Table 4
CONTEXT_LOST, TIMEOUT, NO_DATA_CONNECTION = -8, -9, -425
REPLIES = (
    Refusal(450, "STOR", "ERR-SRV-450"),
    Refusal(551, "RETR", "ERR-SRV-551"),
    Refusal(452, "STOR", "ERR-SRV-452"),
    Refusal(501, "RETR", "ERR-SRV-501"),
    Refusal(532, "STOR", "ERR-SRV-532"),
    Refusal(550, "RETR", "ERR-SRV-550"),
    Refusal(551, "STOR", "ERR-SRV-551"),
    Refusal(552, "STOR", "ERR-SRV-552"),
    Refusal(450, "RETR", "ERR-SRV-450"),
    Refusal(553, "STOR", "ERR-SRV-553"),
)
ROUNDS = {Listener.PLAIN: 2, Listener.IMPLICIT: 2, Listener.EXPLICIT: 9}


@pytest.mark.requirement(
    "ERR-SRV-450",
    "ERR-SRV-452",
    "ERR-SRV-501",
    "ERR-SRV-532",
    "ERR-SRV-550",
    "ERR-SRV-551",
    "ERR-SRV-552",
    "ERR-SRV-553",
    "ERR-GEN-07",
)
@pytest.mark.parametrize("mode", ROUNDS, ids=str)
def test_each_reply_has_its_code_in_each_round(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    turns = [
        refusal for turn in range(ROUNDS[mode]) for refusal in (REPLIES if turn % 2 == 0 else REPLIES[::-1])
    ]
    faults = tuple(refusal.fault for refusal in turns)
    prepare(online_modem, ftps_server, mode)

    with ftps_server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending, expect_all():
        open_session(online_modem, ftps_server, mode)
        for number, refusal in enumerate(turns):
            what = f"transfer {number + 1}, in round {number // len(REPLIES) + 1}"
            expect(refusal.provoke(online_modem), refusal.requirement, what=what).failed_with(-refusal.code)
            if has_ended := status_word(online_modem.ftp.status()) in CLOSED_STATES:
                break
        else:
            expect_upload(online_modem, ftps_server, "ERR-GEN-07", what="an upload after the errors")
            expect_download(online_modem, "ERR-GEN-07", what="a download after the errors")
        online_modem.ftp.ensure_closed()

    if has_ended:
        left_open(ENDED)
    fired = [fault for session in pending.sessions for fault in session.fired]
    stimulus(sorted(map(str, fired)) == sorted(map(str, faults)), "the DUT did not meet all refusals")


# --- from one session to the next ------------------------------------------------------------------------------

GREETED = Fault(Point.GREETING, Reply(421, "Full.", then=CloseNotify()))
LOGINS = (  # fault, requirement, codes
    (Fault(Point.REPLY, Reply(530, "No."), verb="PASS"), "ERR-SRV-530", (-530,)),
    (GREETED, "ERR-SRV-421", (-421, SESSION_CLOSED)),
    (Fault(Point.REPLY, Reply(501, "What?"), verb="USER"), "ERR-SRV-501", (-501,)),
    (Fault(Point.REPLY, Reply(530, "No."), verb="USER"), "ERR-SRV-530", (-530,)),
    (Fault(Point.REPLY, Reply(500, "What?"), verb="PASS"), "ERR-SRV-500", (-500,)),
)


@pytest.mark.requirement(
    "ERR-SRV-530", "ERR-SRV-421", "ERR-SRV-500", "ERR-SRV-501", "ERR-LOCAL-05", "ERR-GEN-07"
)
@pytest.mark.parametrize(
    ("mode", "rounds"),
    [(Listener.PLAIN, 2), (Listener.IMPLICIT, 2), (Listener.EXPLICIT, 9)],
    ids=["ftp", "implicit", "explicit"],
)
def test_each_failed_open_has_its_code_in_each_round(
    mode: Listener, rounds: int, online_modem: Modem, ftps_server: FtpsServer, peers: Peers
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, mode)

    with expect_all():
        for turn in range(1, rounds + 1):
            for fault, requirement, codes in LOGINS if turn % 2 else LOGINS[::-1]:
                with ftps_server.expecting(ServerProfile(ftp=(fault,))):
                    opened = open_ftp(modem, ftps_server, mode)
                    modem.ftp.ensure_closed()
                expect(opened, requirement, what=f"round {turn}").failed_with(*codes)
            with peers.closed_port() as (host, port):
                alone = modem.ftp.open(host, port)
            expect(alone, "ERR-LOCAL-05", what=f"round {turn}").failed_with(NETWORK_ERROR)
        with ftps_server.expecting(ServerProfile()):
            expect(open_ftp(modem, ftps_server, mode), "ERR-GEN-07", what="a session after them").succeeded()
            expect(missing(modem), "ERR-GEN-07", what="a download in it").failed_with(-550)
            modem.ftp.ensure_closed()


@pytest.mark.requirement("ERR-SRV-502", "ERR-GEN-04", "ERR-GEN-07")
def test_502_to_auth_has_its_code_each_time(online_modem: Modem, ftps_server: FtpsServer) -> None:
    modem, fault = online_modem, Fault(Point.REPLY, Reply(502, "No TLS here."), verb="AUTH", times=None)
    prepare(modem, ftps_server, Listener.EXPLICIT)

    for turn in range(1, 10):
        with ftps_server.expecting(ServerProfile(ftp=(fault,))):
            opened = open_ftp(modem, ftps_server, Listener.EXPLICIT)
            modem.ftp.ensure_closed()
        expect(opened, "ERR-SRV-502", "ERR-GEN-04", what=f"time {turn}").failed_with(-502)
    with ftps_server.expecting(ServerProfile()):
        opened = open_ftp(modem, ftps_server, Listener.EXPLICIT)
        modem.ftp.ensure_closed()
    expect(opened, "ERR-GEN-07", what="a session after them").succeeded()


NO_PASSIVE = tuple(
    Fault(Point.REPLY, Reply(502, "No passive mode."), verb=verb, times=None) for verb in ("PASV", "EPSV")
)


@pytest.mark.needs("passive")
@pytest.mark.requirement("ERR-SRV-502", "ERR-SRV-550", "ERR-GEN-04")
def test_502_to_pasv_has_its_code_each_time(online_modem: Modem, ftps_server: FtpsServer) -> None:
    modem = online_modem
    prepare(modem, ftps_server, Listener.PLAIN)

    turned = False
    for _ in range(2):
        with ftps_server.expecting(ServerProfile(ftp=NO_PASSIVE), all_fire=False) as pending:
            open_session(modem, ftps_server, Listener.PLAIN)
            for act in (get, put):
                exchange = act(modem)
                turned = turned or any(
                    session.sent(verb) for session in pending.sessions for verb in ("PORT", "EPRT")
                )
                if not (turned and exchange.ok):
                    expect(exchange, "ERR-SRV-502", "ERR-GEN-04").failed_with(-502, NO_DATA_CONNECTION)
            modem.ftp.ensure_closed()
        with ftps_server.expecting(ServerProfile()):
            open_session(modem, ftps_server, Listener.PLAIN)
            expect(missing(modem), "ERR-SRV-550", what="another error between them").failed_with(-550)
            modem.ftp.ensure_closed()

    if turned:
        left_open("the DUT opens the data connection by PORT instead; the note does not forbid it")


# --- names and time-outs ---------------------------------------------------------------------------------------


@pytest.mark.needs("host-names")
@pytest.mark.requirement("ERR-LOCAL-04", "ERR-LOCAL-05", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_an_unknown_name_has_its_code_in_each_mode(
    mode: Listener,
    online_modem: Modem,
    ftps_server: FtpsServer,
    peers: Peers,
    name_server: DnsResponder | None,
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, mode)

    for turn in ("first", "second"):
        with peers.closed_port() as (host, port):
            alone = modem.ftp.open(host, port)
        expect(alone, "ERR-LOCAL-05", what=f"before the {turn} name").failed_with(NETWORK_ERROR)
        unknown = modem.ftp.open("no-such-host.invalid", 990)  # RFC 6761, 6.4
        if unknown.result in {TIMEOUT, NETWORK_ERROR}:
            stimulus(name_server is not None, "the bench does not see whether a name server answered")
        expect(unknown, "ERR-LOCAL-04", what=f"the {turn} name").failed_with(NO_ADDRESS)
    with ftps_server.expecting(ServerProfile()):
        expect(open_ftp(modem, ftps_server, mode), "ERR-GEN-07", what="a session after them").succeeded()
        modem.ftp.ensure_closed()


STALLED = Fault(Point.DATA, Stall(), verb="RETR", after=BREAK)


@pytest.mark.requirement("ERR-LOCAL-09", "ERR-SRV-550")
def test_each_stalled_download_has_the_code_of_a_timeout(quick_modem: Modem, ftps_server: FtpsServer) -> None:
    modem = quick_modem

    for turn, mode in (("first", Listener.PLAIN), ("second", Listener.IMPLICIT)):
        prepare(modem, ftps_server, mode)
        with ftps_server.expecting(ServerProfile(ftp=(STALLED,)), all_fire=False) as pending:
            open_session(modem, ftps_server, mode)
            expect(missing(modem), "ERR-SRV-550", what=f"before the {turn} download").failed_with(-550)
            stalled = broken_get(modem)
            modem.ftp.ensure_closed()
        stimulus(has_fired(pending), "the DUT did not meet the fault")
        expect(stalled, "ERR-LOCAL-09", what=f"the {turn} download").failed_with(TIMEOUT)


BEHIND_THE_DATA = (
    (Fault(Point.COMPLETION, Reply(426, "Aborted."), verb="RETR"), "ERR-SRV-426", (-426, DATA_CLOSED)),
    (Fault(Point.COMPLETION, Reply(450, "Busy."), verb="RETR"), "ERR-SRV-450", (-450,)),
)


@pytest.mark.requirement("ERR-SRV-426", "ERR-SRV-450", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("mode", "data_mode"),
    [
        pytest.param(Listener.PLAIN, DataMode.PASSIVE, id="ftp"),
        pytest.param(Listener.EXPLICIT, DataMode.PASSIVE, id="explicit"),
        pytest.param(Listener.IMPLICIT, DataMode.ACTIVE, id="implicit-active"),
    ],
)
def test_each_download_refused_behind_its_data_has_its_code(
    mode: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    modem, turns = online_modem, BEHIND_THE_DATA * 5
    prepare(modem, ftps_server, mode)
    preamble(refusals(modem.ftp.apply({1: data_mode})), what="refused settings").is_empty()
    faults = tuple(replace(fault) for fault, _, _ in turns)  # each its own, which occurs once

    with ftps_server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending, expect_all():
        open_session(modem, ftps_server, mode)
        for number, (_, requirement, codes) in enumerate(turns, 1):
            expect(get(modem), requirement, what=f"download {number}").failed_with(*codes)
            if has_ended := status_word(modem.ftp.status()) in CLOSED_STATES:
                break
        else:
            expect_download(modem, "ERR-GEN-07", what="a download after the errors")
        modem.ftp.ensure_closed()

    if has_ended:
        left_open(ENDED)
    stimulus(pending.sessions[-1].fired == faults, "the DUT did not meet the replies")


# --- replies that Table 4 does not have ------------------------------------------------------------------------

UNLISTED = (
    (Fault(Point.REPLY, Reply(451, "Aborted."), verb="RETR"), get),
    (Fault(Point.REPLY, Reply(522, "No."), verb="STOR"), put),
    (Fault(Point.REPLY, Reply(raw=b"XYZ\r\n"), verb="RETR"), get),
)


BEFORE = (
    Refusal(532, "STOR", "ERR-SRV-532"),
    Refusal(553, "STOR", "ERR-SRV-553"),
    Refusal(452, "STOR", "ERR-SRV-452"),
)
"""Rows of Table 4 that tell nothing of what the unlisted replies, and one that is none, tell."""


@pytest.mark.requirement("ERR-GEN-09", "ERR-SRV-452", "ERR-SRV-532", "ERR-SRV-553")
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_a_reply_outside_table_4_is_not_reported_as_the_error_before(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, mode)
    faults = tuple(
        fault
        for (unlisted, _), listed in zip(UNLISTED, BEFORE, strict=True)
        for fault in (listed.fault, unlisted)
    )

    with ftps_server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending, expect_all():
        open_session(modem, ftps_server, mode)
        for (_, act), listed in zip(UNLISTED, BEFORE, strict=True):
            what = "before a reply outside Table 4"
            expect(listed.provoke(modem), listed.requirement, what=what).failed_with(-listed.code)
            exchange = act(modem)
            expect(exchange, "ERR-GEN-09").failed()
            what = f"the code for a reply outside Table 4 after -{listed.code}"
            expect(exchange.result, listed.requirement, what=what).differs_from(-listed.code)
            if has_ended := status_word(modem.ftp.status()) in CLOSED_STATES:
                break
        modem.ftp.ensure_closed()

    met = pending.sessions[-1].fired
    if has_ended and len(met) < len(faults):
        left_open(ENDED)
    stimulus(met == faults, "the DUT did not meet the replies")


# --- the PDP context -------------------------------------------------------------------------------------------


def code_of(urc: str) -> str:
    """The number in +QFTPERROR, without the space that the note leaves open."""
    return urc.partition(":")[2].strip()


@pytest.fixture
def active_again(online_modem: Modem) -> Iterator[Modem]:
    """The DUT, with an active context after the case, too."""
    yield online_modem
    online_modem.ftp.ensure_closed()
    online_modem.pdp.ensure_active()


@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-08", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.EXPLICIT], ids=str)
def test_each_loss_of_the_pdp_context_is_reported_by_a_urc(
    mode: Listener, active_again: Modem, ftps_server: FtpsServer, network: Network
) -> None:
    modem = active_again
    prepare(modem, ftps_server, mode)

    for turn in ("first", "second", "third"):
        with ftps_server.expecting(ServerProfile(), all_fire=False):
            opened = open_ftp(modem, ftps_server, mode)
            if turn == "first":
                preamble(opened).succeeded()
            else:
                expect(opened, "ERR-GEN-07", what=f"a session before the {turn} loss").succeeded()
            network.deactivate_context()
            seen = modem.channel.wait_urc(_is_ftp_error, Deadline.after(30.0 / modem.channel.clock_rate))
            modem.ftp.ensure_closed()
        urc: UrcSeen = expect(
            seen, "ERR-GEN-01", what=f"+QFTPERROR:<err> after the {turn} loss of the context"
        ).is_present()
        expect(code_of(urc.text), "ERR-LOCAL-08", what=f"the code of the {turn} loss").equals(
            str(CONTEXT_LOST)
        )
        modem.pdp.ensure_active()


def _is_ftp_error(text: str) -> bool:
    return text.startswith("+QFTPERROR:")
