"""A module of another format of a character is found, on a line that carries bits, and gets that of the port again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.bench import Bench
from hil.lab import line_rate
from hil.lab.doctor.finding import Finding, Outcome
from hil.lab.doctor.line import examine_line
from hil.modem import leftovers
from hil.modem.line_state import LineState
from hil.modem.port import Port
from tests.lab.doctor.uart import Device, Format, port_to


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module answers at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.1)
    monkeypatch.setattr(leftovers, "GUARD_S", 0.1)
    monkeypatch.setattr(line_rate, "BEGUN_S", 0.0)


class Module:
    """It executes the lines that it can read; not `obeys`: it keeps its format."""

    def __init__(self, *, obeys: bool = True) -> None:
        self.device: Device | None = None
        self._obeys, self._heard = obeys, b""

    def __call__(self, heard: bytes) -> bytes:
        self._heard += heard
        *lines, self._heard = self._heard.split(b"\r")
        if self._obeys and any(each.endswith(b"AT+ICF=3,3") for each in lines):
            assert self.device is not None
            self.device.module = Format()
        return b"\r\nOK\r\n" * sum(b"AT" in each for each in lines)


def examined(
    form: Format, monkeypatch: pytest.MonkeyPatch, *, is_strict: bool = True, obeys: bool = True
) -> tuple[Finding, Port]:
    module = Module(obeys=obeys)
    port, module.device = port_to(form, module, is_strict=is_strict)

    @contextmanager
    def here(_bench: Bench, _rate: int) -> Iterator[Port]:
        yield port

    monkeypatch.setattr(line_rate, "port_at", here)
    return examine_line(Bench("/dev/uart", "127.0.0.1", None)), port


@pytest.mark.parametrize("is_strict", [True, False], ids=["drops errors", "keeps errors"])
@pytest.mark.parametrize(
    "form",
    [
        Format(8, "E"),
        Format(8, "O"),
        Format(8, "E", 2),
        Format(7, "E"),
        Format(7, "O"),
        Format(7, "E", 2),
        Format(7),
    ],
    ids=str,
)
def test_another_format_is_told_and_undone(
    form: Format, monkeypatch: pytest.MonkeyPatch, *, is_strict: bool
) -> None:
    found, _ = examined(form, monkeypatch, is_strict=is_strict)

    assert (found.outcome, found.state) == (Outcome.WARNING, LineState.CHARACTER_FORM)
    assert "AT+ICF=3,3" in found.detail


def test_a_second_stop_bit_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    found, _ = examined(Format(8, "N", 2), monkeypatch)

    assert (found.outcome, found.state) == (Outcome.WELL, LineState.ANSWERS)


def test_a_module_that_keeps_its_parity_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found, port = examined(Format(8, "O"), monkeypatch, obeys=False)

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.CHARACTER_FORM)
    assert "answered with odd parity, and not without" in found.detail
    assert "AT+ICF=3,3 and AT&W" in found.step
    assert port.rate == 115_200
