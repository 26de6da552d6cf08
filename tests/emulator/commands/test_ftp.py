"""The FTP(S) commands: order of lines, states, codes, data mode (note 2.2 and 4.2)."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Bench, Dte, start_upload


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

    bench.module.mobile_network.deactivate_context()

    stream = dte.expect(b"+QFTPPUT: -8\r\n")
    assert b"+PDP DEACT" in stream
    assert ("226", "f") not in bench.client.calls
    assert dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"


def test_loss_of_the_context_ends_an_idle_session_with_an_error_line(bench: Bench) -> None:
    dte = bench.opened()

    bench.module.mobile_network.deactivate_context()

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


def test_a_job_has_begun_for_the_next_command_of_the_line(dte: Dte) -> None:
    assert dte.at('+QFTPOPEN="ftp.example",21;+QFTPSTAT;+QFTPSIZE="f"').startswith(
        "+QFTPSTAT: OPENING  OK  +QFTPSIZE: -3"
    )
