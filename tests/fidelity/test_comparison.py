"""Two runs compared: what differs in words and order counts, what differs by nature does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.evidence.wire.writer import WireRecord
from hil.fidelity.comparison import Kind, cases_of, compared
from tests.fidelity.recorded import answers, of, record

MARKED = ("ATS7=146\r", answers("OK"))


@pytest.mark.parametrize(
    ("sent", "first", "second", "kind"),
    [
        ("AT+QFTPSTAT\r", ("+QFTPSTAT: IDLE", "OK"), ("+QFTPSTAT:IDLE", "OK"), Kind.SPACES),
        ("AT+QIDEACT\r", ("DEACT OK",), ("ERROR",), Kind.FINAL),
        ("AT+QFTPGET=1\r", ("+QFTPGET: 3", "OK"), ("+QFTPGET: 3",), Kind.FINAL),
        ('AT+QFTPPATH="/"\r', ("OK", "+QFTPPATH: 0"), ("OK", "+QFTPPATH: -6"), Kind.CODE),
        ('AT+QFTPPATH="/"\r', ("OK", "+QFTPPATH: 0"), ("+QFTPPATH: 0", "OK"), Kind.ORDER),
        ("ATI\r", ("Quectel_M95", "OK"), ("M95", "OK"), Kind.INFORMATION),
        ("AT+CMEE=1\r", ("OK",), ("OK", "+PDP DEACT"), Kind.UNSOLICITED),
        ("AT+CMEE=1\r", ("OK",), (), Kind.SILENCE),
        ('AT+QSECREAD="A"\r', ("+QSECREAD: 1,f3f", "OK"), ("+QSECREAD: 1,F3F", "OK"), Kind.INFORMATION),
        ("ATS7?\r", ("060", "OK"), ("030", "OK"), Kind.INFORMATION),
    ],
)
def test_a_difference_is_found_and_named(
    tmp_path: Path, sent: str, first: tuple[str, ...], second: tuple[str, ...], kind: Kind
) -> None:
    found = of(tmp_path, [(sent, answers(*first))], [(sent, answers(*second))])

    ((different,),) = [command.differences for command in found.commands]
    assert different.kind is kind
    assert (different.first, different.second) == (first, second) or kind is Kind.INFORMATION
    assert found.score == 0.0


def test_line_ends_are_a_difference(tmp_path: Path) -> None:
    found = of(tmp_path, [("AT\r", "\r\nOK\r\n")], [("AT\r", "\nOK\n")])

    assert [each.kind for each in found.commands[0].differences] == [Kind.FRAME]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            [('AT+QFTPOPEN="10.0.0.1",4021\r', answers("OK"))],
            [('AT+QFTPOPEN="ftp.example",38853\r', answers("OK"))],
        ),
        (
            [("AT+QFTPOPEN?\r", answers('+QFTPOPEN: "10.0.0.1",4021', "OK"))],
            [("AT+QFTPOPEN?\r", answers('+QFTPOPEN: "10.0.0.1",38853', "OK"))],
        ),
        (
            [("AT+CGSN\r", answers("866425030000006", "OK"))],
            [("AT+CGSN\r", answers("490154203237518", "OK"))],
        ),
        ([("AT+CSQ\r", answers("+CSQ: 21,0", "OK"))], [("AT+CSQ\r", answers("+CSQ: 30,0", "OK"))]),
        (
            [('AT+CCLK="26/11/28,03:22:37+00"\r', answers("OK"))],
            [('AT+CCLK="27/01/02,23:00:00+00"\r', answers("OK"))],
        ),
        (
            [
                ('AT+QSECWRITE="A",1679\r', "\r\nCONNECT\r\n"),
                ("x" * 1679, answers("+QSECWRITE: 1679,f3f", "OK")),
            ],
            [
                ('AT+QSECWRITE="A",1675\r', "\r\nCONNECT\r\n"),
                ("y" * 1675, answers("+QSECWRITE: 1675,123", "OK")),
            ],
        ),
        (
            [MARKED, ("ATS7?\r", answers("146", "OK"))],
            [("ATS7=171\r", answers("OK")), ("ATS7?\r", answers("171", "OK"))],
        ),
        (
            [('AT+QFTPPASS="secret-1"\r', answers("OK"))],
            [('AT+QFTPPASS="another-one"\r', answers("OK"))],
        ),
        (
            [('AT+QFTPGET="a"\r', answers("CONNECT") + "one\r\nfile" + answers("+QFTPGET: 9", "OK"))],
            [('AT+QFTPGET="a"\r', answers("CONNECT") + "an\r\nother" + answers("+QFTPGET: 9", "OK"))],
        ),
    ],
)
def test_what_differs_by_nature_does_not_count(
    tmp_path: Path, first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    found = of(tmp_path, first, second)

    assert found.differing == 0
    assert found.compared == len(first)
    assert found.unaligned == 0


@pytest.mark.parametrize(("other", "differing"), [("/RAM/two words", 0), ("/UFS/two words", 1), ("/RAM/", 1)])
def test_a_text_that_one_run_alone_hides_is_the_same(tmp_path: Path, other: str, differing: int) -> None:
    first, second = (
        record(
            tmp_path / name,
            {"case": [("AT+QFTPCFG=4\r", answers(f"+QFTPCFG: {place}", "OK"))]},
            secrets=secrets,
        )
        for name, place, secrets in (("1", "/RAM/two words", ("two words",)), ("2", other, ()))
    )

    assert compared(cases_of(first), cases_of(second)).differing == differing


def test_the_question_of_the_driver_is_no_exchange(tmp_path: Path) -> None:
    asked = [
        ("AT+QFTPCLOSE\r", answers("OK")),
        ("AT+CMEE?\r", answers("+QFTPCLOSE: 0", "+CMEE: 1", "OK")),
        ("AT\r", answers("OK")),
    ]

    found = of(tmp_path, asked, [("AT+QFTPCLOSE\r", answers("OK", "+QFTPCLOSE: 0")), ("AT\r", answers("OK"))])

    assert (found.differing, found.compared, found.unaligned) == (0, 2, 0)


def test_the_echo_of_the_question_of_the_driver_is_no_line(tmp_path: Path) -> None:
    asked = [
        ("AT&F\r", answers("OK")),
        ("AT+CMEE?\r", "AT+CMEE?\r" + answers("+CMEE: 1", "OK")),
        ("AT\r", answers("OK")),
    ]

    found = of(tmp_path, asked, [("AT&F\r", answers("OK")), ("AT\r", answers("OK"))])

    assert (found.differing, found.compared, found.unaligned) == (0, 2, 0)


def test_exchanges_are_aligned_around_those_of_one_run(tmp_path: Path) -> None:
    extra = [("AT+QICSGP=1\r", answers("ERROR"))]
    same = [("AT\r", answers("OK")), ("ATI\r", answers("M95", "OK"))]

    found = of(tmp_path, [same[0], *extra, same[1]], same)

    assert (found.compared, found.differing, found.unaligned) == (2, 0, 1)


def test_the_worst_command_stands_first(tmp_path: Path) -> None:
    good, bad = ("AT\r", answers("OK")), ("ATI\r", answers("M95", "OK"))

    found = of(tmp_path, [good, good, bad], [good, ("AT\r", answers("ERROR")), ("ATI\r", answers("OK"))])

    assert [(command.command, command.score) for command in found.commands] == [("ATI", 0.0), ("AT", 0.5)]
    assert found.score == pytest.approx(1 / 3)


def timed(folder: Path, monkeypatch: pytest.MonkeyPatch, *spans_s: float) -> Path:
    """A run of one case in which a command takes these times, by a clock of its own."""
    now = [1]
    monkeypatch.setattr(time, "monotonic_ns", lambda: now[0])
    wire = WireRecord(lambda: folder / "wire", worker="main", key=b"k")
    line = wire.line("/dev/ttyUSB0", baudrate=115200, clock_rate=2.0)
    wire.begin_case("case")
    for span_s in spans_s:
        line.sent(b"AT+QFTPCLOSE\r")
        now[0] += int(span_s * 1e9)
        line.received(b"\r\nOK\r\n")
    wire.end_case("case", "pass")
    wire.close()
    return folder


def test_a_time_beyond_noise_is_told_in_module_time_and_changes_no_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, slow = (
        timed(tmp_path / "1", monkeypatch, 0.1, 0.1, 0.2),
        timed(tmp_path / "2", monkeypatch, 1.0, 1.1, 1.0),
    )

    found = compared(cases_of(quick), cases_of(slow))

    (command,) = found.commands
    assert command.time is not None
    assert command.time.first_s == pytest.approx(0.2, abs=0.001)
    assert command.time.second_s == pytest.approx(2.0, abs=0.001)
    assert found.score == 1.0


def test_a_time_within_noise_is_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (
        timed(tmp_path / "1", monkeypatch, 0.1, 3.0, 0.9),
        timed(tmp_path / "2", monkeypatch, 2.0, 0.1, 4.0),
    )

    assert compared(cases_of(one), cases_of(other)).commands[0].time is None


def test_runs_without_a_common_case_are_refused(tmp_path: Path) -> None:
    one, other = record(tmp_path / "1", {"a": [MARKED]}), record(tmp_path / "2", {"b": [MARKED]})

    with pytest.raises(UsageError, match="no exchange in common: 1 and 1 cases are recorded, 0 in both"):
        compared(cases_of(one), cases_of(other))
