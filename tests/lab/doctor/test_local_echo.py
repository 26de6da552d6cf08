"""A line that repeats what is sent beside a module in order, as an RS-485 adapter does, is told by its own word."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from hil.bench import Bench
from hil.errors import LineError
from hil.lab.attach import attached
from hil.lab.doctor.finding import Outcome
from hil.lab.doctor.line import examine_line
from hil.modem import leftovers
from hil.modem.claims import Claims
from hil.modem.line_state import LineState
from hil.transcript import Transcript
from tests.lab.doctor.dce import line


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The devices of these tests answer at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)


class Module:
    """A module with echo; `repeats`: its line has a local echo, too; not `obeys`: its echo stays on."""

    def __init__(self, *, repeats: bool, obeys: bool = True) -> None:
        self._repeats, self._obeys, self._echoes = repeats, obeys, True

    def __call__(self, came: bytes, _rate: int) -> bytes:
        sent = came if self._repeats else b""
        echo = came if self._echoes else b""
        if self._obeys and b"ATE" in came:
            self._echoes = b"ATE1" in came
        return sent + echo + (b"\r\nOK\r\n" if b"\r" in came else b"")


def test_a_local_echo_is_told() -> None:
    with line(Module(repeats=True)) as path:
        found = examine_line(Bench(path, "127.0.0.1", None))

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.LOCAL_ECHO)
    assert "ATE0" in found.detail
    assert "RS-485" in found.step


@pytest.mark.parametrize("obeys", [True, False])
def test_the_echo_of_a_module_is_none(*, obeys: bool) -> None:
    with line(Module(repeats=False, obeys=obeys)) as path:
        found = examine_line(Bench(path, "127.0.0.1", None))

    assert (found.outcome, found.state) == (Outcome.WELL, LineState.ANSWERS)


def test_a_run_names_it_in_place_of_another_modem() -> None:
    with line(Module(repeats=True)) as path, ExitStack() as held:
        run = attached(Bench(path, "127.0.0.1", None), named=path, transcript=Transcript(), claims=Claims())
        with pytest.raises(LineError) as told:
            held.enter_context(run)

    assert told.value.state == LineState.LOCAL_ECHO
    assert "; " in str(told.value)
