"""A stimulus at which the DUT was proven to hang, to restart or to stay silent costs a later case one short wait."""

from __future__ import annotations

import pytest

from hil.results.case import CaseResult
from hil.results.records import RESULTS, read
from hil.verdict import Verdict
from tests.plugin.short_waits import SHORT_WAITS

pytest_plugins = ["pytester"]

LIMITS = f"""
{SHORT_WAITS}
from hil.modem import patience

patience.LEAST_S, patience.FACTOR = 1.0, 0.0
"""

CASES = """
import pytest

from hil.deadline import Deadline

OPEN = 'AT+QFTPOPEN="127.0.0.1",1'

def module_of(modem):
    return modem.channel.line._device._module

def hang_at_open(modem):
    module_of(modem).cut_power()
    modem.send(OPEN)

@pytest.mark.hil_requirement("GEN-01")
@pytest.mark.parametrize("number", range(3))
def test_hang(hil_modem, number):
    hang_at_open(hil_modem)

@pytest.mark.hil_requirement("EX421-01")
def test_hang_of_another_requirement(hil_modem):
    hang_at_open(hil_modem)

@pytest.mark.hil_requirement("EX421-01")
def test_restart_at_the_same(hil_modem):
    hil_modem.send(OPEN)
    module_of(hil_modem).reboot()
    hil_modem.send("AT")

@pytest.mark.hil_requirement("EX421-01")
def test_hang_of_another_requirement_after_an_answer(hil_modem):
    hang_at_open(hil_modem)

@pytest.mark.hil_requirement("GEN-01")
def test_hang_after_an_answer(hil_modem):
    hang_at_open(hil_modem)

@pytest.mark.hil_requirement("GEN-01")
def test_other_command(hil_modem):
    module_of(hil_modem).cut_power()
    hil_modem.send('AT+QFTPSIZE="x"')
"""

SILENT = """
import pytest

@pytest.mark.hil_requirement("GEN-01")
@pytest.mark.parametrize("number", range(3))
def test_silence(hil_modem, number):
    hil_modem.send("AT+QSECREAD")
"""


def results(
    pytester: pytest.Pytester, cases: str, dut: str = "emulator://m95?clock_rate=100"
) -> dict[str, CaseResult]:
    pytester.makeconftest(LIMITS)
    pytester.makepyfile(test_case=cases)
    pytester.runpytest_subprocess(
        f"--hil-dut={dut}", "--hil-report-dir", "out", "--hil-no-preflight", "-p", "no:cacheprovider"
    )
    return {case.name.rpartition("::")[2]: case for case in read(pytester.path / "out" / RESULTS).cases}


def test_a_hang_costs_later_cases_a_short_wait_and_no_second_attempt(pytester: pytest.Pytester) -> None:
    found = results(pytester, CASES)

    assert {case.verdict for name, case in found.items() if "restart" not in name} == {Verdict.FAIL}
    assert {name: (len(case.attempts), "within 1.0 s" in case.reason) for name, case in found.items()} == {
        "test_hang[0]": (2, False),
        "test_hang[1]": (1, True),
        "test_hang[2]": (1, True),
        "test_hang_of_another_requirement": (1, True),
        "test_restart_at_the_same": (2, False),
        "test_hang_of_another_requirement_after_an_answer": (2, False),
        "test_hang_after_an_answer": (1, True),
        "test_other_command": (2, False),
    }
    later = found["test_hang[1]"]
    assert later.reason.startswith(
        'the DUT hangs at AT+QFTPOPEN="127.0.0.1",1, as in test_case.py::test_hang[0]'
    )
    assert [check.requirements for check in later.checks] == [("GEN-01",)]
    assert later.disturbance is None


def test_a_silence_is_proven_by_two_cases(pytester: pytest.Pytester) -> None:
    found = results(pytester, SILENT, "emulator://m95?clock_rate=100&defect=unstated-forms-unanswered")

    assert [case.verdict for case in found.values()] == [Verdict.FAIL] * 3
    assert ["within 1.0 s" in case.reason for case in found.values()] == [False, False, True]
