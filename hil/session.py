"""The steps that cases share: configure the DUT, open a session with the server, transfer a file.

Suites, fixtures and suites of third parties use them.  They judge nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hil.breaches import Dial
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.judgement import running_case
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.payload_guard import inert
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY
from hil.spec.ftp import (
    LOCAL_POSITION_DEFAULT,
    RESUMING_POINT_DEFAULT,
    ConnectionMode,
    FtpSetting,
    TransferType,
)
from hil.verdict import Cause, Inconclusive

SESSION_END_S = 15.0
"""How long a case waits, on a bench where the server is at hand, for the server to see a session end."""

CONNECTION_S = 5.0
"""How long a case waits for a connection when the DUT has ended AT+QFTPOPEN: one that came is only to be accepted."""

CONNECTION_MODE = {Listener.IMPLICIT: ConnectionMode.IMPLICIT, Listener.EXPLICIT: ConnectionMode.EXPLICIT}
USUAL: Mapping[int, int | str] = {
    FtpSetting.TRANSFER_TYPE: TransferType.BINARY,
    FtpSetting.RESUMING_POINT: RESUMING_POINT_DEFAULT,
    FtpSetting.LOCAL_POSITION: LOCAL_POSITION_DEFAULT,
}
"""Binary, offset 0, over the UART (document [2]): the settings of a session unless a case sets others.

Cases of suites/ftp_config test whether a DUT accepts these values.
"""


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """An upload and a download of one name, in one session; a step that was not reached is None.

    `stored` is what the server got, and `offered` what it had at the download.
    """

    opened: Exchange
    uploaded: Exchange | None = None
    stored: bytes | None = None
    downloaded: Exchange | None = None
    closed: Exchange | None = None
    offered: bytes | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """What AT+QFTPOPEN returned, and the session as the server saw it; None if it saw no connection."""

    opened: Exchange
    seen: Session | None

    @property
    def session(self) -> Session:
        """The session at the server; raises `Inconclusive` where the server saw no connection."""
        if self.seen is None:
            raise Inconclusive(f"the server saw no connection: {self.opened.outcome}", Cause.NO_STIMULUS)
        return self.seen


def sample_content(size: int, seed: object) -> bytes:
    """Bytes that look random, are the same for the same seed, and hold nothing that is a command for a DUT."""
    return inert(random.Random(repr(seed)).randbytes(size))


def install_security_data(modem: Modem, authority: Authority) -> None:
    """Put the authority's CA and its good client certificate and key into NVRAM, once for all cases."""
    client = authority.client()
    modem.security.ensure(NVRAM_CA0, authority.ca_pem)
    modem.security.ensure(NVRAM_CERT, client.certificate)
    modem.security.ensure(NVRAM_KEY, client.key)


def configure_ftps(
    modem: Modem,
    server: FtpsServer,
    context: SslContext,
    *,
    mode: Listener,
    index: int = 0,
    ignore_rtc: bool = True,
) -> tuple[str, ...]:
    """Tell the DUT to open FTPS sessions in that mode with that context; returns what it refused.

    The dates of certificates are ignored by default, as in note 4.2.1: the clock
    of a DUT after a power loss is in 2004.
    """
    applied = (modem.ssl.ignore_rtc_time(ignore_rtc), *modem.ssl.apply(index, context))
    return refusals(applied) + use_context(modem, server, index, mode=mode)


def use_context(
    modem: Modem, server: FtpsServer, index: int, *, mode: Listener = Listener.IMPLICIT
) -> tuple[str, ...]:
    """Tell the DUT to open FTPS sessions in that mode with the context as it is; returns what it refused."""
    return refusals(
        (
            modem.ssl.enable_ftps(True),
            modem.ssl.bind_context(index),
            *modem.ftp.apply({FtpSetting.CONNECTION_MODE: CONNECTION_MODE[mode]}),
            *_log_in_as_known(modem, server),
        )
    )


def configure_ftp(modem: Modem, server: FtpsServer) -> tuple[str, ...]:
    """Tell the DUT to open FTP sessions in clear; returns what it refused."""
    return refusals((modem.ssl.enable_ftps(False), *_log_in_as_known(modem, server)))


def refusals(exchanges: Iterable[Exchange]) -> tuple[str, ...]:
    """Each command that was not accepted, with its answer."""
    return tuple(f"{exchange.command}: {exchange.outcome}" for exchange in exchanges if not exchange.ok)


def open_ftp(modem: Modem, server: FtpsServer, listener: Listener, *, host: str | None = None) -> Exchange:
    """AT+QFTPOPEN to that listener of the server; `host` is a name of it in place of its address."""
    case, offer = running_case(), modem.ssl.offer()
    if case is not None and offer is not None:
        case.observed.append(Dial(server, server.session_count, offer, modem.ssl.offer).breaches)
    address, port = server.address(listener)
    return modem.ftp.open(host or address, port)


def attempt(
    modem: Modem,
    server: FtpsServer,
    profile: ServerProfile | None = None,
    *,
    mode: Listener = Listener.IMPLICIT,
    all_fire: bool = True,
    host: str | None = None,
) -> Attempt:
    """Open a session with a server of that profile and close it again; whether it opened is for the case to judge.

    A fault of the profile that does not come about is no stimulus; without `all_fire`
    the case sees to it.  `host` is a name of the server in place of its address.
    """
    with server.expecting(profile or ServerProfile(), all_fire=all_fire) as pending:
        opened = open_ftp(modem, server, mode, host=host)
        modem.ftp.ensure_closed()
        came = pending.await_connection(Deadline.after(CONNECTION_S))
        return Attempt(opened, pending.session(Deadline.after(SESSION_END_S)) if came else None)


def round_trip(
    modem: Modem, server: FtpsServer, listener: Listener, data: bytes, *, offered: bytes | None = None
) -> RoundTrip:
    """Open, upload, download, close; stops at the first command that did not succeed.

    Before the download the bytes `offered` take the place of the file, by default those that
    were uploaded: only a DUT that asks the server can deliver others.
    """
    name = "trip.bin"
    file = server.root / name
    file.unlink(missing_ok=True)
    opened = open_ftp(modem, server, listener)
    if not opened.ok:
        return RoundTrip(opened)
    uploaded = modem.ftp.put(name, data)
    stored = file.read_bytes() if file.exists() else None
    if not uploaded.ok:
        return RoundTrip(opened, uploaded, stored)
    if offered is not None:
        file.write_bytes(offered)
    there = data if offered is None else offered
    downloaded = modem.ftp.get(name, expected_size=len(there))
    return RoundTrip(opened, uploaded, stored, downloaded, modem.ftp.close(), there)


def _log_in_as_known(modem: Modem, server: FtpsServer) -> tuple[Exchange, ...]:
    modem.ftp.apply(USUAL)
    return (
        *modem.ftp.apply({FtpSetting.DATA_CONNECTION: modem.claims.data_connection}),
        modem.ftp.user(server.user),
        modem.ftp.password(server.password),
    )
