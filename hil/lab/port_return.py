"""The way back after a port loss: wait until the port opens again, attach, and see that it is the same DUT.

A port that returns may lead to another module: adapters are numbered as they appear, and a
gateway can be wired anew.  Then the run cannot go on, because its report is about one DUT.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from hil.bench import require_m95
from hil.deadline import Deadline
from hil.errors import HilError, InfrastructureError, MissingPrecondition, UsageError
from hil.evidence.redaction import masked_imei
from hil.modem.modem import ATTACH_S, Modem

_T = TypeVar("_T")

POLL_S = 0.25
"""Between two tries to open the port."""

START_AGAIN = "connect the DUT of this run there, and start the run again"
"""The next step when another module answers to a run on one module."""

LEAST_ATTACH_S = 5.0
"""A DUT behind a port that has just opened is asked at least so long: it may be starting."""


def await_return(
    modem: Modem, *, wait_s: float, tell: Callable[[str], None], step: str = START_AGAIN
) -> None:
    """Open the lost port of a DUT again, at the latest after `wait_s` seconds, and attach the same DUT; 0 is one try.

    `tell` gets a line for the user when a wait begins, and `step` is what to do when another
    module answers.  Raises `InfrastructureError`,
    one line with the next step, when the port or the DUT does not return, or another one does.
    """
    channel, deadline = modem.channel, Deadline.after(wait_s)
    loss, pause, told = channel.lost, threading.Event(), False
    while (trouble := _try(modem, deadline, step)) is not None:
        if deadline.expired:
            raise InfrastructureError(_gone(loss, wait_s, trouble)) from trouble
        if not told:
            tell(f"{loss}; waiting up to {wait_s:g} s for it to return (--port-wait)")
            told = True
        pause.wait(min(POLL_S, deadline.remaining))


def over_losses(modem: Modem, act: Callable[[], _T], await_port: Callable[[Modem], None] | None) -> _T:
    """Do it, and once more if the port is lost in it and returns; without `await_port` a loss is final."""
    try:
        found = act()
    except HilError:
        if await_port is None or not modem.channel.lost:
            raise
    else:
        if await_port is None or not modem.channel.lost:
            return found
    await_port(modem)
    return act()


def _try(modem: Modem, deadline: Deadline, step: str) -> HilError | None:
    """Why the DUT cannot be attached now; None if it is.  Raises `_CannotGoOn`."""
    modem.forget()
    try:
        modem.channel.reopen()
        modem.attach(Deadline.after(max(LEAST_ATTACH_S, min(ATTACH_S, deadline.remaining))))
        require_same(
            modem, "the port loss", step=step
        )  # before the PIN: another module would count it as a wrong one
        _open_sim(modem)  # it may have started anew
    except _CannotGoOn:
        raise
    except HilError as trouble:
        return trouble
    return None


class _CannotGoOn(InfrastructureError):
    """No further try would end otherwise."""


def require_same(modem: Modem, event: str, *, step: str = START_AGAIN) -> None:
    """Raise `InfrastructureError` unless the DUT is still, after that event, the one that the run began with.

    `step` is what to do then; a run of several modules goes on.
    """
    url, known = modem.channel.url, modem.known
    found = modem.identity()
    try:
        require_m95(url, found.model)
    except UsageError as other:
        raise _CannotGoOn(f"another module answers after {event}: {other}; {step}") from other
    if known is not None and found.imei != known.imei:
        raise _CannotGoOn(
            f"another module answers at {url} after {event}: expected IMEI {masked_imei(known.imei)}, "
            f"came {masked_imei(found.imei)}; {step}"
        )


def _open_sim(modem: Modem) -> None:
    try:
        modem.sim_lock.open()
    except MissingPrecondition as refused:  # a PIN is tried once
        raise _CannotGoOn(str(refused)) from refused


def _gone(loss: str, wait_s: float, trouble: HilError) -> str:
    span = f"it did not return within {wait_s:g} s" if wait_s else "the run does not wait (--port-wait 0)"
    return f"{loss}; {span}: {trouble}"
