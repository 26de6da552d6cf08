"""Each command of the note, answered in every form that the note leaves open: the meaning is the same.

The DUT is no emulator: `forms_dut` puts the bytes together by itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import combinations

import pytest
from covertable import make

from hil.deadline import Deadline
from hil.modem import ending, pending
from hil.modem.channel import Channel
from hil.modem.exchange import CmeError, Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.codes import ResultCode
from hil.transcript import Transcript
from tests.modem.forms_dut import Forms, FormsDut, Reply

ON, REFUSED = Reply("final"), Reply("refused", result=-10)
FILE = b"line one\r\nline two\r\n\r\nOK\r\n" + bytes(range(256))

TABLE = {
    "AT+QIFGCNT=0": ON,
    'AT+QICSGP=1,"CMNET"': ON,
    "AT+QIREGAPP": ON,
    "AT+QIACT": ON,
    "AT+QILOCIP": Reply("address", ("10.1.83.188",)),
    "AT+QIDEACT": Reply("own", ("DEACT OK",)),
    "AT+QSSLCFG=?": Reply("final", ('"type"', "(0-5)", '"value"')),
    'AT+QSSLCFG="sslversion",0,4': ON,
    'AT+QSSLCFG="sslversion",0': Reply("final", ('"sslversion"', "4")),
    'AT+QSSLCFG="ctxindex",0': Reply("final", ("0", "4", "1", '"0X0005,0X0004"', '"NVRAM:CA0"', '""', '""')),
    'AT+QSSLCFG="ftps",7': Reply("own", ("ERROR",)),
    'AT+QSECWRITE="NVRAM:CA0",5,100': Reply("secwrite", ("5", "1a38")),
    'AT+QSECREAD="NVRAM:CA0"': Reply("final", ("1", "1a38")),
    'AT+QSECDEL="NVRAM:CA0"': ON,
    'AT+QSECDEL="NVRAM:CC0"': Reply("own", ("+CME ERROR:4010",)),
    "AT+QFTPCFG=7,1": Reply("job"),
    "AT+QFTPCFG=7": Reply("query", ("1",)),
    "AT+QFTPCFG=4": Reply("query", ('"/COM/"',)),
    "AT+QFTPCFG=9,1": REFUSED,
    "AT+QFTPCFG?": REFUSED,
    'AT+QFTPUSER="admin"': ON,
    'AT+QFTPUSER="no"': REFUSED,
    'AT+QFTPPASS="123456"': ON,
    'AT+QFTPOPEN="h",990': Reply("job"),
    'AT+QFTPOPEN="h",0': REFUSED,
    "AT+QFTPSTAT": Reply("final", ("OPENED",)),
    'AT+QFTPPATH="/"': Reply("job"),
    'AT+QFTPPATH="/no/"': Reply("job", result=-550),
    'AT+QFTPPUT="f",5,200': Reply("put"),
    'AT+QFTPPUT="no",5': REFUSED,
    'AT+QFTPGET="f"': Reply("get", data=FILE),
    'AT+QFTPGET="no"': REFUSED,
    'AT+QFTPSIZE="f"': Reply("job", result=len(FILE)),
    "AT+QFTPLEN": Reply("final", (str(len(FILE)),)),
    "AT+QFTPCLOSE": Reply("job"),
    "AT+CGATT?": Reply("final", ("1",)),
    "AT+CGREG?": Reply("final", ("0", "1")),
    "AT+CCLK?": Reply("final", ('"04/01/01,02:14:47+00"',)),
}

AXES: dict[str, tuple[object, ...]] = {
    "colon": (": ", ":", " ", " : "),
    "comma": (",", ", "),
    "connect": ("CONNECT", "Connect", "connect", "CONNECT 115200"),
    "ok": ("before", "after", "late", "asynchronous", "missing"),
    "trailing_ok": (False, True),
    "refusal": (
        "ERROR",
        "+CME ERROR: {}",
        "+CME ERROR:{}",
        "+CME ERROR: invalid parameter",
        "{name}: {}",
    ),
    "blank": (b"", b"\r\n", b" \r\n\r\n"),
    "piece": (1000, 1, 3),
    "latency_s": (0.0, 0.03),
    "quoted": (True, False),
    "echo": (False, True),
}
GRACE_S = 0.05
LATE_S = 0.1


def rows() -> list[Forms]:
    """Rows in which every two values of two axes meet."""
    return [Forms(**row, late_s=LATE_S) for row in make(AXES, strength=2)]


ROWS = rows()


@pytest.fixture
def modem_with() -> Iterator[Callable[[Forms], Modem]]:
    with ExitStack() as stack:

        def start(forms: Forms) -> Modem:
            dut = stack.enter_context(FormsDut(forms, TABLE))
            return Modem(stack.enter_context(Channel.open(dut.path, transcript=Transcript())))

        yield start


def test_every_two_open_forms_meet_in_a_row() -> None:
    missing = {
        (first, one, second, other)
        for first, second in combinations(AXES, 2)
        for one in AXES[first]
        for other in AXES[second]
        if not any(getattr(row, first) == one and getattr(row, second) == other for row in ROWS)
    }

    assert missing == set()


def is_refused(exchange: Exchange) -> bool:
    """ERROR, +CME ERROR in numbers or words, or a negative result, alone."""
    return exchange.final in {
        ResultCode.ERROR,
        CmeError(-10, "-10"),
        CmeError(None, "invalid parameter"),
    } or (exchange.final in {None, ResultCode.OK} and exchange.result == -10)


def say(modem: Modem, name: str, line: str) -> tuple[str, ...]:
    return modem.send(line).check().fields(name)


@pytest.mark.parametrize("forms", ROWS, ids=lambda forms: f"{forms.ok}-{forms.refusal}-{forms.piece}")
def test_the_meaning_is_the_same_in_every_form(
    forms: Forms, modem_with: Callable[[Forms], Modem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "GRACE_S", GRACE_S)  # an OK is late after it
    modem = modem_with(forms)

    settings: tuple[Callable[[], Exchange], ...] = (
        lambda: modem.pdp.foreground(0),
        lambda: modem.pdp.context("CMNET"),
        modem.pdp.register,
        modem.pdp.activate,
        lambda: modem.ssl.set_version(0, 4),
        lambda: modem.ftp.user("admin"),
        lambda: modem.ftp.password("123456"),
    )

    assert modem.pdp.ensure_active() == "10.1.83.188"
    assert [call().final for call in settings] == [ResultCode.OK] * len(settings)
    assert say(modem, "QSSLCFG", "AT+QSSLCFG=?") == ("type", "(0-5)", "value")
    assert say(modem, "QSSLCFG", 'AT+QSSLCFG="sslversion",0') == ("sslversion", "4")
    assert modem.ssl.read_context(0) == SslContext(suites=(5, 4), seclevel=1, ca="NVRAM:CA0")
    assert modem.ssl.set("ftps", None, 7).final is ResultCode.ERROR

    written = modem.security.write("NVRAM:CA0", b"abcde", timeout_s=100)
    assert (written.final, written.fields("QSECWRITE")) == (ResultCode.OK, ("5", "1a38"))
    assert modem.security.read("NVRAM:CA0").check().fields("QSECREAD") == ("1", "1a38")
    assert modem.security.delete("NVRAM:CA0").final is ResultCode.OK
    assert modem.security.delete("NVRAM:CC0").final == CmeError(4010, "4010")

    assert modem.ftp.configure(7, 1).check().result == 0
    assert modem.ftp.setting(7).check().fields("QFTPCFG") == ("1",)
    assert modem.ftp.setting(4).check().fields("QFTPCFG") == ("/COM/",)
    assert is_refused(modem.ftp.configure(9, 1))
    assert is_refused(modem.send("AT+QFTPCFG?"))
    assert is_refused(modem.ftp.open("h", 0))
    assert modem.ftp.open("h", 990).check().result == 0
    assert say(modem, "QFTPSTAT", "AT+QFTPSTAT") == ("OPENED",)
    assert modem.ftp.path("/").check().result == 0
    assert modem.ftp.path("/no/").result == -550
    assert is_refused(modem.ftp.put("no", b"abcde"))
    assert modem.ftp.put("f", b"abcde", timeout_s=200).check().result == 5
    assert is_refused(modem.ftp.get("no"))
    got = modem.ftp.get("f", expected_size=len(FILE))
    assert (got.data, got.result) == (FILE, len(FILE))
    assert modem.send('AT+QFTPSIZE="f"').result == len(FILE)
    assert say(modem, "QFTPLEN", "AT+QFTPLEN") == (str(len(FILE)),)
    assert modem.ftp.close().check().result == 0

    assert modem.pdp.deactivate().final is ResultCode.DEACT_OK
    assert say(modem, "CGATT", "AT+CGATT?") == ("1",)
    assert say(modem, "CGREG", "AT+CGREG?") == ("0", "1")
    assert modem.clock().year == 2004


@pytest.mark.parametrize("refusal", ["{name}: {}", "{name}:{}", "+CME ERROR: {}", "ERROR"])
def test_an_error_alone_ends_the_exchange_at_once(
    refusal: str, modem_with: Callable[[Forms], Modem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "QUESTION_S", 60.0)  # no silence is waited for but the grace
    monkeypatch.setattr(pending, "SERVICE_ERROR_S", 60.0)
    modem = modem_with(Forms(refusal=refusal))
    started = time.monotonic()

    refused = modem.ftp.configure(9, 1)

    assert is_refused(refused)
    assert time.monotonic() - started < 1.0
    assert modem.ftp.status().lines == ("+QFTPSTAT: OPENED", "OK")


@pytest.mark.parametrize("error", ["+QFTPERROR:{}", "+QFTPERROR: {}", "+QFTPERROR {}"])
def test_the_error_of_chapter_3_takes_the_place_of_each_response(
    error: str, modem_with: Callable[[Forms], Modem]
) -> None:
    modem = modem_with(Forms(refusal=error))

    assert is_refused(modem.ftp.open("h", 0))
    assert is_refused(modem.ftp.user("no"))
    assert is_refused(modem.ftp.get("no"))
    assert modem.ftp.status().lines == ("+QFTPSTAT: OPENED", "OK")


@pytest.mark.parametrize("hears", [True, False], ids=["buffers", "discards"])
@pytest.mark.parametrize("ok", ["late", "asynchronous"])
def test_an_ok_that_comes_seconds_late_answers_no_other_command(
    ok: str, hears: bool, modem_with: Callable[[Forms], Modem]
) -> None:
    modem = modem_with(Forms(ok=ok, late_s=1.3, latency_s=0.5, hears_while_busy=hears))

    opened = modem.ftp.configure(7, 1)
    refusals = [modem.ssl.set("ftps", None, 7) for _ in range(3)]  # the OK comes while one of them runs

    assert opened.result == 0
    assert [refused.lines for refused in refusals] == [("ERROR",)] * 3


@pytest.mark.parametrize("latency_s", [0.0, 0.3])
def test_an_ok_that_was_once_late_is_awaited(latency_s: float, modem_with: Callable[[Forms], Modem]) -> None:
    modem = modem_with(Forms(ok="asynchronous", late_s=0.8, latency_s=latency_s))

    first = modem.ftp.configure(7, 1)
    modem.channel.listen(Deadline.after(1.0))
    others = [modem.ftp.configure(7, 1) for _ in range(2)]

    assert first.lines == ("+QFTPCFG: 0",)
    assert [other.lines for other in others] == [("+QFTPCFG: 0", "OK")] * 2


def test_an_ok_that_was_once_missing_may_follow_other_results(
    modem_with: Callable[[Forms], Modem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "GUARD_S", 0.0)  # long ago
    modem = modem_with(Forms(ok="late", late_s=0.02, without_ok=1))

    answers = [modem.ftp.configure(7, 1) for _ in range(2)]
    refused = modem.ssl.set("ftps", None, 7)

    assert [answer.lines for answer in answers] == [("+QFTPCFG: 0",), ("+QFTPCFG: 0", "OK")]
    assert refused.lines == ("ERROR",)


def test_a_dut_may_need_seconds_for_each_command(modem_with: Callable[[Forms], Modem]) -> None:
    modem = modem_with(Forms(latency_s=1.2, ok="missing"))

    modem.attach()

    assert modem.ftp.status().lines == ("+QFTPSTAT: OPENED", "OK")
    assert modem.ftp.configure(7, 1).result == 0
    assert modem.ssl.set("ftps", None, 7).lines == ("ERROR",)
