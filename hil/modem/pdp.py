"""The PDP context of a DUT (note 1.2 and 4.2.1, commands of document [1])."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address

from hil.at.command import execute, write
from hil.at.lexis import unquote
from hil.at.values import named
from hil.bench import AccessPoint
from hil.errors import UnexpectedResult
from hil.modem.conversation import Send
from hil.modem.exchange import Exchange
from hil.spec.network import BearerType


class Pdp:
    """Commands of the PDP context, each one exchange."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.activations: int = 0
        """How often a context has come up by `activate`."""
        self.access_point: AccessPoint = AccessPoint()
        """The access point of the SIM, as the bench says; that of note 4.2.1 where it says nothing."""
        self.name_server: str = ""
        """The name server that the DUT is told to ask in each context; empty for that of its network."""

    def foreground(self, identifier: int) -> Exchange:
        """AT+QIFGCNT: the context of the next commands."""
        return self._send(write("QIFGCNT", identifier))

    def context(self, apn: str, *, user: str = "", password: str = "") -> Exchange:
        """AT+QICSGP: GPRS with that APN; user and password only if given, as in note 4.2.1.

        The APN of `access_point` comes with the user and the password of that one.
        """
        if apn == self.access_point.name and not (user or password):
            return self._send(self.context_line)
        account = (user, password) if user or password else ()
        return self._send(write("QICSGP", BearerType.GPRS, apn, *account))

    @property
    def context_line(self) -> str:
        """The command line of AT+QICSGP for `access_point`; `AT+QICSGP=1,"CMNET"` is that of note 4.2.1."""
        point = self.access_point
        account = (point.user, point.password) if point.user or point.password else ()
        return write("QICSGP", BearerType.GPRS, point.name, *account)

    def register(self) -> Exchange:
        """AT+QIREGAPP: register on the TCP/IP stack."""
        return self._send(execute("QIREGAPP"))

    def activate(self) -> Exchange:
        """AT+QIACT: activate the context."""
        exchange = self._send(execute("QIACT"))
        self.activations += exchange.ok
        if exchange.ok and self.name_server:  # the activation has set the one of the network
            self._send(write("QIDNSCFG", self.name_server))
        return exchange

    def local_address(self) -> Exchange:
        """AT+QILOCIP: one line with the address, and no final result code."""
        return self._send(execute("QILOCIP"))

    def deactivate(self) -> Exchange:
        """AT+QIDEACT: answered DEACT OK."""
        return self._send(execute("QIDEACT"))

    def address(self, exchange: Exchange) -> str:
        """The address in the answer to `local_address`; raises `UnexpectedResult` if there is none."""
        for line in exchange.lines:
            if _is_address(line):
                return _bare(line)
        raise UnexpectedResult.mismatch(
            expected=f"an IPv4 address after {exchange.command}", actual=exchange.outcome
        )

    def ensure_active(self, apn: str = "") -> str:
        """The local address; activates the context as in note 4.2.1 if it is down; without an APN, that of the bench.

        Raises `UnexpectedResult` when a step is refused.
        """
        known = self.local_address()
        if any(_is_address(line) for line in known.lines):
            return self.address(known)
        self.foreground(0)
        apn = apn or self.access_point.name
        if not self.context(apn).ok or not self.register().ok:
            self.deactivate()  # an earlier user may have left it half-way: these two need a context that is down
            self.context(apn).check()
            self.register().check()
        self.activate().check()
        return self.address(self.local_address())


def _is_address(line: str) -> bool:
    try:
        IPv4Address(_bare(line))
    except AddressValueError:
        return False
    return True


def _bare(line: str) -> str:
    """The text of a line without the name, quotation marks and spaces that a DUT may put around an address."""
    found = named(line)
    return unquote(found[1] if found else line)
