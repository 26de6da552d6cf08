"""The place of the DUT changes no verdict: in a network of its own behind a cable, and behind a router that forwards ports.

The DUT is `hil emulate` behind a pseudo-terminal in a network namespace of its own;
the campaign runs outside.  Its verdicts are those of the same campaign on loopback, apart from
cases that the bench says it cannot serve there.  Every case meets the lower tester.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.records import read
from hil.verdict import Verdict
from tests.lab.namespaces import Host, forward, hosts, join
from tests.peers import end

CAMPAIGN_S = 500
"""How long one campaign may take on a loaded machine."""

SAMPLE = (
    "(active or test_ports or test_connection_modes or test_auth_refused or wire or test_network_errors"
    " or test_client_hello or test_unsupported or test_data_connections or test_4_2_4 or test_round_trips)"
    " and not probes and not against"
)
"""Cases with each kind of peer, and with data connections in both directions; few of them wait long."""

CLOCK_RATE = 5
"""Module seconds per second: time-outs of a minute are shorter than the test, and waits for the server long enough."""

HIL = (sys.executable, "-m", "hil.cli.main")


@dataclass(frozen=True)
class Place:
    """How the campaign is told where the lower tester is, and on which host it runs."""

    host: Host
    options: tuple[str, ...] = ()


@contextmanager
def emulated_on(host: Host, folder: Path) -> Iterator[str]:
    """The URL of an emulated module on that host, behind a pseudo-terminal of this machine."""
    link = folder / "m95"
    command = host.command(*HIL, "emulate", "--pty", str(link), "--json", "--clock-rate", str(CLOCK_RATE))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as program:
        assert program.stdout is not None
        (module,) = json.loads(program.stdout.readline())["modules"]
        try:
            yield str(module["url"])
        finally:
            end(program)


def conformance(place: Place, url: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a campaign at that place; its report is in `folder`/out."""
    command = (*HIL, "conformance", "--dut", url, "--report-dir", str(folder / "out"))
    return subprocess.run(
        place.host.command(*command, *place.options, *options),
        capture_output=True,
        text=True,
        timeout=CAMPAIGN_S,
        check=False,
        cwd=folder,
        env={**os.environ, "HIL_LOCK_DIR": str(folder)},  # the modules of all places have one IMEI
    )


@contextmanager
def loopback(folder: Path) -> Iterator[tuple[Place, str]]:
    """DUT and campaign on one host."""
    with hosts(1) as (bench,), emulated_on(bench, folder) as url:
        yield Place(bench), url


@contextmanager
def behind_a_cable(folder: Path) -> Iterator[tuple[Place, str]]:
    """The DUT on a host of its own."""
    with hosts(2) as (bench, dut):
        join(bench, "10.77.0.1", dut, "10.77.0.2")
        with emulated_on(dut, folder) as url:
            yield Place(bench, ("--public", "10.77.0.1")), url


@contextmanager
def behind_a_router(folder: Path) -> Iterator[tuple[Place, str]]:
    """The DUT reaches only a router, which forwards some ports to the bench; neither end has a route to the other."""
    with hosts(3) as (bench, router, dut):
        join(bench, "10.77.1.1", router, "10.77.1.254")
        join(router, "10.77.2.254", dut, "10.77.2.2")
        forward(router, ports="40000-40099", to="10.77.1.1")
        with emulated_on(dut, folder) as url:
            options = ("--listen", "10.77.1.1", "--public", "10.77.2.254", "--ports", "40000-40099")
            yield Place(bench, options), url


PLACES = {"loopback": loopback, "cable": behind_a_cable, "router": behind_a_router}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, RunReport]:
    """The run of the sample at each place; they run at the same time, since a real-time DUT mostly waits."""

    def run(name: str) -> RunReport:
        folder = tmp_path_factory.mktemp(name)
        with PLACES[name](folder) as (place, url):
            done = conformance(place, url, folder, "--campaign", "pairwise", "-k", SAMPLE)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return read(folder / "out")

    with ThreadPoolExecutor() as pool:
        return dict(zip(PLACES, pool.map(run, PLACES), strict=True))


def verdicts(report: RunReport) -> dict[str, Verdict]:
    return {case.id: case.verdict for case in report.cases}


def not_served(report: RunReport) -> list[CaseResult]:
    return [case for case in report.cases if case.verdict is Verdict.NOT_APPLICABLE]


@pytest.mark.parametrize("place", ["cable", "router"])
def test_the_verdicts_are_those_of_loopback(reports: Mapping[str, RunReport], place: str) -> None:
    excused = {case.id for case in not_served(reports[place])}
    here, there = verdicts(reports["loopback"]), verdicts(reports[place])
    # A covering array has other rows where a value is not served, such as active mode behind a router.
    common = (here.keys() & there.keys()) - excused

    assert {case: there[case] for case in common} == {case: here[case] for case in common}
    assert len(common) > 60
    assert {there[case] for case in common} <= {Verdict.PASS, Verdict.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("place", "keys"),
    [("cable", {"lower_tester.host_name"}), ("router", {"lower_tester.host_name", "lower_tester.public"})],
)
def test_what_is_not_applicable_there_names_the_key_of_the_bench(
    reports: Mapping[str, RunReport], place: str, keys: set[str]
) -> None:
    before = {case.id for case in not_served(reports["loopback"])}

    reasons = {case.reason for case in not_served(reports[place]) if case.id not in before}

    assert {found[0] for reason in reasons if (found := re.search(r"lower_tester\.\w+", reason))} == keys
    assert all("lower_tester." in reason for reason in reasons)


@pytest.mark.parametrize("place", ["cable", "router"])
def test_the_sessions_crossed_the_network(reports: Mapping[str, RunReport], place: str) -> None:
    address = {"cable": "10.77.0.1", "router": "10.77.2.254"}[place]

    dialled = [line for case in reports[place].cases for line in case.transcript if "QFTPOPEN=" in line.text]

    assert sum(f'"{address}"' in line.text for line in dialled) > 60
    assert not any('"127.' in line.text for line in dialled)


def test_without_public_the_message_says_that_the_module_dials_itself(tmp_path: Path) -> None:
    with behind_a_cable(tmp_path) as (place, url):
        done = conformance(Place(place.host), url, tmp_path)

    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith(f"hil: {url}: no way to the lower tester: ")
    assert "127.0.0.1 is the loopback address, so a module dials itself" in done.stderr
    assert "this machine has 10.77.0.1: --public 10.77.0.1" in done.stderr
    assert not (tmp_path / "out/results.jsonl").exists()


def test_ports_of_data_connections_that_are_not_forwarded_end_the_run_before_its_first_case(
    tmp_path: Path,
) -> None:
    with behind_a_router(tmp_path) as (place, url):
        options = (*place.options[:-1], "40060-40159")
        done = conformance(Place(place.host, options), url, tmp_path)

    assert done.returncode == 3
    assert "no way to the ports of data connections: the DUT reached 10.77.2.254:4006" in done.stderr
    assert "and not 10.77.2.254:40159" in done.stderr
    assert "let all of --ports pass" in done.stderr
    assert not (tmp_path / "out/results.jsonl").exists()


def test_a_port_range_that_is_not_forwarded_ends_the_run_before_its_first_case(tmp_path: Path) -> None:
    with behind_a_router(tmp_path) as (place, url):
        options = (*place.options[:-1], "41000-41099")
        done = conformance(Place(place.host, options), url, tmp_path)

    assert done.returncode == 3
    assert "either the DUT does not dial, or the path does not carry it" in done.stderr
    assert "check that 10.77.2.254 is reachable" in done.stderr
    assert "--ports" in done.stderr
    assert not (tmp_path / "out/results.jsonl").exists()
