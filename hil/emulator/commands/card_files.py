"""The files of the SIM as hosts read them (27.007 8.17, 8.18; TS 51.011 9.4, 10)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted
from hil.emulator.at.outcome import Cme, Outcome, answer
from hil.emulator.commands.network import OPERATOR
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import ICCID, IMSI, Sim
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)

READ_BINARY, GET_RESPONSE, STATUS = 176, 192, 242
_COMMANDS = frozenset({READ_BINARY, 178, GET_RESPONSE, 214, 220, STATUS})

# <sw1>,<sw2> of TS 51.011 9.4
_DONE = "144,0"
_NOT_FOUND = "148,4"
_NOT_ALLOWED = "152,4"
_OUTSIDE = "103,0"
_UNKNOWN_INSTRUCTION = "6D00"

_NAME_OCTETS = 17  # EF-SPN, with its display condition


def _swapped(digits: str) -> bytes:
    """Two digits in an octet, the first one in the lower half; F fills the last one."""
    padded = digits + "F" * (len(digits) % 2)
    return bytes(int(pair[::-1], 16) for pair in map("".join, zip(*[iter(padded)] * 2, strict=True)))


_FILES: Mapping[int, bytes] = {
    0x2FE2: _swapped(ICCID),
    0x6F07: bytes((8,)) + _swapped("9" + IMSI),  # the length, and an odd number of digits
    0x6F46: (b"\x01" + OPERATOR.encode()).ljust(_NAME_OCTETS, b"\xff"),
    0x6FAD: bytes((0, 0, 0, 2)),  # normal operation; two digits of the network's code
}


class CardFileCommands:
    """AT+CRSM reads the numbers and the name of the SIM; AT+CSIM reaches a card that knows no instruction."""

    def __init__(self, *, sim: Sim) -> None:
        self._sim = sim

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+CRSM": Command(write=self._restricted, test=accepted, refusal=_INVALID),
            "+CSIM": Command(write=self._generic, test=accepted, refusal=_INVALID),
        }

    # clause: 27.007 8.18
    def _restricted(self, call: Call) -> Outcome:
        arguments = call.arguments
        arguments.expect(1, 7)
        require_sim(self._sim)
        command, number = arguments.number(0, 0, 255), arguments.integer(1, 0)
        if command not in _COMMANDS:
            raise arguments.refused()
        content = _FILES.get(number)
        if command == STATUS:
            return answer(f"+CRSM: {_DONE}")
        if content is None:
            return answer(f"+CRSM: {_NOT_FOUND}")
        if command == GET_RESPONSE:
            return answer(f'+CRSM: {_DONE},"{_described(number, content).hex().upper()}"')
        if command != READ_BINARY:
            return answer(f"+CRSM: {_NOT_ALLOWED}")
        begin = 256 * arguments.integer(2, 0) + arguments.integer(3, 0)
        part = content[begin : begin + (arguments.integer(4, 0) or len(content))]
        return answer(f'+CRSM: {_DONE},"{part.hex().upper()}"' if part else f"+CRSM: {_OUTSIDE}")

    # clause: 27.007 8.17
    def _generic(self, call: Call) -> Outcome:
        call.arguments.expect(2, 2)
        require_sim(self._sim)
        if call.arguments.integer(0) != len(call.arguments.text(1)):
            raise call.arguments.refused()
        return answer(f'+CSIM: {len(_UNKNOWN_INSTRUCTION)},"{_UNKNOWN_INSTRUCTION}"')


def _described(number: int, content: bytes) -> bytes:
    """The response to SELECT of a transparent elementary file (TS 51.011 9.2.1)."""
    return (
        b"\0\0" + len(content).to_bytes(2) + number.to_bytes(2) + bytes.fromhex("04 00 0A A0 00 01 02 00 00")
    )
