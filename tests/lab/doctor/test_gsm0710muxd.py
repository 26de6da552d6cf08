"""Debian's gsm0710muxd at a port: it is named while it runs, and what it leaves on when it is killed is ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.bench import Bench
from hil.lab.doctor import line as doctor
from hil.lab.doctor.finding import Outcome
from hil.lab.doctor.line import examine_line
from hil.lab.doctor.port import examine_port
from hil.lab.port_holders import holders
from hil.modem.line_state import LineState
from tests.emulated import emulated
from tests.emulator.frontends.test_gsm0710muxd import multiplexing


def test_it_is_named_while_it_runs_and_its_multiplexer_is_closed_once_it_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "RATES", ())
    with emulated("--pty", "./m95", folder=tmp_path) as modules:
        port = modules.urls[0]
        bench = Bench(port, "127.0.0.1", None)
        with multiplexing(Path(port), tmp_path) as daemon:
            daemon.device()  # the line is multiplexed
            held = examine_port(bench)
        while holders(port):
            pass

        left = examine_line(bench)
        again = examine_line(bench)

    assert (held.outcome, held.state) == (Outcome.TROUBLE, LineState.OTHER_PROGRAM)
    assert "gsm0710muxd (pid " in held.detail
    assert held.step == "end that program"
    assert (left.outcome, left.state) == (Outcome.WARNING, LineState.MULTIPLEXER)
    assert "its multiplexer was closed" in left.detail
    assert (again.outcome, again.state) == (Outcome.WELL, LineState.ANSWERS)
