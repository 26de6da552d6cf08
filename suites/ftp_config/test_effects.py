"""The effect of AT+QFTPCFG on a transfer, as seen by the server, in FTP and FTPS (note 2.2; document [2]).

suites/transfer tests more of types 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, open_ftp, refusals, sample_content

PASSIVE, ACTIVE = ("PASV", "EPSV"), ("PORT", "EPRT")
FILE = "effect.bin"
DATA = sample_content(500, "effects of QFTPCFG").hex().encode()  # no line ends: equal in ASCII and binary
WITHOUT_EPSV = ServerProfile(ftp=(Fault(Point.REPLY, Reply(502), verb="EPSV", times=None),))
"""The reply to EPSV has no address; a client goes on with PASV (RFC 2428, 3)."""


@dataclass(frozen=True, slots=True)
class Download:
    """A download and its session."""

    got: Exchange
    session: Session


def set_up(modem: Modem, server: FtpsServer, listener: Listener = Listener.PLAIN) -> None:
    """Configure the DUT for sessions with that listener."""
    if listener is Listener.PLAIN:
        preamble(configure_ftp(modem, server), what="refused settings").is_empty()
    else:
        context = SslContext.usual(seclevel=0)
        preamble(configure_ftps(modem, server, context, mode=listener), what="refused settings").is_empty()


def download(
    modem: Modem,
    server: FtpsServer,
    *,
    size: int = len(DATA),
    listener: Listener = Listener.PLAIN,
    profile: ServerProfile | None = None,
) -> Download:
    """Open, download `FILE` of 1000 bytes, close."""
    (server.root / FILE).write_bytes(DATA)
    with server.expecting(profile or ServerProfile(), all_fire=False) as pending:
        preamble(open_ftp(modem, server, listener)).succeeded()
        got = modem.ftp.get(FILE, expected_size=size)
        modem.ftp.ensure_closed()
        return Download(got, pending.session(Deadline.after(SESSION_END_S)))


def before_retr(session: Session, verb: str, otherwise: str) -> str:
    """The argument of the last command of that verb before RETR, or what holds without one."""
    verbs = [command.verb for command in session.commands]
    stimulus("RETR" in verbs, "the DUT sent no RETR")
    earlier = session.commands[: verbs.index("RETR")]
    return next((command.argument for command in reversed(earlier) if command.verb == verb), otherwise)


def expect_mode(came: Download, verbs: tuple[str, ...], *requirements: str) -> None:
    """The data connection is prepared by one of these commands and by none of the other mode; the file arrives."""
    others = ACTIVE if verbs is PASSIVE else PASSIVE
    expect(came.session, *requirements).sent_one_of(*verbs).sent_none_of(*others)
    expect(came.got, *requirements).result(len(DATA)).carried(DATA)


@pytest.mark.requirement("FTPCFG-T1-03")
@pytest.mark.parametrize(
    ("value", "verbs"),
    [
        pytest.param(1, PASSIVE, id="passive"),
        pytest.param(0, ACTIVE, id="active", marks=pytest.mark.needs("active")),
    ],
)
def test_type_1_sets_the_mode_of_the_data_connection(
    value: int, verbs: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    set_up(online_modem, ftps_server)
    preamble(refusals(online_modem.ftp.apply({1: value})), what="refused settings").is_empty()

    came = download(online_modem, ftps_server)

    expect_mode(came, verbs, "FTPCFG-T1-03")


@pytest.mark.requirement("FTPCFG-08")
@pytest.mark.parametrize(
    ("value", "verbs"),
    [
        pytest.param(1, PASSIVE, id="passive"),
        pytest.param(0, ACTIVE, id="active", marks=pytest.mark.needs("active")),
    ],
)
def test_type_1_applies_to_ftp_and_to_ftps(
    value: int, verbs: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for listener in (Listener.PLAIN, Listener.IMPLICIT):
        set_up(online_modem, ftps_server, listener)
        preamble(refusals(online_modem.ftp.apply({1: value})), what="refused settings").is_empty()

        came = download(online_modem, ftps_server, listener=listener)

        expect_mode(came, verbs, "FTPCFG-08")


@pytest.mark.requirement("FTPCFG-T2-03", "FTPCFG-08")
@pytest.mark.parametrize(
    ("listener", "identifiers"),
    [
        pytest.param(Listener.PLAIN, ("FTPCFG-T2-03",), id="ftp"),
        pytest.param(Listener.IMPLICIT, ("FTPCFG-T2-03", "FTPCFG-08"), id="ftps"),
    ],
)
@pytest.mark.parametrize(
    ("value", "letter"), [pytest.param(0, "I", id="binary"), pytest.param(1, "A", id="ascii")]
)
def test_type_2_sets_the_representation_type(
    value: int,
    letter: str,
    listener: Listener,
    identifiers: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    set_up(online_modem, ftps_server, listener)
    preamble(refusals(online_modem.ftp.apply({2: value})), what="refused settings").is_empty()

    came = download(online_modem, ftps_server, listener=listener)

    in_force = before_retr(came.session, "TYPE", otherwise="A")[
        :1
    ].upper()  # RFC 959, 5.1: A at the beginning
    expect(in_force, *identifiers, what="the representation type at RETR").equals(letter)
    expect(came.got, *identifiers).result(len(DATA)).carried(DATA)


@pytest.mark.requirement("FTPCFG-T3-03")
@pytest.mark.parametrize("offset", [0, 1, 999])
def test_type_3_sets_the_start_of_a_download(
    offset: int, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    set_up(online_modem, ftps_server)
    preamble(refusals(online_modem.ftp.apply({3: offset})), what="refused settings").is_empty()

    came = download(online_modem, ftps_server, size=len(DATA) - offset)

    after = online_modem.ftp.setting(3)
    observe(f"type 3 after a download that began at {offset}", " ".join(after.lines))
    start = before_retr(came.session, "REST", otherwise="0")
    expect(start, "FTPCFG-T3-03", what="the offset of REST before RETR").equals(str(offset))
    expect(came.got, "FTPCFG-T3-03").result(len(DATA) - offset).carried(DATA[offset:])


def outcome(modem: Modem, server: FtpsServer) -> str:
    """The outcome of a download over the UART with type 5 at 1, in words."""
    refused = refusals(modem.ftp.apply({5: 1}))
    if refused:
        return f"refused: {', '.join(refused)}"
    try:
        got = download(modem, server).got
    except ChannelTimeout as silence:  # the driver may not know the framing
        modem.attach()
        return str(silence)
    return f"{got.outcome}; {'the bytes of the file' if got.data == DATA else 'other bytes'}"


@pytest.mark.requirement("FTPCFG-T5-03")
def test_type_5_value_0_is_a_transparent_uart_and_value_1_is_recorded(
    restored_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    restored_modem.pdp.ensure_active()

    set_up(restored_modem, ftps_server)
    observe("a download with type 5 at 1", outcome(restored_modem, ftps_server))
    set_up(restored_modem, ftps_server)
    preamble(refusals(restored_modem.ftp.apply({5: 0})), what="refused settings").is_empty()
    came = download(restored_modem, ftps_server)

    expect(came.got, "FTPCFG-T5-03").result(len(DATA)).carried(DATA)


@pytest.fixture
def misleading_server(peers: Peers) -> Iterator[FtpsServer]:
    """A server whose 227 replies contain an unused address, as behind NAT."""
    with peers.ftps_server(passive_host=peers.false_address) as server:
        yield server


def download_from_misleading_server(
    modem: Modem, server: FtpsServer, value: int, *, listener: Listener = Listener.PLAIN
) -> Download:
    """A passive download with that value of type 6, in which the DUT met the false address of the server."""
    set_up(modem, server, listener)
    preamble(refusals(modem.ftp.apply({1: 1})), what="refused settings").is_empty()
    refused = refusals(modem.ftp.apply({6: value}))
    if refused:
        left_open(f"the values of type 6 are in document [2]; this DUT refuses {', '.join(refused)}")
    came = download(modem, server, listener=listener, profile=WITHOUT_EPSV)
    if came.session.sent("EPSV") and not came.session.sent("PASV"):
        left_open("this DUT opens passive data connections by EPSV only, whose reply has no address")
    stimulus(bool(came.session.sent("PASV")), "the DUT sent no PASV, and met no false address")
    return came


@pytest.mark.requirement("FTPCFG-T6-03")
def test_type_6_value_1_uses_the_address_of_the_control_connection(
    restored_modem: Modem, misleading_server: FtpsServer
) -> None:
    restored_modem.pdp.ensure_active()

    came = download_from_misleading_server(restored_modem, misleading_server, 1)

    expect(came.got, "FTPCFG-T6-03").result(len(DATA)).carried(DATA)


@pytest.mark.requirement("FTPCFG-T6-04")
def test_type_6_value_0_uses_the_address_of_the_passive_reply(
    restored_modem: Modem, misleading_server: FtpsServer, ftps_server: FtpsServer, observe: Observe
) -> None:
    restored_modem.pdp.ensure_active()

    came = download_from_misleading_server(restored_modem, misleading_server, 0)
    set_up(restored_modem, ftps_server)
    control = download(restored_modem, ftps_server, profile=WITHOUT_EPSV)

    observe("answer to an unused address", came.got.outcome)
    expect(came.got, "FTPCFG-T6-04").did_not_succeed()
    expect(came.session, "FTPCFG-T6-04").data_connections(0)
    true = preamble(control.got, what="the control: a true address in the passive reply")
    true.result(len(DATA)).carried(DATA)


@pytest.mark.requirement("FTPCFG-08", "FTPCFG-T6-03", "FTPCFG-T6-04")
@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_type_6_applies_to_ftps(
    listener: Listener, restored_modem: Modem, misleading_server: FtpsServer, observe: Observe
) -> None:
    restored_modem.pdp.ensure_active()

    ignoring = download_from_misleading_server(restored_modem, misleading_server, 1, listener=listener)
    believing = download_from_misleading_server(restored_modem, misleading_server, 0, listener=listener)

    observe("answer to an unused address", believing.got.outcome)
    with expect_all():
        expect(ignoring.got, "FTPCFG-08", "FTPCFG-T6-03").result(len(DATA)).carried(DATA)
        expect(believing.got, "FTPCFG-08", "FTPCFG-T6-04").did_not_succeed()
        expect(believing.session, "FTPCFG-08", "FTPCFG-T6-04").data_connections(0)
