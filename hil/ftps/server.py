"""The FTPS server of the lower tester: implicit, explicit and plain listeners on an address of this host."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from string import ascii_letters, digits
from typing import Self

from pyftpdlib.authorizers import DummyAuthorizer

from hil.errors import ServerError
from hil.ftps.file_system import Quota
from hil.ftps.limits import Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.serving import Serving
from hil.ftps.session import Listener, Session
from hil.ftps.session_registry import Captures, Pending, SessionRegistry
from hil.ftps.stimulus import StimulusRecord
from hil.pki.authority import Authority
from hil.tls.channel import TlsTerms
from hil.tls.fault import Place
from hil.tls.policy import SessionReuse
from hil.tls.resumption import SessionMemory
from hil.transcript import Transcript

PERMISSIONS = "elradfmwT"  # pyftpdlib's letters: everything but changing modes
USERS = ("u7", "MAINTENANCE", "GatewayOfTheNorthernPlant7")
"""Users of each server beside the usual one: a short name, one in capital letters, a long one in both."""


class FtpsServer:
    """An FTPS server with three listeners; port 0 is any free port.

    `root` is what clients see as `/`; without one it is a temporary
    directory, which `close` removes.  User and password are new for each server.  `public_host`
    (IPv4) is the address that clients dial, where it is not `host`; `passive_ports` are
    the ports of data connections that clients can reach.  227 names `passive_host`, by
    default the address that clients dial; with a relay in front, 227 and 229 name its
    port, `relayed_port`.  `limits` apply to all clients together and to each client.
    `captures` gives the pcapng file of a session by its number.  `accounts` are those of
    another server, where several are to have the same.
    """

    def __init__(
        self,
        authority: Authority,
        transcript: Transcript,
        *,
        host: str = "127.0.0.1",
        implicit_port: int = 0,
        explicit_port: int = 0,
        plain_port: int = 0,
        root: Path | None = None,
        public_host: str | None = None,
        passive_ports: Sequence[int] | None = None,
        passive_host: str | None = None,
        relayed_port: int | None = None,
        captures: Captures | None = None,
        limits: Limits | None = None,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        self.accounts: Mapping[str, str] = accounts or {
            f"m95-{secrets.token_hex(3)}": secrets.token_hex(8),
            **{name: _password_like(name) for name in USERS},
        }
        """The passwords of all users, by the name of the user; that of another user is as long as its name."""
        self.user: str = next(iter(self.accounts))
        """The user name of clients, new for each server."""
        self.password: str = self.accounts[self.user]
        """The password of clients, new for each server."""
        transcript.hide(self.user, *self.accounts.values())
        self._authority = authority
        self._registry = SessionRegistry(transcript, captures=captures)
        self._memory = SessionMemory()
        self._host = host
        self._ports = {
            Listener.IMPLICIT: implicit_port,
            Listener.EXPLICIT: explicit_port,
            Listener.PLAIN: plain_port,
        }
        self._limits = limits or Limits()
        self._given_root = root
        self._public_host = public_host
        self._passive = {
            "masquerade_address": passive_host or public_host,
            "passive_ports": passive_ports,
            "relayed_port": relayed_port,
        }
        self._root: Path | None = None
        self._serving: Serving | None = None
        self._resources = ExitStack()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Listen and serve; no effect while it is running.  Raises `ServerError` when a port cannot be bound."""
        if self._serving is not None:
            return
        # making keys takes time; they are made before a client waits for them
        self._terms(ServerProfile(), 0, Place.CONTROL)
        with ExitStack() as resources:
            root = self._given_root or Path(
                resources.enter_context(tempfile.TemporaryDirectory(prefix="m95-hil-"))
            )
            authorizer = DummyAuthorizer()
            for user, password in self.accounts.items():
                authorizer.add_user(user, password, str(root), perm=PERMISSIONS)
            serving = Serving(
                self._registry,
                host=self._host,
                ports=self._ports,
                limits=self._limits,
                shared={
                    "quota": Quota(root, self._limits),
                    "authorizer": authorizer,
                    "registry": self._registry,
                    "terms_for": staticmethod(self._terms),
                    **self._passive,
                },
            )
            resources.callback(serving.close)
            self._root, self._serving, self._resources = root, serving, resources.pop_all()

    def close(self) -> None:
        """End all connections and the thread, and remove the temporary directory; no effect when it is not running."""
        self._resources.close()
        self._serving = self._root = None

    def address(self, listener: Listener) -> tuple[str, int]:
        """Host and port of a listener, as clients dial it."""
        if self._serving is None:
            raise _not_running()
        host, port = self._serving.address(listener)
        return self._public_host or host, port

    def local_address(self, listener: Listener) -> tuple[str, int]:
        """Host and port of a listener, as this machine dials them."""
        if self._serving is None:
            raise _not_running()
        host, port = self._serving.address(listener)
        return "127.0.0.1" if host == "0.0.0.0" else host, port

    @property
    def root(self) -> Path:
        """The directory that clients see as `/`."""
        if self._root is None:
            raise _not_running()
        return self._root

    def empty(self) -> None:
        """Remove all files and folders below `root`; one that a client is using goes with its last use."""
        for path in self.root.iterdir():
            if path.is_dir() and not path.is_symlink():
                rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    @property
    def is_serving(self) -> bool:
        """Whether it is running; it may have failed since `start`."""
        return self._serving is not None and self._serving.is_alive

    @property
    def errors(self) -> tuple[BaseException, ...]:
        """The exceptions of the server's thread; `expecting` raises them, too."""
        return self._registry.errors

    def stall(self) -> str | None:
        """That the file system of the root does not answer, or does so again; each is told once, at the next call."""
        return None if self._serving is None else self._serving.stall()

    @property
    def session_count(self) -> int:
        """How many sessions there have been."""
        return self._registry.count

    def sessions_after(self, number: int) -> tuple[Session, ...]:
        """The latest sessions behind that number, as they are now."""
        return self._registry.after(number)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Problems with captures; they concern the evidence, not the sessions."""
        return self._registry.warnings

    @property
    def evidence_troubles(self) -> tuple[tuple[str, int], ...]:
        """The same with the number of the cause of each (`errno`; 0 for another one)."""
        return self._registry.evidence_troubles

    @contextmanager
    def expecting(self, profile: ServerProfile, *, all_fire: bool = True) -> Iterator[Pending]:
        """Use this profile for control connections that are accepted inside the block; yields their sessions.

        Raises `UsageError` for an impossible profile.  When the block ends normally it
        raises `ServerError` if the server failed meanwhile, and `Inconclusive` if a fault
        of the profile never fired; `all_fire=False` allows that.
        """
        serving = self._serving
        addresses = {} if serving is None else {each: self.address(each) for each in Listener}
        told = StimulusRecord(profile, addresses, self.accounts, self._authority)
        self._registry.transcript.observe(told.freeze)
        try:
            with self._registry.expecting(profile, all_fire=all_fire) as pending:
                yield pending
        finally:
            told.end()

    def _terms(self, profile: ServerProfile, session: int, place: Place) -> TlsTerms:
        policy = profile.policy_on(place)
        reuse = policy.session_reuse
        return TlsTerms(
            policy,
            profile.chain_on(place) or self._authority.chain("good"),
            self._authority.client_ca_pem,
            memory=None if reuse is SessionReuse.NONE else self._memory,
            ftp_session=session if reuse is SessionReuse.SESSION else None,
        )


def _password_like(name: str) -> str:
    """A new password as long as this name, in letters of both cases and digits."""
    return "".join(secrets.choice(ascii_letters + digits) for _ in name)


def _not_running() -> ServerError:
    return ServerError("the FTPS server is not running; use it in a `with` block or call start()")
