"""Calls, for which there is no network: the answers that a host meets when it dials or asks (V.250 6.3; 27.007 6, 7)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import ERROR, OK, Cme, Outcome, answer
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import Sim
from hil.spec.cme import CmeCode
from hil.spec.codes import ResultCode
from hil.spec.network import CONTEXT_IDS

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_PACKET_DATA = re.compile(r"[TtPp]? *\*9[89](\*.*)?#;?")
_QUERY = 2
_ALL_CLASSES = 7  # voice, data, fax


class CallCommands:
    """No call comes, and none is set up.

    A host that dials for packet data (`*99#`, 27.007 10.2.1.1, or AT+CGDATA) is told `NO CARRIER`,
    which its script waits for.  A voice call is no part of the emulated module, and its dial string is refused.
    """

    def __init__(self, *, sim: Sim) -> None:
        self._sim = sim

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "A": Command(_no_carrier),
            "D": Command(_dial),
            "+CGDATA": Command(write=_enter_data, test=listing('+CGDATA: "PPP"'), refusal=_INVALID),
            "+CHLD": Command(write=_hold, test=listing("+CHLD: (0,1,1x,2,2x,3)"), refusal=_INVALID),
            "+CCFC": Command(write=self._forward, test=listing("+CCFC: (0-5)"), refusal=_INVALID),
            "+VTS": Command(write=_tone, test=listing("+VTS: (0-9,*,#,A-D),(1-255)"), refusal=_INVALID),
            "+GOI": Command(accepted, test=accepted),
        }

    # clause: 27.007 7.11
    def _forward(self, call: Call) -> Outcome:
        """Nothing is forwarded; what a host registers is taken and forgotten."""
        call.arguments.expect(2, 8)
        call.arguments.number(0, 0, 5)
        mode = call.arguments.number(1, 0, 4)
        require_sim(self._sim)
        return answer(f"+CCFC: 0,{_ALL_CLASSES}") if mode == _QUERY else OK


# clause: V.250 6.3.5
def _no_carrier(call: Call) -> Outcome:
    """No call; the rest of the line is ignored, as after ATA and the dial string."""
    return Outcome(final=None, then=lambda: call.terminal.result(ResultCode.NO_CARRIER), ends_line=True)


# clause: V.250 6.3.1, 27.007 10.2.1.1
def _dial(call: Call) -> Outcome:
    return _no_carrier(call) if _PACKET_DATA.fullmatch(call.arguments.text(0, "").strip()) else ERROR


# clause: 27.007 10.1.12
def _enter_data(call: Call) -> Outcome:
    call.arguments.expect(1, 1 + len(CONTEXT_IDS))
    if call.arguments.text(0).upper() != "PPP":
        raise call.arguments.refused()
    for index in range(1, len(call.arguments)):
        call.arguments.number(index, CONTEXT_IDS[0], CONTEXT_IDS[-1])
    return _no_carrier(call)


def _hold(call: Call) -> Outcome:
    """There is no call on which it could act."""
    call.arguments.expect(1, 1)
    raise call.arguments.refused()


def _tone(call: Call) -> Outcome:
    """Tones are heard in a call only."""
    call.arguments.expect(1, 2)
    return ERROR
