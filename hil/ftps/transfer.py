"""A transfer on a data connection, by the fault plan of its session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyftpdlib.exceptions import _RetryError
from pyftpdlib.handlers import DTPHandler

from hil.ftps.faults import Corrupt, Drip, EarlyCompletion, Ending, Fault, FaultProgress, Point, Stall
from hil.ftps.link import Closure, Link


class FaultyTransfer(DTPHandler):  # type: ignore[misc]  # pyftpdlib has no types
    """A transfer that applies each fault of the plan at its place in the stream of bytes."""

    socket: Link
    drain: Callable[[], None]
    _watch: Callable[[int], None]
    _is_shaking: bool

    is_held = False  # permanently: no data and no reply follow
    _is_paused = False
    _progress: FaultProgress | None = None
    _drip: Drip | None = None
    _mask = 0

    @property
    def is_resting(self) -> bool:
        """Whether the transfer stands still now."""
        return self.is_held or self._is_paused

    def send(self, data: bytes) -> int:
        """As in pyftpdlib, up to the next fault."""
        if self._is_shaking:  # before the stream begins
            return 0
        room = self._room(len(data))
        if not room:
            return 0
        sent: int = super().send(self._bent(data[:room]))
        self._moved(sent)
        return sent

    def recv(self, buffer_size: int) -> bytes:
        """As in pyftpdlib, up to the next fault."""
        room = self._room(buffer_size)
        if not room:
            raise _RetryError
        chunk: bytes = self._bent(super().recv(room))
        self._moved(len(chunk))
        return chunk

    def handle_close(self) -> None:
        """As in pyftpdlib; a fault directly after the last byte fires first."""
        if not (self._closed or self.is_held or self._is_shaking):
            self._meet()
            if self.is_held:
                return
        if self.is_held and not self._closed:
            self._resp: Any = ()
            self.close()
        else:
            super().handle_close()

    def hold(self) -> None:
        """Stop moving data."""
        self.is_held = True
        self._watch(0)

    def end(self, ending: Ending) -> None:
        """End it as the plan says; only `Ending.then` is sent about it."""
        if self._closed:
            return
        self.is_held = True
        self._resp = ()
        self.socket.closure = Closure.of(ending)
        self.close()
        if ending.then is not None:
            self.cmd_channel.dialogue.speak(ending.then)

    def _room(self, wanted: int) -> int:
        if self.is_resting:
            return 0
        progress = self._meet()
        if self.is_resting:
            return 0
        room = progress.room(self.get_transmitted_bytes())
        size = None if self._drip is None else self._drip.size
        return min(limit for limit in (wanted, room, size) if limit is not None)

    def _meet(self) -> FaultProgress:
        """Apply the fault at this place of the stream."""
        if self._progress is None:
            dialogue = self.cmd_channel.dialogue
            self._progress = dialogue.plan.progress(Point.DATA, verb=dialogue.verb)
        while not self.is_held and (fault := self._progress.due(self.get_transmitted_bytes())) is not None:
            self._apply_to_reply(fault)
        return self._progress

    def _apply_to_reply(self, fault: Fault) -> None:
        dialogue = self.cmd_channel.dialogue
        match fault.action:
            case Stall():
                self.hold()
            case Ending():
                self.hold()
                dialogue.end(fault.action, fault.side)
            case EarlyCompletion():
                dialogue.complete_early()
            case Corrupt(mask):
                self._mask = mask
            case Drip():
                self._drip = fault.action
            case _:
                dialogue.perform(fault)

    def _bent(self, piece: bytes) -> bytes:
        return bytes([piece[0] ^ self._mask]) + piece[1:] if self._mask and piece else piece

    def _moved(self, count: int) -> None:
        if not count:
            return
        self._mask = 0
        if self._drip is not None and not self._closed:
            self._is_paused = True
            self._watch(0)
            self.call_later(self._drip.every_s, self._resume)

    def _resume(self) -> None:
        self._is_paused = False
        self._watch(self._wanted_io_events)
        self.drain()
