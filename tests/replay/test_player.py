"""The recorded module: its answers in their order, with what the host chose anew, and ERROR to what it never heard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.replay.player import ERROR, Player
from hil.replay.script import script_of
from tests.fidelity.recorded import Dialogue, answers, record

PASSWORD = "pass-of-then"


class Host:
    """A player of these cases, and what it reports."""

    def __init__(self, folder: Path, cases: Mapping[str, Dialogue]) -> None:
        run = record(folder, cases, secrets=[PASSWORD, PASSWORD[::-1]])
        self.reports: list[str] = []
        self.player = Player(script_of(run, module=None), report=self.reports.append)

    def send(self, text: str) -> str:
        """What comes back."""
        return b"".join(answer.data for answer in self.player.receive(text.encode("latin-1"))).decode(
            "latin-1"
        )


def test_a_request_of_the_record_has_its_answer(tmp_path: Path) -> None:
    host = Host(tmp_path, {"case": [("AT\r", answers("OK")), ("ATI\r", answers("M95", "OK"))]})

    assert host.send("AT\rAT") == answers("OK")
    assert host.send("I\r") == answers("M95", "OK")
    assert (host.player.matched, host.player.unmatched, host.reports) == (2, 0, [])


def test_what_the_record_does_not_have_is_reported_and_answered_by_error(tmp_path: Path) -> None:
    host = Host(tmp_path, {"case": [("AT\r", answers("OK")), ("ATI\r", answers("M95", "OK"))]})
    host.send("AT\r")

    assert host.send("AT+CSQ\r") == ERROR.decode()
    assert host.player.unmatched == 1
    assert host.reports == [
        "expected ATI as in case; came AT+CSQ, which the record does not have: ERROR is the answer"
    ]


def test_the_secret_of_the_host_stands_in_the_answers(tmp_path: Path) -> None:
    told = answers(f"+QFTPPASS: {PASSWORD}", PASSWORD.encode().hex(), "OK")
    host = Host(tmp_path, {"case": [(f'AT+QFTPPASS="{PASSWORD}"\r', told)]})

    assert host.send('AT+QFTPPASS="new"\r') == answers("+QFTPPASS: new", b"new".hex(), "OK")


@pytest.mark.parametrize("cut", range(1, len(PASSWORD)))
def test_a_secret_in_two_reads_stands_in_the_answer_once(tmp_path: Path, cut: int) -> None:
    host = Host(
        tmp_path,
        {"case": [(f'AT+QFTPPASS="{PASSWORD}"\r', f"\r\n{PASSWORD[:cut]}"), ("", f"{PASSWORD[cut:]}\r\n")]},
    )

    assert host.send('AT+QFTPPASS="new"\r') == answers("new")


def test_the_number_of_the_driver_is_read_back_as_it_was_set(tmp_path: Path) -> None:
    host = Host(tmp_path, {"case": [("ATS7=146\r", answers("OK")), ("ATS7?\r", answers("146", "OK"))]})
    host.send("ATS7=91\r")

    assert host.send("ATS7?\r") == answers("91", "OK")


def test_the_clock_is_as_far_ahead_as_the_host_has_set_it(tmp_path: Path) -> None:
    set_then, read_then = 'AT+CCLK="26/01/31,10:00:00+00"\r', answers('+CCLK: "26/01/31,10:00:03+00"', "OK")
    host = Host(tmp_path, {"case": [(set_then, answers("OK")), ("AT+CCLK?\r", read_then)]})
    host.send('AT+CCLK="26/02/01,23:59:58+00"\r')

    assert host.send("AT+CCLK?\r") == answers('+CCLK: "26/02/02,00:00:01+00"', "OK")


def test_another_file_has_its_own_size_and_checksum(tmp_path: Path) -> None:
    stored = [
        ('AT+QSECWRITE="A",4\r', answers("CONNECT")),
        ("\x01\x02\x03\x04", answers("+QSECWRITE: 4,206", "OK")),
        ('AT+QSECREAD="A"\r', answers("+QSECREAD: 1,206", "OK")),
    ]
    host = Host(tmp_path, {"case": stored})

    assert host.send('AT+QSECWRITE="A",3\r') == answers("CONNECT")
    assert host.send("\x01\x02") == ""
    assert host.send("\x03") == answers("+QSECWRITE: 3,202", "OK")
    assert host.send('AT+QSECREAD="A"\r') == answers("+QSECREAD: 1,202", "OK")


def test_the_escape_sequence_ends_data_that_is_lacking(tmp_path: Path) -> None:
    ended = [
        ('AT+QSECWRITE="A",9\r', answers("CONNECT")),
        ("1234", ""),
        ("+++", answers("+QSECWRITE: 4,206", "OK")),
        ("AT\r", answers("OK")),
    ]
    host = Host(tmp_path, {"case": ended})
    host.send('AT+QSECWRITE="A",9\r')
    host.send("1234")

    assert host.send("+++") == answers("+QSECWRITE: 4,206", "OK")
    assert host.send("AT\r") == answers("OK")


END = ("ATS7?\r", answers("15", "OK"))
FIRST = [("AT+QFTPCFG=7,0\r", answers("OK")), ("AT+QFTPCFG=7\r", answers("+QFTPCFG: 0", "OK")), END]
SECOND = [("AT+QFTPCFG=7,1\r", answers("OK")), ("AT+QFTPCFG=7\r", answers("+QFTPCFG: 1", "OK")), END]


def test_cases_may_come_in_another_order(tmp_path: Path) -> None:
    host = Host(tmp_path, {"first": FIRST, "second": SECOND})

    for sent, came in (*SECOND, *FIRST, *SECOND):
        assert host.send(sent) == came
    assert host.reports == []


def test_a_setting_is_read_as_it_was_last_set_also_in_no_case_of_the_record(tmp_path: Path) -> None:
    host = Host(tmp_path, {"first": FIRST, "second": SECOND})
    host.send("AT+QFTPCFG=7,0\r")
    host.send("AT+QFTPCFG=7,1\r")
    host.send(END[0])

    assert host.send("AT+QFTPCFG=7\r") == answers("+QFTPCFG: 1", "OK")


def test_a_module_that_is_not_in_the_record_is_refused(tmp_path: Path) -> None:
    run = record(tmp_path, {"case": [END]})

    with pytest.raises(UsageError, match=r"'gw7' is no module of .*; known are /dev/ttyUSB0, main"):
        script_of(run, module="gw7")


@pytest.mark.parametrize("url", ["/dev/ttyUSB0", "emulator://m95"])
def test_a_module_has_its_name_in_the_bench_file(tmp_path: Path, url: str) -> None:
    line = "/dev/ttyUSB0" if url == "/dev/ttyUSB0" else f"{url}?clock_rate=10"
    run = record(tmp_path, {"case": [END]}, url=line)
    ports = {"m1": frozenset({url}), "m2": frozenset({"/dev/ttyUSB"})}

    assert len(script_of(run, module="m1", ports=ports).steps) == 1
    with pytest.raises(UsageError, match=r"'m2' is no module of .*; known are m1, m2, "):
        script_of(run, module="m2", ports=ports)
