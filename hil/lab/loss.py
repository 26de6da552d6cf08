"""Whether the preconditions of a run still hold after a case, by evidence of the bench.

A case that failed while its SIM, its network or its lower tester was away, or while
another program had its port, says nothing about the DUT.  The evidence is that of the
network witness or the power switch, the state of the SIM, a URC of the registration, a
peer that has stopped, or a program that has the port open.  What a case asks for itself is no evidence; nor is what the DUT says of its
registration when it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol, Self, runtime_checkable

from hil.at.command import write
from hil.bench import Network, NetworkWitness, Supply, SupplyWitness
from hil.errors import HilError
from hil.lab.mending import shared
from hil.lab.preconditions import sim
from hil.modem.modem import Modem
from hil.transcript import Entry, Kind

_ASKED_FOR = re.compile(r"AT.*\+(CFUN|COPS|CGATT|CPIN|CLCK|QPOWD)=", re.IGNORECASE)
"""Commands that change the SIM or the registration (27.007 7.3, 7.4, 8.2, 8.3, 10.1.9)."""

_NOT_REGISTERED = re.compile(r"\+CG?REG: ?[0234](,.*)?")
_SIM_GONE = re.compile(r"\+CPIN: ?(?!READY|SIM PIN2|SIM PUK2)[A-Z].*")
_REQUESTS = frozenset({Kind.RESTART_COMMAND, Kind.SUPPLY_CUT, Kind.SUPPLY_RESTORED})


@runtime_checkable
class Peer(Protocol):
    """A peer of a case that can stop by itself, such as the FTPS server."""

    @property
    def is_serving(self) -> bool:
        """Whether it is running."""


class LossWatch:
    """The evidence about one DUT; `begin` before each case, `lost` after one that did not pass."""

    def __init__(self, modem: Modem, *, network: Network | None, supply: Supply | None) -> None:
        self.modem: Modem = modem
        """The DUT that is watched."""
        self._network = network if isinstance(network, NetworkWitness) else None
        self._supply = supply if isinstance(supply, SupplyWitness) else None
        self._outages = self._count()

    @classmethod
    def of_emulated(cls, modem: Modem) -> Self:
        """The evidence about another DUT of a case, an emulated one that knows all its outages."""
        watch = cls(modem, network=modem.channel.network, supply=modem.channel.supply)
        watch._outages = (0, 0)
        return watch

    def listen(self) -> None:
        """Let the DUT report changes of its registration (27.007 7.2), after restarts, too; off is the default."""
        try:
            self.modem.keep(write("CREG", 1))
        except HilError:  # a DUT that does not answer is found by others
            return

    def begin(self) -> None:
        """A case begins: outages until now are not its own."""
        self._outages = self._count()

    def lost(self, entries: Iterable[Entry], peers: Iterable[object] = ()) -> str:
        """The precondition that the case has lost, with the evidence; empty if there is none.

        `entries` are those of the transcript of the case, `peers` the peers that it used.
        """
        seen = tuple(entries)
        has_asked = any(_asks(entry) for entry in seen)
        checks: tuple[Callable[[], str], ...] = (
            lambda: _stopped(peers),
            lambda: shared(self.modem.channel.url),
            self._ended,
            lambda: "" if has_asked else _told(seen),
            lambda: self._without_sim(has_asked=has_asked),
            lambda: "" if has_asked else self._unregistered(),
        )
        return next((words for check in checks if (words := check())), "")

    def _count(self) -> tuple[int, int]:
        return (
            self._supply.outages if self._supply is not None else 0,
            self._network.outages if self._network is not None else 0,
        )

    def _ended(self) -> str:
        supply, network = self._count()
        if supply > self._outages[0]:
            return "the power switch reports a failure of the supply"
        if network > self._outages[1]:
            return "the network tester reports a loss of the network"
        return ""

    def _without_sim(self, *, has_asked: bool) -> str:
        """What the DUT says of its SIM now; one that is only switched off is what a case may have asked for."""
        if self._network is not None and self._network.registered:
            return ""
        try:
            found = sim(self.modem)
        except HilError:  # a silent DUT is another matter
            return ""
        is_evidence = found.trouble and not (has_asked and found.may_pass)
        return f"the SIM is not ready: {found.trouble}" if is_evidence else ""

    def _unregistered(self) -> str:
        if self._network is None or self._network.registered:
            return ""
        return "the network tester says that the DUT is not registered"


def _asks(entry: Entry) -> bool:
    return entry.kind in _REQUESTS or (
        entry.kind is Kind.COMMAND and _ASKED_FOR.match(entry.text) is not None
    )


def _told(entries: tuple[Entry, ...]) -> str:
    """The first URC by which the DUT tells that SIM or network have gone."""
    for entry in entries:
        if entry.kind is Kind.URC and (
            _NOT_REGISTERED.fullmatch(entry.text) or _SIM_GONE.fullmatch(entry.text)
        ):
            return f"the DUT reported {entry.text!r}"
    return ""


def _stopped(peers: Iterable[object]) -> str:
    for peer in peers:
        if isinstance(peer, Peer) and not peer.is_serving:
            return f"the lower tester has stopped: {type(peer).__name__}"
    return ""
