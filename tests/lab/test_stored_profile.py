"""A profile that a former user has stored (AT&W) comes back at each start: the run goes on, and says so once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.errors import LineError
from hil.lab.attach import attached
from hil.modem import leftovers, modem
from hil.modem.claims import Claims
from hil.modem.line_state import LineState
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.transcript import Transcript
from tests.emulated import emulated
from tests.lab.doctor.dce import joined, line


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emulated modules answer at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.15)
    monkeypatch.setattr(leftovers, "GUARD_S", 0.15)
    monkeypatch.setattr(modem, "ATTACH_S", 3.0)


@contextmanager
def run(url: str) -> Iterator[Modem]:
    bench = Bench(url, "127.0.0.1", None, clock_rate=20.0)
    with attached(bench, named=url, transcript=Transcript(), claims=Claims()) as (dut, _):
        yield dut


@pytest.mark.parametrize("stored", [(b"ATS3=10\r", b"AT&W\n"), (b"ATE0S4=33\r", b"AT&W\r"), (b"ATQ1V0&W\r",)])
def test_a_run_goes_on_after_each_start(stored: tuple[bytes, ...], tmp_path: Path) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "20", folder=tmp_path) as modules:
        port = Port.open(modules.urls[0], baudrate=115_200)
        for words in (b"AT\r", *stored):
            port.write(words)
            while port.read(0.2):
                pass
        port.close()

        with run(modules.urls[0]) as dut:
            dut.reboot()
            dut.reboot()
            assert dut.send("AT").ok


def test_a_profile_that_the_preflight_has_undone_comes_back_in_the_run(tmp_path: Path) -> None:
    with (
        emulated("--tcp", "127.0.0.1:0", "--clock-rate", "20", folder=tmp_path) as modules,
        run(modules.urls[0]) as dut,
    ):
        dut.send("ATS3=10")
        dut.channel.line.write(b"AT&W\nATS3=13\n")
        dut.send("AT+CFUN=1,1")
        dut.await_restart(2.0)

        assert dut.send("AT").ok
        assert [each.state for each in dut.remedies] == [LineState.LINE_END]


def test_an_error_before_the_run_has_the_word_of_its_state() -> None:
    with line(joined) as path, pytest.raises(LineError) as error, run(path):
        pass

    assert error.value.state == "rx-tx-joined"
    assert str(error.value).startswith(f"no answer to AT on {path}: each byte comes back as it was sent")
    assert "TX of the port goes to RXD of the module" in str(error.value)
