"""Who gets the bytes of the DTE while a transfer owns the channel."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hil.emulator.at.data_mode import DataPhase
from hil.emulator.device.timing import Timing
from hil.spec.commands import ESCAPE_GUARD_S


@dataclass
class Transfer:
    """Takes `size` bytes and then leaves data mode."""

    phase: DataPhase
    size: int
    data: bytes = b""
    escapes: list[bytes] = field(default_factory=list)

    @property
    def missing(self) -> int:
        return self.size - len(self.data)

    def receive(self, data: bytes) -> int:
        room = min(len(data), self.missing)
        self.data += data[:room]
        if len(self.data) == self.size:
            self.phase.leave()
        return room

    def escape(self) -> None:
        self.escapes.append(self.data)
        self.phase.leave()


def pass_time(timing: Timing, module_seconds: float) -> None:
    timing.clock.advance(module_seconds)
    timing.timers.run_due()


@pytest.mark.parametrize("cut", range(7))
def test_bytes_after_the_transfer_come_back(cut: int) -> None:
    phase = DataPhase(Timing(), follow=lambda _rest: None)
    transfer = Transfer(phase, size=4)
    phase.enter(transfer)

    rest = phase.take(b"dataAT"[:cut])
    rest += phase.take(b"dataAT"[cut:]) if phase.lasts else b"dataAT"[cut:]

    assert (transfer.data, rest, phase.lasts) == (b"data", b"AT", False)


def test_a_guarded_escape_sequence_ends_the_transfer() -> None:
    timing = Timing()
    phase = DataPhase(timing, follow=lambda _rest: None)
    transfer = Transfer(phase, size=9)
    phase.enter(transfer)
    phase.take(b"ab")

    pass_time(timing, ESCAPE_GUARD_S)
    phase.take(b"+++")
    pass_time(timing, ESCAPE_GUARD_S)

    assert transfer.escapes == [b"ab"]
    assert not phase.lasts


def test_plus_signs_held_back_are_data_and_what_they_leave_over_follows() -> None:
    timing, followed = Timing(), list[bytes]()
    phase = DataPhase(timing, follow=followed.append)
    transfer = Transfer(phase, size=1)
    phase.enter(transfer)

    pass_time(timing, ESCAPE_GUARD_S)
    phase.take(b"++")
    pass_time(timing, ESCAPE_GUARD_S)

    assert (transfer.data, followed) == (b"+", [b"+"])


def test_a_hang_up_is_an_escape_and_nothing_in_command_mode() -> None:
    phase = DataPhase(Timing(), follow=lambda _rest: None)
    transfer = Transfer(phase, size=9)

    phase.hang_up()
    phase.enter(transfer)
    phase.hang_up()

    assert transfer.escapes == [b""]
