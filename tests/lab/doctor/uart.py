"""Two UARTs on one line, bit by bit: what each end reads where their formats of a character differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hil.modem.port import Port


@dataclass(frozen=True, slots=True)
class Format:
    """Data bits, parity (N, E, O) and stop bits."""

    bits: int = 8
    parity: str = "N"
    stops: int = 1

    def sent(self, data: bytes) -> list[int]:
        """The bits on the line."""
        return [bit for byte in data for bit in self._character(byte)]

    def _character(self, byte: int) -> list[int]:
        bits = [byte >> place & 1 for place in range(self.bits)]
        return [0, *bits, *self._parity(bits), *[1] * self.stops]

    def _parity(self, bits: list[int]) -> list[int]:
        return [] if self.parity == "N" else [(sum(bits) + (self.parity == "O")) % 2]

    def read(self, line: list[int], *, drops_errors: bool) -> bytes:
        """What a UART reads; after an error of framing it awaits the line at rest, and only the first stop bit counts."""
        data, place, line = bytearray(), 0, [*line, *[1] * 24]
        while (place := _start(line, place)) >= 0:
            bits = line[place + 1 : place + 1 + self.bits]
            parity = self._parity(bits)
            behind = place + 1 + self.bits + len(parity)
            is_sound = line[behind] == 1 and line[behind - len(parity) : behind] == parity
            if is_sound or not drops_errors:
                data.append(sum(bit << at for at, bit in enumerate(bits)))
            place = behind + 1 if line[behind] == 1 else line.index(1, behind)
        return bytes(data)


def _start(line: list[int], place: int) -> int:
    return next((at for at in range(place, len(line) - 16) if line[at] == 0), -1)


class Device:
    """The port of pyserial at the host's end; `answer` makes what the module sends for what it reads.

    The host keeps what has an error of parity or framing, as Linux does without INPCK; `is_strict`: the module drops it.
    """

    def __init__(self, module: Format, answer: Callable[[bytes], bytes], *, is_strict: bool = True) -> None:
        self.module, self._answer, self._is_strict = module, answer, is_strict
        self.baudrate, self.parity, self.port, self.is_open = 115_200, "N", "uart", True
        self._came = b""

    @property
    def in_waiting(self) -> int:
        return len(self._came)

    def read(self, size: int) -> bytes:
        data, self._came = self._came[:size], self._came[size:]
        return data

    def write(self, data: bytes) -> None:
        own, other = Format(parity=self.parity), self.module
        heard = other.read(own.sent(data), drops_errors=self._is_strict)
        self._came += own.read(self.module.sent(self._answer(heard)), drops_errors=False)


def port_to(
    module: Format, answer: Callable[[bytes], bytes], *, is_strict: bool = True
) -> tuple[Port, Device]:
    """A port of 8N1 to a module of that format."""
    device = Device(module, answer, is_strict=is_strict)
    return Port("/dev/uart", device), device
