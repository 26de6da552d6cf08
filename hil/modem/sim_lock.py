"""The PIN of the SIM: entered while the SIM asks for it, and never a second time after a refusal.

A SIM that gets three wrong PINs is blocked (TS 11.11).  So a PIN that was refused is
not tried again in a run, and none is tried while fewer than all attempts are left.
"""

from __future__ import annotations

from hil.at.command import write
from hil.deadline import Deadline
from hil.errors import MissingPrecondition, UnexpectedResult
from hil.modem.channel import Channel
from hil.modem.conversation import Send

ASKS, READY = "SIM PIN", "READY"

FULL_TRIES = 3  # TS 11.11 11.3.1: a PIN is blocked after three wrong ones

SIM_READY_S = 15.0
"""Module seconds from power-on until a SIM has been read; document [1] has `Call Ready` after some seconds."""

_POLL_S = 1.0


class SimLock:
    """The PIN of one SIM; without one, nothing is asked."""

    def __init__(self, send: Send, channel: Channel) -> None:
        self._send = send
        self._channel = channel
        self._pin = ""
        self._was_refused = False

    def use(self, pin: str) -> None:
        """Take that PIN for now and for each later start; an empty one is none."""
        self._pin = pin
        self._channel.transcript.hide(pin)

    def open(self) -> None:
        """Enter the PIN if the SIM asks for it; raises `MissingPrecondition` where that must not be tried, or fails."""
        if not self._pin or self._settled() != ASKS:
            return
        left = self._tries_left()
        if self._was_refused or left < FULL_TRIES:
            raise MissingPrecondition(
                f"the SIM at {self._channel.url} asks for its PIN, and "
                + (
                    "it refused the one of the bench file"
                    if self._was_refused
                    else f"only {left} tries are left"
                )
                + '; check that PIN, and enter the right one by hand: AT+CPIN="<pin>" (27.007 8.3)'
            )
        answer = self._send(write("CPIN", self._pin))
        self._was_refused = not answer.ok
        if self._was_refused:
            raise MissingPrecondition(
                f"the SIM at {self._channel.url} refused the PIN of the bench file: {answer.outcome}; "
                "it is not tried again, since three wrong ones block the SIM; correct module.sim.pin"
            )

    def _settled(self) -> str:
        """The state of the SIM, once it has been read."""
        rate = self._channel.clock_rate
        deadline = Deadline.after(SIM_READY_S / rate)
        while True:
            state = self._state()
            if state in {ASKS, READY} or deadline.expired:
                return state
            self._channel.wait_urc(lambda text: text.startswith("+CPIN"), Deadline.after(_POLL_S / rate))

    def _state(self) -> str:
        try:
            return self._send("AT+CPIN?").values("CPIN").strip().strip('"').upper()
        except UnexpectedResult:
            return ""

    def _tries_left(self) -> int:
        """The tries that AT+QTRPIN tells (document [1]); all of them where the DUT tells none."""
        try:
            words = self._send("AT+QTRPIN").fields("QTRPIN")
        except UnexpectedResult:
            return FULL_TRIES
        return int(words[0]) if words and words[0].isdigit() else FULL_TRIES
