"""The record of one TLS connection in progress; the server's thread writes it, any thread reads it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

from hil.evidence.tap import Tap
from hil.spec.tls import Version
from hil.tls.observation import ClientHello, Handshake, TlsAlert
from hil.transcript import Direction, Kind, Pco, Transcript

ALERTS_KEPT = 256
"""After that many warnings are not kept any more, save close_notify."""


class TlsRecord:
    """Collects a handshake and the alerts, and writes into the transcript; `place` is the connection, such as `control`.

    The master secrets go to `tap`, if there is one.
    """

    def __init__(self, transcript: Transcript, place: str, *, tap: Tap | None = None) -> None:
        self._transcript = transcript
        self.place = place
        self._tap = tap
        self._lock = threading.Lock()
        self._handshake = Handshake(hello=None)
        self._alerts: tuple[TlsAlert, ...] = ()
        self._master_secret = b""
        self._began_t = time.monotonic()
        self.lasted_s: float | None = None
        """The span of the handshake, once it has finished."""

    @property
    def handshake(self) -> Handshake:
        """The handshake so far."""
        with self._lock:
            return self._handshake

    @property
    def alerts(self) -> tuple[TlsAlert, ...]:
        """The alerts of both sides, in order."""
        with self._lock:
            return self._alerts

    @property
    def dut_said_goodbye(self) -> bool:
        """Whether the DUT has sent a close_notify."""
        return any(alert.sent_by_dut and alert.description == 0 for alert in self.alerts)

    def continues(self, other: TlsRecord) -> bool:
        """Whether both connections have the same TLS session: the same master secret (RFC 5246, 7.3)."""
        return bool(self._master_secret) and self._master_secret == other._master_secret

    def secret(self, client_random: bytes, master_secret: bytes) -> None:
        """Record the master secret; `client_random` is that of the ClientHello."""
        self._master_secret = master_secret
        if self._tap is not None:
            self._tap.secret(client_random, master_secret)

    def hello(self, hello: ClientHello) -> None:
        """Record the ClientHello."""
        self._update(hello=hello)
        suites = " ".join(f"{suite:04X}" for suite in hello.suites)
        sni = f", SNI {hello.server_name!r}" if hello.server_name is not None else ""
        self._tell(
            Direction.FROM_DUT, f"ClientHello {version_title(hello.client_version)}, suites {suites}{sni}"
        )

    def server_hello(self, version: int, suite: int, *, session_id: bytes) -> None:
        """Record the ServerHello."""
        self._update(version=version, suite=int(suite), session_id=session_id)
        self._tell(Direction.TO_DUT, f"ServerHello {version_title(version)}, suite {suite:04X}")

    def certificate_requested(self) -> None:
        """Record that the client is asked for a certificate."""
        self._update(client_certificate_requested=True)

    def client_chain(self, chain: tuple[bytes, ...]) -> None:
        """Record the client's certificates, which are not verified yet."""
        self._update(client_chain=chain, client_verified=False)
        self._tell(Direction.FROM_DUT, f"Certificate, {len(chain)} in the chain")

    def client_verified(self) -> None:
        """Record that the client's chain and the proof of its key are good."""
        self._update(client_verified=True)

    def alert(self, alert: TlsAlert) -> None:
        """Record an alert of either direction."""
        with self._lock:
            if len(self._alerts) >= ALERTS_KEPT and alert.level == 1 and alert.description:
                return  # one of a flood of warnings
            self._alerts += (alert,)
        level = "fatal" if alert.fatal else "warning"
        direction = Direction.FROM_DUT if alert.sent_by_dut else Direction.TO_DUT
        self._tell(direction, f"Alert {level} {alert.name}({alert.description})", kind=Kind.ALERT)

    def finished(self, *, resumed: bool) -> None:
        """Record the end of the handshake."""
        self.lasted_s = time.monotonic() - self._began_t
        self._update(finished=True, resumed=resumed)
        self._tell(Direction.NOTE, "handshake finished" + ", TLS session resumed" * resumed)

    def failed(self, reason: str) -> None:
        """Record that the handshake has failed."""
        self._update(failure=reason)
        self._tell(Direction.NOTE, f"handshake failed: {reason}")

    def fault_fired(self, name: str) -> None:
        """Record that a planned fault has fired; once for each fault."""
        if name not in self.handshake.fired:
            self._update(fired=(*self.handshake.fired, name))
            self._tell(Direction.NOTE, f"TLS fault {name}", kind=Kind.FAULT)

    def _update(self, **changes: Any) -> None:
        with self._lock:
            self._handshake = replace(self._handshake, **changes)

    def _tell(self, direction: Direction, text: str, *, kind: Kind = Kind.HANDSHAKE) -> None:
        self._transcript.append(Pco.TLS, direction, f"{self.place}: {text}", kind=kind)


def version_title(number: int) -> str:
    """A version in words: `TLS1.2`, or its number when the note does not name it."""
    try:
        return Version(number).title
    except ValueError:
        return f"0x{number:04X}"
