"""Rows of `hil.emulator.variants.order`."""

from __future__ import annotations

from tests.emulator.dte import Bench
from tests.emulator.variants.dialogues import Row, at, words


def _opened_and_closed(bench: Bench) -> str:
    """The responses to AT+QFTPOPEN and AT+QFTPCLOSE."""
    said = []
    for line in (b'AT+QFTPOPEN="h",21\r', b"AT+QFTPCLOSE\r"):
        now = bench.dte.send(line)
        bench.dte.settle()
        said.append(words(now + bench.dte.take()))
    return " | ".join(said)


def _transfers(bench: Bench) -> str:
    """The responses to an upload and a download, without data."""
    bench.files["a"] = b"abc"
    dte = bench.opened()
    began = dte.send(b'AT+QFTPPUT="b",3\r')
    if b"CONNECT" not in began:
        began += dte.expect(b"CONNECT\r\n")
    dte.send(b"abc")
    dte.settle()
    dte.take()
    got = dte.send(b'AT+QFTPGET="a"\r')
    dte.settle()
    return f"{words(began)} | {words(got + dte.take())}"


ROWS: dict[str, Row] = {
    "job-ok": Row(
        _opened_and_closed,
        {
            "before": "OK  +QFTPOPEN: 0 | OK  +QFTPCLOSE: 0",
            "after": "+QFTPOPEN: 0  OK | +QFTPCLOSE: 0  OK",
            "absent": "+QFTPOPEN: 0 | +QFTPCLOSE: 0",
        },
    ),
    "transfer-ok": Row(
        _transfers,
        {
            "present": "OK  CONNECT | OK  CONNECT abc +QFTPGET: 3  OK",
            "absent": "CONNECT | CONNECT abc +QFTPGET: 3  OK",
        },
    ),
    "ftpcfg-ok": Row(
        at("+QFTPCFG=7,1"),
        {"before": "OK  +QFTPCFG: 0", "after": "+QFTPCFG: 0  OK", "absent": "+QFTPCFG: 0"},
    ),
}
