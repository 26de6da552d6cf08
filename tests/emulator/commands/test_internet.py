"""The resolver with its servers, AT+QPING and AT+QNTP against servers of the test."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.ftps.dns import DnsFault, DnsResponder
from tests.emulator.dte import Bench, Dte
from tests.emulator.peers.servers import HOST, free_port

RATE = 20.0


@pytest.fixture
def online() -> Iterator[Callable[..., Dte]]:
    """Makes modules whose context is up."""
    benches: list[Bench] = []

    def make(**hardware: object) -> Dte:
        bench = Bench(hardware=HardwareOptions(**hardware), clock_rate=RATE)  # type: ignore[arg-type]  # by name
        benches.append(bench)
        assert bench.dte.at("+QIREGAPP;+QIACT") == "OK"
        return bench.dte

    yield make
    for bench in benches:
        bench.close()


@pytest.fixture
def responder() -> Iterator[DnsResponder]:
    plan = {
        "servfail.example": DnsFault.SERVFAIL,
        "cut.example": DnsFault.TRUNCATED,
        "mute.example": DnsFault.SILENCE,
    }
    records = {"ftp.example": "192.0.2.7", **dict.fromkeys(plan, "192.0.2.8")}
    with DnsResponder(records, plan=plan) as responder:
        yield responder


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ftp.example", b"\r\n192.0.2.7\r\n"),
        ("cut.example", b"\r\n192.0.2.8\r\n"),
        ("192.0.2.9", b"\r\n192.0.2.9\r\n"),
        ("other.example", b"\r\nERROR: 3\r\n\r\nSTATE: IP GPRSACT\r\n"),
        ("servfail.example", b"\r\nERROR: 3\r\n\r\nSTATE: IP GPRSACT\r\n"),
        ("mute.example", b"\r\nERROR: 5\r\n\r\nSTATE: IP GPRSACT\r\n"),
    ],
)
def test_a_name_is_looked_up(
    name: str, answer: bytes, online: Callable[..., Dte], responder: DnsResponder
) -> None:
    dte = online(dns=responder.address)

    assert dte.send(f'AT+QIDNSGIP="{name}"\r'.encode()).startswith(b"\r\nOK\r\n")
    assert dte.expect(answer).endswith(answer)


def test_the_servers_are_those_of_the_network_until_others_are_set(
    online: Callable[..., Dte], responder: DnsResponder
) -> None:
    host, port = responder.address
    dte = online(dns=(HOST, free_port()))
    assert dte.at(f'+QIDNSCFG="192.0.2.1","{host}:{port}";+QIDNSCFG?') == (
        f"PrimaryDns: 192.0.2.1 SecondaryDns: {host}:{port}  OK"
    )
    assert dte.at(f'+QIDNSCFG="{host}:{port}"') == "OK"

    dte.send(b'AT+QIDNSGIP="ftp.example"\r')
    dte.expect(b"192.0.2.7\r\n")

    dte.at("+QIDEACT")
    dte.at("+QIREGAPP;+QIACT")
    assert f"{host}:{port}" not in dte.at("+QIDNSCFG?")


def test_the_second_server_is_asked_when_the_first_is_mute(
    online: Callable[..., Dte], responder: DnsResponder
) -> None:
    dte = online()
    host, port = responder.address
    dte.at(f'+QIDNSCFG="{HOST}:{free_port()}","{host}:{port}"')

    dte.send(b'AT+QIDNSGIP="ftp.example"\r')

    dte.expect(b"192.0.2.7\r\n")


@pytest.mark.parametrize("value", ['"a.b.c.d"', '"1.2.3.4:0"', '"1.2.3.4:x"', "1.2.3.4", '""'])
def test_what_is_no_server_is_refused(value: str, online: Callable[..., Dte]) -> None:
    assert online().at(f"+QIDNSCFG={value}") == "ERROR"


def test_a_look_up_without_a_context_is_refused(dte: Dte) -> None:
    assert dte.at('+QIDNSGIP="ftp.example"') == "ERROR"


def test_an_echo_comes_back(online: Callable[..., Dte]) -> None:
    dte = online()

    stream = dte.send(b'AT+QPING="127.0.0.1",10,2\r') + dte.expect(b"+QPING:2,2,2,0,")

    assert len(re.findall(rb"\+QPING: 0,127\.0\.0\.1,32,\d+,255\r\n", stream)) == 2


def test_echoes_that_stay_away(online: Callable[..., Dte]) -> None:
    dte = online(icmp=False)

    stream = dte.send(b'AT+QPING="192.0.2.1",1,2\r') + dte.expect(b"+QPING:2,2,0,2,0,0,0\r\n")

    assert stream == b"\r\nOK\r\n\r\n+QPING: 1\r\n\r\n+QPING: 1\r\n\r\n+QPING:2,2,0,2,0,0,0\r\n"


def test_an_echo_to_a_name_that_is_none(online: Callable[..., Dte], responder: DnsResponder) -> None:
    dte = online(dns=responder.address)

    dte.send(b'AT+QPING="other.example"\r')

    dte.expect(b"+QPING: 4\r\n")


@pytest.fixture
def ntp_port() -> Iterator[int]:
    """A server that says 2024-02-29 12:34:56 to everybody."""
    seconds = int(
        (datetime(2024, 2, 29, 12, 34, 56, tzinfo=UTC) - datetime(1900, 1, 1, tzinfo=UTC)).total_seconds()
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HOST, 0))

        def serve() -> None:
            while True:
                packet, peer = sock.recvfrom(512)
                if len(packet) != 48:
                    return
                sock.sendto(b"\x24\x01" + bytes(38) + struct.pack("!II", seconds, 0), peer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield sock.getsockname()[1]
        sock.sendto(b"end", sock.getsockname())
        thread.join()


def test_a_server_tells_the_time(ntp_port: int, online: Callable[..., Dte]) -> None:
    dte = online()

    dte.send(f'AT+QNTP="{HOST}",{ntp_port}\r'.encode())
    dte.expect(b"+QNTP: 0\r\n")

    assert re.match(r'\+CCLK: "24/02/29,12:3[45]:', dte.at("+CCLK?"))
    assert dte.at("+QNTP?") == f'+QNTP: "{HOST}",{ntp_port}  OK'


def test_a_time_server_that_is_mute_unknown_or_out_of_reach(
    online: Callable[..., Dte], responder: DnsResponder
) -> None:
    dte = online(dns=responder.address)

    dte.send(f'AT+QNTP="{HOST}",{free_port()}\r'.encode())
    dte.expect(b"+QNTP: 2\r\n")
    dte.send(b'AT+QNTP="other.example"\r')
    dte.expect(b"+QNTP: 4\r\n")
    assert dte.at("+CGATT=0;+QNTP") == "OK  +QNTP: 5"


def test_the_network_tells_the_time_when_it_lets_the_module_in(dte: Dte) -> None:
    assert dte.at("+QLTS") == '+QLTS: ""  OK'
    dte.at("+QNITZ=1;+CTZU=1")

    said = dte.at("+CFUN=4;+CFUN=1")

    today = datetime.now(UTC)
    assert re.search(rf'\+QNITZ: "{today:%y/%m}/\d\d,\d\d:\d\d:\d\d\+00",0', said)
    assert f'+CCLK: "{today:%y/%m}' in dte.at("+CCLK?")
    assert f'+QLTS: "{today:%y/%m}' in dte.at("+QLTS")


def test_a_look_up_under_way_ends_with_the_power(online: Callable[..., Dte], responder: DnsResponder) -> None:
    dte = online(dns=responder.address)
    dte.send(b'AT+QIDNSGIP="mute.example"\r')
    assert dte.at('+QIDNSGIP="ftp.example"') == "ERROR"

    dte.module.power_off()

    assert dte.take() == b""
