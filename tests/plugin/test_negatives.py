"""A case whose negative has no stimulus is inconclusive; a fail stays a fail."""

from __future__ import annotations

import pytest

from hil.results.case import CaseResult
from hil.results.records import read
from tests.plugin.suite import CONFTEST

pytest_plugins = ("pytester",)

CASES = """
import time
import pytest
from hil import negatives
from hil.api import Exchange, expect, stimulus
from hil.spec.codes import ResultCode
from hil.transcript import Direction, Kind, Pco

pytestmark = pytest.mark.hil_requirement("MODE-01")

def told(line, final):
    exchange = Exchange(command=line, lines=(final.value,), final=final)
    negatives.hear(exchange, began_t=time.monotonic())
    return exchange

@pytest.fixture
def prepared(modem):
    told("AT+QFTPCFG=7,1", ResultCode.OK)

def test_refused_alone(modem):
    expect(told("AT+QFTPCFG=7,2", ResultCode.ERROR)).refused()

def test_refused_beside_a_control(modem):
    expect(told("AT+QFTPCFG=7,2", ResultCode.ERROR)).refused()
    told("AT+QFTPCFG=7,1", ResultCode.OK)

def test_refused_beside_a_control_of_a_fixture(prepared):
    expect(told("AT+QFTPCFG=7,2", ResultCode.ERROR)).refused()

def test_accepted(modem):
    expect(told("AT+QFTPOPEN=1", ResultCode.ERROR)).failed()
    expect(told("AT+QFTPCFG=7,2", ResultCode.OK)).refused()

def test_seen_by_the_server(modem, bench):
    began = time.monotonic()
    bench.append(Pco.FTP_CONTROL, Direction.NOTE, "connection", kind=Kind.CONNECTION)
    exchange = Exchange(command="AT+QFTPOPEN=1", lines=("ERROR",), final=ResultCode.ERROR)
    negatives.hear(exchange, began_t=began)
    expect(exchange).failed()

def test_seen_by_a_peer_of_the_case(modem):
    exchange = told("AT+QFTPOPEN=1", ResultCode.ERROR)
    stimulus(True, "the peer saw nobody", of=exchange)
    expect(exchange).failed()

def test_plain_assert(modem):
    assert not told("AT+QFTPCFG=7,2", ResultCode.ERROR).ok
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_the_verdict_of_a_negative(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_cases=CASES)

    pytester.runpytest_inprocess("--hil-report-dir", "out", *workers)

    cases: dict[str, CaseResult] = {
        case.id.rpartition("::test_")[2]: case for case in read(pytester.path / "out").cases
    }
    assert {name: case.verdict_words for name, case in cases.items()} == {
        "refused_alone": "inconclusive (no stimulus, or disturbed)",
        "refused_beside_a_control": "pass",
        "refused_beside_a_control_of_a_fixture": "pass",
        "accepted": "fail (reading)",
        "seen_by_the_server": "pass",
        "seen_by_a_peer_of_the_case": "pass",
        "plain_assert": "pass",
    }
    assert cases["refused_alone"].reason.startswith(
        "AT+QFTPCFG=7,2 was refused, but no accepted AT+QFTPCFG=…"
    )
