"""The TLS pairs of the note with foreign programs: each version with each suite, at both ends of ours.

A program is first asked what it speaks: its client talks to its own server.  With each pair that it
speaks, its client then talks to the lower tester and the emulated module to its server.  All clients
offer exactly one version and one suite, so an answer proves the pair.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hil.deadline import Deadline
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.tls.client import TlsClient, TlsFailure, TlsSettings
from hil.errors import HilError, InfrastructureError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.pki.bundle import bundled
from hil.results.selftest import ForeignPeer, PairResult, PairTrial, Side
from hil.selftest.foreign.gnutls import GNUTLS
from hil.selftest.foreign.model import HOST, Credentials, Library, Pair
from hil.selftest.foreign.nss import NSS, SERVER
from hil.selftest.foreign.openssl import OPENSSL
from hil.selftest.foreign.running import ANSWER_S, asked, free_port, running
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, is_legal_pair
from hil.tls.policy import TlsPolicy
from hil.transcript import Transcript

LIBRARIES = (OPENSSL, GNUTLS, NSS)

PAIRS: tuple[Pair, ...] = tuple(
    (version, suite) for version in ALL_VERSIONS for suite in ALL_SUITES if is_legal_pair(version, suite)
)
"""The 21 pairs that exist."""

PAGE_REQUEST, PAGE = b"GET / HTTP/1.0\r\n\r\n", b"HTTP/1."
GREETING_REQUEST, GREETING = b"QUIT\r\n", b"220"


@dataclass(frozen=True, slots=True)
class PairsFound:
    """What the foreign programs said; `missing` are the packages that would bring some, if none is installed."""

    peers: tuple[ForeignPeer, ...]
    trials: tuple[PairTrial, ...]
    missing: tuple[str, ...] = ()


def check(
    authority: Authority,
    *,
    pairs: Sequence[Pair] = PAIRS,
    libraries: Sequence[Library] = LIBRARIES,
    tell: Callable[[str], None] = print,
) -> PairsFound:
    """Try the pairs with each library that is installed, and tell of each how it went."""
    installed = [library for library in libraries if library.is_installed]
    peers: list[ForeignPeer] = []
    trials: list[PairTrial] = []
    for library in installed:
        peer = ForeignPeer(library.name, library.version())
        try:
            found = tuple(_tried(library, peer, authority, pairs))
        except InfrastructureError as trouble:
            tell(f"{peer} does not work here: {trouble}")
            continue
        peers.append(peer)
        trials += found
        tell(f"{peer}: {_words(found)}")
    missing = () if installed else tuple(library.package for library in libraries)
    return PairsFound(tuple(peers), tuple(trials), missing)


def _words(trials: Sequence[PairTrial]) -> str:
    counts = [(result, sum(trial.result is result for trial in trials)) for result in PairResult]
    return ", ".join(f"{count} {result}" for result, count in counts if count)


def _tried(
    library: Library, peer: ForeignPeer, authority: Authority, pairs: Sequence[Pair]
) -> Iterator[PairTrial]:
    with ExitStack() as resources:
        folder = Path(resources.enter_context(TemporaryDirectory(prefix="m95-hil-")))
        credentials = _credentials(folder, authority)
        library.prepare(folder, credentials)
        port = free_port()
        command = library.server(folder, credentials, port)
        resources.enter_context(running(command, port=port, folder=folder, env=library.environment))
        tester = resources.enter_context(FtpsServer(authority, Transcript()))
        for pair in pairs:
            refused = asked(
                library.client(folder, credentials, port, pair), PAGE_REQUEST, PAGE, env=library.environment
            )
            if refused:
                yield from (_trial(pair, side, peer, PairResult.CANNOT) for side in Side)
                continue
            wrong = {
                Side.LOWER_TESTER: _with_lower_tester(library, folder, credentials, tester, pair),
                Side.EMULATED_MODULE: _with_emulated_module(port, authority, pair),
            }
            for side, detail in wrong.items():
                result = PairResult.FAILED if detail else PairResult.AGREED
                yield _trial(pair, side, peer, result, detail)


def _trial(pair: Pair, side: Side, peer: ForeignPeer, result: PairResult, detail: str = "") -> PairTrial:
    return PairTrial(pair[0].title, pair[1].code, side, peer.name, result, detail)


def _credentials(folder: Path, authority: Authority) -> Credentials:
    chain, password = authority.chain(), secrets.token_hex(8)
    made = Credentials(
        folder / "ca.pem", folder / "chain.pem", folder / "key.pem", folder / "server.p12", password
    )
    for file, content in (
        (made.ca, chain.trust_anchor),
        (made.chain, chain.certificates),
        (made.key, chain.key),
        (made.bundle, bundled(chain, name=SERVER, password=password)),
    ):
        file.touch(mode=0o600)
        file.write_bytes(content)
    return made


def _with_lower_tester(
    library: Library, folder: Path, credentials: Credentials, tester: FtpsServer, pair: Pair
) -> str:
    """What went wrong when the foreign client talked to the lower tester; empty if nothing did."""
    with tester.expecting(ServerProfile(tls=TlsPolicy.pinned(*pair))) as pending:
        command = library.client(folder, credentials, tester.address(Listener.IMPLICIT)[1], pair)
        if wrong := asked(command, GREETING_REQUEST, GREETING, env=library.environment):
            return wrong
        try:
            handshake = pending.session(Deadline.after(ANSWER_S)).control.handshake
        except HilError as error:
            return str(error)
    if handshake is None or (handshake.version, handshake.suite) != pair:
        return "the lower tester saw another version or suite than the client"
    return ""


def _with_emulated_module(port: int, authority: Authority, pair: Pair) -> str:
    """What went wrong when the TLS client of the emulated module talked to the foreign server; empty if nothing did."""
    version, suite = pair
    settings = TlsSettings((version,), (suite,), 1, authority.ca_pem, now=authority.start)
    abort, deadline = Signal(), Deadline.after(ANSWER_S)
    try:
        with closing(TcpConnection.connect((HOST, port), abort, deadline)) as link:
            stream = TlsClient(settings).connect(link, deadline)
            stream.sendall(PAGE_REQUEST)
            said = stream.recv(len(PAGE))
    except (OSError, TlsFailure) as error:
        return str(error)
    finally:
        abort.close()
    if (stream.version, stream.suite) != pair:
        return "the emulated module saw another version or suite than it offered"
    return "" if said in PAGE else f"expected a page, came {said[:20]!r}"
