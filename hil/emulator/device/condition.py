"""The condition on a module's lock that front ends can listen to as well as threads can wait on it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Changed(threading.Condition):
    """Notified when bytes for a DTE, data for the worker, room for more of them, or a timer came.

    `listener` is called under the lock, from whatever thread notifies; it must
    be quick and take no other lock that its own side holds while it calls the
    module.
    """

    listener: Callable[[], None] | None = None

    def notify_all(self) -> None:
        """Wake all waiters and tell the listener."""
        super().notify_all()
        if self.listener is not None:
            self.listener()
