"""The effect of AT+QFTPCFG on a transfer, as seen by the server, in FTP and FTPS (note 2.2; document [2]).

suites/transfer tests more of types 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, open_ftp, refusals, sample_content
from hil.verdict import NotApplicable

PASSIVE, ACTIVE = {"PASV", "EPSV"}, {"PORT", "EPRT"}
FILE = "effect.bin"
DATA = sample_content(500, "effects of QFTPCFG").hex().encode()  # no line ends: equal in ASCII and binary


@dataclass(frozen=True, slots=True)
class Download:
    """A download and its session."""

    got: Exchange
    session: Session


def download(
    modem: Modem,
    server: FtpsServer,
    settings: dict[int, int | str],
    *,
    size: int = len(DATA),
    listener: Listener = Listener.PLAIN,
) -> Download:
    """Configure, open, download `FILE` of 1000 bytes, close; not applicable where a setting is refused."""
    if listener is Listener.PLAIN:
        assert configure_ftp(modem, server) == ()
    else:
        context = SslContext.usual(seclevel=0)
        assert configure_ftps(modem, server, context, mode=listener) == ()
    refused = refusals(modem.ftp.apply(settings))
    if refused:
        raise NotApplicable(f"this DUT refuses that setting of document [2]: {', '.join(refused)}")
    (server.root / FILE).write_bytes(DATA)
    with server.expecting(ServerProfile()) as pending:
        open_ftp(modem, server, listener).check()
        got = modem.ftp.get(FILE, expected_size=size)
        modem.ftp.ensure_closed()
        return Download(got, pending.session(Deadline.after(SESSION_END_S)))


def openings(session: Session) -> set[str]:
    """The commands that prepared data connections."""
    return {command.verb for command in session.commands} & (PASSIVE | ACTIVE)


@pytest.mark.requirement("FTPCFG-T1-03")
@pytest.mark.parametrize(
    ("value", "verbs"),
    [
        pytest.param(1, PASSIVE, id="passive"),
        pytest.param(0, ACTIVE, id="active", marks=pytest.mark.needs("active")),
    ],
)
def test_type_1_sets_the_mode_of_the_data_connection(
    value: int, verbs: set[str], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    came = download(online_modem, ftps_server, {1: value})

    assert openings(came.session) <= verbs
    assert openings(came.session)
    assert came.got.data == DATA


@pytest.mark.requirement("FTPCFG-08")
@pytest.mark.parametrize(
    ("value", "verbs"),
    [
        pytest.param(1, PASSIVE, id="passive"),
        pytest.param(0, ACTIVE, id="active", marks=pytest.mark.needs("active")),
    ],
)
def test_type_1_applies_to_ftp_and_to_ftps(
    value: int, verbs: set[str], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    over_ftp = download(online_modem, ftps_server, {1: value})
    over_ftps = download(online_modem, ftps_server, {1: value}, listener=Listener.IMPLICIT)

    for came in (over_ftp, over_ftps):
        assert openings(came.session) <= verbs
        assert openings(came.session)
        assert came.got.data == DATA


@pytest.mark.requirement("FTPCFG-T2-03", "FTPCFG-08")
@pytest.mark.parametrize("listener", [Listener.PLAIN, Listener.IMPLICIT], ids=["ftp", "ftps"])
@pytest.mark.parametrize(
    ("value", "letter"), [pytest.param(0, "I", id="binary"), pytest.param(1, "A", id="ascii")]
)
def test_type_2_sets_the_representation_type(
    value: int, letter: str, listener: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    came = download(online_modem, ftps_server, {2: value}, listener=listener)

    dialogue = [f"{command.verb} {command.argument[:1]}" for command in came.session.commands]
    types = [line for line in dialogue[: dialogue.index("RETR e")] if line.startswith("TYPE ")]
    assert types[-1:] == [f"TYPE {letter}"]


@pytest.mark.requirement("FTPCFG-T3-03")
@pytest.mark.parametrize("offset", [0, 1, 999])
def test_type_3_sets_the_start_of_a_download(
    offset: int, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    came = download(online_modem, ftps_server, {3: offset}, size=len(DATA) - offset)

    restarts = [command.argument for command in came.session.sent("REST")]
    assert restarts in ([[str(offset)]] if offset else [[], ["0"]])
    assert came.got.result == len(DATA) - offset
    assert came.got.data == DATA[offset:]
    observe(
        f"type 3 after a download that began at {offset}",
        online_modem.ftp.setting(3).values("QFTPCFG"),
    )


def outcome(modem: Modem, server: FtpsServer, value: int) -> str:
    """The outcome of a download over the UART with that value of type 5, in words."""
    try:
        came = download(modem, server, {5: value}).got
    except NotApplicable as refused:
        return str(refused)
    except ChannelTimeout as silence:  # the driver may not know the framing
        modem.attach()
        return str(silence)
    return f"{came.outcome}; {'the bytes of the file' if came.data == DATA else 'other bytes'}"


@pytest.mark.requirement("FTPCFG-T5-03")
def test_type_5_value_0_is_a_transparent_uart_and_value_1_is_recorded(
    restored_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    restored_modem.pdp.ensure_active()

    other = outcome(restored_modem, ftps_server, 1)
    came = download(restored_modem, ftps_server, {5: 0})

    observe("a download with type 5 at 1", other)
    assert came.got.data == DATA


@pytest.fixture
def misleading_server(peers: Peers) -> Iterator[FtpsServer]:
    """A server whose 227 replies contain an unused address, as behind NAT."""
    with peers.ftps_server(passive_host=peers.false_address) as server:
        yield server


@pytest.mark.requirement("FTPCFG-T6-03")
def test_type_6_value_1_uses_the_address_of_the_control_connection(
    restored_modem: Modem, misleading_server: FtpsServer
) -> None:
    restored_modem.pdp.ensure_active()

    came = download(restored_modem, misleading_server, {1: 1, 6: 1})

    assert came.got.result == len(DATA), came.got.outcome
    assert came.got.data == DATA


@pytest.mark.requirement("FTPCFG-T6-04")
def test_type_6_value_0_uses_the_address_of_the_passive_reply(
    restored_modem: Modem, misleading_server: FtpsServer, observe: Observe
) -> None:
    restored_modem.pdp.ensure_active()

    came = download(restored_modem, misleading_server, {1: 1, 6: 0})

    observe("answer to an unused address", came.got.outcome)
    assert not came.got.ok, came.got.outcome
    assert came.session.data == ()
