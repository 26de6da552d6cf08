"""`hil emulate`: ready when it says so, gone without a trace, one line for every mistake."""

from __future__ import annotations

import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import serial

from hil.cli import main
from hil.emulator.defects import DEFECTS
from hil.emulator.device.imei import complete
from hil.emulator.mishaps.catalogue import MISHAPS
from tests.emulated import TIMEOUT_S, emulated

OK = b"\r\nOK\r\n"


def ask(url: str, line: bytes) -> bytes:
    with serial.serial_for_url(url, timeout=10) as port:
        port.write(line)
        return bytes(port.read_until(OK))


# --- it runs -------------------------------------------------------------------------------------------------


def test_a_rack_is_ready_when_its_first_line_comes(tmp_path: Path) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--count", "3", folder=tmp_path) as rack:
        assert re.fullmatch(
            r'\{"modules": \[(\{"url": "\S+", "imei": "\d{15}"\}(, )?){3}\]\}\n', rack.first_line
        )
        assert len(set(rack.urls)) == len(set(rack.imeis)) == 3
        assert [complete(imei) for imei in rack.imeis] == list(rack.imeis)

        for url, imei in zip(rack.urls, rack.imeis, strict=True):
            assert ask(url, b"AT+GSN\r") == f"AT+GSN\r\r\n{imei}\r\n".encode() + OK


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 0)],
    ids=str,
)
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with emulated("--pty", "m95", "--count", "2", folder=tmp_path) as rack:
        assert rack.urls == (str(tmp_path / "m950"), str(tmp_path / "m951"))
        assert ask(rack.urls[1], b"AT\r") == b"AT\r" + OK

        rack.program.send_signal(number)

        assert rack.program.wait(TIMEOUT_S) == code
    assert [entry.name for entry in tmp_path.iterdir()] == ["stderr"]
    assert (tmp_path / "stderr").read_text() == ""


def test_a_transfer_that_hangs_does_not_keep_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, emulated("--pty", "m95", folder=tmp_path) as rack:
        port = silent.getsockname()[1]
        assert ask(rack.urls[0], f'ATE0+QFTPOPEN="127.0.0.1",{port}\r'.encode()).endswith(OK)
        silent.accept()[0].close()

        rack.program.send_signal(signal.SIGINT)

        assert rack.program.wait(TIMEOUT_S) == 130


def test_what_it_says_teaches_how_to_connect(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hil.cli.main", "emulate", "--pty", "m95"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as program:
        assert program.stdout is not None
        said = "".join(iter(program.stdout.readline, f"  hil conformance --dut {tmp_path}/m95\n"))
        assert ask(str(tmp_path / "m95"), b"AT\r") == b"AT\r" + OK
        program.send_signal(signal.SIGTERM)

    assert "An emulated M95 is ready; Ctrl-C ends it.\n" in said
    assert f"picocom {tmp_path}/m95 " in said
    assert f'serial.serial_for_url("{tmp_path}/m95", timeout=1)' in said


def test_kept_state_survives_a_kill(tmp_path: Path) -> None:
    arguments = ("--pty", "m95", "--state", "state")
    with emulated(*arguments, folder=tmp_path) as rack, serial.Serial(rack.urls[0], timeout=10) as port:
        port.write(b'ATE0\rAT+QSECWRITE="NVRAM:CA0",9\r')
        port.read_until(b"CONNECT\r\n")
        port.write(b"authority")
        assert port.read_until(OK).endswith(OK)
        rack.program.kill()
        rack.program.wait(TIMEOUT_S)
    assert (tmp_path / "m95").is_symlink()  # nobody could remove it

    with emulated(*arguments, folder=tmp_path) as rack:
        assert b"+QSECREAD: 1," in ask(rack.urls[0], b'ATE0+QSECREAD="NVRAM:CA0"\r')
    assert not (tmp_path / "m95").is_symlink()
    assert (tmp_path / "stderr").read_text() == ""


def test_a_corrupt_state_is_told_and_the_rest_of_the_rack_keeps_its_own(tmp_path: Path) -> None:
    arguments = ("--tcp", "127.0.0.1:0", "--count", "2", "--state", "state")
    with emulated(*arguments, folder=tmp_path) as rack:
        imeis = rack.imeis
        ask(rack.urls[1], b"ATE0&W\r")
    (tmp_path / "state" / imeis[0] / "index.json").write_text("{")

    with emulated(*arguments, folder=tmp_path) as rack:
        assert ask(rack.urls[0], b"AT\r") == b"AT\r" + OK
        assert ask(rack.urls[1], b"AT\r") == OK

    printed = (tmp_path / "stderr").read_text()
    assert re.fullmatch(
        rf"hil emulate: warning: state/{imeis[0]} is corrupt: .* is kept as state/\S+, .*\n", printed
    )


def test_the_log_has_the_traffic_and_no_secrets(tmp_path: Path) -> None:
    with emulated("--pty", "m95", "--log", "traffic.log", folder=tmp_path) as rack:
        ask(rack.urls[0], b'AT+QFTPUSER="bob";+QFTPPASS="s3cret"\r')

    log = (tmp_path / "traffic.log").read_text()
    assert f'{rack.imeis[0]} → AT+QFTPUSER="bob";+QFTPPASS="***"\n' in log
    assert f"{rack.imeis[0]} ← OK\n" in log
    assert "s3cret" not in log
    assert stat.S_IMODE((tmp_path / "traffic.log").stat().st_mode) == 0o600


def test_personality_defect_and_hardware_reach_the_module(tmp_path: Path) -> None:
    options = ("--personality", "classic-gsm", "--defect", "secread-always-wrong", "--fit", "sd=4711")
    with (
        emulated("--pty", "m95", *options, folder=tmp_path) as rack,
        serial.Serial(rack.urls[0], timeout=10) as port,
    ):
        port.write(b'ATE0\rAT+QFTPSTAT;+QFLDS="SD"\rAT+QSECWRITE="RAM:x",1\r')
        said = port.read_until(b"CONNECT\r\n")
        port.write(b'xAT+QSECREAD="RAM:x"\rAT+GMI\r')
        said += port.read_until(b"Quectel_Ltd\r\n")

    assert b"\r\n+QFTPSTAT:IDLE\r\n" in said
    assert b"+QFLDS: 4711,4711\r\n" in said
    assert b"+QSECREAD: 0," in said


# --- what can be asked for -----------------------------------------------------------------------------------


def test_the_list_of_defects_has_a_line_for_each(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["emulate", "--list-defects"]) == 0

    lines = capfd.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} >= set(DEFECTS)
    line = next(line for line in lines if line.startswith("accepts-expired-ca "))
    assert DEFECTS["accepts-expired-ca"].description in line
    assert line.split()[-1] == DEFECTS["accepts-expired-ca"].requirements[-1]


def test_help_explains_by_example_and_documents_exit_codes(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["emulate", "--help"]) == 0

    text = capfd.readouterr().out
    assert "Examples:\n    hil emulate --pty ./m95 &" in text
    assert all(f"\n    {code:<4} " in text for code in (0, 2, 3, 130))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "choose one way to reach the module: --pty ./m95, --tcp"),
        (("--pty", "x", "--tcp", "127.0.0.1:0"), "choose one way"),
        (("--tcp", "6000"), "expected HOST:PORT such as 127.0.0.1:6000, with a port up to 65535, not '6000'"),
        (("--rfc2217", "localhost:70000"), "expected HOST:PORT"),
        (("--tcp", "127.0.0.1:65535", "--count", "2"), "no 2 ports from 65535 on"),
        (("--pty", "x", "--defect", "accepts-expired-cas"), "the nearest is 'accepts-expired-ca'"),
        (("--pty", "x", "--personality", "noot"), "no personality is called 'noot'; the nearest is 'note'"),
        (
            ("--pty", "x", "--personality", "./none.toml"),
            "none.toml: cannot be read: No such file or directory",
        ),
        (
            ("--pty", "x", "--fit", "smi_pin=1"),
            "no hardware option is called 'smi_pin'; the nearest is sim_pin=VALUE",
        ),
        (("--pty", "x", "--imei", "866425030000007"), "wrong check digit: it would be 866425030000006"),
        (("--pty", "x", "--count", "0"), "0 is not in the range"),
        (("--pty", "x", "--baud", "fast"), "expected a whole number; got 'fast'"),
        (("--pty", "x", "--clock-rate", "0"), "0.0 is not in the range"),
        (("--pty", "x", "--stat", "s"), "No such option '--stat'. Did you mean '--state'?"),
    ],
)
def test_a_wrong_request_is_one_line_and_exit_code_2(
    arguments: tuple[str, ...],
    words: str,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main.run(["emulate", *arguments]) == 2

    out, err = capfd.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--tcp", "127.0.0.1:{taken}"),
            "is taken by another program; choose another port, or 0 for a free one",
        ),
        (("--tcp", "192.0.2.1:6000"), "is not an address of this machine"),
        (("--tcp", "no-such-host.invalid:6000"), "no-such-host.invalid:6000 can't be listened at: "),
        (("--pty", "there"), "there exists and is no link to a pty"),
        (("--pty", "missing/m95"), "missing/m95 can't be made: No such file or directory"),
        (("--pty", "x", "--state", "there"), "there is a file; name a folder"),
        (
            ("--pty", "x", "--log", "missing/log"),
            "the log missing/log can't be written: No such file or directory",
        ),
    ],
)
def test_trouble_with_the_machine_is_one_line_and_exit_code_3(
    arguments: tuple[str, ...],
    words: str,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("mine")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        assert main.run(["emulate", *(argument.format(taken=taken) for argument in arguments)]) == 3

    out, err = capfd.readouterr()
    assert out == ""
    last = err.splitlines()[
        -1
    ]  # in front of it there may be the warning about an address that others can reach
    assert last.startswith("hil: ")
    assert words in last
    assert [entry.name for entry in tmp_path.iterdir()] == ["there"]


def test_a_state_folder_in_use_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with emulated("--pty", "m95", "--state", "state", folder=tmp_path) as rack:
        assert main.run(["emulate", "--pty", "other", "--state", "state"]) == 3

        pid = rack.program.pid
    assert (
        f"the state folder state is in use by process {pid}; end it, or name another folder"
        in capfd.readouterr().err
    )


def test_an_address_that_others_can_reach_is_warned_of(tmp_path: Path) -> None:
    with emulated("--tcp", "0.0.0.0:0", folder=tmp_path):
        pass

    printed = (tmp_path / "stderr").read_text()
    assert printed.startswith(
        "hil emulate: warning: 0.0.0.0:0 can be reached from the network: whoever connects first"
    )
    assert printed.count("\n") == 1


def test_the_list_tells_mishaps_and_what_their_numbers_mean(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["emulate", "--list-defects"]) == 0

    lines = capfd.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines} >= set(MISHAPS)
    line = next(line for line in lines if line.startswith("lost-bytes "))
    assert line.endswith("bytes=300: average distance from one to the next")


def test_a_mishap_that_nobody_knows_is_a_wrong_request(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main.run(["emulate", "--pty", str(tmp_path / "m95"), "--mishap", "hung"]) == 2

    assert "no mishap is called 'hung'; the nearest is 'hang'" in capfd.readouterr().err
