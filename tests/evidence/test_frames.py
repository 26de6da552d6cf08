"""Segments made up around a byte stream, against published values and against tshark."""

from __future__ import annotations

import ipaddress
import struct
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.evidence.frames import Sender, TcpFlag, addresses, checksum
from hil.evidence.pcapng import Capture
from tests.evidence.wireshark import fields

CHECKSUMS = ("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("0001f203f4f5f6f7", 0x220D, id="RFC 1071, 3: the complement of ddf2"),
        pytest.param(
            "4500003044224000800600008c7c19acae241e2b", 0x442E, id="an IPv4 header of RFC 1624's kind"
        ),
        pytest.param("ffff", 0x0000, id="never ffff"),
    ],
)
def test_checksum(data: str, expected: int) -> None:
    assert checksum(bytes.fromhex(data)) == expected


def test_sequence_numbers_wrap() -> None:
    here = ipaddress.ip_address("192.0.2.1")
    sender = Sender(here, 1, here, 2, initial_sequence=0xFFFFFFFF)

    sender.segment(TcpFlag.SYN)
    second = sender.segment(TcpFlag.ACK, payload=b"abc")
    third = sender.segment(TcpFlag.FIN)

    assert [struct.unpack_from("!I", frame, 24)[0] for frame in (second, third)] == [0, 3]
    assert sender.sequence == 4


@pytest.mark.parametrize(
    ("client", "server", "seen"),
    [
        pytest.param("::1", "::1", ["::1", "::1"], id="IPv6"),
        pytest.param("::ffff:192.0.2.1", "192.0.2.2", ["192.0.2.1", "192.0.2.2"], id="mapped IPv4"),
        pytest.param("192.0.2.1", "2001:db8::1", ["::ffff:192.0.2.1", "2001:db8::1"], id="both"),
        pytest.param("fe80::1%eth0", "fe80::2", ["fe80::1", "fe80::2"], id="with a zone"),
    ],
)
def test_addresses_of_either_family_are_shown(
    client: str, server: str, seen: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        flow = capture.connection((client, 40000), (server, 990), 1.0)
        flow.from_client(b"odd" * 1001, 2.0)

    packets = fields(path, "tcp.len > 0", "_ws.col.Source", "_ws.col.Destination", "tcp.len")
    assert [packet[:2] for packet in packets] == [seen] * len(packets)
    assert sum(int(packet[2]) for packet in packets) == 3003
    status = fields(path, "tcp", "tcp.checksum.status", options=CHECKSUMS)
    assert status == [["1"]] * len(status)


def test_a_host_name_is_no_address() -> None:
    with pytest.raises(UsageError, match="numeric addresses, not 'localhost'"):
        addresses("localhost", "127.0.0.1")
