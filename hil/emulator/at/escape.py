"""The escape sequence `+++` in data mode, recognised only between two silences (series' manual, AT commands p. 80)."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.device.clock import ModuleClock, Timer, Timers
from hil.spec.commands import ESCAPE_GUARD_S

_PLUS = ord("+")


# clause: note 2.4, note 4.2.2
# requirements: SECWRITE-05, SECWRITE-21, EX422-05
class EscapeWatch:
    """Passes data on and holds back bytes that may be `+++` with guard times.

    `passed` receives held bytes that were data; `escaped` is called after `+++` with guard times.
    """

    def __init__(
        self,
        clock: ModuleClock,
        timers: Timers,
        *,
        passed: Callable[[bytes], None],
        escaped: Callable[[], None],
        guard_s: float = ESCAPE_GUARD_S,
    ) -> None:
        self._clock, self._timers = clock, timers
        self._passed, self._escaped, self._guard_s = passed, escaped, guard_s
        self._last = clock.now()
        self._held = 0
        self._timer: Timer | None = None

    def feed(self, data: bytes) -> bytes:
        """Take bytes from the DTE; returns those that are certainly data, including held ones."""
        now = self._clock.now()
        silent = now - self._last >= self._guard_s
        self._last = now
        self._disarm()
        if data.count(_PLUS) == len(data) and self._held + len(data) <= 3 and silent == (self._held == 0):
            self._held += len(data)
            self._timer = self._timers.after(self._guard_s, self._settle)
            return b""
        return self.release() + data

    @property
    def held(self) -> int:
        """The number of bytes held back."""
        return self._held

    def release(self) -> bytes:
        """The bytes held back, which are data after all."""
        self._disarm()
        held, self._held = self._held, 0
        return b"+" * held

    def close(self) -> None:
        """Stop; the bytes held back are dropped, as data mode ends."""
        self._disarm()
        self._held = 0

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _settle(self) -> None:
        held, self._held, self._timer = self._held, 0, None
        if held == 3:
            self._escaped()
        else:
            self._passed(b"+" * held)
