"""TCP segments in IP packets, built around bytes that were recorded at a socket (RFC 791, 8200, 9293).

A socket has a byte stream, a capture file needs packets.  The packets have correct
lengths, numbers and checksums; window, TTL and identification are constants that
say nothing about the network.
"""

from __future__ import annotations

import ipaddress
import struct
from enum import IntFlag

from hil.errors import UsageError

LINKTYPE_RAW = 101
"""IP packets without a link layer, version 4 or 6 by their first half byte (pcapng interface block)."""

WINDOW = 65535  # no window scale: a receiver that acknowledges every 32 KiB never fills it
TTL = 64
TCP = 6  # IANA protocol number
_PATH_MTU = 1500  # the usual value of Ethernet, which readers of packet lists expect
_DONT_FRAGMENT = 0x4000
_MAXIMUM_SEGMENT_SIZE = 2  # TCP option kind (RFC 9293, 3.2)
_MODULO = 1 << 32

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class TcpFlag(IntFlag):
    """Control bits of the TCP header (RFC 9293, 3.1)."""

    FIN = 0x01
    SYN = 0x02
    RST = 0x04
    PSH = 0x08
    ACK = 0x10


_SYN = int(TcpFlag.SYN)
_COUNTED = int(TcpFlag.SYN | TcpFlag.FIN)


def checksum(data: bytes) -> int:
    """The internet checksum (RFC 1071) of an even number of bytes.

    A number's remainder by 65535 is the one's complement sum of its 16-bit
    digits; in C, by way of int, it costs a microsecond a segment.
    """
    return -int.from_bytes(data, "big") % 0xFFFF


def addresses(client: str, server: str) -> tuple[_Address, _Address]:
    """Both addresses in one family: IPv4 if both are, else IPv6 with a mapped IPv4 address.

    Raises `UsageError` for anything but a numeric address.
    """
    pair = (_plain(client), _plain(server))
    if pair[0].version == pair[1].version:
        return pair
    return _mapped(pair[0]), _mapped(pair[1])


def _plain(host: str) -> _Address:
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise UsageError(f"a captured connection has numeric addresses, not {host!r}") from error
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped  # the form of an IPv4 peer at a dual-stack socket (RFC 4291, 2.5.5.2)
    return address


def _mapped(address: _Address) -> ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv6Address):
        return address
    return ipaddress.IPv6Address(b"\x00" * 10 + b"\xff\xff" + address.packed)


class Sender:
    """One side of a TCP connection: makes its segments and counts its sequence number (modulo 2^32)."""

    def __init__(
        self, source: _Address, port: int, target: _Address, target_port: int, *, initial_sequence: int
    ) -> None:
        self._ip = _ipv4_header if source.version == 4 else _ipv6_header
        self._source, self._target = source.packed, target.packed
        self._addresses = self._source + self._target
        self._ports = struct.pack("!HH", port, target_port)
        self._identification = 0
        self.sequence = initial_sequence % _MODULO
        self.segment_size = _PATH_MTU - (40 if source.version == 4 else 60)

    def segment(self, flags: TcpFlag, *, acknowledged: int = 0, payload: bytes = b"") -> bytes:
        """The next IP packet of this side; SYN and FIN count as one byte (RFC 9293, 3.4)."""
        bits = int(flags)  # operations on members of an enumeration take longer than all else here
        options = b""
        if bits & _SYN:
            options = struct.pack("!BBH", _MAXIMUM_SEGMENT_SIZE, 4, self.segment_size)
        offset = (20 + len(options)) // 4
        tail = struct.pack("!IIBBHI", self.sequence, acknowledged, offset << 4, bits, WINDOW, 0)
        segment = self._ports + tail + options + payload
        pseudo_header = self._addresses + struct.pack("!II", len(segment), TCP)
        padding = b"\x00" * (len(segment) % 2)
        total = struct.pack("!H", checksum(pseudo_header + segment + padding))
        self.skip(len(payload) + bool(bits & _COUNTED))
        self._identification = (self._identification + 1) % 0x10000
        header = self._ip(self._source, self._target, len(segment), self._identification)
        return header + segment[:16] + total + segment[18:]

    def skip(self, count: int) -> None:
        """Advance by `count` bytes without a segment."""
        self.sequence = (self.sequence + count) % _MODULO


def _ipv4_header(source: bytes, target: bytes, length: int, identification: int) -> bytes:
    start = struct.pack(
        "!BBHHHBB", 0x45, 0, 20 + length, identification, _DONT_FRAGMENT, TTL, TCP
    )  # RFC 791, 3.1
    total = struct.pack("!H", checksum(start + source + target))
    return start + total + source + target


def _ipv6_header(source: bytes, target: bytes, length: int, _identification: int) -> bytes:
    return struct.pack("!IHBB", 6 << 28, length, TCP, TTL) + source + target  # RFC 8200, 3
