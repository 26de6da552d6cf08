"""Captures of FTPS sessions, opened and decrypted by tshark with no further file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.evidence.pcapng import Capture
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from tests.evidence.dialogue import COMMANDS, DATA_SERVER, REPLIES, SERVER, Session
from tests.evidence.wireshark import decrypted, fields, listed, run

AES = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
PAIRS = [
    pytest.param(version, suite, id=f"{version.title}-{suite.name}")
    for version in ALL_VERSIONS
    for suite in ALL_SUITES
    if is_legal_pair(version, suite)
]
CHECKSUMS = ("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")
GOOD = "1"
PAYLOAD = bytes(range(256)) * 400


def session_file(folder: Path, version: Version, suite: CipherSuite, *, explicit: bool = False) -> Path:
    path = folder / "session.pcapng"
    with Capture(path, comment="session 1") as capture:
        session = Session(capture, version, suite)
        session.control(lambda: session.upload(PAYLOAD), explicit=explicit)
    assert session.resumed == [False, True]
    return path


@pytest.mark.parametrize(("version", "suite"), PAIRS)
def test_tshark_decodes_and_decrypts_every_pair(version: Version, suite: CipherSuite, tmp_path: Path) -> None:
    path = session_file(tmp_path, version, suite)

    hellos = fields(path, "tls.handshake.type==2", "tls.handshake.version", "tls.handshake.ciphersuite")
    assert hellos == [[f"0x{version:04x}", f"0x{suite:04x}"]] * 2
    assert decrypted(path, 0, server=SERVER[0]) == (COMMANDS, REPLIES)
    assert decrypted(path, 1, server=SERVER[0]) == (PAYLOAD, b"")


@pytest.mark.parametrize("port", [34980, 44321, 44818, 48898, 57000])
def test_a_data_connection_from_a_port_of_another_protocol_is_decrypted(port: int, tmp_path: Path) -> None:
    """Wireshark knows these ports for EtherCAT, PCP, EtherNet/IP, AMS and IRC; a system may give them to a client."""
    path = tmp_path / "session.pcapng"
    with Capture(path) as capture:
        session = Session(capture, Version.TLS12, AES)
        session.control(lambda: session.upload(PAYLOAD, by=("192.0.2.7", port)))

    assert decrypted(path, 1, server=SERVER[0]) == (PAYLOAD, b"")


def test_a_session_with_auth_tls_is_shown_in_clear_and_decrypted(tmp_path: Path) -> None:
    path = session_file(tmp_path, Version.TLS12, AES, explicit=True)

    output = listed(path, SERVER[1], implicit=False)

    dialogue = [line.split(": ", 1)[1] for line in output.splitlines()]
    clear = ["220 clear", "AUTH TLS", "234 go"]
    assert [line.strip() for line in dialogue[:3]] == clear
    assert {line.decode() for line in (COMMANDS + REPLIES).splitlines()} == set(dialogue[3:])
    assert decrypted(path, 1, server=SERVER[0]) == (PAYLOAD, b"")


def test_the_dialogue_of_an_implicit_session_is_listed_as_ftp(tmp_path: Path) -> None:
    path = session_file(tmp_path, Version.TLS12, AES)

    output = listed(path, SERVER[1], implicit=True)

    dialogue = {line.split(": ", 1)[1] for line in output.splitlines()}
    assert dialogue == {line.decode() for line in (COMMANDS + REPLIES).splitlines()}


def test_the_file_is_valid_and_says_what_it_is(tmp_path: Path) -> None:
    path = session_file(tmp_path, Version.TLS10, AES)

    about = run("capinfos", path)

    assert "pcapng" in about
    assert "Strict time order:   True" in about
    assert "Capture comment:     session 1" in about
    assert "Number of decryption secrets in file: 1" in about
    assert "File timestamp precision:  nanoseconds (9)" in about


def test_tcp_is_without_blame(tmp_path: Path) -> None:
    path = session_file(tmp_path, Version.SSL30, AES)

    packets = fields(path, "tcp", "ip.checksum.status", "tcp.checksum.status", options=CHECKSUMS)
    assert packets == [[GOOD, GOOD]] * len(packets)
    assert len(packets) > len(PAYLOAD) / 1460
    assert fields(path, "tcp.analysis.flags || _ws.malformed", "frame.number", "_ws.col.Info") == []
    in_flight = fields(path, "tcp.analysis.bytes_in_flight", "tcp.analysis.bytes_in_flight")
    assert max(int(count) for [count] in in_flight) < 65535
    complete = fields(path, "tcp", "tcp.completeness", options=("-2",))
    assert complete == [["31"]] * len(packets)  # SYN, SYN-ACK, ACK, data, FIN


def test_addresses_ports_and_comments_are_kept(tmp_path: Path) -> None:
    path = session_file(tmp_path, Version.TLS12, AES)

    openings = fields(path, "tcp.flags.syn==1 && tcp.flags.ack==0", "ip.dst", "tcp.dstport", "frame.comment")

    assert openings == [[SERVER[0], str(SERVER[1]), "control"], [DATA_SERVER[0], str(DATA_SERVER[1]), "data"]]
