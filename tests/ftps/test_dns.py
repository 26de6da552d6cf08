"""The DNS responder as BIND's dig sees it."""

from __future__ import annotations

import re
import socket
import subprocess
import threading
from collections.abc import Iterator

import pytest

from hil.errors import ServerError, UsageError
from hil.ftps.dns import CONNECTIONS_MOST, WRONG_ADDRESS, DnsFault, DnsQuery, DnsResponder, Transport
from tests.peers import program

RECORDS = {"ftp.example": "127.0.0.1", "other.example": "127.0.0.2"}
NO_REPLY = 9  # exit status of dig

QUERY = bytes.fromhex("abcd 0100 0001 0000 0000 0000 03667470 076578616d706c65 00 0001 0001")
"""A query of type A for ftp.example, as RFC 1035, 4.1 lays it out."""


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before  # a timer of pytest-timeout may end meanwhile


def dig(responder: DnsResponder, *arguments: str, status: int = 0) -> str:
    host, port = responder.address
    done = subprocess.run(
        [program("dig"), f"@{host}", "-p", str(port), "+tries=1", "+time=1", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert done.returncode == status, done.stdout
    return done.stdout


def rcode(output: str) -> str:
    found = re.search(r"status: (\w+)", output)
    assert found, output
    return found[1]


def planned(fault: DnsFault) -> DnsResponder:
    return DnsResponder(RECORDS, plan={"ftp.example": fault})


@pytest.mark.parametrize("transport", ["+notcp", "+tcp"])
@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ftp.example", "127.0.0.1"),
        ("FTP.Example.", "127.0.0.1"),
        ("other.example", "127.0.0.2"),
        ("unknown.example", ""),
    ],
)
def test_names_are_resolved_as_told(name: str, answer: str, transport: str) -> None:
    with DnsResponder(RECORDS) as responder:
        output = dig(responder, "+short", transport, name, "A")

    assert output.strip() == answer


def test_the_answer_is_a_resolvers_and_is_not_to_be_cached() -> None:
    with DnsResponder(RECORDS) as responder:
        output = dig(responder, "ftp.example", "A")

    assert rcode(output) == "NOERROR"
    assert "flags: qr aa rd ra;" in output
    assert "WARNING" not in output
    assert re.search(r"^ftp\.example\.\s+0\s+IN\s+A\s+127\.0\.0\.1$", output, re.MULTILINE)


def test_an_unknown_name_does_not_exist() -> None:
    with DnsResponder(RECORDS) as responder:
        assert rcode(dig(responder, "unknown.example")) == "NXDOMAIN"


def test_a_known_name_has_no_data_of_another_type() -> None:
    with DnsResponder(RECORDS) as responder:
        output = dig(responder, "ftp.example", "AAAA")

    assert rcode(output) == "NOERROR"
    assert "ANSWER: 0" in output


@pytest.mark.parametrize(
    ("fault", "expected"), [(DnsFault.NXDOMAIN, "NXDOMAIN"), (DnsFault.SERVFAIL, "SERVFAIL")]
)
def test_a_planned_failure_strikes_its_name_only(fault: DnsFault, expected: str) -> None:
    with planned(fault) as responder:
        assert rcode(dig(responder, "ftp.example")) == expected
        assert dig(responder, "+short", "other.example").strip() == RECORDS["other.example"]


def test_silence_is_silence_by_both_transports() -> None:
    with planned(DnsFault.SILENCE) as responder:
        dig(responder, "+notcp", "ftp.example", status=NO_REPLY)
        dig(responder, "+tcp", "ftp.example", status=NO_REPLY)
        queries = responder.queries

    assert [(query.transport, query.rcode) for query in queries] == [("udp", None), ("tcp", None)]


def test_a_wrong_address_is_another_hosts() -> None:
    with planned(DnsFault.WRONG_ADDRESS) as responder:
        assert dig(responder, "+short", "ftp.example").strip() == WRONG_ADDRESS


def test_a_truncated_answer_sends_the_asker_to_tcp() -> None:
    with planned(DnsFault.TRUNCATED) as responder:
        truncated = dig(responder, "+ignore", "ftp.example")
        retried = dig(responder, "+short", "ftp.example")
        transports = [query.transport for query in responder.queries]

    assert "flags: qr aa tc rd" in truncated
    assert "ANSWER: 0" in truncated
    assert retried.splitlines()[-1] == "127.0.0.1"
    assert transports == [Transport.UDP, Transport.UDP, Transport.TCP]


def test_queries_are_recorded() -> None:
    with planned(DnsFault.SERVFAIL) as responder:
        dig(responder, "FTP.example", "A")
        dig(responder, "other.example", "AAAA")
        first, second = responder.queries

    assert first == DnsQuery(
        t=first.t,
        client=("127.0.0.1", first.client[1]),
        transport=Transport.UDP,
        name="ftp.example",
        kind="A",
        rcode="SERVFAIL",
        fault=DnsFault.SERVFAIL,
    )
    assert (second.name, second.kind, second.rcode, second.fault) == (
        "other.example",
        "AAAA",
        "NOERROR",
        None,
    )
    assert first.t < second.t


@pytest.mark.parametrize(
    ("wire", "answer"),
    [
        pytest.param(QUERY[:20], "abcd 8181 0000 0000 0000 0000", id="cut short"),
        pytest.param(
            bytes.fromhex("abcd 2100 0000 0000 0000 0000"),
            "abcd a184 0000 0000 0000 0000",
            id="a notify: not implemented",
        ),
        pytest.param(
            bytes.fromhex("abcd 0100 0000 0000 0000 0000"),
            "abcd 8181 0000 0000 0000 0000",
            id="no question",
        ),
    ],
)
def test_what_cannot_be_answered_gets_its_error(wire: bytes, answer: str) -> None:
    with DnsResponder(RECORDS) as responder, socket.socket(type=socket.SOCK_DGRAM) as asker:
        asker.settimeout(5)
        asker.sendto(wire, responder.address)
        got = asker.recv(512)

    assert got == bytes.fromhex(answer)


@pytest.mark.parametrize(
    "wire", [b"", b"\xab", QUERY[:11], QUERY[:2] + b"\x81\x80" + QUERY[4:]], ids=["0", "1", "11", "an answer"]
)
def test_what_is_no_query_gets_no_answer(wire: bytes) -> None:
    with DnsResponder(RECORDS) as responder, socket.socket(type=socket.SOCK_DGRAM) as asker:
        asker.settimeout(5)
        asker.sendto(wire, responder.address)
        asker.sendto(b"\x00\x01" + QUERY[2:], responder.address)
        got = asker.recv(512)

    assert got[:2] == b"\x00\x01"


@pytest.mark.parametrize("cut", range(2 + len(QUERY) + 1))
def test_cut_anywhere(cut: int) -> None:
    stream = len(QUERY).to_bytes(2, "big") + QUERY
    with DnsResponder(RECORDS) as responder, socket.create_connection(responder.address, 5) as asker:
        asker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asker.sendall(stream[:cut])
        asker.sendall(stream[cut:] + stream)
        got = asker.makefile("rb").read(2 * (2 + len(QUERY) + 16))

    answer = got[: len(got) // 2]
    assert got == answer * 2
    assert answer.endswith(bytes.fromhex("c00c 0001 0001 00000000 0004 7f000001"))


def test_idle_connections_do_not_shut_others_out() -> None:
    with DnsResponder(RECORDS) as responder:
        idle = [socket.create_connection(responder.address, 5) for _ in range(CONNECTIONS_MOST + 5)]
        output = dig(responder, "+short", "+tcp", "ftp.example")
        given_up = idle[0].recv(1)
        for sock in idle:
            sock.close()

    assert output.strip() == "127.0.0.1"
    assert given_up == b""


def test_a_closed_responder_frees_its_port() -> None:
    first = DnsResponder(RECORDS)
    _, port = first.address
    first.close()
    first.close()

    with DnsResponder(RECORDS, port=port) as second:
        assert dig(second, "+short", "ftp.example").strip() == "127.0.0.1"


def test_a_port_that_is_taken_is_named() -> None:
    with DnsResponder(RECORDS) as responder:
        host, port = responder.address

        with pytest.raises(ServerError, match=rf"cannot have {host}:{port}: .*in use"):
            DnsResponder(RECORDS, port=port)


def test_an_error_in_the_thread_comes_out_at_close(monkeypatch: pytest.MonkeyPatch) -> None:
    responder = DnsResponder(RECORDS)
    monkeypatch.setattr(responder, "_serve_datagram", lambda: 1 / 0)

    with socket.socket(type=socket.SOCK_DGRAM) as asker:
        asker.sendto(QUERY, responder.address)
    responder._thread.join(5)

    with pytest.raises(ServerError, match="ZeroDivisionError"):
        responder.close()


@pytest.mark.parametrize(
    ("records", "plan", "message"),
    [
        ({"ftp.example": "localhost"}, {}, "'ftp.example' is an IPv4 address, not 'localhost'"),
        ({"ftp.example": "::1"}, {}, "is an IPv4 address, not '::1'"),
        ({"a..b": "127.0.0.1"}, {}, "'a..b' is no DNS name"),
        (RECORDS, {"fpt.example": DnsFault.SERVFAIL}, "'fpt.example'.*did you mean 'ftp.example'"),
    ],
)
def test_impossible_wishes_are_refused(
    records: dict[str, str], plan: dict[str, DnsFault], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        DnsResponder(records, plan=plan)


def test_a_port_out_of_range_is_refused() -> None:
    with pytest.raises(UsageError, match="0 to 65535, not 70000"):
        DnsResponder(RECORDS, port=70000)
