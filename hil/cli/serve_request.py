"""The request of a user of `hil serve`, read from the command line.

Wrong input raises `UsageError`, with the nearest name if there is one.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from hil.errors import UsageError, hint, nearest
from hil.ftps.dns import DnsFault
from hil.ftps.faults import Fault
from hil.ftps.limits import Limits
from hil.ftps.named_faults import FORMS, NAMED_FTP_FAULTS, ftp_faults
from hil.ftps.session import Listener, Session
from hil.ftps.shaping import Shaping
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from hil.tls.fault import Place
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy

VERSIONS = {
    "ssl3": Version.SSL30,
    "tls1.0": Version.TLS10,
    "tls1.1": Version.TLS11,
    "tls1.2": Version.TLS12,
}
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NAME_LENGTH = 253
DNS_FAULTS = {fault.name.lower().replace("_", "-"): fault for fault in DnsFault}


@dataclass(frozen=True, slots=True)
class PlannedFaults:
    """The planned faults: those of TLS, and those of FTP by the words of the user."""

    tls: TlsFaults
    ftp: Mapping[str, tuple[Fault, ...]]

    def fired(self, session: Session) -> list[str]:
        """The faults that fired in a session, in the user's words; those of TLS with their connection."""
        words = {fault: text for text, faults in self.ftp.items() for fault in faults}
        return [f"{place}:{name}" for place, name in session.tls_faults] + [
            words[fault] for fault in session.fired if fault in words
        ]

    @property
    def words(self) -> list[str]:
        """All planned faults, in the same words."""
        return [f"{place}:{name}" for place, name in self.tls.planned] + list(self.ftp)


@dataclass(frozen=True, slots=True)
class DnsRequest:
    """The port of the responder, and the fault of each name."""

    port: int
    plan: Mapping[str, DnsFault]


@dataclass(frozen=True, slots=True)
class ServeRequest:
    """The whole request; `policy` has no names of CAs, which do not exist yet."""

    bind: str
    ports: dict[Listener, int]
    public_host: str | None
    passive_ports: range | None
    host_name: str
    policy: TlsPolicy
    names_client_ca: bool
    chain: str
    faults: PlannedFaults
    shaping: Shaping | None
    limits: Limits
    dns: DnsRequest | None
    root: Path | None
    out: Path | None
    captures_kept: int
    as_json: bool


def policy(
    *,
    versions: Iterable[str],
    ciphers: Iterable[str],
    server_preference: bool,
    client_certificate: str,
    session_reuse: str,
    session_tickets: bool,
    requires_reuse: bool,
    record_size: int,
    faults: TlsFaults,
) -> TlsPolicy:
    """The policy of every session; required reuse and tickets imply reuse within a session."""
    asked = tuple(versions)
    wanted = tuple(dict.fromkeys(VERSIONS[version] for version in asked)) or ALL_VERSIONS
    suites = tuple(dict.fromkeys(suite(cipher) for cipher in ciphers)) or ALL_SUITES
    for version in wanted:
        if asked and not any(is_legal_pair(version, each) for each in suites):
            raise UsageError(f"{' '.join(each.code for each in suites)} does not exist in {version.title}")
    reuse = SessionReuse[session_reuse.upper()]
    if reuse is SessionReuse.NONE and (requires_reuse or session_tickets):
        reuse = SessionReuse.SESSION
    made = TlsPolicy(
        versions=wanted,
        suites=suites,
        server_preference=server_preference,
        client_certificate=ClientCertificate[client_certificate.upper()],
        session_reuse=reuse,
        session_tickets=session_tickets,
        requires_reuse=requires_reuse,
        record_size=record_size,
        faults=faults,
    )
    made.check()
    return made


def suite(text: str) -> CipherSuite:
    """The suite of a code or a name."""
    by_code = {each.code.lower(): each for each in CipherSuite}
    by_name = {each.name.lower(): each for each in CipherSuite}
    known = by_code | by_name
    if text.lower() in known:
        return known[text.lower()]
    near = known.get(nearest(text, known))
    nearby = f"; the nearest is {near.code} ({near.name})" if near else ""
    raise UsageError(
        f"no cipher suite {text!r}{nearby}; there are {' '.join(each.code for each in CipherSuite)}"
    )


def fault_plan(texts: Iterable[str]) -> PlannedFaults:
    """Faults by name: of TLS, with or without their connection, and of FTP, also in forms with parameters."""
    of_tls, of_ftp = [], {}
    for text in dict.fromkeys(texts):
        place, colon, _ = text.partition(":")
        if text in FAULTS or (colon and place in set(Place)):
            of_tls.append(text)
        elif text in NAMED_FTP_FAULTS or place in {form.partition(":")[0] for form in FORMS}:
            of_ftp[text] = ftp_faults(text)
        else:
            near = hint(text, [*FAULTS, *NAMED_FTP_FAULTS])
            raise UsageError(f"no fault is called {text!r}{near}; see --list-faults")
    return PlannedFaults(TlsFaults.of(*of_tls), of_ftp)


def port_range(text: str) -> range:
    """`50000-50100`."""
    low, dash, high = text.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal() and 0 < int(low) <= int(high) < 65536):
        raise UsageError(f"--passive-ports takes LOW-HIGH, as 50000-50100, not {text!r}")
    return range(int(low), int(high) + 1)


def ipv4(text: str) -> str:
    """An IPv4 address."""
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError as error:
        raise UsageError(
            f"--public-host takes an IPv4 address, which is what 227 can say, not {text!r}"
        ) from error


def limits(texts: Iterable[str], *, connections: int | None, idle_s: float | None) -> Limits:
    """The defaults, changed by `NAME=VALUE`."""
    known = {name: type(value) for name, value in asdict(Limits()).items()}
    wanted: dict[str, Any] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if name not in known:
            raise UsageError(f"no limit {name!r}{hint(name, known)}; there are {', '.join(known)}")
        try:
            wanted[name] = known[name](value)
        except ValueError as error:
            raise UsageError(f"--limit takes NAME=NUMBER, as connections=10, not {text!r}") from error
    if connections is not None:
        wanted["connections"] = connections
    if idle_s is not None:
        wanted["idle_s"] = idle_s
    return replace(Limits(), **wanted)


def host_name(text: str) -> str:
    """A name that a certificate and DNS can hold (RFC 1123, 2.1)."""
    labels = text.split(".")
    if len(text) > _NAME_LENGTH or not all(_LABEL.fullmatch(label) for label in labels):
        raise UsageError(f"--host-name takes a host name, as m95-hil.test, not {text!r}")
    return text


def dns_request(port: int | None, faults: Iterable[str]) -> DnsRequest | None:
    """None unless a port or a fault is given; a fault is `NAME=KIND`."""
    plan = dict(map(_dns_fault, faults))
    if port is None and not plan:
        return None
    return DnsRequest(port or 0, plan)


def _dns_fault(text: str) -> tuple[str, DnsFault]:
    name, equals, kind = text.partition("=")
    if not (name and equals):
        raise UsageError(f"--dns-fault takes NAME=KIND, as m95-hil.test=nxdomain, not {text!r}")
    if kind.lower() not in DNS_FAULTS:
        raise UsageError(f"no DNS fault {kind!r}{hint(kind, DNS_FAULTS)}; there are {', '.join(DNS_FAULTS)}")
    return name, DNS_FAULTS[kind.lower()]
