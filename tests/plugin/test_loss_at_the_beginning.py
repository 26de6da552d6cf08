"""A port that is lost in the first attachment or in the preflight is awaited, as one that is lost in a case."""

from __future__ import annotations

import pytest

from hil.results.records import RESULTS, read
from hil.verdict import Verdict
from tests.plugin.lost_line import CONFTEST, free_place

pytest_plugins = ["pytester"]

CASES = """
import pytest

@pytest.mark.hil_requirement("GEN-01")
def test_a_case(hil_modem):
    assert hil_modem.send("AT").ok
"""

CUT = """
import hil.lab.attach
import hil.lab.preflight

WHERE, RETURNS = os.environ["CUT"].split()
CUTS = []

def cut_once(act):
    def wrapped(*arguments, **options):
        if not CUTS:
            CUTS.append(True)
            LINE.cut(returns=RETURNS == "returns")
        return act(*arguments, **options)
    return wrapped

PLACE_OF = {"attachment": (hil.lab.attach, "prepare"), "preflight": (hil.lab.preflight, "dial")}
part, name = PLACE_OF[WHERE]
setattr(part, name, cut_once(getattr(part, name)))
"""


def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, cut: str, *arguments: str
) -> pytest.RunResult:
    place, url = free_place("tcp", pytester.path)
    monkeypatch.setenv("LINE", f"tcp={place}")
    monkeypatch.setenv("CUT", cut)
    pytester.makeconftest(CONFTEST + CUT)
    pytester.makepyfile(test_case=CASES)
    return pytester.runpytest_subprocess(
        *("--hil-dut", url, "--hil-report-dir", "out", "-p", "no:cacheprovider", *arguments), timeout=300
    )


@pytest.mark.parametrize("where", ["attachment", "preflight"])
def test_the_run_begins_when_the_port_is_back(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    result = run(pytester, monkeypatch, f"{where} returns")

    result.stdout.fnmatch_lines(["*; waiting up to 60 s for it to return (--port-wait)"])
    result.stdout.fnmatch_lines(["*it returned after*", "warning: port loss at *UTC: lost *"])
    assert [case.verdict for case in read(pytester.path / "out" / RESULTS).cases] == [Verdict.PASS]


@pytest.mark.parametrize("where", ["attachment", "preflight"])
def test_a_port_that_does_not_return_ends_the_run_in_one_line(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    result = run(pytester, monkeypatch, f"{where} stays-away", "--hil-port-wait=1")

    assert result.ret == 3
    result.stdout.fnmatch_lines(["*Exit: lost socket://*; it did not return within 1 s: *"])
    result.stdout.no_fnmatch_line("*Traceback*")
