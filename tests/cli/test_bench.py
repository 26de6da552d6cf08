"""`hil bench`, and `hil conformance --bench`."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.cli.main import run

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
