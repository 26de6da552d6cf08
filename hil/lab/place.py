"""Where the lower tester stands: from what a user wrote about the bench to one `Bench`, or one line that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hil.bench import Bench, is_emulated, url_options
from hil.errors import UsageError
from hil.lab import addresses, ports
from hil.spec.ftp import FTP_PORT, FTPS_PORT

HOST, LISTEN, PUBLIC = "bench.host", "lower_tester.listen", "lower_tester.public"
HOST_NAME = "lower_tester.host_name"
STANDARD_PORTS_KEY = "lower_tester.standard_ports"
STANDARD_PORTS = (FTP_PORT, FTPS_PORT)
"""Of FTP with AUTH TLS, and of implicit FTPS (note 4.2.1, 4.2.4; RFC 4217 16)."""

LOCAL_NAME = "localhost"
EMULATED_NAME = "lower-tester.test"  # RFC 6761, 6.2: no name of the real DNS

_NAME_LENGTH = 64  # ub-common-name
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Place:
    """What a user wrote of the bench, by PICS key or option; empty is not given.

    `host` is the short form of `listen` and `public` where both are one; it does not
    count beside an option of those.
    """

    host: str = addresses.LOOPBACK
    listen: str = ""
    public: str = ""
    host_name: str = LOCAL_NAME
    ports: str = ""
    standard_ports: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    """Where a key was written, `m95.toml: bench.public`; an error about a key that is not here names the key alone."""

    def bench(self, dut_url: str, *, clock_rate: float = 1.0) -> Bench:
        """The bench of that DUT; raises `UsageError` for addresses and ports that cannot be meant."""
        listen, public = self._addresses()
        is_forwarded = not addresses.is_of_this_machine(public)
        return Bench(
            dut_url=dut_url,
            host=public,
            host_name=self._name(dut_url, public),
            clock_rate=clock_rate,
            listen=listen,
            ports=ports.parse(self.ports, key=self._written(ports.KEY)),
            standard_ports=self.standard_ports
            or (is_emulated(dut_url) and _has_standard_ports(listen, public)),
            is_forwarded=is_forwarded,
        )

    def _written(self, key: str) -> str:
        return self.places.get(key, key)

    def _addresses(self) -> tuple[str, str]:
        """The address to bind and the address that the DUT dials."""
        if not self.public and not self.listen:
            return self._one(HOST, self.host)
        if self.host != addresses.LOOPBACK and self.host not in {self.public, self.listen}:
            raise UsageError(
                f"{self._written(HOST)}: it stands for {LISTEN} and {PUBLIC} where both are one; expected no {HOST} beside "
                f"{self.public or self.listen}; got {self.host}"
            )
        if not self.listen:
            return self._one(PUBLIC, self.public)
        listen = addresses.bound(self._written(LISTEN), self.listen)
        if not self.public:
            return self._listened(listen)
        public = addresses.dialled(self._written(PUBLIC), self.public)
        if listen not in {addresses.EVERY, public} and addresses.is_of_this_machine(public):
            raise UsageError(
                f"{self._written(LISTEN)}: {public} is an address of this machine too, and nothing that listens on {listen} "
                f"is reached there; leave {LISTEN} out"
            )
        return listen, public

    def _one(self, key: str, text: str) -> tuple[str, str]:
        """One address for both, which is an address of this machine."""
        public = addresses.dialled(self._written(key), text)
        if not addresses.is_of_this_machine(public):
            mine = ", ".join(addresses.of_this_machine()) or "loopback addresses only"
            raise UsageError(
                f"{self._written(key)}: {public} is no address of this machine, which has {mine}; "
                f"where ports are forwarded to it, give {LISTEN} too (--listen ADDRESS)"
            )
        return public, public

    def _listened(self, listen: str) -> tuple[str, str]:
        if listen == addresses.EVERY:
            mine = ", ".join(addresses.of_this_machine()) or "loopback addresses only"
            raise UsageError(
                f"{self._written(PUBLIC)}: expected the address that the DUT dials (--public ADDRESS) beside {LISTEN} {listen}; "
                f"this machine has {mine}"
            )
        return listen, listen

    def _name(self, dut_url: str, public: str) -> str | None:
        """`localhost` names this machine to itself only; an emulated DUT asks the lower tester, which may use any name."""
        if self.host_name != LOCAL_NAME or addresses.is_loopback(public):
            return _checked_name(self.host_name, self._written(HOST_NAME)) if self.host_name else None
        return EMULATED_NAME if asks_lower_tester(dut_url) else None


def _checked_name(text: str, key: str) -> str:
    """A name that DNS and the common name of a certificate can hold (RFC 1123 2.1, RFC 5280 A.1)."""
    labels = text.split(".")
    if len(text) > _NAME_LENGTH or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdecimal():
        raise UsageError(
            f"{key}: expected a host name of at most {_NAME_LENGTH} characters, as bench.example; got {text!r}"
        )
    return text


def asks_lower_tester(dut_url: str) -> bool:
    """Whether the DUT gets the name server of the lower tester: an emulated one whose URL names no other."""
    return is_emulated(dut_url) and "dns" not in url_options(dut_url)


def _has_standard_ports(listen: str, public: str) -> bool:
    """Whether an emulated DUT reaches ports 21 and 990: they are of this machine, which allows to bind them."""
    here = addresses.is_of_this_machine(public)
    return here and all(addresses.may_bind(listen, port) for port in STANDARD_PORTS)


def require_usable(bench: Bench, *, workers: int, wants_standard_ports: bool) -> None:
    """Raise before a run what would end each of its cases: ports that are taken, too few, or forbidden."""
    addresses.require_bindable(LISTEN, bench.listen, 0)
    ports.require_enough(bench.ports, bench.listen, workers=workers)
    if wants_standard_ports:
        for port in STANDARD_PORTS:
            addresses.require_bindable(STANDARD_PORTS_KEY, bench.listen, port)
