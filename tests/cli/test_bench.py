"""`hil bench`, and `hil conformance --bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.records import read

RACK = """
[[module]]
name = "one"
port = "emulator://m95"
[[module]]
name = "two"
port = "/dev/m95-two"
imei = "490154203237518"
tags = ["far"]
[module.sim]
pin = { env = "HIL_TEST_PIN" }
"""


@pytest.fixture
def rack(tmp_path: Path) -> Path:
    path = tmp_path / "rack.toml"
    path.write_text(RACK)
    return path


def test_a_sound_file_is_shown_without_its_secrets(
    rack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIL_TEST_PIN", "4711")

    code = run(["bench", "--check", str(rack)])

    shown = capsys.readouterr()
    assert code == 0
    assert "two              /dev/m95-two  115200 bit/s, flow control none, IMEI ***********7518" in shown.out
    assert shown.out.endswith("rack.toml: 2 modules, no error found\n")
    assert "4711" not in shown.out + shown.err


def test_a_sound_file_as_json_has_the_facts_of_each_module(
    rack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIL_TEST_PIN", "4711")

    code = run(["bench", "--check", str(rack), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["schema"]) == (0, 1)
    assert [module["name"] for module in told["modules"]] == ["one", "two"]
    assert set(told["modules"][0]) >= {"port", "baud", "imei", "apn", "public", "tags"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("bench", "--check", "{rack}"),
            "module[1].sim.pin: the environment variable HIL_TEST_PIN is not set",
        ),
        (("bench",), "expected --example or --check FILE; got neither"),
        (("bench", "--example", "--check", "{rack}"), "expected --example or --check FILE; got both"),
        (("conformance", "--bench", "{rack}", "--dut", "loop://"), "--dut beside --bench"),
        (("conformance", "--dut", "loop://", "--dut", "loop://"), "--dut: given 2 times; a run has one DUT"),
        (
            ("conformance", "--module", "one"),
            "--module and --tags choose from a bench file; give --bench FILE",
        ),
        (("conformance", "--bench", "{rack}", "--module", "three"), "has no module 'three'; it has one, two"),
        (("conformance", "--bench", "{rack}", "--tags", "far"), "HIL_TEST_PIN is not set"),
        (("conformance", "--baud", "7"), "--baud: expected a rate from 300 to 921600 bit/s; got 7"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    arguments: tuple[str, ...],
    said: str,
    rack: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HIL_TEST_PIN", raising=False)

    code = run([argument.format(rack=rack) for argument in arguments])

    shown = capsys.readouterr().err
    assert code == 2
    assert said in shown
    assert shown.count("\n") == 1


def test_a_contradiction_with_the_claims_of_a_module_is_found(
    rack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIL_TEST_PIN", "4711")
    (rack.parent / "pics.toml").write_text('[bench]\nports = "40000-40099"\n')
    text = '[lower_tester]\nports = "50000-50099"\n' + RACK.replace(
        'name = "two"', 'name = "two"\npics = "pics.toml"'
    )
    rack.write_text(text)

    code = run(["bench", "--check", str(rack)])

    assert code == 2
    assert "rack.toml:2) and bench.ports = '40000-40099' (" in capsys.readouterr().err


def test_the_example_can_be_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(["bench", "--example"])
    path = tmp_path / "bench.toml"
    path.write_text(capsys.readouterr().out.replace("192.0.2.10", "127.0.0.1"))
    monkeypatch.setenv("M95_1_PIN", "4711")

    assert run(["bench", "--check", str(path)]) == 0


def test_a_run_takes_the_module_of_a_bench_file(
    rack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = ("-k", "test_the_twenty_steps", "-n", "1", "--report-dir", str(tmp_path / "out"))

    code = run(["conformance", "--bench", str(rack), "--module", "one", *case])

    assert code == 0, capsys.readouterr()
    assert "pass 1, fail 0" in capsys.readouterr().out


def test_the_report_names_the_laboratory_and_the_module(rack: Path, tmp_path: Path) -> None:
    rack.write_text('[lab]\nname = "Radio <laboratory>"\ncustomer = "A customer"\n' + RACK)
    case = ("-k", "test_the_twenty_steps", "-n", "1", "--report-dir", str(tmp_path / "out"))

    run(["conformance", "--bench", str(rack), "--module", "one", *case])

    summary = json.loads((tmp_path / "out/summary.json").read_text())
    assert summary["dut"]["module"] == "one"
    assert summary["lab"] == {"name": "Radio <laboratory>", "customer": "A customer"}
    (dut,) = summary["dut"]["identities"]
    assert len(dut["imei"]) == dut["imei"].count("*") + 4 == 15
    page = (tmp_path / "out/report.html").read_text()
    assert "<h3>Laboratory and modules</h3>" in page
    assert "<dt>name</dt><dd>Radio &lt;laboratory&gt;</dd>" in page
    assert "<dt>operator</dt>" not in page
    assert 'name="lab.customer" value="A customer"' in (tmp_path / "out/junit.xml").read_text()
    assert read(tmp_path / "out").header.module == "one"


def test_the_records_hold_the_full_imei_if_the_bench_file_says_so(rack: Path, tmp_path: Path) -> None:
    rack.write_text('[lab]\nimei = "full"\n' + RACK)
    case = ("-k", "test_the_twenty_steps", "-n", "1", "--report-dir", str(tmp_path / "out"))

    run(["conformance", "--bench", str(rack), "--module", "one", *case])

    report = read(tmp_path / "out")
    assert [len(dut.imei) for dut in report.duts if dut.imei.isdigit()] == [15]
    assert report.header.lab == ()


def test_a_run_of_a_bench_file_is_resumed(rack: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    case = ("-k", "test_the_twenty_steps or test_security_data_can", "-n", "1", "--report-dir", str(out))
    assert hil("conformance", "--bench", str(rack), "--module", "one", *case) == ""
    records = (out / "results.jsonl").read_text().splitlines(keepends=True)
    killed = next(number for number, line in enumerate(records) if '"kind":"case"' in line) + 1
    (out / "results.jsonl").write_text("".join(records[:killed]))

    rack.write_text(
        RACK.replace("emulator://m95", "emulator://m95?clock_rate=20")
    )  # its port has another name

    assert hil("conformance", "--resume", str(out)) == ""

    report = read(out)
    assert report.is_complete
    assert len(report.cases) == 2
    assert report.header.module == "one"


def hil(*arguments: str) -> str:
    """What a program of its own says on stderr; it must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "hil.cli.main", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr
