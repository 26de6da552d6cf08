"""The FTP(S) commands: order of lines, states, codes, data mode (note 2.2 and 4.2)."""

from __future__ import annotations

import pytest

from hil.spec.tls import CipherSuite, Version
from tests.emulator.dte import Bench, Dte


def test_a_session_as_in_the_note(bench: Bench) -> None:
    dte = bench.dte
    dte.at('+QFTPUSER="admin";+QFTPPASS="123456"')

    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: IDLE  OK"
    assert dte.send(b'AT+QFTPOPEN="ftp.example",2121\r').startswith(b"\r\nOK\r\n")
    dte.expect(b"\r\n+QFTPOPEN: 0\r\n")
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: OPENED  OK"
    assert dte.at("+QFTPOPEN?") == '+QFTPOPEN: "ftp.example",2121  OK'
    dte.send(b"AT+QFTPCLOSE\r")
    dte.expect(b"+QFTPCLOSE: 0\r\n")
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"

    settings = bench.client.settings
    assert (settings.host, settings.port, settings.user, settings.password) == (
        "ftp.example",
        2121,
        "admin",
        "123456",
    )
    assert (settings.mode, settings.tls) == ("plain", None)
    assert bench.client.calls == [("open", None), ("close", None)]


def test_ok_precedes_the_result(bench: Bench) -> None:
    stream = bench.dte.send(b'AT+QFTPOPEN="h",21\r')

    assert stream + bench.dte.expect(b": 0\r\n") == b"\r\nOK\r\n\r\n+QFTPOPEN: 0\r\n"


def test_opening_brings_the_context_up(bench: Bench) -> None:
    bench.opened()

    assert bench.dte.at("+QISTAT") == "OK  STATE: IP GPRSACT"


def test_a_detached_module_opens_nothing(dte: Dte) -> None:
    dte.at("+CGATT=0")

    assert dte.at('+QFTPOPEN="h",21') == "OK  +QFTPOPEN: -5"


def test_a_failed_open_says_why_and_can_be_repeated(bench: Bench) -> None:
    bench.failures = {"open": -530}
    bench.dte.send(b'AT+QFTPOPEN="h",21\r')
    bench.dte.expect(b"+QFTPOPEN: -530\r\n")
    assert bench.dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"

    bench.failures = {}
    bench.opened()


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ('+QFTPOPEN="h"', "ERROR"),
        ("+QFTPOPEN=h,21", "ERROR"),
        ('+QFTPOPEN="h",x', "ERROR"),
        ('+QFTPOPEN="h",0', "OK  +QFTPOPEN: -10"),
        ('+QFTPOPEN="h",65536', "OK  +QFTPOPEN: -10"),
        ('+QFTPOPEN="",21', "OK  +QFTPOPEN: -10"),
        ("+QFTPCLOSE", "ERROR"),
        ('+QFTPPATH="/"', "ERROR"),
        ('+QFTPPUT="f",1', "ERROR"),
        ('+QFTPGET="f"', "ERROR"),
        ('+QFTPUSER="' + "x" * 31 + '"', "ERROR"),
        ("+QFTPUSER=admin", "ERROR"),
    ],
)
def test_refusals_without_a_session(dte: Dte, body: str, answer: str) -> None:
    assert dte.at(body) == answer


@pytest.mark.parametrize(
    "body",
    ['+QFTPPATH=""', '+QFTPPUT="",0', '+QFTPPUT="f",-1', '+QFTPPUT="f",1,0', '+QFTPGET=""', '+QFTPSIZE=""'],
)
def test_illegal_values_within_a_session(bench: Bench, body: str) -> None:
    name = body.partition("=")[0]

    assert bench.opened().at(body) == f"OK  {name}: -10"


@pytest.mark.parametrize(
    ("kind", "default", "other"),
    [
        (1, "1", "0"),
        (2, "0", "1"),
        (3, "0", "1000"),
        (4, '"/COM/"', '"/RAM/f"'),
        (5, "0", "1"),
        (6, "0", "1"),
        (7, "0", "1"),
    ],
)
def test_settings(dte: Dte, kind: int, default: str, other: str) -> None:
    assert dte.at(f"+QFTPCFG={kind}") == f"+QFTPCFG: {default}  OK"
    assert dte.at(f"+QFTPCFG={kind},{other}") == "OK  +QFTPCFG: 0"
    assert dte.at(f"+QFTPCFG={kind}") == f"+QFTPCFG: {other}  OK"


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("0", "ERROR"),
        ("8", "ERROR"),
        ("-1", "ERROR"),
        ("", "ERROR"),
        ("x", "ERROR"),
        ('"7"', "ERROR"),
        ("8,0", "ERROR"),
        ("7,0,0", "ERROR"),
        ("7,2", "OK  +QFTPCFG: -10"),
        ("7,-1", "OK  +QFTPCFG: -10"),
        ("3,-1", "OK  +QFTPCFG: -10"),
        ('4,"/nowhere/"', "OK  +QFTPCFG: -10"),
    ],
)
def test_illegal_settings_change_nothing(dte: Dte, arguments: str, answer: str) -> None:
    dte.at("+QFTPCFG=7,1")

    assert dte.at(f"+QFTPCFG={arguments}") == answer
    assert dte.at("+QFTPCFG=7") == "+QFTPCFG: 1  OK"


def test_the_client_is_told_the_settings(bench: Bench) -> None:
    dte = bench.opened()
    dte.at("+QFTPCFG=1,0;+QFTPCFG=2,1;+QFTPCFG=3,55;+QFTPCFG=6,1")
    bench.files["f"] = b"x"

    dte.send(b'AT+QFTPGET="f"\r')
    dte.expect(b"+QFTPGET: 1\r\n")

    settings = bench.client.settings
    assert (settings.passive, settings.ascii, settings.restart_at, settings.ignore_passive_address) == (
        False,
        True,
        55,
        True,
    )


def test_a_change_of_ftps_leaves_an_open_session_alone(bench: Bench) -> None:
    dte = bench.opened()
    bench.files["f"] = b"x"

    dte.at('+QSSLCFG="ftps",1')
    dte.send(b'AT+QFTPGET="f"\r')

    dte.expect(b"+QFTPGET: 1\r\n")
    assert bench.client.settings.mode == "plain"


# --- transfers -------------------------------------------------------------------------------------------------


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


def start_upload(dte: Dte, arguments: str) -> None:
    dte.send(f"AT+QFTPPUT={arguments}\r".encode())
    dte.expect(b"CONNECT\r\n")


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


# --- busy, lost, rebooted --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", ['+QFTPOPEN="h",21', "+QFTPCLOSE", '+QFTPPATH="/"', '+QFTPGET="f"', '+QFTPPUT="f",1']
)
def test_busy_while_a_job_is_pending(bench: Bench, body: str) -> None:
    bench.held = frozenset({"open"})
    bench.dte.send(b'AT+QFTPOPEN="h",21\r')
    name = body.removeprefix("+").partition("=")[0]

    assert bench.dte.at(body) == f"OK  +{name}: -3"
    assert bench.dte.at("+QFTPSTAT") == "+QFTPSTAT: OPENING  OK"
    bench.client.hold.set()
    bench.dte.expect(b"+QFTPOPEN: 0\r\n")


def test_a_second_open_is_busy(bench: Bench) -> None:
    assert bench.opened().at('+QFTPOPEN="h",21') == "OK  +QFTPOPEN: -3"


@pytest.mark.parametrize("code", [-6, -421])
def test_a_lost_session_is_closed(bench: Bench, code: int) -> None:
    dte = bench.opened()
    bench.failures["path"] = code

    dte.send(b'AT+QFTPPATH="/"\r')

    dte.expect(b"+QFTPPATH: %d\r\n" % code)
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"


def test_loss_of_the_context_ends_a_transfer_with_8(bench: Bench) -> None:
    dte = bench.opened()
    start_upload(dte, '"f",100')
    dte.send(b"some")

    bench.module.lose_pdp()

    stream = dte.expect(b"+QFTPPUT: -8\r\n")
    assert b"+PDP DEACT" in stream
    assert ("226", "f") not in bench.client.calls
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"


def test_loss_of_the_context_ends_an_idle_session_with_an_error_line(bench: Bench) -> None:
    dte = bench.opened()

    bench.module.lose_pdp()

    assert dte.take() == b"\r\n+PDP DEACT\r\n\r\n+QFTPERROR:-8\r\n"


def test_the_end_of_an_idle_session_is_noticed(bench: Bench) -> None:
    dte = bench.opened()
    dte.send(b'AT+QFTPPATH="/"\r')
    dte.expect(b"+QFTPPATH: 0\r\n")

    bench.client.server_closes.set()

    assert dte.expect(b"-6\r\n") == b"\r\n+QFTPERROR:-6\r\n"
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"
    bench.opened()


def test_deactivating_ends_an_idle_session_quietly(bench: Bench) -> None:
    dte = bench.opened()

    assert dte.at("+QIDEACT") == "DEACT OK"
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"
    assert bench.client.aborted.is_set()


def test_a_reboot_cuts_a_transfer_without_a_word(bench: Bench) -> None:
    dte = bench.opened()
    start_upload(dte, '"f",100')

    bench.module.reboot()
    bench.module.worker.close()

    assert dte.take() == b""
    assert dte.send(b"ATE0\r") == b"ATE0\r\r\nOK\r\n"
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: IDLE  OK"


def test_a_broken_job_is_an_unknown_error(bench: Bench) -> None:
    dte = bench.opened()

    dte.send(b'AT+QFTPGET="missing"\r')  # KeyError in the fake client

    assert b"+QFTPGET: -1\r\n" in dte.expect(b"-1\r\n")


# --- FTPS ------------------------------------------------------------------------------------------------------


def secured(bench: Bench, *bodies: str) -> None:
    for body in ('+QSSLCFG="ftps",1', '+QSSLCFG="ftpsctxi",2', *bodies):
        assert bench.dte.at(body).startswith("OK")


def test_ftps_without_a_context_is_refused(bench: Bench) -> None:
    bench.dte.at('+QSSLCFG="ftps",1')

    assert bench.dte.at('+QFTPOPEN="h",990') == "OK  +QFTPOPEN: -10"


@pytest.mark.parametrize(("value", "mode"), [(0, "implicit"), (1, "explicit")])
def test_type_7_is_the_mode(bench: Bench, value: int, mode: str) -> None:
    secured(bench, f"+QFTPCFG=7,{value}")
    bench.opened()

    assert bench.client.settings.mode == mode


def test_the_bound_context_is_the_one_used(bench: Bench) -> None:
    secured(bench, '+QSSLCFG="sslversion",2,1', '+QSSLCFG="ciphersuite",2,"0X002F,0X0005"')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.versions == (Version.TLS10,)
    assert tls.suites == (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_SHA)
    assert (tls.seclevel, tls.ca, tls.certificate, tls.key) == (0, None, None, None)


def test_security_files_go_to_the_client(bench: Bench) -> None:
    secured(
        bench,
        '+QSSLCFG="seclevel",2,2',
        '+QSSLCFG="cacert",2,"NVRAM:CA1"',
        '+QSSLCFG="clientcert",2,"NVRAM:CC0"',
        '+QSSLCFG="clientkey",2,"RAM:key"',
    )
    for name, data in (("NVRAM:CA1", b"ca"), ("NVRAM:CC0", b"cc"), ("RAM:key", b"ck")):
        bench.dte.at(f'+QSECWRITE="{name}",2')
        bench.dte.send(data)
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.seclevel, tls.ca, tls.certificate, tls.key) == (2, b"ca", b"cc", b"ck")


def test_level_1_takes_the_ca_and_no_client_certificate(bench: Bench) -> None:
    secured(bench, '+QSSLCFG="seclevel",2,1', '+QSSLCFG="clientcert",2,"NVRAM:CC0"')
    bench.dte.at('+QSECWRITE="NVRAM:CC0",2')
    bench.dte.send(b"cc")
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.seclevel, tls.ca, tls.certificate) == (1, None, None)


def test_the_rtc_goes_to_the_client_unless_it_is_ignored(bench: Bench) -> None:
    secured(bench)
    bench.dte.at('+CCLK="24/02/29,12:00:00+08"')
    bench.opened()
    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.now is not None
    assert tls.now.isoformat().startswith("2024-02-29T12:00:00")
    assert tls.now.utcoffset() is not None

    bench.dte.at('+QSSLCFG="ignorertctime",1')
    bench.dte.send(b"AT+QFTPCLOSE\r")
    bench.dte.expect(b"+QFTPCLOSE: 0\r\n")
    bench.opened()
    assert bench.client.settings.tls is not None
    assert bench.client.settings.tls.now is None
