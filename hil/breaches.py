"""What a DUT did in place of meeting the stimulus of a case: a fail, if a requirement forbids it in every session.

A case is inconclusive where its stimulus did not come about.  If the server saw the DUT
break a requirement meanwhile (a ClientHello with other suites than those of the SSL
context), that behaviour is judged instead, by the requirement that it breaks.  Only
what holds in each FTPS session whatever the server does stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hil.ftps.faults import TRANSFERS
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener, Session
from hil.judgement import Breach
from hil.modem.ssl import Offer
from hil.spec.tls import Version
from hil.tls.observation import ClientHello

_TLS_HANDSHAKE = b"\x16"  # RFC 5246, 6.2.1
_SECRET = frozenset({"USER", "PASS", "ACCT"})


@dataclass(frozen=True, slots=True)
class Dial:
    """An AT+QFTPOPEN of a case: the server, the number of sessions that it had before, and what the DUT may offer.

    `offered_now` is what it may offer when it is asked.  The note does not say when new
    settings reach an open session, so its data connections are judged only by settings
    that are still in force.
    """

    server: FtpsServer
    before: int
    offer: Offer
    offered_now: Callable[[], Offer | None]

    def breaches(self) -> Iterator[Breach]:
        """What the DUT broke in the sessions since then."""
        is_in_force = self.offered_now() == self.offer
        for seen in self.server.sessions_after(self.before):
            session = seen if is_in_force else replace(seen, data=())
            for rule in _RULES:
                yield from rule(session, self.offer)


def _hellos(session: Session) -> Iterator[tuple[str, ClientHello]]:
    for place, connection in _connections(session):
        if connection.handshake is not None and connection.handshake.hello is not None:
            yield place, connection.handshake.hello


def _connections(session: Session) -> Iterator[tuple[str, Connection]]:
    yield "the control connection", session.control
    for connection in session.data:
        yield "a data connection", connection


def _other_suites(session: Session, offer: Offer) -> Iterator[Breach]:
    for place, hello in _hellos(session):
        others = hello.offered - offer.suites
        if others:
            wanted, came = _codes(offer.suites), _codes(hello.offered)
            yield Breach("SSLCFG-CIPHER-13", f"{place}: no suite but {wanted} offered", f"{came} offered")


def _higher_version(session: Session, offer: Offer) -> Iterator[Breach]:
    most = max(offer.versions)
    for place, hello in _hellos(session):
        if hello.client_version > most:
            came = f"0x{hello.client_version:04X}"
            yield Breach("VER-06", f"{place}: no version above {Version(most).title} offered", came)


def _login_in_clear(session: Session, _offer: Offer) -> Iterator[Breach]:
    sent = [each.verb for each in session.commands if not each.protected and each.verb in _SECRET]
    if sent:
        yield Breach("GEN-02", "no login in clear", f"{', '.join(sent)} in clear")


def _data_in_clear(session: Session, _offer: Offer) -> Iterator[Breach]:
    for connection in session.data:
        first, handshake = connection.first_bytes, connection.handshake
        if first and first[:1] != _TLS_HANDSHAKE and (handshake is None or handshake.hello is None):
            yield Breach("GEN-03", "no data in clear", "a data connection that begins with data in clear")


def _no_protection_asked_for(session: Session, _offer: Offer) -> Iterator[Breach]:
    verbs = [each.verb for each in session.commands]
    first = next((place for place, verb in enumerate(verbs) if verb in TRANSFERS), None)
    if first is None or session.listener is Listener.PLAIN:
        return
    levels = [each.argument.upper() for each in session.commands[:first] if each.verb == "PROT"]
    if levels[-1:] == ["C"]:
        yield Breach(
            "GEN-03", f"data connections in TLS at {verbs[first]}", "PROT C, which asks for them in clear"
        )
    elif session.listener is Listener.EXPLICIT and not levels:
        yield Breach("GEN-08", f"PROT before {verbs[first]} in explicit mode", "no PROT")


def _codes(suites: frozenset[int]) -> str:
    return ", ".join(f"0X{suite:04X}" for suite in sorted(suites)) or "none"


_RULES: tuple[Callable[[Session, Offer], Iterator[Breach]], ...] = (
    _other_suites,
    _higher_version,
    _login_in_clear,
    _data_in_clear,
    _no_protection_asked_for,
)
