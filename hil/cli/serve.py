"""`hil serve`: the lower tester by itself, an FTPS server that a module on the bench is pointed at."""

from __future__ import annotations

import ipaddress
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TextIO

import click

from hil.cli.serve_text import Entrance, chains_table, fingerprint, instructions, plain
from hil.cli.serve_view import View, view_for
from hil.deadline import Deadline
from hil.errors import InfrastructureError, ServerError, UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.pki.authority import SERVER_NAMES, Authority
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from hil.tls.policy import ClientCertificate, TlsPolicy
from hil.transcript import Transcript

ENDED, INTERRUPTED = 0, 130
"""The exit codes after SIGTERM or SIGHUP, and after Ctrl-C."""

_TICK_S = 0.5  # how soon a signal, and what goes on, is seen
_VERSIONS = {
    "ssl3": Version.SSL30,
    "tls1.0": Version.TLS10,
    "tls1.1": Version.TLS11,
    "tls1.2": Version.TLS12,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    bind: str
    ports: dict[Listener, int]
    public_host: str | None
    passive_ports: range | None
    policy: TlsPolicy
    chain: str
    root: Path | None
    out: Path | None
    as_json: bool


def _tell(text: Callable[[], str]) -> Callable[[click.Context, click.Parameter, bool], None]:
    def tell(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(text())
            ctx.exit()

    return tell


_port = click.IntRange(0, 65535)


@click.command(
    epilog="""\b
Examples:
  hil serve --version ssl3 --cipher 0x0004          one pair only
  hil serve --chain expired                         a certificate that a module is to refuse
  hil serve --client-certificate required --out lab sessions.jsonl in lab/
  hil serve --bind 0.0.0.0 --public-host 203.0.113.7 --implicit-port 990 --passive-ports 50000-50100

\b
Exit codes:
  0    ended by SIGTERM or SIGHUP
  2    the request is wrong: an option, a name, an address
  3    a port is taken or forbidden, a folder can't be written, the server broke
  130  ended by Ctrl-C""",
)
@click.option(
    "--implicit-port", type=_port, default=0, help="FTPS from the first byte.  [default: a free one]"
)
@click.option("--explicit-port", type=_port, default=0, help="FTPS by AUTH TLS.  [default: a free one]")
@click.option("--plain-port", type=_port, default=0, help="FTP in clear.  [default: a free one]")
@click.option("--bind", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@click.option("--public-host", metavar="IPV4", help="What 227 replies say: the address before the NAT.")
@click.option("--passive-ports", metavar="LOW-HIGH", help="Ports for data connections, to be forwarded.")
@click.option(
    "--version",
    "versions",
    multiple=True,
    type=click.Choice(list(_VERSIONS)),
    help="Accept this version; may be repeated.  [default: all]",
)
@click.option(
    "--cipher",
    "ciphers",
    multiple=True,
    metavar="CODE",
    help="Accept this suite, as 0x0004; may be repeated.  [default: the six of the note]",
)
@click.option("--chain", default="good", show_default=True, metavar="NAME", help="The chain to show.")
@click.option(
    "--client-certificate",
    type=click.Choice([each.name.lower() for each in ClientCertificate]),
    default="none",
    show_default=True,
    help="Whether a client is asked for a certificate.",
)
@click.option(
    "--root", type=click.Path(path_type=Path), help="Folder that is served.  [default: an empty one]"
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for sessions.jsonl and credentials.")
@click.option("--json", "as_json", is_flag=True, help="JSON: a line when ready, then a line a session.")
@click.option("--list-chains", is_flag=True, is_eager=True, expose_value=False, callback=_tell(chains_table))
def serve(
    *,
    implicit_port: int,
    explicit_port: int,
    plain_port: int,
    bind: str,
    public_host: str | None,
    passive_ports: str | None,
    versions: tuple[str, ...],
    ciphers: tuple[str, ...],
    chain: str,
    client_certificate: str,
    root: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    """Run the lower tester, an FTPS server for a module on the bench, until Ctrl-C."""
    return run(
        Request(
            bind,
            {
                Listener.IMPLICIT: implicit_port,
                Listener.EXPLICIT: explicit_port,
                Listener.PLAIN: plain_port,
            },
            None if public_host is None else _ipv4(public_host),
            None if passive_ports is None else _ports(passive_ports),
            _policy(versions, ciphers, ClientCertificate[client_certificate.upper()]),
            chain,
            root,
            out,
            as_json,
        )
    )


def run(request: Request) -> int:
    """Serve until a signal; returns the exit code."""
    if request.root is not None and not request.root.is_dir():
        raise UsageError(f"there is no folder {request.root} to serve; make it, or leave --root out")
    host = request.public_host or _reachable(request.bind)
    authority = Authority(names=tuple(dict.fromkeys((*SERVER_NAMES, host))))
    profile = ServerProfile(tls=request.policy, chain=authority.chain(request.chain))
    transcript = Transcript()
    with ExitStack() as cleanup, _signals() as received:
        folder = request.out or Path(cleanup.enter_context(TemporaryDirectory(prefix="m95-hil-serve-")))
        files = _write_credentials(folder, authority)
        log = None if request.out is None else cleanup.enter_context(_appended(folder / "sessions.jsonl"))
        server = cleanup.enter_context(
            FtpsServer(
                authority,
                transcript,
                host=request.bind,
                implicit_port=request.ports[Listener.IMPLICIT],
                explicit_port=request.ports[Listener.EXPLICIT],
                plain_port=request.ports[Listener.PLAIN],
                root=request.root,
                public_host=request.public_host,
                passive_ports=request.passive_ports,
            )
        )
        with server.expecting(profile) as pending:
            _announce(_entrance(server, profile, host, files), request)
            view = view_for(sys.stdout, as_json=request.as_json)
            cleanup.callback(view.close)
            errors_told = 0
            while not received:
                for session in pending.hand_over(Deadline.after(_TICK_S)):
                    _record(session, log, view)
                view.going_on(pending.sessions)
                transcript.hand_over()
                errors_told = _tell_errors(server, errors_told)
            server.close()
            for session in pending.hand_over(Deadline.after(0)):
                _record(session, log, view)
    return INTERRUPTED if signal.SIGINT in received else ENDED


# --- what was asked for --------------------------------------------------------------------------------------


def _policy(
    versions: tuple[str, ...], ciphers: tuple[str, ...], client_certificate: ClientCertificate
) -> TlsPolicy:
    wanted = tuple(dict.fromkeys(_VERSIONS[version] for version in versions)) or ALL_VERSIONS
    suites = tuple(dict.fromkeys(_suite(cipher) for cipher in ciphers)) or ALL_SUITES
    for version in wanted:
        if versions and not any(is_legal_pair(version, suite) for suite in suites):
            raise UsageError(f"{' '.join(suite.code for suite in suites)} does not exist in {version.title}")
    return TlsPolicy(versions=wanted, suites=suites, client_certificate=client_certificate)


def _suite(text: str) -> CipherSuite:
    by_code = {suite.code.lower(): suite for suite in CipherSuite}
    by_name = {suite.name.lower(): suite for suite in CipherSuite}
    known = by_code | by_name
    if text.lower() in known:
        return known[text.lower()]
    nearest = get_close_matches(text.lower(), known, n=1, cutoff=0.0)[0]
    raise UsageError(
        f"no cipher suite {text!r}; the nearest is {known[nearest].code} ({known[nearest].name}); "
        f"there are {' '.join(suite.code for suite in CipherSuite)}"
    )


def _ports(text: str) -> range:
    low, dash, high = text.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal() and 0 < int(low) <= int(high) < 65536):
        raise UsageError(f"--passive-ports takes LOW-HIGH, as 50000-50100, not {text!r}")
    return range(int(low), int(high) + 1)


def _ipv4(text: str) -> str:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError as error:
        raise UsageError(
            f"--public-host takes an IPv4 address, which is what 227 can say, not {text!r}"
        ) from error


def _reachable(bind: str) -> str:
    """The address to tell for the one that is bound; for all addresses, the one towards the default route."""
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


# --- while it runs -------------------------------------------------------------------------------------------


def _announce(entrance: Entrance, request: Request) -> None:
    if not _is_loopback(request.bind):
        print(
            f"hil serve: warning: {request.bind} can be reached from the network: the plain door shows user and"
            " password to whoever listens, and old versions and suites protect little; use a bench network,"
            " or 127.0.0.1",
            file=sys.stderr,
            flush=True,
        )
    print(json.dumps(entrance.as_json()) if request.as_json else instructions(entrance), flush=True)


def _is_loopback(bind: str) -> bool:
    try:
        return ipaddress.ip_address(bind).is_loopback
    except ValueError:
        return bind == "localhost"


def _entrance(server: FtpsServer, profile: ServerProfile, host: str, files: dict[str, Path]) -> Entrance:
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
    )


def _record(session: Session, log: TextIO | None, view: View) -> None:
    if log is not None:
        print(json.dumps(plain(session)), file=log, flush=True)
    view.ended(session)


def _tell_errors(server: FtpsServer, told: int) -> int:
    for error in server.errors[told:]:
        print(f"hil serve: error: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    if not server.is_serving:
        raise ServerError("the FTPS server has stopped")
    return len(server.errors)


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


@contextmanager
def _appended(path: Path) -> Iterator[TextIO]:
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise InfrastructureError(f"the file {path} can't be written: {error.strerror}") from error
    with file:
        yield file


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collects the signals that end a program."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {
        number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
