"""A cut of the supply in any state of the DUT, also where its port goes with the supply.

A module behind a USB adapter loses its port with the hub that feeds both, and a gateway may
hang up.  That loss is asked for, so it is no trouble of the bench unless the port stays away.
"""

from __future__ import annotations

import threading

from hil.bench import Supply
from hil.deadline import Deadline
from hil.errors import ChannelLost, PortError
from hil.modem.channel import Channel
from hil.transcript import Kind

RETURN_S = 30.0
"""So long a port that went with the supply is awaited: a hub and its driver need some seconds."""

POLL_S = 0.25
"""Between two tries to open it; a port that appears sends no event that is the same for all kinds of ports."""


def cut_and_restore(channel: Channel, supply: Supply, *, off_s: float) -> None:
    """Cut the supply for that many seconds of module time; the port is open afterwards.

    Raises `InfrastructureError` of a switch that fails or of a port that does not return.
    """
    was_open = not channel.lost
    channel.transcript.note("supply cut", kind=Kind.SUPPLY_CUT)
    supply.cut()
    over = Deadline.after(off_s / channel.clock_rate)
    try:
        channel.pass_time(off_s)
    except ChannelLost as loss:
        _note(channel, loss)
        threading.Event().wait(over.remaining)
    supply.restore()
    channel.transcript.note("supply restored", kind=Kind.SUPPLY_RESTORED)
    if was_open and channel.lost:
        _reopen(channel)


def open_after(channel: Channel, loss: ChannelLost) -> None:
    """Open the port whose loss shows only after the supply was restored: a switch may act late, a gateway tell it late.

    Raises the `PortError` of the last try.
    """
    _note(channel, loss)
    _reopen(channel)


def _note(channel: Channel, loss: ChannelLost) -> None:
    channel.transcript.note(f"the port went with the supply: {loss}")


def _reopen(channel: Channel) -> None:
    """Open the port that went with the supply; raises the `PortError` of the last try."""
    deadline, pause = Deadline.after(RETURN_S), threading.Event()
    while True:
        try:
            channel.reopen()
        except PortError:
            if deadline.expired:
                raise
            pause.wait(min(POLL_S, deadline.remaining))
        else:
            return
