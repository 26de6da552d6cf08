"""What others have published of M95 modules, fed to the emulated one with the personality that it shows."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from hil.emulator.device.personality_file import personality
from tests.emulator.dte import Bench, Dte
from tests.golden import public
from tests.golden.test_golden_dce import exchange, play
from tests.golden.transcripts import Step

Make = Callable[[str], Bench]


@pytest.fixture
def bench_of() -> Iterator[Make]:
    """Makes a bench whose module has a personality."""
    benches: list[Bench] = []

    def make(name: str) -> Bench:
        addresses = ("10.137.160.20", "10.25.21.50")
        bench = Bench(personality=personality(name), addresses=addresses)
        bench.dte.take()
        benches.append(bench)
        return bench

    yield make
    for bench in benches:
        bench.close()


def test_a_security_file_shorter_than_announced(bench_of: Make) -> None:
    bench = bench_of("M95FAR02A08")
    bench.dte.send(b"ATE1\r")

    assert play(bench, public.SECURITY_UPLOAD) == list(public.SECURITY_UPLOAD)
    assert bench.dte.pass_time(100) == public.SECURITY_UPLOAD_TIMED_OUT
    assert exchange(bench.dte, public.SECURITY_READ) == public.SECURITY_READ.received


def test_a_context(bench_of: Make) -> None:
    bench = bench_of("M95FAR02A08")
    bench.dte.send(b"ATE1\r")

    assert play(bench, public.PDP) == list(public.PDP)


def test_a_second_context_and_blanks_between_values(bench_of: Make) -> None:
    bench = bench_of("M95FAR02A08")
    bench.dte.send(b"AT+QIFGCNT=1\r")

    assert play(bench, public.CONTEXT_OF_AN_M95R) == list(public.CONTEXT_OF_AN_M95R)


def test_time_from_the_network(bench_of: Make) -> None:
    bench = bench_of("M95FAR02A08")
    bench.dte.send(b"AT+QIREGAPP;+QIACT\r")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(20)
        accepted = bench.dte.send(f'AT+QNTP="127.0.0.1",{server.getsockname()[1]}\r'.encode())
        question, peer = server.recvfrom(100)
        server.sendto(b"\x24\x01" + bytes(22) + question[40:48] + bytes(8) + b"\xe0" + bytes(7), peer)
        reported = bench.dte.expect(b"+QNTP")

    assert (accepted, reported) == public.NETWORK_TIME


def test_identity_and_a_clock_that_was_never_set(bench_of: Make) -> None:
    bench = bench_of("M95FAR02A08")
    bench.dte.pass_time(public.RUNNING_S - bench.module.clock.now())

    assert exchange(bench.dte, public.CLOCK_AFTER_2H14) == public.CLOCK_AFTER_2H14.received
    assert play(bench, public.IDENTITY) == list(public.IDENTITY)


def test_a_download_to_ram_and_its_reading(bench_of: Make) -> None:
    bench = bench_of("classic-gsm")
    bench.files["f"] = public.RAM_FILE

    assert play(bench, public.RAM_DOWNLOAD) == list(public.RAM_DOWNLOAD)


def test_an_upload_from_the_card(bench_of: Make) -> None:
    bench = bench_of("classic-gsm")
    bench.module.files.add("SD:demo.txt", bytes(100))

    assert play(bench, public.SD_UPLOAD) == list(public.SD_UPLOAD)
    assert bench.files["demo.txt"] == bytes(67)


def test_an_upload_from_the_uart(bench_of: Make) -> None:
    bench = bench_of("classic-gsm")
    open_session(bench.dte)

    assert play(bench, public.UART_UPLOAD) == list(public.UART_UPLOAD)


def test_a_line_that_ends_with_lf(bench_of: Make) -> None:
    assert play(bench_of("classic-gsm"), (public.LF_ENDED,)) == [public.LF_ENDED]
    note = Step(public.LF_ENDED.sent, b"")
    assert play(bench_of("note"), (note,)) == [note]


def open_session(dte: Dte) -> None:
    dte.send(b'AT+QFTPOPEN="h",21\r')
    dte.expect(b"+QFTPOPEN:0\r\n")
