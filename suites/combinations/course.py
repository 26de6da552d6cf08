"""The DUT over the sessions of a case: what is set, and what a session did.

Nothing is set twice: what has its value keeps it over the events.  So the second and the
ninth session show whether a value lasts, and whether another one takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hil.expect import preamble
from hil.ftps.faults import Fault
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.claims import Claims
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import refusals
from hil.spec.tls import SSLVERSION, CipherSuite, Version, is_legal_pair
from hil.tls.policy import ClientCertificate, TlsPolicy

from .array import Row
from .factors import FILES, FOLDERS, SPARE

COM = "/COM/"
PASSIVE_OR_ACTIVE = {"active": 0, "passive": 1}  # document [2]
BINARY_OR_ASCII = {"binary": 0, "ascii": 1}


@dataclass(slots=True)
class Course:
    """The DUT, its peers, and what the case has set so far; `None` where it has set nothing."""

    modem: Modem
    server: FtpsServer
    authority: Authority
    peers: Peers
    vacate: Callable[..., None]
    row: Row = field(init=False)
    bound: int = 0
    contexts: dict[int, SslContext] = field(default_factory=dict)
    types: dict[int, int | str] = field(default_factory=dict)
    switches: dict[str, int] = field(default_factory=dict)
    login: str | None = None

    @property
    def claimed(self) -> Claims:
        """What the DUT claims."""
        return self.modem.claims

    # --- before the first session ----------------------------------------------------------------------------------

    def begin(self, rows: tuple[Row, ...]) -> None:
        """Store the files, and set each context to what the last session with it uses; make the folders at the server."""
        for folder in FOLDERS:
            (self.server.root / folder[1:]).mkdir(parents=True, exist_ok=True)
        self.row = rows[0]
        self.forget()
        if self.claimed.has("ram-files"):
            self.vacate(self.modem, SPARE)
        self.store_files(rows)
        for row in rows:
            self.set_context(row.context, row.ssl)

    def restarted(self, rows: tuple[Row, ...]) -> None:
        """Make good what a DUT may lose by a restart; the files in NVRAM it keeps (note 2.4)."""
        self.forget()
        self.modem.pdp.ensure_active()
        self.store_files(rows, "RAM:")

    def store_files(self, rows: tuple[Row, ...], storage: str = "") -> None:
        """Store the security files that these rows use, of that storage or of both."""
        used = {name for row in rows for name in (row.ssl.ca, row.ssl.certificate, row.ssl.key)}
        for name in sorted(name for name in used if name and name.startswith(storage)):
            self.modem.security.ensure(name, self._content(name))
        for feature in filter(self.claimed.has, PREPARATIONS):
            PREPARATIONS[feature](self.modem)

    def forget(self) -> None:
        """Set everything again: the DUT may have lost it."""
        self.contexts.clear()
        self.types.clear()
        self.switches.clear()
        self.login = None

    def _content(self, name: str) -> bytes:
        kind = FILES[name]
        if "CA" in name:
            return self.authority.chain(kind).trust_anchor
        client = self.authority.client(kind)
        return client.key if name.endswith(("CK0", "key.pem")) else client.certificate

    # --- settings -------------------------------------------------------------------------------------------------

    def set(self, row: Row) -> None:
        """Set what the session of this row uses and has not been set so."""
        self.row = row
        self.set_switch("ftps", int(row.is_secure))
        if row.is_secure:
            self.set_context(row.context, row.ssl)
            self.set_switch("ftpsctxi", row.context)
            self.bound = row.context
            ignores = row.authentication.ignores_dates or not self.claimed.has("clock")
            self.set_switch("ignorertctime", int(ignores))
            self.set_type(7, int(row.link is Listener.EXPLICIT))
        self.set_type(1, PASSIVE_OR_ACTIVE[row.data_mode])
        self.set_type(2, BINARY_OR_ASCII[row.type])
        self.set_type(3, row.offset)
        self.set_type(4, COM if row.place == "COM" else f"/{row.place}/{row.local_name}")
        user = self.user(row)
        if user != self.login:
            accepted(self.modem.ftp.user(user), self.modem.ftp.password(self.server.accounts[user]))
            self.login = user

    def user(self, row: Row) -> str:
        """The user of a row."""
        return tuple(self.server.accounts)[row.login]

    def set_context(self, index: int, context: SslContext) -> None:
        """Set an SSL context; only what differs is sent."""
        accepted(*self.modem.ssl.apply(index, context))
        self.contexts[index] = self.modem.ssl.with_kept_names(index, context)

    def set_type(self, kind: int, value: int | str) -> None:
        """Set a type of AT+QFTPCFG; a DUT may refuse type 6, whose values are in document [2]."""
        if self.types.get(kind) == value:
            return
        answer = self.modem.ftp.configure(kind, value)
        if kind == 6 and not answer.ok:
            return
        accepted(answer)
        self.types[kind] = value

    def set_offset(self, offset: int) -> None:
        """Set type 3 before a transfer; what the transfer before it has left there is open (document [2])."""
        self.types.pop(3, None)
        self.set_type(3, offset)

    def set_switch(self, keyword: str, value: int) -> None:
        """Set a global keyword of AT+QSSLCFG."""
        if self.switches.get(keyword) != value:
            accepted(self.modem.ssl.set(keyword, None, value))
            self.switches[keyword] = value

    def legal_versions(self, context: SslContext) -> Iterator[tuple[int, Version]]:
        """The values of <sslversion>, and their versions, that the suites of a context go with."""
        for setting, versions in SSLVERSION.items():
            for version in versions:
                if version in self.claimed.versions and any(
                    is_legal_pair(version, CipherSuite(code)) for code in context.suites or ()
                ):
                    yield setting, version

    # --- the server -----------------------------------------------------------------------------------------------

    @property
    def link(self) -> Listener:
        """How the next session begins, as it is set."""
        if not self.switches.get("ftps"):
            return Listener.PLAIN
        return Listener.EXPLICIT if self.types.get(7) else Listener.IMPLICIT

    def profile(self, *, ftp: tuple[Fault, ...] = ()) -> ServerProfile:
        """The server that the session of the row set last can be opened with."""
        row = self.row
        asked = ClientCertificate.REQUIRED if row.authentication.level == 2 else ClientCertificate.NONE
        return ServerProfile(
            tls=TlsPolicy.pinned(row.spoken, row.suite, client_certificate=asked),
            chain=self.authority.chain(row.authentication.chain),
            ftp=ftp,
        )


def _set_clock(modem: Modem) -> None:
    """The dates of certificates are judged by the clock where they are not ignored (note 2.3)."""
    preamble(modem.set_clock(datetime.now(UTC))).accepted()


PREPARATIONS: Mapping[str, Callable[[Modem], None]] = {"clock": _set_clock}
"""What is set before the first session, by the feature that it needs."""


def accepted(*exchanges: Exchange) -> None:
    """Demand that the DUT accepts these settings, which are steps of the case."""
    __tracebackhide__ = True
    preamble(refusals(exchanges), what="refused settings").is_empty()
