"""The port of a module opened; one that its supply has taken away comes back with it.

A run that was killed in a power cycle leaves the module without supply, and a port of
USB, or a device behind a gateway, is gone with it.  So where a port is absent and the
bench has a switch, the supply is cut and restored, and the port is awaited.
"""

from __future__ import annotations

import threading

from hil.bench import Bench, PowerPlan
from hil.deadline import Deadline
from hil.errors import InfrastructureError, LineError, PortError
from hil.lab.control.holding import release
from hil.lab.pool.places import port_of
from hil.lab.port_holders import holders
from hil.modem.channel import Channel
from hil.modem.line_state import LineState
from hil.modem.power_loss import POLL_S, RETURN_S
from hil.transcript import Kind, Transcript


class _NoLines:
    """The control lines of a port that is absent; a `ControlLines`."""

    def set_line(self, name: str, *, is_on: bool) -> None:  # noqa: ARG002 - the interface has them
        """Refuse: there is no line."""
        raise InfrastructureError("the port is absent, and so are its control lines")


def opened(bench: Bench, transcript: Transcript) -> Channel:
    """The channel of the module; raises `UsageError` for an impossible URL, `PortError` for a port that cannot be used.

    Raises `LineError` where another program has the port open: it takes answers away, and its commands are not ours.
    """
    if others := holders(bench.dut_url):
        raise LineError(
            f"{bench.dut_url} is in use by {', '.join(others)}; end that program",
            state=LineState.OTHER_PROGRAM,
        )
    try:
        return _open(bench, transcript)
    except PortError as absence:
        power = bench.module.power
        if power is None or not absence.is_absent:
            raise
        transcript.note(f"the port is absent before the run: {absence}")
        if not _switched_anew(power, transcript, off_s=power.off_s / bench.clock_rate):
            raise
    return _awaited(bench, transcript)


def _open(bench: Bench, transcript: Transcript) -> Channel:
    return Channel.open(
        port_of(bench.dut_url),
        transcript=transcript,
        baudrate=bench.module.baudrate,
        rts_cts=bench.module.has_rts_cts,
        clock_rate=bench.clock_rate,
    )


def _switched_anew(power: PowerPlan, transcript: Transcript, *, off_s: float) -> bool:
    """Cut and restore the supply; whether its switch works without the port."""
    supply = None
    try:
        supply = power.make(_NoLines())
        transcript.note("supply cut", kind=Kind.SUPPLY_CUT)
        try:
            supply.cut()
        except InfrastructureError as trouble:  # a switch may refuse to switch off what is off
            transcript.note(str(trouble))
        threading.Event().wait(off_s)
        supply.restore()
        transcript.note("supply restored", kind=Kind.SUPPLY_RESTORED)
    except InfrastructureError as trouble:
        transcript.note(f"the supply cannot be switched: {trouble}")
        return False
    finally:
        release(supply)
    return True


def _awaited(bench: Bench, transcript: Transcript) -> Channel:
    """The channel, as soon as the port is back; raises its `PortError` when it does not return."""
    deadline = Deadline.after(RETURN_S)
    while True:
        try:
            return _open(bench, transcript)
        except PortError as absence:
            if deadline.expired or not absence.is_absent:
                raise
        threading.Event().wait(POLL_S)
