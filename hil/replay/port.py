"""A recorded module at a front end: answers go out in their order, when they are due."""

from __future__ import annotations

import time
from collections import deque

from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.loop import Loop
from hil.replay.player import Player

BLOCK = 65536


class ReplayPort:
    """Serves one front end until `stop`; `speed` divides the recorded times, 0 makes them nothing.

    A host that sends again before an answer was due gets that one first: so it was in the record.
    `is_once` ends it when the first host goes away.
    """

    def __init__(self, player: Player, front_end: FrontEnd, *, speed: float, is_once: bool = False) -> None:
        self._player = player
        self._front_end = front_end
        self._speed = speed
        self._is_once = is_once
        self._was_present = False
        self._loop = Loop()
        self._due: deque[tuple[float, bytes]] = deque()
        self._out = b""
        front_end.attach(self._loop, self.serve, self._purge)

    def run(self) -> None:
        """Serve until `stop`."""
        self._loop.call(self.serve)
        self._loop.run()

    def stop(self) -> None:
        """End `run`; from any thread, or from a signal handler."""
        self._loop.stop()

    def close(self) -> None:
        """Close the front end."""
        self._front_end.close()
        self._loop.close()

    def serve(self) -> None:
        """Take what the host sent, and send what is due."""
        while data := self._front_end.read(BLOCK):
            for _, late in self._due:
                self._out += late
            self._due.clear()
            self._plan(data)
        now = time.monotonic()
        while self._due and self._due[0][0] <= now:
            self._out += self._due.popleft()[1]
        if self._out and self._front_end.present:
            self._out = self._out[self._front_end.write(self._out) :]
        self._loop.at(self, self._due[0][0] if self._due else None, self.serve)
        self._front_end.want(read=True, write=bool(self._out), idle=not (self._out or self._due))
        self._look()

    def _plan(self, data: bytes) -> None:
        moment = time.monotonic()
        for answer in self._player.receive(data):
            moment += answer.after_s / self._speed if self._speed else 0.0
            self._due.append((moment, answer.data))

    def _look(self) -> None:
        is_present = self._front_end.present
        if self._was_present and not is_present:
            self._purge()
            if self._is_once:
                self.stop()
        self._was_present = is_present

    def _purge(self) -> None:
        self._out = b""
        self._due.clear()
