"""The module's resolver: IPv4 addresses of names from the configured servers (RFC 1035).

Without servers it uses the resolver of the system.  It raises `OSError` when the
name has no address, `TimeoutError` without an answer, `Interrupted` after an abort.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Sequence

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from hil.deadline import Deadline
from hil.emulator.device.hardware_options import NameServer
from hil.emulator.network.link import READ, Signal, TcpConnection, wait

_TRY_S = 5.0  # seconds of real time; then the next server is queried, or the same one again
_DATAGRAM = 4096


# clause: note 4.2.4, RFC 1035 4.1
def resolve(host: str, abort: Signal, deadline: Deadline, *, servers: Sequence[NameServer] = ()) -> str:
    """The IPv4 address of a host; the module has no IPv6."""
    with contextlib.suppress(ValueError):
        return str(ipaddress.IPv4Address(host))
    if not servers:
        return _ask_the_system(host, abort, deadline)
    try:
        query = dns.message.make_query(host, dns.rdatatype.A)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise OSError(f"{host!r} is no host name") from error
    attempt_s = min(_TRY_S, max(0.01, deadline.remaining / (2 * len(servers))))
    while not deadline.expired:
        for server in servers:
            attempt = Deadline.after(min(attempt_s, deadline.remaining))
            answer = _ask(server, query, abort, attempt)
            if answer is not None:
                return _address(answer, host)
    raise TimeoutError(f"no answer about {host!r} within {deadline.span_s:.1f} s")


def _ask(
    server: NameServer, query: dns.message.Message, abort: Signal, deadline: Deadline
) -> dns.message.Message | None:
    """The server's answer, by TCP if necessary; None without an answer."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sock:
        sock.setblocking(False)
        try:
            sock.connect(server)
            sock.send(query.to_wire())
            while wait([(sock, READ)], abort, deadline):
                answer = _read(sock.recv(_DATAGRAM), query)
                if answer is not None and answer.flags & dns.flags.TC:
                    return _ask_by_tcp(server, query, abort, deadline)
                if answer is not None:
                    return answer
        except OSError:  # no server at that address: query the next one
            wait([], abort, deadline)
    return None


def _ask_by_tcp(
    server: NameServer, query: dns.message.Message, abort: Signal, deadline: Deadline
) -> dns.message.Message | None:
    with contextlib.closing(TcpConnection.connect(server, abort, deadline)) as link:
        wire = query.to_wire()
        link.sendall(len(wire).to_bytes(2, "big") + wire)  # RFC 1035, 4.2.2
        received = b""
        while len(received) < 2 or len(received) < 2 + int.from_bytes(received[:2], "big"):
            block = link.recv(_DATAGRAM)
            if not block:
                return None
            received += block
        return _read(received[2:], query)


def _read(wire: bytes, query: dns.message.Message) -> dns.message.Message | None:
    """The answer in a message; None for an answer to another query."""
    try:
        answer = dns.message.from_wire(wire, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError):
        return None
    return answer if query.is_response(answer) else None


def _address(answer: dns.message.Message, host: str) -> str:
    if answer.rcode() != dns.rcode.NOERROR:
        raise OSError(f"{host!r}: {dns.rcode.to_text(answer.rcode())}")
    for rrset in answer.answer:
        if rrset.rdtype == dns.rdatatype.A:
            return str(rrset[0].address)
    raise OSError(f"{host!r} has no IPv4 address")


def _ask_the_system(host: str, abort: Signal, deadline: Deadline) -> str:
    done = Signal()
    found: list[str | OSError] = []

    def look_up() -> None:
        try:
            found.append(socket.getaddrinfo(host, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])  # type: ignore[arg-type]  # AF_INET: a str
        except OSError as error:
            found.append(error)
        except UnicodeError:
            found.append(OSError(f"{host!r} is no host name"))
        done.set()

    # getaddrinfo has no time limit and can't be interrupted; a thread runs it that may be abandoned.
    threading.Thread(target=look_up, name="m95-dns", daemon=True).start()
    try:
        if not wait([(done, READ)], abort, deadline):
            raise TimeoutError(f"no answer about {host!r} within {deadline.span_s:.0f} s")
    finally:
        done.close()
    if isinstance(found[0], OSError):
        raise found[0]
    return found[0]
