"""`hil doctor` on a good bench and on broken ones: what is wrong, how to mend it, and no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hil.cli.main import run
from tests.emulated import emulated
from tests.lab.doctor.dce import joined, line


class Usage(NamedTuple):
    """As `shutil.disk_usage` has it."""

    total: int
    used: int
    free: int


def doctor(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the findings of all modules by check."""
    code = run(["doctor", *arguments, "--json"])
    shown = json.loads(capsys.readouterr().out)
    assert shown["schema"] == 1
    return code, {finding["check"]: finding for each in shown["examinations"] for finding in each["findings"]}


def test_a_good_bench_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with emulated(
        "--pty", str(tmp_path / "m95"), "--count", "1", "--clock-rate", "10", folder=tmp_path
    ) as modules:
        bench = tmp_path / "bench.toml"
        bench.write_text(
            f'[lower_tester]\nports = "40800-40831"\n[[module]]\nname = "one"\n'
            f'port = "{modules.urls[0]}"\nimei = "{modules.imeis[0]}"\n'
        )

        code, found = doctor("--bench", str(bench), "--report-dir", str(tmp_path), capsys=capsys)

    assert code == 0
    assert {name for name, finding in found.items() if finding["outcome"] == "trouble"} == set()
    assert found["IMEI"]["detail"] == f"***********{modules.imeis[0][-4:]}, as in the bench file"
    assert found["way to the lower tester"]["outcome"] == "ok"
    assert found["way to the data ports"]["detail"].startswith("127.0.0.1:408")


EMULATED = {
    "no SIM": ("sim_pin=none", "SIM", "SIM not inserted", "insert a SIM"),
    "PIN": ("sim_pin=1234", "SIM", "AT+CPIN? says SIM PIN", "pin of [module.sim] in a bench file"),
    "no network": ("network=none", "registration", "AT+CREG? says searching", "check the antenna"),
}


@pytest.mark.parametrize("name", EMULATED)
def test_what_keeps_a_module_from_its_network_is_told(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option, check, detail, step = EMULATED[name]
    url = f"emulator://m95?clock_rate=100&{option}"

    code, found = doctor("--dut", url, "--report-dir", str(tmp_path), capsys=capsys)

    assert code == 3
    assert found[check]["outcome"] == "trouble"
    assert detail in found[check]["detail"]
    assert step in found[check]["step"]
    assert found["way to the lower tester"] == {
        "check": "way to the lower tester",
        "outcome": "not examined",
        "detail": f"after the trouble of {check}",
        "step": "",
    }


def test_a_module_that_tells_an_untruth_about_its_network_can_be_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "emulator://m95?clock_rate=100&defect=never-attached"
    code, found = doctor("--dut", url, "--report-dir", str(tmp_path), capsys=capsys)

    assert (code, found["attachment"]["outcome"]) == (0, "warning")
    assert "though the lower tester was reached" in found["attachment"]["detail"]


@pytest.mark.parametrize(
    ("dut", "detail", "step"),
    [
        ("/dev/no-such-port", "/dev/no-such-port does not exist", "check the cable and the name"),
        ("socket://127.0.0.1:1", "refused the connection", "start the port server"),
        ("rfc2217://127.0.0.1:1", "refused the connection", "start the port server"),
    ],
)
def test_a_port_that_is_not_there_is_told(
    dut: str, detail: str, step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = doctor("--dut", dut, "--report-dir", str(tmp_path), capsys=capsys)

    assert code == 3
    assert found["port"]["outcome"] == "trouble"
    assert detail in found["port"]["detail"]
    assert step in found["port"]["step"]
    assert found["AT"]["outcome"] == found["SIM"]["outcome"] == "not examined"


def test_who_has_the_port_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with line(joined) as path:
        holding = "import sys; held = open(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", holding, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as holder:
            assert holder.stdout is not None
            holder.stdout.readline()

            code, found = doctor("--dut", path, "--report-dir", str(tmp_path), capsys=capsys)

            holder.communicate()

    assert code == 3
    assert f"(pid {holder.pid})" in found["port"]["detail"]
    assert found["port"]["step"] == "end that program"


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone can become another user")
def test_a_port_that_may_not_be_opened_names_its_group(tmp_path: Path) -> None:
    with line(joined) as path:
        Path(path).chmod(0o660)
        words = (
            "import os, sys; from hil.bench import Bench; from hil.lab.doctor.port import examine_port; "
            "os.setgroups([]); os.setgid(65534); os.setuid(65534); found = examine_port(Bench(sys.argv[1], '127.0.0.1', None)); "
            "print(found.outcome, found.detail, found.step)"
        )
        said = subprocess.run(
            [sys.executable, "-c", words, path], capture_output=True, text=True, check=False, timeout=300
        )

    assert "trouble" in said.stdout, said.stderr
    assert "may not be opened: crw-rw----, group" in said.stdout
    assert "join the group" in said.stdout


def test_another_module_than_the_one_of_the_bench_file_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = tmp_path / "bench.toml"
    bench.write_text('[[module]]\nname = "one"\nport = "emulator://m95"\nimei = "490154203237518"\n')

    code, found = doctor("--bench", str(bench), "--report-dir", str(tmp_path), capsys=capsys)

    assert code == 3
    assert "expected the IMEI ***********7518" in found["module"]["detail"]
    assert "look whether two modules have changed places" in found["module"]["step"]


def test_a_path_that_ends_somewhere_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--listen", "127.0.0.1", "--public", "198.51.100.9", "--ports", "40840-40871")

    code, found = doctor(
        "--dut", "emulator://m95?clock_rate=100", *options, "--report-dir", str(tmp_path), capsys=capsys
    )

    assert code == 3
    assert (
        "no connection of the module came to 198.51.100.9:408" in found["way to the lower tester"]["detail"]
    )
    assert "reachable from the network of the SIM" in found["way to the lower tester"]["step"]
    assert found["way to the data ports"]["outcome"] == "not examined"


def test_a_disk_without_room_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(1 << 30, 1 << 30, 1 << 20))

    code, found = doctor("--report-dir", str(tmp_path / "out"), capsys=capsys)

    assert code == 3
    assert found["disk"]["detail"].startswith("1 MiB free for reports in ")
    assert found["disk"]["step"] == "make room, or name a folder on another disk with --report-dir"


def test_all_modules_of_a_bench_are_examined(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench = tmp_path / "bench.toml"
    bench.write_text(
        '[[module]]\nname = "one"\nport = "emulator://m95"\n[[module]]\nname = "two"\nport = "/dev/absent"\n'
    )

    code = run(["doctor", "--bench", str(bench), "--report-dir", str(tmp_path)])

    shown = capsys.readouterr().out
    assert code == 3
    assert "\none  emulator://m95\n" in shown
    assert "\ntwo  /dev/absent\n  trouble       port" in shown
    assert shown.endswith("1 trouble found\n")


def test_a_wrong_request_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bench = tmp_path / "bench.toml"
    bench.write_text('[[module]]\nname = "one"\nport = "emulator://m95"\n')

    assert run(["doctor", "--bench", str(bench), "--dut", "emulator://m95"]) == 2
    assert capsys.readouterr().err.startswith("hil: --dut beside --bench")
