"""The wait for the packet service after a restart: SIM and network take seconds, and no command is needed for them.

Note 5.1, items 1 and 2, names attachment and registration as preconditions of a PDP
context; no document gives a time for them.  Only the word of the DUT that it is not
attached lets the driver wait.
"""

from __future__ import annotations

from collections.abc import Callable

from hil.at.command import read
from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.conversation import Send
from hil.spec.network import REGISTERED

REGISTERED_S = 60.0
"""Module time that a search for a network may take."""

ATTACHED_S = 20.0
"""Module time that a registered DUT may take to attach by itself."""

POLL_S = 1.0
"""Module time between two questions whether something has come about; a URC ends it."""

_URCS = ("+CREG", "+CGREG", "+CPIN", "Call Ready")


class PacketService:
    """Waits after a restart while the DUT says that it is not attached; remembers a wait in vain.

    `activations` counts the PDP contexts that have come up: after a wait without a
    network the next one is held only if there has been one since.
    """

    def __init__(self, send: Send, channel: Channel, *, activations: Callable[[], int]) -> None:
        self._send, self._channel, self._activations = send, channel, activations
        self._in_vain_at: int | None = None
        self._attaches_on_demand = False

    def wait(self) -> None:
        """Wait until the DUT is attached, or until it has been registered or searching for too long."""
        if not self._is_detached():
            self._in_vain_at = None
            return
        if self._attaches_on_demand or self._in_vain_at == self._activations():
            return
        rate = self._channel.clock_rate
        search = Deadline.after(REGISTERED_S / rate)
        attachment: Deadline | None = None
        while not search.expired:
            if attachment is None and self._is_registered():
                attachment = Deadline.after(ATTACHED_S / rate)
            if attachment is not None and attachment.expired:
                self._attaches_on_demand = True  # with AT+QIACT, or by AT+CGATT=1
                break
            self._channel.wait_urc(lambda text: text.startswith(_URCS), Deadline.after(POLL_S / rate))
            if not self._is_detached():
                return
        self._in_vain_at = self._activations()
        self._channel.transcript.note("the DUT says that it is not attached; the driver waits no longer")

    def _is_detached(self) -> bool:
        """Whether AT+CGATT? says so; a refusal or another answer says nothing."""
        rows = self._send(read("CGATT")).rows("CGATT")
        return bool(rows) and rows[0][0] == "0"

    def _is_registered(self) -> bool:
        """Whether AT+CREG? says so: <n>,<stat>."""
        rows = self._send(read("CREG")).rows("CREG")
        return bool(rows) and len(rows[0]) > 1 and rows[0][1] in REGISTERED
