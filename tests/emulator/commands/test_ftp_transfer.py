"""AT+QFTPPUT, AT+QFTPGET and what else concerns files: data mode, short uploads, local places (note 4.2.2, 4.2.3)."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Bench, start_upload


def test_upload(bench: Bench) -> None:
    dte = bench.opened()

    before = dte.send(b'AT+QFTPPUT="f",10220,200\r') + dte.expect(b"CONNECT\r\n")
    assert before == b"\r\nOK\r\n\r\nCONNECT\r\n"
    assert bench.module.ftp.state == "TRANSFER"
    dte.send(b"A" * 10000)
    dte.send(b"B" * 220)

    assert dte.expect(b"+QFTPPUT: 10220\r\n") == b"\r\n+QFTPPUT: 10220\r\n"
    assert bench.files["f"] == b"A" * 10000 + b"B" * 220
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: OPENED  OK"
    assert dte.at("+QFTPLEN") == "+QFTPLEN: 10220  OK"


def test_a_short_upload_ends_with_its_time(bench: Bench) -> None:
    dte = bench.opened()
    start_upload(dte, '"f",10220,200')
    dte.send(b"x" * 5000)

    assert dte.pass_time(199) == b""
    dte.pass_time(1.1)

    dte.expect(b"+QFTPPUT: 5000\r\n")
    assert dte.at("") == "OK"
    assert bench.files["f"] == b"x" * 5000


def test_a_short_upload_ends_with_a_guarded_escape(bench: Bench) -> None:
    dte = bench.opened()
    start_upload(dte, '"f",10220,200')
    dte.send(b"x" * 5000)

    dte.escape()

    dte.expect(b"+QFTPPUT: 5000\r\n")


def test_an_upload_of_no_bytes_needs_none(bench: Bench) -> None:
    dte = bench.opened()

    stream = dte.send(b'AT+QFTPPUT="f",0,30\r') + dte.expect(b"+QFTPPUT: 0\r\n")

    assert stream == b"\r\nOK\r\n\r\nCONNECT\r\n\r\n+QFTPPUT: 0\r\n"


def test_what_is_beyond_the_size_is_commands_again(bench: Bench) -> None:
    dte = bench.opened()
    start_upload(dte, '"f",4')

    assert b"\r\n+CSQ: 28,0\r\n\r\nOK\r\n" in dte.send(b"dataAT+CSQ\r") + dte.expect(b"+QFTPPUT: 4\r\n")


def test_data_mode_forgets_a_line_that_was_begun(bench: Bench) -> None:
    bench.held = frozenset({"put"})
    dte = bench.opened()
    dte.send(b'AT+QFTPPUT="f",4\r')
    dte.send(b"AT+C")

    bench.client.hold.set()
    dte.expect(b"CONNECT\r\n")
    dte.send(b"data")
    dte.expect(b"+QFTPPUT: 4\r\n")

    assert dte.send(b"SQ\r") == b""


def test_a_refused_upload_has_no_connect(bench: Bench) -> None:
    dte = bench.opened()
    bench.failures["put"] = -553

    stream = dte.send(b'AT+QFTPPUT="f",4\r') + dte.expect(b"-553\r\n")

    assert stream == b"\r\nOK\r\n\r\n+QFTPPUT: -553\r\n"


def test_an_upload_that_breaks_leaves_data_mode(bench: Bench) -> None:
    dte = bench.opened()
    bench.failures["226"] = -426
    start_upload(dte, '"f",4')
    dte.send(b"data")

    dte.expect(b"+QFTPPUT: -426\r\n")
    assert dte.at("") == "OK"


@pytest.mark.parametrize("size", [0, 1, 10220, 100_000])
def test_download(bench: Bench, size: int) -> None:
    dte = bench.opened()
    bench.files["f"] = data = (bytes(range(256)) * 400)[:size]

    stream = dte.send(b'AT+QFTPGET="f"\r') + dte.expect(b"+QFTPGET: %d\r\n\r\nOK\r\n" % size)

    assert stream == b"\r\nOK\r\n\r\nCONNECT\r\n" + data + b"\r\n+QFTPGET: %d\r\n\r\nOK\r\n" % size
    assert dte.at("+QFTPLEN") == f"+QFTPLEN: {size}  OK"


def test_a_download_that_breaks_says_so_behind_the_data(bench: Bench) -> None:
    dte = bench.opened()
    bench.files["f"] = b"x" * 1000
    bench.failures["block"] = -7

    stream = dte.send(b'AT+QFTPGET="f"\r') + dte.expect(b"-7\r\n")

    assert stream == b"\r\nOK\r\n\r\nCONNECT\r\n" + b"x" * 1000 + b"\r\n+QFTPGET: -7\r\n"
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: OPENED  OK"


def test_a_download_is_paused_by_the_escape_and_resumed_by_ato(bench: Bench) -> None:
    bench.held = frozenset({"block"})
    dte = bench.opened()
    bench.files["f"] = b"x" * 1500
    dte.send(b'AT+QFTPGET="f"\r')
    dte.expect(b"CONNECT\r\n" + b"x" * 1000)

    assert dte.escape() == b"\r\nOK\r\n"
    bench.client.hold.set()
    assert dte.at("+CSQ") == "+CSQ: 28,0  OK"

    rest = dte.send(b"ATO\r") + dte.expect(b"+QFTPGET: 1500\r\n\r\nOK\r\n")
    assert rest == b"\r\nCONNECT\r\n" + b"x" * 500 + b"\r\n+QFTPGET: 1500\r\n\r\nOK\r\n"


def test_a_paused_download_stops_the_server_and_ends_with_the_context(bench: Bench) -> None:
    bench.held = frozenset({"block"})
    dte = bench.opened()
    bench.files["f"] = b"x" * 1_000_000
    dte.send(b'AT+QFTPGET="f"\r')
    dte.expect(b"CONNECT\r\n" + b"x" * 1000)
    dte.escape()
    bench.client.hold.set()

    with dte.module.lock:
        is_over = dte.module.changed.wait_for(lambda: not dte.module.ftp.busy, 0.3)
    assert not is_over
    assert dte.at("+QIDEACT") == "DEACT OK"
    dte.settle()
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"
    assert b"+QFTPGET: -8\r\n" in dte.send(b"ATO\r")


def test_local_places(bench: Bench) -> None:
    dte = bench.opened()
    bench.files["dir/f"] = b"content"

    dte.at('+QFTPCFG=4,"/RAM/"')
    dte.send(b'AT+QFTPGET="dir/f"\r')
    assert b"CONNECT" not in dte.expect(b"+QFTPGET: 7\r\n")
    dte.at('+QFTPCFG=4,"/RAM/f"')
    dte.send(b'AT+QFTPPUT="back",7\r')
    dte.expect(b"+QFTPPUT: 7\r\n")

    assert bench.files["back"] == b"content"
    assert dte.at('+QFTPCFG=4,"/UFS/none";+QFTPPUT="x",7') == "OK  +QFTPCFG: 0  +QFTPPUT: -11"


def test_a_download_too_large_for_a_local_place(bench: Bench) -> None:
    dte = bench.opened()
    bench.files["f"] = b"x" * (1 << 20) + b"x"
    dte.at('+QFTPCFG=4,"/RAM/"')

    dte.send(b'AT+QFTPGET="f"\r')

    dte.expect(b"+QFTPGET: -13\r\n")


def test_path_and_size(bench: Bench) -> None:
    dte = bench.opened()
    bench.files["f"] = b"12345"

    assert dte.send(b'AT+QFTPPATH="/"\r') + dte.expect(b": 0\r\n") == b"\r\nOK\r\n\r\n+QFTPPATH: 0\r\n"
    dte.send(b'AT+QFTPSIZE="f"\r')
    dte.expect(b"+QFTPSIZE: 5\r\n")
    assert bench.client.calls[1:] == [("path", "/"), ("size", "f")]


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ('+QFTPDELETE="f"', ("delete", "f")),
        ('+QFTPMKDIR="d"', ("make_directory", "d")),
        ('+QFTPRMDIR="d"', ("remove_directory", "d")),
        ('+QFTPRENAME="a","b"', ("rename", ("a", "b"))),
    ],
)
def test_the_server_s_folders_are_managed(bench: Bench, body: str, call: tuple[str, object]) -> None:
    name = body.partition("=")[0].encode()

    assert bench.dte.at(body) == "ERROR"
    dte = bench.opened()
    dte.send(f"AT{body}\r".encode())
    dte.expect(name + b": 0\r\n")
    assert bench.client.calls[-1] == call
