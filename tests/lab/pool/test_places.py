"""Places of labgrid: its own coordinator, exporters and client judge what is acquired and given back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.deadline import Deadline
from hil.errors import HilError, PortError, UsageError
from hil.lab.pool import coordinator, places
from hil.lab.pool.coordinator import VARIABLE, Coordinator
from hil.lab.pool.place_url import Wanted, place_url, wanted_of
from hil.results.records import read
from tests.lab.pool.rack import Rack, free_port, rack

COUNT = 4
SPAN_S = 60.0


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rack]:
    """A rack with four modules at two exporters."""
    with rack(tmp_path_factory.mktemp("rack"), count=COUNT, arguments=("--clock-rate", "20")) as found:
        yield found


@pytest.fixture(autouse=True)
def _labgrid(lab: Rack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Use the environment of labgrid, and leave no place behind."""
    monkeypatch.setenv(VARIABLE, lab.python)
    yield
    assert lab.holders() == {}


def until(condition: Callable[[], bool]) -> None:
    deadline = Deadline.after(SPAN_S)
    while not condition():
        assert not deadline.expired
        time.sleep(0.1)  # another process is to get so far


def conformance(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "hil.cli.main", "conformance", *arguments]
    return subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )  # fmt: skip


def bench(folder: Path, lab: Rack) -> str:
    (folder / "rack.toml").write_text(
        f'[[module]]\nname = "rack"\nport = "{lab.any_place}"\n', encoding="utf-8"
    )
    return str(folder / "rack.toml")


def test_a_place_is_held_and_given_back(lab: Rack) -> None:
    with places.hold(lab.place(2)):
        assert places.port_of(lab.place(2)) == lab.urls[2]
        assert list(lab.holders()) == ["m95-2"]
        assert ".m95-hil-" in lab.holders()["m95-2"]  # tells the run from another one of the same user

    assert places.port_of(lab.place(2)) == lab.place(2)


def test_two_holders_of_any_place_have_two_places(lab: Rack) -> None:
    with Coordinator(lab.address) as other:
        first = other.acquire("m95-0")
        with places.hold(lab.any_place):
            second = places.port_of(lab.any_place)

    assert (first, second) == (lab.urls[0], lab.urls[1])


def test_what_labgrids_own_client_holds_is_refused_with_the_holder(lab: Rack) -> None:
    lab.client("-p", "m95-1", "acquire")
    try:
        with pytest.raises(PortError) as refused:
            places.hold(lab.place(1))
    finally:
        lab.client("-p", "m95-1", "release")

    assert "place m95-1" in str(refused.value)
    assert "in use by " in str(refused.value)


def test_a_free_place_is_waited_for(lab: Rack) -> None:
    told: list[str] = []
    lab.client("-p", "m95-3", "acquire")
    release = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess,sys,time; time.sleep(1); subprocess.run(sys.argv[1:], check=True)",
            f"{Path(lab.python).parent}/labgrid-client",
            *("-x", lab.address, "-p", "m95-3", "release"),
        ],
        stdout=subprocess.DEVNULL,
    )
    with places.hold(lab.place(3), wait_s=SPAN_S, tell=told.append):
        assert places.port_of(lab.place(3)) == lab.urls[3]

    assert release.wait(SPAN_S) == 0
    assert len(told) == 1
    assert "waiting for 60 s" in told[0]


def test_a_run_takes_all_places_of_the_rack(lab: Rack, tmp_path: Path) -> None:
    out = tmp_path / "out"

    with conformance(
        tmp_path,
        *("--bench", bench(tmp_path, lab), "-n", "auto"),
        *("-k", "stored_under_each_name", "--report-dir", str(out)),
    ) as process:
        said, _ = process.communicate(timeout=SPAN_S)

    assert process.returncode == 0, said
    report = read(out)
    assert report.header.modules == tuple(f"rack/m95-{number}" for number in range(COUNT))
    assert {case.module for case in report.cases} <= set(report.header.modules)


def test_a_killed_run_gives_its_places_back_at_once(lab: Rack, tmp_path: Path) -> None:
    with conformance(
        tmp_path, "--bench", bench(tmp_path, lab), "-n", "auto", "--report-dir", "out"
    ) as process:
        until(lambda: len(lab.holders()) == COUNT)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=SPAN_S)
        until(lambda: not lab.holders())


def test_two_runs_share_the_rack_and_the_second_one_is_told_who_has_it(lab: Rack, tmp_path: Path) -> None:
    file = bench(tmp_path, lab)
    with conformance(tmp_path, "--bench", file, "-n", "3", "--report-dir", "first") as first:
        until(lambda: len(lab.holders()) == COUNT - 1)
        second = conformance(
            tmp_path,
            *("--bench", file, "-n", "auto", "-k", "stored_under_each_name", "--report-dir", "second"),
        )
        said, _ = second.communicate(timeout=SPAN_S)
        third = conformance(tmp_path, "--bench", file, "-n", "2", "--report-dir", "third")
        refusal, _ = third.communicate(timeout=SPAN_S)
        first.terminate()
        first.communicate(timeout=SPAN_S)

    assert second.returncode == 0, said
    assert said.count("left out: rack/m95-") == COUNT - 1
    assert "in use by " in said
    assert third.returncode == 3
    assert "expected 2 free modules, 1 of 4 are" in refusal


def test_a_place_whose_holder_was_killed_is_recovered(lab: Rack) -> None:
    killed = Coordinator(lab.address)
    killed.acquire("m95-0")
    process = lab.holders()["m95-0"].split("-")[-2]
    os.kill(int(process), signal.SIGKILL)  # with its run, by a container that ends
    killed.close()
    assert list(lab.holders()) == ["m95-0"]

    with places.hold(lab.place(0)):
        assert list(lab.holders()) == ["m95-0"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("labgrid://127.0.0.1", "either a place or tags"),
        ("labgrid:///m95-0", "expected a host"),
        ("labgrid://127.0.0.1:99999/m95-0", "labgrid://HOST:PORT/PLACE"),
        ("labgrid://127.0.0.1/m95-0?dut=m95", "either a place or tags"),
    ],
)
def test_a_wrong_url_is_refused_with_the_form(url: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        places.hold(url)

    assert words in str(refused.value)


def test_an_unknown_place_is_refused_with_the_known_ones(lab: Rack) -> None:
    for url, words in (
        (f"labgrid://{lab.address}/m95-9", "has no place m95-9; it has: m95-0 (dut=m95), m95-1"),
        (f"labgrid://{lab.address}/?dut=m66", "has no place with dut=m66"),
        (f"labgrid://{lab.address}/m95-0?port=usb", "has the serial ports NetworkSerialPort; name one"),
    ):
        with pytest.raises(PortError) as refused:
            places.hold(url)
        assert words in str(refused.value)


def test_a_coordinator_that_is_not_there_is_told() -> None:
    with pytest.raises(PortError) as refused:
        places.hold(f"labgrid://127.0.0.1:{free_port()}/m95-0")

    assert "check that labgrid-coordinator runs there" in str(refused.value)


def test_an_environment_without_labgrid_is_told(lab: Rack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE)
    with pytest.raises(HilError) as refused:
        places.hold(lab.place(0))
    assert "pip install 'm95-hil[lab]'" in str(refused.value)

    monkeypatch.setenv(VARIABLE, "/nowhere/python")
    with pytest.raises(HilError) as wrong:
        places.hold(lab.place(0))
    assert "/nowhere/python is no program" in str(wrong.value)


def test_a_url_is_read_and_made_for_one_place() -> None:
    assert wanted_of("labgrid://lab:1234/?dut=m95&rack=2&port=usb") == Wanted(
        "lab:1234", "", {"dut": "m95", "rack": "2"}, "usb"
    )
    assert wanted_of("labgrid://lab/m95-0").address == "lab:20408"
    assert place_url("labgrid://lab/?dut=m95&port=usb", "m95-3") == "labgrid://lab:20408/m95-3?port=usb"


def test_the_doctor_examines_a_module_behind_a_place(
    lab: Rack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.toml"
    file.write_text(f'[[module]]\nname = "one"\nport = "{lab.place(0)}"\n', encoding="utf-8")

    run(["doctor", "--bench", str(file)])

    said = capsys.readouterr().out
    assert f"{lab.place(0)} can be opened" in said
    assert "answered at 115200 bit/s" in said


def test_hil_pool_shows_each_place_with_its_holder(
    lab: Rack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with places.hold(lab.place(1)):
        code = run(["pool", "--bench", bench(tmp_path, lab), "--json"])

    shown = {each["name"]: each for each in json.loads(capsys.readouterr().out)["modules"]}
    assert code == 0
    assert list(shown) == [f"rack/m95-{number}" for number in range(COUNT)]
    assert {name: each["state"] for name, each in shown.items() if each["state"] != "free"} == {
        "rack/m95-1": "in use"
    }
    assert ".m95-hil-" in shown["rack/m95-1"]["detail"]


def test_a_coordinator_that_does_not_answer_ends_the_wait(lab: Rack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coordinator, "ANSWER_S", 1.0)
    with Coordinator(lab.address) as session:
        lab.coordinator.send_signal(signal.SIGSTOP)
        try:
            with pytest.raises(PortError, match=r"does not answer within 1 s \(acquire\)"):
                session.acquire("m95-0")
        finally:
            lab.coordinator.send_signal(signal.SIGCONT)
    with places.hold(lab.place(0), wait_s=SPAN_S):
        pass
