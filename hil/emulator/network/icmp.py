"""Echo requests and their replies (RFC 792)."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import time

from hil.deadline import Deadline
from hil.emulator.network.link import READ, Signal, wait

_ECHO_REQUEST, _ECHO_REPLY = 8, 0
PAYLOAD = bytes(32)  # <bytes> in AT+QPING


def echo(host: str, number: int, abort: Signal, deadline: Deadline) -> float | None:
    """Seconds until the reply; None without a reply, or when the system does not allow ICMP."""
    sock = _socket()
    if sock is None:
        wait([], abort, deadline)
        return None
    with contextlib.closing(sock):
        sock.setblocking(False)
        identity = os.getpid() & 0xFFFF
        began = time.monotonic()
        with contextlib.suppress(OSError):
            sock.sendto(_request(identity, number), (host, 0))
            while wait([(sock, READ)], abort, deadline):
                packet, peer = sock.recvfrom(1500)
                if peer[0] == host and _answers(packet, number):
                    return time.monotonic() - began
    return None


def _socket() -> socket.socket | None:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):  # allowed for users; allowed for root
        with contextlib.suppress(OSError):
            return socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP)
    return None


def _request(identity: int, number: int) -> bytes:
    head = struct.pack("!BBHHH", _ECHO_REQUEST, 0, 0, identity, number)
    total = sum(struct.unpack(f"!{(len(head) + len(PAYLOAD)) // 2}H", head + PAYLOAD))
    total = (total >> 16) + (total & 0xFFFF)
    checksum = ~(total + (total >> 16)) & 0xFFFF  # RFC 1071
    return struct.pack("!BBHHH", _ECHO_REQUEST, 0, checksum, identity, number) + PAYLOAD


def _answers(packet: bytes, number: int) -> bool:
    if packet[0] >> 4 == 4:  # a raw socket, and some datagram sockets, deliver the IP header too
        packet = packet[4 * (packet[0] & 0x0F) :]
    return len(packet) >= 8 and packet[0] == _ECHO_REPLY and packet[6:8] == number.to_bytes(2, "big")
