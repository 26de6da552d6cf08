"""The driver `command` for real: a module behind TCP that two command lines kill and start, and its runs."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hil.bench import Bench, ControlLines, ModuleSetup
from hil.deadline import Deadline
from hil.emulator.frontends.tcp import TcpFrontEnd
from hil.emulator.module import Module
from hil.errors import InfrastructureError, PortError
from hil.lab.attach import attached
from hil.lab.control.settings import power_plan
from hil.modem.claims import Claims
from hil.modem.modem import Modem
from hil.results.case import CaseResult
from hil.results.records import RESULTS, read
from hil.transcript import Kind, Transcript
from hil.verdict import Verdict
from tests.emulator.frontends.conftest import ANY_PORT, running
from tests.suite_run import HANG_S

CLOCK_RATE = 20.0

SWITCH = """\
#!/bin/sh
# The supply of one emulated module: what it keeps lies in `state`.
cd "$(dirname "$0")" || exit 1
echo "$1" >> switched
if [ "$1" = off ]; then
    [ -e jammed ] && {{ echo "relay 3 does not answer" >&2; exit 4; }}
    kill "$(cat pid)"; tail --pid="$(cat pid)" -f /dev/null
else
    {python} -m hil.cli.main emulate --tcp 127.0.0.1:{port} --state state --clock-rate {rate:g} >> said 2>&1 &
    echo $! > pid
fi
"""

BENCH = """\
[lower_tester]
public = "127.0.0.1"

[[module]]
name = "m95-1"
port = "socket://127.0.0.1:{port}"

[module.power]
driver = "command"
off = "{switch} off"
on = "{switch} on"
off_s = 0.5
"""


class Socket:
    """A module in a program of its own, with a switch; `folder` holds the bench file and what the switch did."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"socket://127.0.0.1:{self.port}"
        self.switch = folder / "switch"
        self.switch.write_text(
            SWITCH.format(python=shlex.quote(sys.executable), port=self.port, rate=CLOCK_RATE)
        )
        self.switch.chmod(0o755)
        self.bench = folder / "bench.toml"
        self.bench.write_text(BENCH.format(port=self.port, switch=self.switch))

    @property
    def switched(self) -> list[str]:
        return (self.folder / "switched").read_text().split()

    def on(self) -> None:
        subprocess.run([self.switch, "on"], check=True)

    def off(self) -> None:
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((self.folder / "pid").read_text()), signal.SIGTERM)

    def await_listening(self) -> None:
        deadline = Deadline.after(30)
        while not deadline.expired:
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port)):
                return

    def await_silence(self) -> None:
        deadline = Deadline.after(30)
        while not deadline.expired:
            try:
                with suppress(ConnectionResetError):
                    socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                return


@pytest.fixture
def module(tmp_path: Path) -> Iterator[Socket]:
    module = Socket(tmp_path)
    module.on()
    try:
        module.await_listening()
        yield module
    finally:
        module.off()


@contextmanager
def attached_to(module: Socket, transcript: Transcript) -> Iterator[Modem]:
    table = {"driver": "command", "off": f"{module.switch} off", "on": f"{module.switch} on", "off_s": 10}
    setup = ModuleSetup(power=power_plan(module.bench, "module[0]", table, {}))
    bench = Bench(module.url, "127.0.0.1", None, clock_rate=CLOCK_RATE, module=setup)
    with attached(bench, named=module.url, transcript=transcript, claims=Claims()) as (modem, _):
        yield modem


def test_a_port_that_a_killed_run_left_without_supply_comes_back_with_it(module: Socket) -> None:
    transcript = Transcript()
    module.off()
    module.await_silence()
    (module.folder / "pid").unlink()  # to switch off what is off fails then

    with attached_to(module, transcript) as modem:
        assert modem.send("AT").ok

    assert module.switched == ["on", "off", "on"]
    assert any("the port is absent before the run" in entry.text for entry in transcript.entries())


def test_a_port_that_is_absent_for_good_is_told_after_its_supply_was_switched(
    module: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hil.lab.opening.RETURN_S", 0.5)
    module.switch.write_text("#!/bin/sh\ncd $(dirname $0); echo $1 >> switched\n")
    module.off()
    module.await_silence()

    with pytest.raises(PortError, match="refused the connection"), attached_to(module, Transcript()):
        pass

    assert module.switched == ["on", "off", "on"]


def test_a_port_that_is_in_use_is_no_reason_to_cut_the_supply(
    module: Socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PortError("it is in use; end the program that holds it")

    monkeypatch.setattr("hil.modem.channel.Port.open", refuse)

    with pytest.raises(PortError, match="in use"), attached_to(module, Transcript()):
        pass

    assert module.switched == ["on"]


def test_a_cut_takes_the_port_away_and_it_is_opened_again(module: Socket) -> None:
    transcript = Transcript()
    with attached_to(module, transcript) as modem:
        modem.security.write("NVRAM:CA0", b"kept").check()
        modem.security.write("RAM:file", b"lost").check()

        modem.start_anew()

        assert not modem.channel.lost
        assert modem.security.read("NVRAM:CA0").ok
        assert not modem.security.read("RAM:file").ok
    assert module.switched == ["on", "off", "on"]
    assert any("the port went with the supply" in entry.text for entry in transcript.entries())
    assert [entry.kind for entry in transcript.entries()].count(Kind.SUPPLY_RESTORED) == 1


def test_a_switch_that_fails_is_trouble_of_the_bench(module: Socket) -> None:
    with attached_to(module, Transcript()) as modem:
        (module.folder / "jammed").touch()

        with pytest.raises(InfrastructureError, match=r"came 4, and it said 'relay 3 does not answer'"):
            modem.start_anew()


def conformance(module: Socket, *arguments: str) -> tuple[int, dict[str, CaseResult], str]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "hil.cli.main", "conformance", "--bench", module.bench),
            *("--report-dir", "out", "--no-preflight", *arguments),
        ],
        cwd=module.folder,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    said = done.stdout + done.stderr
    assert (module.folder / "out" / RESULTS).exists(), said
    report = read(module.folder / "out" / RESULTS)
    return done.returncode, {case.id: case for case in report.cases}, said


CUTTING = "test_power_loss and (in_ram or during_an_upload)"
"""Two cases that cut the supply."""


def test_cases_that_cut_the_supply_run_on_such_a_bench(module: Socket) -> None:
    code, cases, said = conformance(module, "-k", CUTTING)

    assert code == 0, said
    assert len(cases) == 2
    assert {case.verdict for case in cases.values()} == {Verdict.PASS}
    assert module.switched.count("off") >= len(cases)


def test_a_case_whose_switch_fails_is_an_error_and_no_fail(module: Socket) -> None:
    (module.folder / "jammed").touch()

    code, cases, said = conformance(module, "-k", CUTTING)

    assert code == 3, said
    assert {case.verdict for case in cases.values()} == {Verdict.ERROR}
    assert all("relay 3 does not answer" in case.reason for case in cases.values())
    assert "Traceback" not in said


class OfModule:
    """A plan and its supply, which switch a module of this process."""

    off_s = 10.0

    def __init__(self, module: Module) -> None:
        self._module = module

    def make(self, own_port: ControlLines) -> OfModule:
        self.cut()  # not before: the module starts when a port is opened, as with PWRKEY wired to DTR
        return self

    def cut(self) -> None:
        self._module.cut_power()

    def restore(self) -> None:
        self._module.restore_power()


def test_a_module_that_a_killed_run_left_without_supply_is_switched_on() -> None:
    module, front_end = Module(clock_rate=100), TcpFrontEnd(ANY_PORT)
    transcript = Transcript()
    setup = ModuleSetup(power=OfModule(module))
    with running([module], [front_end]):
        bench = Bench(front_end.url, "127.0.0.1", None, clock_rate=100.0, module=setup)

        with attached(bench, named="m95", transcript=transcript, claims=Claims()) as (_, identity):
            assert identity.model

    assert any("the DUT is silent before the run" in entry.text for entry in transcript.entries())
