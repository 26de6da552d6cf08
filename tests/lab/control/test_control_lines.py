"""DTR and RTS switch the supply of an emulated module over RFC 2217, as a relay on those lines does."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hil.bench import Bench, ModuleSetup
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.module import Module
from hil.errors import PortError
from hil.lab.attach import attached
from hil.lab.control.settings import power_plan
from hil.modem.claims import Claims
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.transcript import Kind, Transcript
from tests.emulator.frontends.conftest import ANY_PORT, running
from tests.lab.pool.rack import free_port
from tests.modem.test_gateway import await_listener
from tests.peers import end, program

pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

CLOCK_RATE = 100.0


class RelayFrontEnd(Rfc2217FrontEnd):
    """A gateway with a relay on one of its lines; the relay carries the supply of the module."""

    def __init__(self, module: Module, line: str, *, active_low: bool) -> None:
        super().__init__(ANY_PORT)
        self._fed, self._line, self._active_low = module, line, active_low
        self.seen: list[str] = []

    def _serve_soon(self) -> None:
        is_on = getattr(self._lines, self._line) != self._active_low
        if is_on != self._fed.powered:
            self.seen.append("on" if is_on else "off")
            (self._fed.restore_power if is_on else self._fed.cut_power)()
        super()._serve_soon()


@contextmanager
def relay(line: str, *, active_low: bool = False) -> Iterator[RelayFrontEnd]:
    module = Module(clock_rate=CLOCK_RATE)
    front_end = RelayFrontEnd(module, line, active_low=active_low)
    with running([module], [front_end]):
        yield front_end


@contextmanager
def attached_to(url: str, transcript: Transcript, **power: Any) -> Iterator[Modem]:
    plan = power_plan(Path("rack.toml"), "module[0]", {"off_s": 30, **power}, {})
    bench = Bench(url, "127.0.0.1", None, clock_rate=CLOCK_RATE, module=ModuleSetup(power=plan))
    with attached(bench, named=url, transcript=transcript, claims=Claims()) as (modem, _):
        yield modem


@pytest.mark.parametrize("line", ["dtr", "rts"])
def test_the_line_of_the_own_port_cuts_the_supply(line: str) -> None:
    transcript = Transcript()
    with relay(line) as gateway, attached_to(gateway.url, transcript, driver=line) as modem:
        modem.security.write("RAM:file", b"lost with the supply").check()

        modem.start_anew()

        assert gateway.seen == ["off", "on"]
        assert not modem.security.read("RAM:file").ok
    kinds = [entry.kind for entry in transcript.entries()]
    assert (kinds.count(Kind.SUPPLY_CUT), kinds.count(Kind.SUPPLY_RESTORED)) == (1, 1)


def test_a_port_that_is_opened_anew_has_its_lines_as_before() -> None:
    with (
        relay("dtr", active_low=True) as gateway,
        attached_to(gateway.url, Transcript(), driver="dtr", active_low=True) as modem,
    ):
        before = list(gateway.seen)

        modem.channel.reopen()
        modem.attach()

    assert before[-1:] == gateway.seen[-1:] == ["on"]


def test_the_line_of_another_port_cuts_the_supply() -> None:
    module = Module(clock_rate=CLOCK_RATE)
    front_end, relay_port = Rfc2217FrontEnd(ANY_PORT), RelayFrontEnd(module, "rts", active_low=False)
    with (
        running([module], [front_end]),
        running([Module()], [relay_port]),
        attached_to(front_end.url, Transcript(), driver="rts", port=relay_port.url) as modem,
    ):
        modem.start_anew()

        assert relay_port.seen == ["off", "on"]
        assert modem.channel.supply is not None


@contextmanager
def ser2net(folder: Path, url: str) -> Iterator[str]:
    """A ser2net that passes RFC 2217 on to that port; the block gets its URL."""
    port, file = free_port(), folder / "ser2net.yaml"
    file.write_text(
        f"connection: &m95\n  accepter: telnet(rfc2217),tcp,127.0.0.1,{port}\n"
        f"  connector: telnet(rfc2217),tcp,{url.removeprefix('rfc2217://').replace(':', ',')}\n"
    )
    with subprocess.Popen(
        [program("ser2net"), "-n", "-u", "-c", file, "-P", folder / "ser2net.pid"]
    ) as running_server:
        try:
            await_listener(port)
            yield f"rfc2217://127.0.0.1:{port}"
        finally:
            end(running_server)


def test_a_line_behind_ser2net_cuts_the_supply(tmp_path: Path) -> None:
    with (
        relay("dtr") as gateway,
        ser2net(tmp_path, gateway.url) as url,
        attached_to(url, Transcript(), driver="dtr") as modem,
    ):
        modem.security.write("RAM:file", b"lost with the supply").check()

        modem.start_anew()

        assert gateway.seen == ["off", "on"]
        assert not modem.security.read("RAM:file").ok


def test_a_port_without_lines_is_one_line() -> None:
    master, slave = os.openpty()
    port = Port.open(os.ttyname(slave), baudrate=9600)

    with pytest.raises(PortError, match=r"cannot set DTR: .*; use a port with control lines"):
        port.set_line("dtr", is_on=False)

    port.close()
    os.close(master)
    os.close(slave)
