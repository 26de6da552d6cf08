"""The run of `hil serve`: from a request to the exit code."""

from __future__ import annotations

import faulthandler
import ipaddress
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from hil.cli.serve_records import Kept, complain
from hil.cli.serve_request import DnsRequest, ServeRequest
from hil.cli.serve_text import Entrance, fingerprint, instructions, session_record
from hil.cli.serve_view import View, view_for
from hil.deadline import Deadline
from hil.display import unblocked
from hil.errors import InfrastructureError, ServerError, UsageError, absent
from hil.ftps.dns import DnsResponder
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.pki.authority import SERVER_NAMES, Authority
from hil.stopping import wanted
from hil.transcript import Transcript

ENDED, INTERRUPTED = 0, 130
"""The exit codes after SIGTERM or SIGHUP, and after Ctrl-C."""

END_S = 30
"""How long after a signal it ends at the latest, with the stacks of its threads on stderr."""

_TICK_S = 0.25  # the interval of checks for signals and sessions
_STDERR = 2
_ECHO_S = 0.5  # timeout(1) and others send a signal twice, to the process and to its group


def run(request: ServeRequest) -> int:
    """Serve until a signal; returns the exit code."""
    if request.root is not None and not request.root.is_dir():
        raise UsageError(
            f"there is no folder {request.root} to serve; make it, or leave --root out"
        ) from absent(request.root)
    host = request.public_host or reachable(request.bind)
    authority = Authority(names=tuple(dict.fromkeys((*SERVER_NAMES, host, request.host_name))))
    profile = _profile(request, authority)
    transcript = Transcript()
    with ExitStack() as cleanup, signals() as received:
        folder = request.out or Path(cleanup.enter_context(TemporaryDirectory(prefix="m95-hil-serve-")))
        files = _write_credentials(folder, authority)
        kept = Kept(request.out)
        dns = None
        if request.dns is not None:
            dns = cleanup.enter_context(_responder(request.dns, request, host))
        captures = latest_captures(folder.resolve(), kept=request.captures_kept)
        server = FtpsServer(
            authority,
            transcript,
            host=request.bind,
            implicit_port=request.ports[Listener.IMPLICIT],
            explicit_port=request.ports[Listener.EXPLICIT],
            plain_port=request.ports[Listener.PLAIN],
            root=request.root,
            public_host=request.public_host,
            passive_ports=request.passive_ports,
            limits=request.limits,
            captures=captures if request.out is not None and request.captures_kept else None,
        )
        # Clients may wait for the port: the first one to get through has its profile and its record.
        with server.expecting(profile, all_fire=False) as pending, server:
            entrance = _entrance(server, profile, request, host=host, files=files, dns=dns)
            _announce(entrance, request)
            view = view_for(sys.stdout, as_json=request.as_json, plan=request.faults)
            cleanup.callback(view.close)
            desk = _Desk(request, server, pending, view, kept)
            while not received:
                desk.look(Deadline.after(_TICK_S))
                transcript.hand_over()
            server.close()
            desk.look(Deadline.after(0), is_over=True)
        kept.close()
    return exit_code(received)


class _Desk:
    """Reports the sessions that have ended, and the errors of the server."""

    def __init__(
        self, request: ServeRequest, server: FtpsServer, pending: Pending, view: View, kept: Kept
    ) -> None:
        self._plan = request.faults
        self._server = server
        self._pending = pending
        self._view = view
        self._kept = kept

    def look(self, deadline: Deadline, *, is_over: bool = False) -> None:
        """Wait for a session and report it; raises `ServerError` when the server has stopped by itself."""
        ended = self._pending.hand_over(deadline)
        self._kept.note(self._server)
        self._kept.add(*(session_record(session, self._plan) for session in ended))
        for session in ended:
            self._view.ended(session)
        if not is_over:
            self._view.going_on(self._pending.sessions)
        if not is_over and not self._server.is_serving:
            raise ServerError("the FTPS server has stopped")


def latest_captures(folder: Path, *, kept: int, server: int = 0) -> Callable[[int], Path]:
    """Names for the captures of a run; the latest `kept` files stay, older ones are removed when a session begins.

    `server` is the number of one of several servers.
    """
    start = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}" + (f"-server-{server}" if server else "")

    def path_for(session: int) -> Path:
        if session > kept:
            with suppress(OSError):  # a folder without its permission tells that by the next capture
                (folder / f"{start}-session-{session - kept}.pcapng").unlink(missing_ok=True)
        return folder / f"{start}-session-{session}.pcapng"

    return path_for


def reachable(bind: str) -> str:
    """The address to show for the bound one; for all addresses, the one towards the default route."""
    try:
        address = ipaddress.ip_address(bind)
    except ValueError:
        return bind
    if not address.is_unspecified:
        return bind
    family, elsewhere = (
        (socket.AF_INET, "192.0.2.1") if address.version == 4 else (socket.AF_INET6, "2001:db8::1")
    )
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect((elsewhere, 9))  # sends nothing: it only asks for the route
        except OSError:
            return socket.gethostname()
        return str(sock.getsockname()[0])


def exit_code(received: Sequence[int]) -> int:
    """The exit code after these signals."""
    return INTERRUPTED if signal.SIGINT in received else ENDED


@contextmanager
def signals() -> Iterator[list[int]]:
    """Collects the signals that end a program: the first one ends it in order, the second one at once."""
    received: list[int] = []
    first_t = 0.0

    def note(number: int, _frame: FrameType | None) -> None:
        nonlocal first_t
        if not received:
            first_t = time.monotonic()
            # A part that hangs ends here, and a terminal that is stopped does not keep it from that.
            faulthandler.dump_traceback_later(END_S, exit=True, file=unblocked(_STDERR))
        elif time.monotonic() - first_t > _ECHO_S:
            os._exit(128 + number)
        received.append(number)

    before = {number: signal.signal(number, note) for number in wanted()}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if received:
            faulthandler.cancel_dump_traceback_later()


def _profile(request: ServeRequest, authority: Authority) -> ServerProfile:
    names = (authority.client_ca_name,) if request.names_client_ca else ()
    return ServerProfile(
        tls=replace(request.policy, certificate_authorities=names),
        chain=authority.chain(request.chain),
        shaping=request.shaping,
        ftp=tuple(fault for faults in request.faults.ftp.values() for fault in faults),
    )


def _responder(wanted: DnsRequest, request: ServeRequest, host: str) -> DnsResponder:
    return DnsResponder({request.host_name: host}, host=request.bind, port=wanted.port, plan=wanted.plan)


def _announce(entrance: Entrance, request: ServeRequest) -> None:
    if not _is_loopback(request.bind):
        complain(
            f"warning: {request.bind} can be reached from the network: the plain listener shows user and"
            " password to whoever listens, and old versions and suites protect little; use a bench network,"
            " or 127.0.0.1"
        )
    if request.as_json and entrance.dns is not None:
        complain(f"DNS answers {request.host_name} at {entrance.dns[0]}:{entrance.dns[1]}")
    print(json.dumps(entrance.as_json()) if request.as_json else instructions(entrance), flush=True)


def _is_loopback(bind: str) -> bool:
    try:
        return ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def _entrance(
    server: FtpsServer,
    profile: ServerProfile,
    request: ServeRequest,
    *,
    host: str,
    files: dict[str, Path],
    dns: DnsResponder | None,
) -> Entrance:
    assert profile.chain is not None
    shown = profile.chain.der
    return Entrance(
        host=host,
        ports={listener: server.address(listener)[1] for listener in Listener},
        user=server.user,
        password=server.password,
        ca=files["ca.pem"],
        certificate=files["client.pem"],
        key=files["client.key"],
        fingerprint=fingerprint(shown[0]) if shown else "no certificate is shown",
        root=server.root.resolve(),
        policy=profile.tls,
        chain=profile.chain.name + (f": {profile.chain.flaw}" if profile.chain.flaw else ""),
        faults=tuple(request.faults.words),
        host_name=request.host_name,
        dns=dns.address if dns is not None else None,
        out=request.out.resolve() if request.out is not None and request.captures_kept else None,
    )


def _write_credentials(folder: Path, authority: Authority) -> dict[str, Path]:
    """CA, and a client's certificate and key, as files."""
    client = authority.client()
    contents = {"ca.pem": authority.ca_pem, "client.pem": client.certificate, "client.key": client.key}
    paths = {name: folder.resolve() / name for name in contents}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            path.touch(mode=0o600)
            path.write_bytes(contents[name])
    except OSError as error:
        raise InfrastructureError(f"the folder {folder} can't be written: {error.strerror}") from error
    return paths
