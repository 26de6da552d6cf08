"""A case that a restart or a hang of the DUT broke off has a second attempt, and one verdict."""

from __future__ import annotations

import pytest

from hil.plugin.attempts import stimulus, supply_is_good
from hil.results.case import CaseResult, TranscriptLine
from hil.results.disturbance import DisturbanceKind
from hil.results.records import RESULTS, read
from hil.transcript import Direction, Kind, Pco
from hil.verdict import Verdict
from tests.plugin.short_waits import SHORT_WAITS

pytest_plugins = ["pytester"]

CASES = """
from pathlib import Path

import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.fixture
def run(request):
    file = Path(request.node.name)
    with file.open("a") as kept:
        kept.write("x")
    return file.stat().st_size

def module_of(modem):
    return modem.channel.line._device._module

@pytest.fixture
def restarted_at_first(hil_modem, run):
    yield hil_modem
    if run == 1:
        module_of(hil_modem).reboot()

def test_once(hil_modem, run):
    hil_modem.send("AT+CGMM").check()
    if run == 1:
        module_of(hil_modem).reboot()
    assert hil_modem.send("AT+CGMM").ok

def test_always(hil_modem):
    hil_modem.send("AT+CGMM").check()
    module_of(hil_modem).reboot()
    assert hil_modem.send("AT+CGMI").ok

def test_elsewhere(hil_modem, run):
    hil_modem.send("AT+CGMM" if run == 1 else "AT+CGMI").check()
    module_of(hil_modem).reboot()
    assert hil_modem.send("AT+CGMR").ok

def test_silent_once(hil_modem, run):
    if run == 1:
        module_of(hil_modem).cut_power()
    hil_modem.send("AT+CGMM")

def test_silent_always(hil_modem):
    module_of(hil_modem).cut_power()
    hil_modem.send("AT+CGMM")

def test_failing(hil_modem):
    assert hil_modem.send("AT+CGMM").lines == ("nothing",)

def test_after(hil_modem):
    assert hil_modem.send("AT+CMEE?").values("CMEE") == "1"
    assert hil_modem.send("AT").raw == b"\\r\\nOK\\r\\n"

def test_in_the_tear_down(restarted_at_first):
    assert restarted_at_first.send("AT").ok
"""


@pytest.fixture(autouse=True)
def cases(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SHORT_WAITS)
    pytester.makepyfile(test_case=CASES)


def results(pytester: pytest.Pytester, *arguments: str) -> dict[str, CaseResult]:
    pytester.runpytest_subprocess("--hil-report-dir", "out", "-p", "no:cacheprovider", *arguments)
    return {case.name.rpartition("::")[2]: case for case in read(pytester.path / "out" / RESULTS).cases}


@pytest.mark.parametrize("arguments", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_each_case_has_one_verdict(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    found = results(pytester, *arguments)

    assert {name: case.verdict for name, case in found.items()} == {
        "test_once": Verdict.INCONCLUSIVE,
        "test_always": Verdict.FAIL,
        "test_elsewhere": Verdict.INCONCLUSIVE,
        "test_silent_once": Verdict.ERROR,
        "test_silent_always": Verdict.FAIL,
        "test_failing": Verdict.FAIL,
        "test_after": Verdict.PASS,
        "test_in_the_tear_down": Verdict.INCONCLUSIVE,
    }
    assert [len(case.attempts) for case in found.values()] == [2, 2, 2, 2, 2, 0, 0, 2]


def test_both_attempts_stand_in_the_result(pytester: pytest.Pytester) -> None:
    found = results(pytester, "-k", "once or always")

    once, always = found["test_once"], found["test_always"]
    assert [attempt.verdict for attempt in once.attempts] == [Verdict.INCONCLUSIVE, Verdict.PASS]
    assert once.disturbance is not None
    assert once.disturbance.kind is DisturbanceKind.RESTART
    assert once.reason.endswith("(at AT+CGMM); the second attempt ended with pass")
    assert [attempt.verdict for attempt in always.attempts] == [Verdict.INCONCLUSIVE] * 2
    assert always.reason.startswith("the DUT restarts at AT+CGMM, in both attempts: ")
    assert always.disturbance is None
    assert all(attempt.transcript for attempt in always.attempts)
    assert found["test_silent_always"].reason.startswith("the DUT hangs at AT+CGMM, in both attempts: ")
    assert found["test_silent_once"].reason.startswith("the DUT hangs: ")


def test_pytest_counts_each_case_once(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-k", "once or after or tear_down")

    result.assert_outcomes(passed=1, failed=3)


def test_the_first_failure_ends_the_run_after_its_second_attempt(pytester: pytest.Pytester) -> None:
    found = results(pytester, "-x", "-k", "always or failing")

    assert {name: len(case.attempts) for name, case in found.items()} == {"test_always": 2}


def line(kind: Kind, text: str, direction: Direction = Direction.TO_DUT) -> TranscriptLine:
    return TranscriptLine(0.0, Pco.AT.value, direction.value, text, kind.value)


OPEN, PUT = line(Kind.COMMAND, "AT+QFTPOPEN"), line(Kind.COMMAND, 'AT+QFTPPUT="x",3')
QUESTION, ECHO = line(Kind.QUESTION, "ATS7?"), line(Kind.ECHO_BACK, "ATS7?", Direction.FROM_DUT)
FOUND, DATA = line(Kind.RESTART_FOUND, "60", Direction.FROM_DUT), line(Kind.DATA, "<3 bytes>")


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ((OPEN, PUT, FOUND), 'AT+QFTPPUT="x",3'),
        ((OPEN, PUT, DATA, QUESTION, FOUND), 'AT+QFTPPUT="x",3 (its data)'),
        ((OPEN, PUT, ECHO, FOUND), "AT+QFTPOPEN"),
        ((OPEN, PUT, QUESTION, ECHO, FOUND), 'AT+QFTPPUT="x",3'),
        ((OPEN, line(Kind.RESTART, "RDY", Direction.FROM_DUT), PUT), "AT+QFTPOPEN"),
        ((OPEN, line(Kind.ATTACHED, "attached"), QUESTION, FOUND), ""),
        ((QUESTION, FOUND), ""),
    ],
)
def test_the_stimulus_is_what_was_sent_before_the_first_sign(
    lines: tuple[TranscriptLine, ...], place: str
) -> None:
    assert stimulus(lines) == place


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (line(Kind.VOLTAGE, "UNDER_VOLTAGE WARNING "), OPEN),
        (line(Kind.RESTART, "UNDER_VOLTAGE POWER DOWN"), line(Kind.RESTART, "RDY")),
    ],
)
def test_a_supply_of_which_the_dut_complains_is_not_good(bad: TranscriptLine, good: TranscriptLine) -> None:
    assert supply_is_good((good,))
    assert not supply_is_good((good, bad))
