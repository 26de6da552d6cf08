"""The data connection."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any

from hil.ftps.bearer import Way
from hil.ftps.faults import Fault, Point
from hil.ftps.file_system import EXCEEDED
from hil.ftps.link import Link
from hil.ftps.tls_handler import TlsHandler
from hil.ftps.transfer import FaultyTransfer


class DataHandler(TlsHandler, FaultyTransfer):
    """One data connection, in clear or inside TLS as PROT of its control connection says."""

    def __init__(self, sock: socket.socket, cmd_channel: Any) -> None:
        wire = cmd_channel.wire_on(sock)
        if cmd_channel.bearer is not None:
            self.ac_out_buffer_size = cmd_channel.bearer.ahead(Way.DOWN)  # 226 must not overtake much data
        is_ours = cmd_channel._dtp_connector is not None  # noqa: SLF001 - pyftpdlib says it nowhere else
        record = cmd_channel.session.data_connection(wire, wire.getpeername()[:2], is_ours=is_ours)
        self.timeout, self.handshake_s = cmd_channel.limits.idle_s, cmd_channel.limits.handshake_s
        self._terms = cmd_channel.next_data_terms()
        link = Link(wire, record, cmd_channel.close_link)
        super().__init__(link, cmd_channel)
        if self.socket is not link:
            link.close()  # the peer closed it at once, and pyftpdlib has put another object in its place
        if self.connected and cmd_channel.protects_data:
            self.begin_tls(self._terms)

    def fault_before_handshake(self) -> Fault | None:
        """The fault that the plan has for this handshake, if any."""
        dialogue = self.cmd_channel.dialogue
        fault: Fault | None = dialogue.plan.planned(Point.DATA_HANDSHAKE)
        return fault and dialogue.plan.fire(fault)

    def end_by(self, fault: Fault) -> None:
        """End the connections that the fault names."""
        self.is_held = True
        self.cmd_channel.dialogue.perform(fault)

    def on_muted(self) -> None:
        """The handshake will not go on."""
        self.is_held = True

    def on_handshake_failed(self) -> None:
        """The handshake has failed; the alert has been sent."""
        self._refuse(HANDSHAKE_FAILED)

    def on_secured(self) -> None:
        """The handshake is complete; the policy may demand an abbreviated one, like vsftpd's `require_ssl_reuse`."""
        mine, control = self.socket.record.tls, self.cmd_channel.socket.record.tls
        required = self._terms.policy.requires_reuse
        if required and mine is not None and control is not None and not mine.continues(control):
            self._refuse(NOT_RESUMED)

    def _refuse(self, reason: str) -> None:
        """Send the refusal on the control connection, now or when a transfer is requested (RFC 4217, 10.2)."""
        if self._initialized:
            self._resp = (f"522 {reason}", self.log)
        else:
            self.cmd_channel.data_refusal = reason
        self.close()

    def takes_data(self) -> bool:
        """Whether an upload is under way."""
        return bool(self.receive) and not self.is_resting

    def enable_receiving(self, type: str, cmd: str) -> None:  # noqa: A002 - pyftpdlib's name
        """As in pyftpdlib; data that TLS already holds are read at once."""
        super().enable_receiving(type, cmd)
        self.drain()

    def handle_error(self) -> None:
        """As in pyftpdlib; an error of the file gets a reply code of its own (RFC 959, 4.2.2)."""
        error = sys.exception()
        cause = error.__cause__ if error is not None else None
        if isinstance(error, OSError) and isinstance(cause, OSError):  # pyftpdlib has wrapped it
            code = 552 if cause.errno in EXCEEDED else 452 if cause.errno == errno.ENOSPC else 451
            self._resp = (f"{code} {cause.strerror}; transfer aborted.", self.log)
            self.close()
        else:
            super().handle_error()

    def handle_close(self) -> None:
        """As in pyftpdlib, except that a reset is not the end of an upload."""
        if self.receive and self.socket.is_broken and not self._closed and not self.is_held:
            self._resp = ("426 Connection broken; transfer aborted.", self.log)
            self.close()
        else:
            super().handle_close()

    def _watch(self, events: int) -> None:
        """While the transfer is stalled, only bytes that wait for the kernel are sent."""
        if self.is_resting and not self._is_shaking:
            events = self.ioloop.WRITE if self.socket.wire.has_backlog else 0
        super()._watch(events)


HANDSHAKE_FAILED = "TLS handshake failed on the data connection."
NOT_RESUMED = "The data connection must resume the TLS session of the control connection."
