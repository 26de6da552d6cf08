"""The replies of a control connection, changed by the fault plan of its session.

A `Dialogue` stands between pyftpdlib's handler and the socket: commands come
through `receive`, replies go through `say`.  Waits are timers of the event
loop that end with the handler; nothing here blocks.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Protocol

from hil.ftps.dialect import Dialect
from hil.ftps.faults import (
    TRANSFERS,
    Delay,
    Ending,
    Fault,
    FaultPlan,
    FaultProgress,
    Inject,
    Point,
    RefuseData,
    Reply,
    Side,
    Silence,
    Split,
    Stall,
    WrongAddress,
)
from hil.ftps.names import reply_octets, text_of

_CODE = re.compile(r"(\d)\d\d[ -]")
_ADDRESS = re.compile(r"\((\d+,\d+,\d+,\d+),(\d+,\d+)\)")
_PORT = re.compile(r"\(\|\|\|\d+\|\)")
_ACTIVE = frozenset({"PORT", "EPRT"})
_AROUND_THE_REPLY = (WrongAddress, RefuseData, Inject)


class DialogueHandler(Protocol):
    """What a dialogue needs of its handler."""

    authenticated: bool

    def emit(self, text: str) -> None:
        """Record and send (part of) a reply."""

    def emit_octets(self, octets: bytes) -> None:
        """Record and send bytes that need not be a valid reply."""

    def emit_pieces(self, pieces: tuple[bytes, ...]) -> None:
        """Record a reply, and send it in these writes."""

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Call it from the event loop, unless the handler has been closed by then."""

    def end(self, ending: Ending, side: Side) -> None:
        """End connections; pending replies are sent before."""

    def refuse_data(self) -> None:
        """Stop listening for the data connection."""

    def drop_data(self) -> None:
        """Close a data connection that has no transfer."""


class Dialogue:
    """One control connection's commands and replies."""

    def __init__(self, channel: DialogueHandler, plan: FaultPlan, *, dialect: Dialect | None = None) -> None:
        self.plan = plan
        self.verb: str | None = None
        self.is_stalled = False
        self._channel = channel
        self._dialect = dialect
        self._progress: FaultProgress = plan.progress(Point.CONTROL)
        self._said = 0
        self._waiting: deque[Callable[[], None]] | None = None
        self._transfers = False
        self._completed_early = False
        self._commands = 0
        self._head = ""

    # Commands

    def receive(self, verb: str, carry_out: Callable[[], None]) -> None:
        """Carry out a command, or the fault that the plan has in its place."""
        self._commands += 1
        if self._waiting is not None:
            self._waiting.append(partial(self._receive, verb, carry_out))
        else:
            self._receive(verb, carry_out)

    def _receive(self, verb: str, carry_out: Callable[[], None]) -> None:
        if self.is_stalled:
            return
        self.verb, self._transfers = verb, False
        points = (Point.REPLY, Point.PRELIMINARY) if verb in TRANSFERS else (Point.REPLY,)
        fault = self.plan.planned(*points, verb=verb)
        action = None if fault is None else fault.action
        if fault is None or (isinstance(action, _AROUND_THE_REPLY) and verb not in _ACTIVE):
            carry_out()
            return
        self.plan.fire(fault)
        match action:
            case Delay(seconds):
                self._wait(seconds, carry_out)
            case Split(head, seconds):
                self._channel.emit_octets(head)
                self._head = head.decode("ascii")
                self._wait(seconds, carry_out)
            case RefuseData():
                self._say("200 The data connection will be made.\r\n")
            case _:
                self.perform(fault)
                if verb in TRANSFERS and not self.is_stalled:
                    self._channel.drop_data()

    # Replies

    def say(self, text: str) -> None:
        """Send a reply or a part of one, or the fault that the plan has in its place."""
        if self._waiting is not None:
            self._waiting.append(partial(self._say, text))
        else:
            self._say(text)

    def _say(self, text: str) -> None:
        if self.is_stalled:
            return
        code = _CODE.match(text)
        if code is None:  # a further line
            self._out(text)
            return
        is_completion = self._transfers and code[1] != "1"
        if is_completion:
            self._transfers = False
            if self._completed_early:
                self._completed_early = False
                return
        fault = self._planned(is_completion=is_completion)
        if fault is not None:
            self.plan.fire(fault)
            self._apply_to_reply(fault, text)
        else:
            self._transfers = self._transfers or (code[1] == "1" and self.verb in TRANSFERS)
            self._out(text)

    def _planned(self, *, is_completion: bool) -> Fault | None:
        if self.verb is None:
            return self.plan.planned(Point.GREETING)
        if is_completion:
            return self.plan.planned(Point.COMPLETION, verb=self.verb)
        fault = self.plan.planned(Point.REPLY, verb=self.verb)
        return fault if fault is not None and isinstance(fault.action, _AROUND_THE_REPLY) else None

    def _apply_to_reply(self, fault: Fault, text: str) -> None:
        match fault.action:
            case Delay(seconds):
                self._wait(seconds, partial(self._out, text))
            case WrongAddress(host, port):
                self._out(readdressed(text, host, port))
            case RefuseData():
                self._wait(0.0, partial(self._refuse_and_say, text))
            case Inject(before, after):
                self._channel.emit_octets(before + reply_octets(text) + after)
            case _:
                self.perform(fault)

    def _refuse_and_say(self, text: str) -> None:
        self._channel.refuse_data()
        self._out(text)

    def complete_early(self) -> None:
        """Send 226 now, before the data are complete."""
        self._out("226 Transfer complete.\r\n")
        self._completed_early = True

    # Actions

    def perform(self, fault: Fault) -> None:
        """Carry out the fault of a point that has no reply of its own."""
        match fault.action:
            case Reply():
                self._reply(fault.action)
            case Stall():
                self.is_stalled = True
            case Ending():
                self.end(fault.action, fault.side)
            case Silence():
                pass

    def speak(self, reply: Reply) -> None:
        """Send a reply of the plan."""
        self._reply(reply)

    def end(self, ending: Ending, side: Side) -> None:
        """Send nothing more; the event loop ends the connections after pyftpdlib has finished this event."""
        self.is_stalled = self.is_stalled or side is not Side.DATA
        self._channel.later(0.0, partial(self._channel.end, ending, side))

    def _reply(self, reply: Reply) -> None:
        if reply.delay_s:
            self._wait(reply.delay_s, partial(self._reply_now, reply))
        else:
            self._reply_now(reply)

    def _reply_now(self, reply: Reply) -> None:
        for _ in range(reply.copies):
            if reply.raw is None:
                self._out(text_of(reply.octets))
            else:
                self._channel.emit_octets(reply.octets)
        if reply.then is not None:
            self.end(reply.then, reply.then.side or Side.CONTROL)

    def _out(self, text: str) -> None:
        """Send the text up to the next fault of the plan, without the part that has gone out before."""
        text, self._head = text.removeprefix(self._head), ""
        octets = reply_octets(text)
        room = self._progress.room(self._said)
        if room is None or room > len(octets):
            self._said += len(octets)
            self._emit(text)
            self._watch_for_rest()
            return
        if room:
            self._channel.emit_octets(octets[:room])
        self._said += room
        fault = self._progress.due(self._said)
        if fault is not None:
            self.perform(fault)

    def _emit(self, text: str) -> None:
        if self._dialect is None:
            self._channel.emit(text)
        else:
            self._channel.emit_pieces(self._dialect.pieces(self.verb or "", text))

    # Time

    def _wait(self, seconds: float, act: Callable[[], None]) -> None:
        """Act later; replies and commands that arrive until then are queued."""
        if self._waiting is None:
            self._waiting = deque()
        self._channel.later(seconds, partial(self._go_on, act))

    def _go_on(self, act: Callable[[], None]) -> None:
        waiting, self._waiting = self._waiting or deque(), None
        act()
        while waiting:
            if self._waiting is not None:  # one of them waits again, so the others are queued again
                self._waiting.extend(waiting)
                return
            waiting.popleft()()

    def _watch_for_rest(self) -> None:
        fault = self.plan.planned(Point.IDLE, verb=self.verb)
        if fault is None or self._transfers or self.is_stalled:
            return
        self._channel.later(fault.quiet_s, partial(self._rest, fault, self._commands))

    def _rest(self, fault: Fault, commands: int) -> None:
        is_quiet = commands == self._commands and not self._transfers
        if fault.verb is None and not self._channel.authenticated:
            return
        if is_quiet and self.plan.planned(Point.IDLE, verb=self.verb) is fault:
            self.plan.fire(fault)
            self.perform(fault)


def readdressed(text: str, host: str | None, port: int | None) -> str:
    """A 227 or 229 reply with another address (RFC 959, 4.1.2; RFC 2428, 3)."""

    def passive(found: re.Match[str]) -> str:
        name = found[1] if host is None else host.replace(".", ",")
        return f"({name},{found[2] if port is None else f'{port // 256},{port % 256}'})"

    if port is not None:
        text = _PORT.sub(f"(|||{port}|)", text)
    return _ADDRESS.sub(passive, text)
