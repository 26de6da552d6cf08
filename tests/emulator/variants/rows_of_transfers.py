"""Rows of `hil.emulator.variants.data_mode` and `transfers`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from hil.emulator.ftp.failure import FtpFailure
from tests.emulator.dte import GUARD_S, Bench
from tests.emulator.variants.dialogues import Row, failed_get, in_session, words


def _surplus(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",2\r')
    return words(bench.dte.send(b"abAT+CMEE?\r"))


def _filling_plus(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",3\r')
    bench.dte.send(b"ab")
    bench.dte.pass_time(GUARD_S)
    return f"{words(bench.dte.send(b'+++'))} | {words(bench.dte.pass_time(GUARD_S))}"


def _plus_signs_in_data(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",9\r')
    return words(bench.dte.send(b"ab+++cdef"))


def _escape_at_once(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",9\r')
    return words(bench.dte.escape())


def _part(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",9,3\r')
    bench.dte.send(b"ab")
    return words(bench.dte.pass_time(3.1))


def _two_parts(bench: Bench) -> str:
    bench.dte.send(b'AT+QSECWRITE="RAM:a",9,3\r')
    bench.dte.pass_time(2)
    bench.dte.send(b"ab")
    return f"{words(bench.dte.pass_time(2))} | {words(bench.dte.pass_time(2))}"


def _connect_and_dial(bench: Bench) -> str:
    """CONNECT, and what the network client was asked for before the first byte, after it, and at the end."""
    bench.held = frozenset({"put"})
    dte = bench.opened()
    dte.send(b'AT+QFTPPUT="a",3\r')
    with bench.module.lock:
        bench.module.changed.wait_for(lambda: bool(_asked(bench)), 0.2)
    before = f"{words(dte.take())} {_asked(bench)}"
    bench.client.hold.set()
    if "CONNECT" not in before:
        dte.expect(b"CONNECT\r\n")
    dte.send(b"a")
    with bench.module.lock:
        bench.module.changed.wait_for(lambda: bool(_asked(bench)), 0.2)
    begun = _asked(bench)
    dte.send(b"bc")
    dte.settle()
    return f"{before} | {begun} | {words(dte.take())} {_asked(bench)} {bench.files['a']!r}"


def _asked(bench: Bench) -> list[str]:
    return [name for name, _ in bench.client.calls if name == "put"]


def _connect_of_download(bench: Bench) -> str:
    """The lines of an open data connection before any byte, after two bytes, and at the end of the file."""
    dte = bench.opened()
    client, steps = bench.client, (threading.Event(), threading.Event(), threading.Event())
    opened, sent, begun = steps

    def get(_name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        ready()
        opened.set()
        assert begun.wait(5)
        sink(b"ab")
        sent.set()
        assert client.hold.wait(5)
        return 2

    client.get = get  # type: ignore[assignment,method-assign]
    dte.send(b'AT+QFTPGET="a"\r')
    assert opened.wait(5)
    before = words(dte.take())
    begun.set()
    assert sent.wait(5)
    amid = words(dte.take())
    client.hold.set()
    dte.settle()
    return f"{before} | {amid} | {words(dte.take())}"


def _put_fails(bench: Bench) -> str:
    """An upload that fails after four of its 20 bytes; what a command line in the rest of them brings."""
    dte = bench.opened()

    def put(_name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        ready()
        source(100)
        raise FtpFailure(-7, "closed")

    bench.client.put = put  # type: ignore[assignment,method-assign]
    dte.send(b'AT+QFTPPUT="a",20\r')
    dte.expect(b"CONNECT\r\n")
    dte.send(b"0123")
    dte.settle()
    first = words(dte.take())
    rest = words(dte.send(b"AT+QFTPLEN\r01234"))
    return f"{first} | {rest}"


def _put_nothing(bench: Bench) -> str:
    dte = bench.opened()
    dte.send(b'AT+QFTPPUT="a",3,5\r')
    dte.expect(b"CONNECT\r\n")
    said = dte.pass_time(6)
    dte.settle()
    return words(said + dte.take())


def _open_file(bench: Bench) -> str:
    bench.dte.send(b'AT+QFUPL="a",3\r')
    bench.dte.send(b"abc")
    bench.dte.at('+QFOPEN="a",0')
    return in_session('+QFTPCFG=4,"/UFS/a"', '+QFTPPUT="a"')(bench)


def _failed_local_get(bench: Bench) -> str:
    dte = bench.opened()
    dte.at('+QFTPCFG=4,"/RAM/a"')

    def get(_name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        ready()
        sink(b"ab")
        raise FtpFailure(-7, "closed")

    bench.client.get = get  # type: ignore[assignment,method-assign]
    dte.send(b'AT+QFTPGET="a"\r')
    dte.settle()
    return f"{words(dte.take())} {bench.module.files.find('RAM:a')!r}"


def _escape_in_download(bench: Bench) -> str:
    bench.files["a"] = b"abc"
    bench.held = frozenset({"block"})
    dte = bench.opened()
    dte.send(b'AT+QFTPGET="a"\r')
    dte.expect(b"abc")
    said = words(dte.escape())
    bench.client.hold.set()
    dte.settle()
    return f"{said} | {words(dte.take())} | {dte.at('+QFTPSTAT')}"


ROWS: dict[str, Row] = {
    "surplus-bytes": Row(
        _surplus, {"command": "+QSECWRITE: 2,6162  OK  +CMEE: 1  OK", "dropped": "+QSECWRITE: 2,6162  OK"}
    ),
    "filling-plus": Row(
        _filling_plus, {"waits": " | +QSECWRITE: 2,6162  OK", "ends": "+QSECWRITE: 3,4a62  OK | "}
    ),
    "secwrite-escape": Row(
        _plus_signs_in_data, {"guarded": "+QSECWRITE: 9,634f  OK", "anywhere": "+QSECWRITE: 2,6162  OK"}
    ),
    "secwrite-empty": Row(_escape_at_once, {"result": "+QSECWRITE: 0,0  OK", "error": "+CME ERROR: 4009"}),
    "secwrite-part": Row(_part, {"kept": "+QSECWRITE: 2,6162  OK", "dropped": "+CME ERROR: 4009"}),
    "secwrite-timeout": Row(
        _two_parts, {"whole": "+QSECWRITE: 2,6162  OK | ", "silence": " | +QSECWRITE: 2,6162  OK"}
    ),
    "put-after-failure": Row(
        _put_fails, {"leave": "+QFTPPUT: -7 | +QFTPLEN: 4  OK", "discard": " | +QFTPPUT: -7"}
    ),
    "put-connect": Row(
        _connect_and_dial,
        {
            "after-dialling": " ['put'] | ['put'] | +QFTPPUT: 3 ['put'] b'abc'",
            "before-dialling": "CONNECT ['put'] | ['put'] | +QFTPPUT: 3 ['put'] b'abc'",
            "first-byte": "CONNECT [] | ['put'] | +QFTPPUT: 3 ['put'] b'abc'",
            "last-byte": "CONNECT [] | [] | +QFTPPUT: 3 ['put'] b'abc'",
        },
    ),
    "get-connect": Row(
        _connect_of_download,
        {
            "connection": "CONNECT | ab | +QFTPGET: 2  OK",
            "first-byte": " | CONNECT ab | +QFTPGET: 2  OK",
            "last-byte": " |  | CONNECT ab +QFTPGET: 2  OK",
        },
    ),
    "open-local-file": Row(_open_file, {"locked": "OK  +QFTPPUT: -12", "shared": "OK  +QFTPPUT: 3"}),
    "missing-card": Row(
        in_session('+QFTPCFG=4,"/SD/a"', '+QFTPPUT="a"'),
        {"failed": "OK  +QFTPPUT: -12", "not-found": "OK  +QFTPPUT: -11"},
        hardware=replace(STANDARD_HARDWARE, sd=0),
    ),
    "local-part": Row(_failed_local_get, {"dropped": "+QFTPGET: -7 None", "kept": "+QFTPGET: -7 b'ab'"}),
    "put-without-data": Row(_put_nothing, {"empty-file": "+QFTPPUT: 0", "timeout": "+QFTPPUT: -9"}),
    "download-escape": Row(
        _escape_in_download,
        {
            "pause": "OK |  | +QFTPSTAT: OPENED  OK",
            "ignored": " | +QFTPGET: 3  OK | +QFTPSTAT: OPENED  OK",
            "abort": " | +QFTPGET: -1 | +QFTPSTAT: CLOSED  OK",
        },
    ),
    "transfer-failure": Row(
        failed_get, {"result-line": "OK  +QFTPGET: -7", "qftperror": "OK  +QFTPERROR:-7"}
    ),
}
