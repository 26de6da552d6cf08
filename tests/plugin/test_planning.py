"""`run.json` tells what a run is meant to do, also of the cases that were not run, and whether there are workers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.results.description import RUN
from hil.results.records import read

pytest_plugins = ("pytester",)

SUITE = """
import os
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.mark.parametrize("number", [1, 2])
def test_one(number):
    '''The first case.'''

@pytest.mark.hil_requirement("GEN-02")
def test_that_kills():
    if not os.environ.get("ALIVE"):
        os.kill(os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid(), 9)

@pytest.mark.hil_requirement("GEN-03")
def test_not_reached():
    '''A case that is not run.'''

def test_of_a_stranger():
    pass
"""


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["alone", "worker"])
def test_a_case_that_was_not_run_has_its_title_and_its_requirements(
    pytester: pytest.Pytester, workers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # else it would kill the worker of this test
    pytester.makepyfile(test_suite=SUITE)

    pytester.runpytest_subprocess("-p", "hil.plugin", "--hil-report-dir=out", *workers)

    report = read(pytester.path / "out")
    assert not report.is_complete
    assert report.damage == ()
    lost = report.description.case("test_suite.py::test_not_reached")
    assert (lost.title, lost.requirements, lost.line) == ("A case that is not run", ("GEN-01", "GEN-03"), 15)
    assert [case.title for case in report.description.planned][:2] == [
        "The first case [1]",
        "The first case [2]",
    ]
    assert report.planned == tuple(case.id for case in report.description.planned)


def test_it_has_the_claims_with_what_the_file_states_and_the_known_deviations(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makepyfile(test_suite=SUITE)
    pytester.makefile(".toml", pics='[dut]\nname = "Board 7"\n[at]\nmultiplexer = false\n')
    pytester.makefile(
        ".toml",
        known='[[deviation]]\nrequirement = "GEN-02"\nobserved = "came 0"\nreason = "ticket 7"\nexpires = 2199-12-31\n',
    )

    monkeypatch.setenv("ALIVE", "1")
    pytester.runpytest_subprocess(
        "-p", "hil.plugin", "--hil-report-dir=out", "--hil-pics=pics.toml", "--hil-deviations=known.toml"
    )

    known = read(pytester.path / "out").description
    claims = {claim.key: claim for claim in known.claims}
    assert (claims["dut.name"].value, claims["dut.name"].stated) == ("Board 7", True)
    assert (claims["at.multiplexer"].value, claims["at.clock"].stated) == (False, False)
    assert claims["tls.versions"].value == ("SSL3.0", "TLS1.0", "TLS1.1", "TLS1.2")
    assert [(entry.requirement, entry.reason, entry.expires) for entry in known.deviations] == [
        ("GEN-02", "ticket 7", "2199-12-31")
    ]
    assert len(known.suites) == len(known.catalogue) == 64


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda file: file.unlink(), "run.json is missing"),
        (lambda file: file.write_text("{"), "run.json is damaged"),
        (lambda file: file.write_text("[]"), "run.json is damaged"),
        (lambda file: file.write_bytes(b"\xff\xfe"), "run.json is damaged"),
        (lambda file: file.write_text(file.read_text().replace("first", "last")), "changed after the run had begun"),
        (lambda file: file.write_text(json.dumps({**json.loads(file.read_text()), "run_id": "other"})), "belongs to the run other"),
        (lambda file: file.write_text(json.dumps({**json.loads(file.read_text()), "schema": 9})), "schema 9"),
    ],
)  # fmt: skip
def test_a_run_whose_description_is_lost_or_changed_can_be_read_and_says_so(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], object], told: str
) -> None:
    pytester.makepyfile(test_suite=SUITE)
    monkeypatch.setenv("ALIVE", "1")
    pytester.runpytest_inprocess("-p", "hil.plugin", "--hil-report-dir=out")

    harm(pytester.path / "out" / RUN)

    report = read(pytester.path / "out")
    assert len(report.cases) == 5
    assert told in report.damage[0]
