"""Another module behind a port that stays open judges nothing: the driver sees a start, and asks who it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.results.records import read
from hil.verdict import Verdict
from tests.cli.racks import Rack, cases_of, rack
from tests.plugin import hung_module
from tests.plugin.swapping_relay import SwappingRelay

pytest_plugins = ("pytester",)

CASES = """
import pathlib

import pytest

@pytest.mark.hil_requirement("GEN-01")
@pytest.mark.parametrize("number", range(6))
def test_case(number, hil_bench, hil_modem):
    assert hil_modem.send("AT").ok
    if hil_bench.module.name == "m1" and number:
        pathlib.Path("swap").touch()
    assert hil_modem.send("AT+CMEE?").values("CMEE") == "1"
"""

TOLD = "after a start that nobody asked for: expected IMEI ***********0014, came ***********0022; "


@pytest.fixture
def swapped(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rack]:
    """Modules `m0` and `m1`; the first case of m1 but number 0 connects another one in its place."""
    monkeypatch.setenv("HIL_LOCK_DIR", str(pytester.path / "locks"))
    pytester.makepyfile(test_case=CASES)
    with rack(pytester.path, 3) as modules:
        relay = SwappingRelay(modules.urls[1], modules.urls[2], pytester.path / "swap")
        file = pytester.path / "rack.toml"
        text = file.read_text(encoding="utf-8").replace(modules.urls[1], relay.url)
        file.write_text(text.partition('[[module]]\nname = "m2"')[0], encoding="utf-8")
        yield modules
        relay.close()


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    options = (
        "--hil-bench=rack.toml",
        "--hil-report-dir=out",
        "--hil-no-preflight",
        "-p",
        "no:cacheprovider",
    )
    return pytester.runpytest_subprocess(*options, *arguments, timeout=300)


def test_the_case_goes_to_another_module_of_the_pool(pytester: pytest.Pytester, swapped: Rack) -> None:
    result = run(pytester, "-n", "2")

    report = read(pytester.path / "out")
    (left,) = report.withdrawals
    assert result.ret == 0, result.stdout.str()
    assert (left.module, left.quarantined) == ("m1", True)
    assert TOLD in left.reason
    assert left.reason.endswith(
        "connect module m1 there before the next run; this one goes on if another module is left"
    )
    (taken,) = report.taken_over()
    assert (taken.id, taken.module) == (left.case, "m0")
    assert [each.verdict for each in taken.attempts] == [Verdict.INCONCLUSIVE, Verdict.PASS]


def test_a_run_on_one_module_ends(pytester: pytest.Pytester, swapped: Rack) -> None:
    result = run(pytester, "--hil-module=m1")

    report = read(pytester.path / "out")
    assert result.ret == 3, result.stdout.str()
    assert [case.verdict for case in report.cases] == [Verdict.PASS, Verdict.ERROR]
    assert f"{TOLD}connect the DUT of this run there, and start the run again" in report.cases[1].reason
    assert len(report.not_run) == 4
    assert cases_of(Path(pytester.path / "out"))["m1"] == 2


RESTARTING = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

def test_restarting(hil_modem):
    hil_modem.start_anew()

def test_behind(hil_modem):
    assert hil_modem.send("AT+CGSN").ok
"""


def test_a_port_that_went_with_the_supply_may_come_back_as_that_of_another_module(
    pytester: pytest.Pytester,
) -> None:
    report = hung_module.run(pytester, first="", later="--imei 866425030000022", cases=RESTARTING)

    (case,) = report.cases
    assert case.verdict is Verdict.ERROR
    assert (
        "after the return of the port that went with the supply: expected IMEI ***********0006, came "
        "***********0022; " in case.reason
    )
    assert len(report.not_run) == 1
    assert (pytester.path / "exit").read_text() == "3"
