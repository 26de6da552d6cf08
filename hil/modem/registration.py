"""The registration of a DUT in its mobile network: it leaves the network and registers anew, and it tells its cell.

A restart of a module does both, and more.  What a registration anew ends as well is
therefore no proof that the module itself had kept something (27.007 7.2, 7.3, 10.1.20).
"""

from __future__ import annotations

from hil.at.command import read, write
from hil.deadline import Deadline
from hil.errors import ChannelError, UnexpectedResult
from hil.modem.modem import Modem
from hil.modem.packet_service import POLL_S, REGISTERED_S, PacketService
from hil.spec.network import REGISTERED

AUTOMATIC, MANUAL, LEFT, MANUAL_FIRST = "0", "1", "2", "4"
"""<mode> of AT+COPS (27.007 7.3)."""

WITH_CELL = 2
"""<n> of AT+CGREG with which the read form tells location area and cell (27.007 10.1.20)."""

_URCS = ("+CREG", "+CGREG")


class Registration:
    """The registration of one DUT."""

    def __init__(self, modem: Modem) -> None:
        self._modem = modem
        self._owed = ""  # the selection of the network that is to be put back

    @property
    def is_there(self) -> bool:
        """Whether the DUT says that it is registered to the packet service."""
        return self._is_registered("CGREG")

    def renew(self) -> str:
        """Leave the network and register anew, with no PDP context active; why that was not possible, else empty.

        The selection of the network is as before afterwards, also if a signal ends the wait.  A
        DUT that answers OK to AT+COPS=2 and says that it is still registered has not left.
        """
        modem = self._modem
        try:
            modem.pdp.deactivate()
            self._owed = self._selection()
            try:
                left = modem.send(write("COPS", int(LEFT)))
                if not left.ok:
                    return f"{left.command}: {left.outcome}"
                if not self._comes_to(registered=False):
                    return f"the DUT says that it is registered after {left.command}"
            finally:
                self.put_back()
            if not self._comes_to(registered=True):
                return f"the DUT was not registered again within {REGISTERED_S:.0f} s"
            PacketService(modem.send, modem.channel, activations=lambda: modem.pdp.activations).wait()
        except (UnexpectedResult, ChannelError) as trouble:
            return str(trouble)
        return ""

    def put_back(self) -> None:
        """Select the network as before, if that is still owed; raises `UnexpectedResult` for a refusal."""
        if self._owed:
            self._modem.send(self._owed).check()
            self._owed = ""

    def cell(self) -> str:
        """Location area and cell of the packet service, as `1801,2B5C`; empty if the DUT does not tell them.

        It changes AT+CGREG; `Modem.hand_back` restores it.
        """
        try:
            self._modem.send(write("CGREG", WITH_CELL))
            rows = self._modem.send(read("CGREG")).rows("CGREG")
        except (UnexpectedResult, ChannelError):
            return ""
        return next((",".join(row[2:4]) for row in rows if len(row) > 3 and row[1] in REGISTERED), "")

    def _selection(self) -> str:
        """The command that selects the network as it is selected now: the automatic one, but for a choice by hand."""
        asked = self._modem.send(read("COPS"))
        rows = asked.rows("COPS")
        by_hand = bool(rows) and len(rows[0]) > 2 and rows[0][0] in {MANUAL, MANUAL_FIRST}
        return f"AT+COPS={asked.values('COPS')}" if by_hand else write("COPS", int(AUTOMATIC))

    def _comes_to(self, *, registered: bool) -> bool:
        """Whether that is so now or within the time of a search for a network."""
        rate = self._modem.channel.clock_rate
        limit = Deadline.after(REGISTERED_S / rate)
        while self._is_registered("CREG") is not registered:
            if limit.expired:
                return False
            self._modem.channel.wait_urc(lambda text: text.startswith(_URCS), Deadline.after(POLL_S / rate))
        return True

    def _is_registered(self, name: str) -> bool:
        rows = self._modem.send(read(name)).rows(name)
        return any(row[1] in REGISTERED for row in rows if len(row) > 1)
