"""Each defect of the tables changes an answer, and without it the answer is the right one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.emulator.defects import DEFECTS
from hil.emulator.defects.model import Reported
from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.ftp.client_settings import ClientSettings
from hil.spec.tls import CipherSuite, Version
from tests.emulator.defects.rows import ROWS as OTHER_ROWS
from tests.emulator.defects.rows_of_examples import ROWS as EXAMPLE_ROWS
from tests.emulator.defects.rows_of_files import ROWS as FILE_ROWS
from tests.emulator.defects.rows_of_settings import ROWS as SETTING_ROWS
from tests.emulator.defects.rows_of_uploads import ROWS as UPLOAD_ROWS
from tests.emulator.defects.steps import answer
from tests.emulator.dte import Bench

ROWS = EXAMPLE_ROWS + FILE_ROWS + UPLOAD_ROWS + SETTING_ROWS + OTHER_ROWS
Make = Callable[[str], Bench]
S = CipherSuite
FTPS = '+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",0'
FTP_CODES = [
    (name, defect.change.right, defect.change.wrong)
    for name, defect in DEFECTS.items()
    if isinstance(defect.change, Reported) and defect.change.right < 0
]


@pytest.fixture
def make() -> Iterator[Make]:
    """Makes benches with a defect, or with none for the empty name."""
    benches: list[Bench] = []

    def new(defect: str) -> Bench:
        benches.append(Bench(defects=frozenset({defect} - {""})))
        return benches[-1]

    yield new
    for bench in benches:
        bench.close()


@pytest.mark.parametrize(("defect", "steps", "flawed", "right"), ROWS, ids=[row[0] for row in ROWS])
def test_an_answer_is_changed(
    defect: str, steps: tuple[str, ...], flawed: str, right: str, make: Make
) -> None:
    assert answer(make(defect).dte, steps) == flawed
    assert answer(make("").dte, steps) == right


def path_result(bench: Bench, code: int) -> bytes:
    bench.failures = {"path": code}
    dte = bench.opened()
    dte.send(b'AT+QFTPPATH="/"\r')
    dte.settle()
    return dte.take().strip()


def test_the_error_of_an_opening_is_changed(make: Make) -> None:
    for defect, line in (("opening-error-without-sign", b"+QFTPOPEN: 5"), ("", b"+QFTPOPEN: -5")):
        bench = make(defect)
        bench.failures = {"open": -5}
        bench.dte.send(b'AT+QFTPOPEN="ftp.example",21\r')
        bench.dte.settle()
        assert bench.dte.take().strip() == line


@pytest.mark.parametrize(("defect", "right", "wrong"), FTP_CODES)
def test_a_code_is_reported_for_another(defect: str, right: int, wrong: int, make: Make) -> None:
    assert path_result(make(defect), right) == b"+QFTPPATH: %d" % wrong
    assert path_result(make(""), right) == b"+QFTPPATH: %d" % right


@pytest.mark.parametrize(
    ("defect", "flawed"),
    [("server-error-without-sign", b"+QFTPPATH: 550"), ("path-error-without-number", b"ERROR")],
)
def test_an_error_line_is_changed(defect: str, flawed: bytes, make: Make) -> None:
    assert path_result(make(defect), -550) == flawed
    assert path_result(make(""), -550) == b"+QFTPPATH: -550"


def client_settings(bench: Bench, setting: str) -> ClientSettings:
    """What the network client gets after a setting."""
    bench.dte.at(setting)
    bench.opened()
    return bench.client.settings


VERSIONS = [
    ("tls10-becomes-tls11", 1, (Version.TLS11,), (Version.TLS10,)),
    ("tls11-becomes-tls12", 2, (Version.TLS12,), (Version.TLS11,)),
    ("tls12-becomes-tls11", 3, (Version.TLS11,), (Version.TLS12,)),
    ("all-versions-without-ssl30", 4, tuple(Version)[1:], tuple(Version)),
]


@pytest.mark.parametrize(("defect", "number", "flawed", "right"), VERSIONS)
def test_versions(
    defect: str, number: int, flawed: tuple[Version, ...], right: tuple[Version, ...], make: Make
) -> None:
    for name, versions in ((defect, flawed), ("", right)):
        tls = client_settings(make(name), f'{FTPS};+QSSLCFG="sslversion",0,{number}').tls
        assert tls is not None
        assert tls.versions == versions


SUITES = [
    ("aes256-sha-becomes-aes128-sha", "0035", 0x002F),
    ("rc4-sha-becomes-rc4-md5", "0005", 0x0004),
    ("triple-des-becomes-aes128", "000A", 0x002F),
    ("aes128-sha-becomes-aes256-sha", "002F", 0x0035),
    ("aes256-sha256-becomes-sha1", "003D", 0x0035),
]


@pytest.mark.parametrize(("defect", "code", "flawed"), SUITES)
def test_suites(defect: str, code: str, flawed: int, make: Make) -> None:
    for name, suite in ((defect, flawed), ("", int(code, 16))):
        tls = client_settings(make(name), f'{FTPS};+QSSLCFG="ciphersuite",0,"0X{code}"').tls
        assert tls is not None
        assert tls.suites == (S(suite),)


@pytest.mark.parametrize(
    ("defect", "setting", "field", "values"),
    [
        ("explicit-whatever-the-mode", FTPS, "mode", ("explicit", "implicit")),
        ("type-7-turns-ftps-on", "+QFTPCFG=7,1", "mode", ("explicit", "plain")),
        ("port-follows-the-mode", FTPS, "port", (990, 21)),
        ("user-cut-to-eight", '+QFTPUSER="123456789"', "user", ("12345678", "123456789")),
        ("password-cut-to-eight", '+QFTPPASS="123456789"', "password", ("12345678", "123456789")),
    ],
)
def test_what_a_session_is_told(
    defect: str, setting: str, field: str, values: tuple[object, object], make: Make
) -> None:
    assert getattr(client_settings(make(defect), setting), field) == values[0]
    assert getattr(client_settings(make(""), setting), field) == values[1]


@pytest.mark.parametrize(
    ("defect", "setting", "field", "values"),
    [
        ("always-passive", "+QFTPCFG=1,0", "passive", (True, False)),
        ("ftps-always-passive", f"{FTPS};+QFTPCFG=1,0", "passive", (True, False)),
        ("ftps-always-passive", "+QFTPCFG=1,0", "passive", (False, False)),
        ("always-binary", "+QFTPCFG=2,1", "ascii", (False, True)),
        ("resume-point-ignored", "+QFTPCFG=3,7", "restart_at", (0, 7)),
        ("resume-point-off-by-one", "+QFTPCFG=3,7", "restart_at", (8, 7)),
        ("resume-point-off-by-one", "+QFTPCFG=3,0", "restart_at", (0, 0)),
        ("passive-address-rule-inverted", "+QFTPCFG=6,1", "ignore_passive_address", (False, True)),
    ],
)
def test_what_a_transfer_is_told(
    defect: str, setting: str, field: str, values: tuple[object, object], make: Make
) -> None:
    assert getattr(client_settings(make(defect), setting), field) == values[0]
    assert getattr(client_settings(make(""), setting), field) == values[1]


@pytest.mark.parametrize(
    ("defect", "flawed"), [("put-drops-last-byte", b"a\r\nb\r\n"), ("put-sends-lines", b"a\nb\nc")]
)
def test_an_upload_is_changed(defect: str, flawed: bytes, make: Make) -> None:
    for name, stored in ((defect, flawed), ("", b"a\r\nb\r\nc")):
        bench = make(name)
        dte = bench.opened()
        dte.send(b'AT+QFTPPUT="f",7\r')
        dte.expect(b"CONNECT\r\n")
        dte.send(b"a\r\nb\r\nc")
        dte.expect(b"+QFTPPUT: %d\r\n" % len(stored))
        assert bench.files["f"] == stored


def test_a_path_is_not_sent(make: Make) -> None:
    for name, sent in (("path-not-sent", False), ("", True)):
        bench = make(name)
        dte = bench.opened()
        dte.send(b'AT+QFTPPATH="/x"\r')
        dte.expect(b"+QFTPPATH: 0\r\n")
        assert (("path", "/x") in bench.client.calls) == sent


def test_a_session_is_lost_after_an_error(make: Make) -> None:
    for name, state in (("session-lost-after-error", "CLOSED"), ("", "OPENED")):
        bench = make(name)
        path_result(bench, -550)
        assert bench.dte.at("+QFTPSTAT") == f"+QFTPSTAT: {state}  OK"


@pytest.mark.parametrize(("defect", "result"), [("open-after-error-times-out", -9), ("", 0)])
def test_the_open_after_an_error_fails(defect: str, result: int, make: Make) -> None:
    bench = make(defect)
    path_result(bench, -550)
    bench.dte.send(b"AT+QFTPCLOSE\r")
    bench.dte.settle()

    at_once = bench.dte.send(b'AT+QFTPOPEN="ftp.example",21\r')

    bench.dte.settle()
    assert (at_once + bench.dte.take()).endswith(b"+QFTPOPEN: %d\r\n" % result)


@pytest.mark.parametrize(("defect", "kept"), [("nvram-lost-with-power", False), ("", True)])
def test_what_is_kept_without_power(defect: str, kept: bool, make: Make) -> None:
    bench = make(defect)
    answer(bench.dte, ['+QSECWRITE="NVRAM:CA0",4', ">data"])

    assert ("NVRAM:CA0" in bench.module.security.kept) == kept


@pytest.mark.parametrize(
    ("defect", "flawed"),
    [
        ("secread-always-good", "+QSECREAD: 1,362 OK"),
        ("secread-repeats-the-noted-sum", "+QSECREAD: 0,262 OK"),
    ],
)
def test_a_file_that_has_decayed_is_told_wrongly(defect: str, flawed: str) -> None:
    hardware = HardwareOptions(decays=frozenset({"RAM:x"}))
    for name, is_reported in ((defect, flawed), ("", "+QSECREAD: 0,362 OK")):
        bench = Bench(defects=frozenset({name} - {""}), hardware=hardware)
        assert answer(bench.dte, ('+QSECWRITE="RAM:x",3', ">abc", '+QSECREAD="RAM:x"')) == is_reported
        bench.close()


@pytest.mark.parametrize(("defect", "serves"), [("deleted-file-still-serves", True), ("", False)])
def test_which_file_a_session_gets_after_its_deletion(defect: str, serves: bool, make: Make) -> None:
    bench = make(defect)
    answer(bench.dte, ('+QSECWRITE="NVRAM:CA0",4', ">data", '+QSECDEL="NVRAM:CA0"'))

    assert (bench.module.security.serving("NVRAM:CA0") is not None) is serves


def test_every_change_is_in_a_table_of_these_tests() -> None:
    tested = {row[0] for row in ROWS} | {name for name, _, _ in FTP_CODES}
    session = {"server-error-without-sign", "path-error-without-number", "close-result-1", "put-result-0"}
    session |= {
        "stat-closed-without-name",
        "put-failure-is-success",
        "get-failure-is-success",
        "host-name-gets-a-suffix",
    }
    session |= {"opening-error-without-sign"}
    session |= {"put-says-ready", "get-says-ready", "get-count-off-by-one", "put-timeout-ignored"}

    assert {name for name, defect in DEFECTS.items() if defect.change} <= tested | session


@pytest.mark.parametrize(
    ("defect", "command", "flawed", "right"),
    [
        ("close-result-1", b"AT+QFTPCLOSE\r", b"+QFTPCLOSE: 1\r\n", b"+QFTPCLOSE: 0\r\n"),
        ("get-count-off-by-one", b'AT+QFTPGET="f"\r', b"+QFTPGET: 11\r\n", b"+QFTPGET: 10\r\n"),
    ],
)
def test_a_result_is_changed(defect: str, command: bytes, flawed: bytes, right: bytes, make: Make) -> None:
    for name, line in ((defect, flawed), ("", right)):
        bench = make(name)
        bench.files["f"] = b"0123456789"
        dte = bench.opened()
        came = dte.send(command) + dte.expect(line)
        assert line in came


def test_an_upload_says_0(make: Make) -> None:
    for name, line in (("put-result-0", b"+QFTPPUT: 0\r\n"), ("", b"+QFTPPUT: 4\r\n")):
        dte = make(name).opened()
        dte.send(b'AT+QFTPPUT="f",4\r')
        dte.expect(b"CONNECT\r\n")
        assert line in dte.send(b"data") + dte.expect(line)


def test_the_time_limit_of_an_upload_is_ignored(make: Make) -> None:
    for name, data_mode in (("put-timeout-ignored", True), ("", False)):
        bench = make(name)
        dte = bench.opened()
        dte.send(b'AT+QFTPPUT="f",4,5\r')
        dte.expect(b"CONNECT\r\n")
        dte.pass_time(6)
        if not data_mode:
            dte.settle()
        assert bench.module.ftp.busy == data_mode


def await_loss(bench: Bench) -> None:
    with bench.module.lock:
        assert bench.module.changed.wait_for(lambda: not bench.module.ftp.opened, 5)


def test_a_loss_while_idle_is_not_told(make: Make) -> None:
    for name, is_reported in (("loss-while-idle-not-told", False), ("", True)):
        bench = make(name)
        dte = bench.opened()
        bench.client.server_closes.set()
        await_loss(bench)
        assert (b"+QFTPERROR:-6" in dte.take()) == is_reported


def test_ftps_without_a_bound_context_is_in_clear(make: Make) -> None:
    for name, line in (("unbound-means-clear", b"+QFTPOPEN: 0"), ("", b"+QFTPOPEN: -10")):
        dte = make(name).dte
        dte.at('+QSSLCFG="ftps",1')
        came = dte.send(b'AT+QFTPOPEN="h",990\r')
        dte.settle()
        assert line in came + dte.take()


def test_a_changed_context_does_not_count(make: Make) -> None:
    for name, level in (("context-1-kept-from-first-session", 0), ("", 2)):
        bench = make(name)
        client_settings(bench, '+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",1')
        bench.dte.send(b"AT+QFTPCLOSE\r")
        bench.dte.settle()
        tls = client_settings(bench, '+QSSLCFG="seclevel",1,2').tls
        assert tls is not None
        assert tls.seclevel == level


def test_a_file_of_nvram_serves_for_one_of_ram(make: Make) -> None:
    for name, ca in (("absent-ram-file-means-nvram", b"data"), ("", None)):
        bench = make(name)
        answer(bench.dte, ['+QSECWRITE="NVRAM:CA0",4', ">data"])
        setting = f'{FTPS};+QSSLCFG="seclevel",0,1;+QSSLCFG="cacert",0,"RAM:ca_cert.pem"'
        tls = client_settings(bench, setting).tls
        assert tls is not None
        assert tls.ca == ca


def test_a_changed_context_ends_the_session(make: Make) -> None:
    for name, state in (("context-change-ends-session", "CLOSED"), ("", "OPENED")):
        bench = make(name)
        bench.opened()
        bench.dte.at('+QSSLCFG="seclevel",1,2')
        assert bench.dte.at("+QFTPSTAT") == f"+QFTPSTAT: {state}  OK"


def test_the_local_place_is_ignored(make: Make) -> None:
    for name, line in (("local-place-ignored", b"CONNECT"), ("", b"+QFTPGET: 4")):
        bench = make(name)
        bench.files["f"] = b"data"
        dte = bench.opened()
        dte.at('+QFTPCFG=4,"/RAM/"')
        came = dte.send(b'AT+QFTPGET="f"\r') + dte.expect(b"+QFTPGET: 4\r\n")
        assert line in came
        assert (b"CONNECT" in came) == bool(name)


def test_dates_are_not_checked_in_context_5(make: Make) -> None:
    for name, unchecked in (("context-5-ignores-dates", True), ("", False)):
        for index, expected in ((4, False), (5, unchecked)):
            bench = make(name)
            tls = client_settings(bench, f'+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",{index}').tls
            assert tls is not None
            assert (tls.now is None) == expected


def test_dates_are_not_checked_at_level_1(make: Make) -> None:
    for name, unchecked in (("seclevel-1-ignores-dates", True), ("", False)):
        tls = client_settings(make(name), f'{FTPS};+QSSLCFG="seclevel",0,1').tls
        assert tls is not None
        assert (tls.now is None) == unchecked
