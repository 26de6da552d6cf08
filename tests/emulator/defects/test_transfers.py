"""The defects of transfers show in what is stored, what arrives, and the order of the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.emulator.dte import GUARD_S, Bench, start_upload

Make = Callable[[str], Bench]


@pytest.fixture
def make() -> Iterator[Make]:
    benches: list[Bench] = []

    def new(defect: str) -> Bench:
        benches.append(Bench(defects=frozenset({defect} - {""})))
        return benches[-1]

    yield new
    for bench in benches:
        bench.close()


@pytest.mark.parametrize(("defect", "stored"), [("put-cut-at-record-limit", 16384), ("", 20000)])
def test_an_upload_is_cut(defect: str, stored: int, make: Make) -> None:
    bench = make(defect)
    dte = bench.opened()
    start_upload(dte, '"f",20000')

    dte.send(b"x" * 20000)

    dte.expect(b"+QFTPPUT: %d\r\n" % stored)
    assert len(bench.files["f"]) == stored


@pytest.mark.parametrize(("defect", "result"), [("short-upload-fails", -9), ("", 2)])
def test_fewer_bytes_than_announced(defect: str, result: int, make: Make) -> None:
    dte = make(defect).opened()
    start_upload(dte, '"f",4')
    dte.send(b"ab")
    dte.pass_time(GUARD_S)
    dte.send(b"+++")
    dte.pass_time(GUARD_S)

    assert dte.expect(b"+QFTPPUT: %d\r\n" % result)


def downloaded(bench: Bench, name: str, result: int) -> bytes:
    """The bytes between CONNECT and the result line."""
    dte = bench.dte
    line = b"\r\n+QFTPGET: %d\r\n" % result
    stream = dte.send(f'AT+QFTPGET="{name}"\r'.encode())
    if line not in stream:
        stream += dte.expect(line)
    dte.settle()
    return stream.partition(b"CONNECT\r\n")[2].partition(line)[0]


@pytest.mark.parametrize(
    ("defect", "content", "arrives"),
    [
        ("get-sends-lines", b"a\r\nb\r\n", b"a\nb\n"),
        ("get-cut-at-record-limit", b"x" * 20000, b"x" * 16384),
    ],
)
def test_a_download_is_changed(defect: str, content: bytes, arrives: bytes, make: Make) -> None:
    for name, expected in ((defect, arrives), ("", content)):
        bench = make(name)
        bench.files["f"] = content
        bench.opened()
        assert downloaded(bench, "f", len(content)) == expected


@pytest.mark.parametrize(("defect", "second"), [("get-repeats-first-download", b"first"), ("", b"later")])
def test_a_download_brings_old_bytes(defect: str, second: bytes, make: Make) -> None:
    bench = make(defect)
    bench.files |= {"f": b"first", "g": b"later"}
    bench.opened()

    assert downloaded(bench, "f", 5) == b"first"
    assert downloaded(bench, "g", 5) == second


@pytest.mark.parametrize(("defect", "result"), [("get-of-empty-file-fails", -7), ("", 0)])
def test_a_download_of_nothing(defect: str, result: int, make: Make) -> None:
    bench = make(defect)
    bench.files["f"] = b""
    bench.opened()

    assert downloaded(bench, "f", result) == b""


@pytest.mark.parametrize(
    ("defect", "verb", "command", "line"),
    [
        ("put-failure-is-success", "put", b'AT+QFTPPUT="f",4\r', b"+QFTPPUT: %d\r\n"),
        ("get-failure-is-success", "get", b'AT+QFTPGET="f"\r', b"+QFTPGET: %d\r\n"),
    ],
)
def test_a_failed_transfer(defect: str, verb: str, command: bytes, line: bytes, make: Make) -> None:
    for name, result in ((defect, 10), ("", -550)):
        bench = make(name)
        bench.failures = {verb: -550}
        dte = bench.opened()
        stream = dte.send(command)
        dte.settle()
        assert line % result in stream + dte.take()


@pytest.mark.parametrize(("defect", "kept"), [("local-name-ignored", "RAM:f"), ("", "RAM:own")])
def test_the_name_of_the_local_file(defect: str, kept: str, make: Make) -> None:
    bench = make(defect)
    bench.files["f"] = b"data"
    dte = bench.opened()
    dte.at('+QFTPCFG=4,"/RAM/own"')

    dte.send(b'AT+QFTPGET="f"\r')
    dte.settle()

    assert bench.module.files.find(kept) == b"data"


@pytest.mark.parametrize(
    ("defect", "host"), [("host-name-gets-a-suffix", "ftp.example.invalid"), ("", "ftp.example")]
)
def test_the_host_that_is_looked_up(defect: str, host: str, make: Make) -> None:
    bench = make(defect)
    bench.opened()

    assert bench.client.settings.host == host


@pytest.mark.parametrize(("defect", "passive"), [("always-active", False), ("", True)])
def test_passive_mode(defect: str, passive: bool, make: Make) -> None:
    bench = make(defect)
    bench.dte.at("+QFTPCFG=1,1")
    bench.opened()

    assert bench.client.settings.passive is passive


@pytest.mark.parametrize(
    ("defect", "place", "found"),
    [
        ("ram-ca-missing-at-level-1", "RAM:ca_cert.pem", False),
        ("ram-ca-missing-at-level-1", "NVRAM:CA0", True),
        ("", "RAM:ca_cert.pem", True),
    ],
)
def test_the_ca_of_level_1(defect: str, place: str, found: bool, make: Make) -> None:
    bench = make(defect)
    bench.module.security.add(place, b"data")
    bench.dte.at(f'+QSSLCFG="cacert",0,"{place}";+QSSLCFG="seclevel",0,1')
    bench.dte.at('+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",0')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.ca is not None) is found


@pytest.mark.parametrize(
    ("defect", "answers"),
    [
        ("refused-again-after-reboot", ["ERROR", "ERROR", "ERROR", "OK", "OK"]),
        ("", ["OK", "OK", "OK", "OK", "OK"]),
    ],
)
def test_activations_after_a_refused_one_and_a_reboot(defect: str, answers: list[str], make: Make) -> None:
    bench = make(defect)
    bench.module.network.refusals = 1
    assert bench.dte.at("+QIREGAPP;+QIACT").endswith("ERROR")
    bench.module.reboot()
    bench.dte.send(b"ATE0\r")

    came = [bench.dte.at("+QIDEACT;+QIREGAPP;+QIACT").split()[-1] for _ in answers]

    assert came == answers


@pytest.mark.parametrize(
    ("defect", "line"), [("stat-closed-without-name", "CLOSED"), ("", "+QFTPSTAT: CLOSED")]
)
def test_the_state_after_a_close(defect: str, line: str, make: Make) -> None:
    dte = make(defect).opened()
    dte.send(b"AT+QFTPCLOSE\r")
    dte.settle()
    dte.take()

    assert dte.at("+QFTPSTAT") == f"{line}  OK"


@pytest.mark.parametrize(("defect", "mode"), [("plain-by-name-stays-plain", "plain"), ("", "implicit")])
def test_ftps_after_a_session_in_clear(defect: str, mode: str, make: Make) -> None:
    bench = make(defect)
    dte = bench.opened()
    dte.send(b"AT+QFTPCLOSE\r")
    dte.settle()
    dte.at('+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",0')

    dte.send(b'AT+QFTPOPEN="192.0.2.1",990\r')
    dte.settle()

    assert bench.client.settings.mode == mode
