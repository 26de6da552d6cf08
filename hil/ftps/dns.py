"""A small DNS responder for a bench: it answers for given names, and each name can have a fault (RFC 1035).

It acts as the resolver of a DUT: UDP and TCP on one port, one thread.
A record is an IPv4 address; other types of a known name have no data, other
names do not exist.  TTLs are zero, so that each look-up reaches this server.
"""

from __future__ import annotations

import contextlib
import ipaddress
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from types import TracebackType
from typing import Self

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

from hil.errors import ServerError, UsageError

WRONG_ADDRESS = "192.0.2.53"
"""What `DnsFault.WRONG_ADDRESS` answers: a documentation address, where nobody is (RFC 5737)."""

QUERIES_KEPT = 4096
CONNECTIONS_MOST = 32
CLOSE_S = 5.0

_DATAGRAM = 65535
_PORT_ATTEMPTS = 16  # the port that UDP got may be in use for TCP


class DnsFault(StrEnum):
    """The faults that a name can have."""

    NXDOMAIN = "the name does not exist"
    SERVFAIL = "the server failed"
    SILENCE = "no answer at all"
    WRONG_ADDRESS = "the address of another host"
    TRUNCATED = "by UDP an empty answer with the TC bit; the whole one by TCP"


class Transport(StrEnum):
    """The transport of a query."""

    UDP = "udp"
    TCP = "tcp"


@dataclass(frozen=True, slots=True)
class DnsQuery:
    """A query and its outcome.

    `t` is in seconds of the monotonic clock; `name` is in lower case, without the
    last dot; `kind` is a record type (`A`); `rcode` is the mnemonic of the answer
    (`NOERROR`), None when there was none; `fault` is what the plan has for the name.
    """

    t: float
    client: tuple[str, int]
    transport: Transport
    name: str
    kind: str
    rcode: str | None
    fault: DnsFault | None


class DnsResponder:
    """Answers from the moment it is made until it is closed; a context manager.

    `plan` gives a fault to names of `records`.  Raises `UsageError` for an invalid
    address and for a planned name without a record, `ServerError` when the port
    cannot be bound.
    """

    def __init__(
        self,
        records: Mapping[str, str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        plan: Mapping[str, DnsFault] | None = None,
    ) -> None:
        self._records = {_canonical(name): _ipv4(name, address) for name, address in records.items()}
        self._plan = {_canonical(name): fault for name, fault in (plan or {}).items()}
        for name in self._plan.keys() - self._records.keys():
            near = get_close_matches(name, self._records, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"the plan gives a fault to {name!r}, which has no record{hint}")
        self._queries: deque[DnsQuery] = deque(maxlen=QUERIES_KEPT)
        self._error: Exception | None = None
        self._udp, self._listener = _bind(host, port)
        self._waker, self._woken = socket.socketpair()
        self._streams: dict[socket.socket, bytearray] = {}
        self._selector = selectors.DefaultSelector()
        for sock in (self._udp, self._listener, self._woken):
            sock.setblocking(False)
            self._selector.register(sock, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="dns-responder", daemon=True)
        self._thread.start()

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the same for UDP and TCP."""
        host, port = self._udp.getsockname()[:2]
        return host, port

    @property
    def queries(self) -> tuple[DnsQuery, ...]:
        """The latest `QUERIES_KEPT` queries, oldest first."""
        return tuple(self._queries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop and free the port; idempotent.  Raises `ServerError` if the thread had died before."""
        with contextlib.suppress(OSError):  # closed before
            self._waker.send(b"\x00")
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            raise ServerError(f"the DNS responder did not stop within {CLOSE_S} s")
        self._waker.close()
        error, self._error = self._error, None
        if error is not None:
            raise ServerError(f"the DNS responder died: {error!r}") from error

    def _run(self) -> None:
        try:
            while self._serve_once():
                pass
        except Exception as error:  # the border of a thread: it reaches the test by close()
            self._error = error
        finally:
            self._selector.close()
            for sock in (self._udp, self._listener, self._woken, *self._streams):
                sock.close()

    def _serve_once(self) -> bool:
        ready = [key.fileobj for key, _ in self._selector.select()]
        if self._woken in ready:
            return False
        for sock in ready:
            assert isinstance(sock, socket.socket)
            if sock is self._udp:
                self._serve_datagram()
            elif sock is self._listener:
                self._accept()
            elif sock in self._streams:  # else it was dropped meanwhile
                self._serve_stream(sock)
        return True

    def _serve_datagram(self) -> None:
        with contextlib.suppress(OSError):  # an ICMP error of an earlier answer: its asker has gone
            wire, client = self._udp.recvfrom(_DATAGRAM)
            answer = self._answer(wire, client, Transport.UDP)
            if answer is not None:
                self._udp.sendto(answer, client)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed before it was accepted
            sock, _ = self._listener.accept()
            sock.setblocking(False)
            if len(self._streams) == CONNECTIONS_MOST:
                self._give_up(next(iter(self._streams)))
            self._streams[sock] = bytearray()
            self._selector.register(sock, selectors.EVENT_READ)

    def _serve_stream(self, sock: socket.socket) -> None:
        received = self._streams[sock]
        try:
            piece = sock.recv(_DATAGRAM)
            received += piece
            while len(received) >= 2 and len(received) >= (end := 2 + int.from_bytes(received[:2], "big")):
                answer = self._answer(bytes(received[2:end]), sock.getpeername(), Transport.TCP)
                del received[:end]
                if answer is not None:
                    sock.sendall(len(answer).to_bytes(2, "big") + answer)  # RFC 1035, 4.2.2
        except OSError:  # reset, or a client that does not read
            piece = b""
        if not piece:
            self._give_up(sock)

    def _give_up(self, sock: socket.socket) -> None:
        self._selector.unregister(sock)
        del self._streams[sock]
        sock.close()

    def _answer(self, wire: bytes, client: tuple[str, int], transport: Transport) -> bytes | None:
        """The answer on the wire; None for no answer, and for bytes that are no query."""
        try:
            query = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            return _format_error(wire)
        if query.flags & dns.flags.QR:
            return None
        answer = dns.message.make_response(query, recursion_available=True)
        if query.opcode() != dns.opcode.QUERY:
            answer.set_rcode(dns.rcode.NOTIMP)
            return answer.to_wire()
        if len(query.question) != 1:
            answer.set_rcode(dns.rcode.FORMERR)
            return answer.to_wire()
        question = query.question[0]
        name = question.name.canonicalize().to_text(omit_final_dot=True)
        fault = self._plan.get(name)
        silent = fault is DnsFault.SILENCE
        if not silent:
            self._fill(answer, question, self._records.get(name), fault, transport)
        self._queries.append(
            DnsQuery(
                t=time.monotonic(),
                client=client[:2],
                transport=transport,
                name=name,
                kind=dns.rdatatype.to_text(question.rdtype),
                rcode=None if silent else dns.rcode.to_text(answer.rcode()),
                fault=fault,
            )
        )
        return None if silent else answer.to_wire()

    def _fill(
        self,
        answer: dns.message.Message,
        question: dns.rrset.RRset,
        address: str | None,
        fault: DnsFault | None,
        transport: Transport,
    ) -> None:
        answer.flags |= dns.flags.AA
        match fault:
            case DnsFault.SERVFAIL:
                answer.set_rcode(dns.rcode.SERVFAIL)
                return
            case DnsFault.NXDOMAIN:
                address = None
            case DnsFault.WRONG_ADDRESS:
                address = WRONG_ADDRESS
            case DnsFault.TRUNCATED if transport is Transport.UDP:
                answer.flags |= dns.flags.TC
                return
        if address is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif question.rdclass == dns.rdataclass.IN and question.rdtype in {
            dns.rdatatype.A,
            dns.rdatatype.ANY,
        }:
            answer.answer.append(dns.rrset.from_text(question.name, 0, "IN", "A", address))


def _canonical(name: str) -> str:
    """In lower case without the last dot: names are compared without regard to case (RFC 4343)."""
    try:
        return dns.name.from_text(name).canonicalize().to_text(omit_final_dot=True)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise UsageError(f"{name!r} is no DNS name: {error}") from error


def _ipv4(name: str, address: str) -> str:
    try:
        return str(ipaddress.IPv4Address(address))
    except ValueError as error:
        raise UsageError(f"the record of {name!r} is an IPv4 address, not {address!r}") from error


def _format_error(wire: bytes) -> bytes | None:
    """FORMERR with the query's number, if there is one and it is no answer (RFC 1035, 4.1.1)."""
    if len(wire) < 12 or wire[2] & 0x80:
        return None
    return wire[:2] + bytes((0x80 | wire[2] & 0x79, 0x80 | dns.rcode.FORMERR)) + bytes(8)


def _bind(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a listening TCP socket on one port."""
    attempts = 1 if port else _PORT_ATTEMPTS
    while True:
        attempts -= 1
        try:
            return _bind_once(host, port)
        except OverflowError as error:
            raise UsageError(f"a port is a number from 0 to 65535, not {port}") from error
        except OSError as error:
            if attempts:
                continue
            raise ServerError(
                f"the DNS responder cannot have {host}:{port}: {error.strerror}; choose another port"
            ) from error


def _bind_once(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    with contextlib.ExitStack() as on_error:
        udp = on_error.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        tcp = on_error.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        udp.bind((host, port))
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind(udp.getsockname())
        tcp.listen()
        on_error.pop_all()
        return udp, tcp
