"""The condition on a module's lock, on which threads wait; it also calls one front end."""

from __future__ import annotations

import threading
from collections.abc import Callable


class NotifyingCondition(threading.Condition):
    """A condition that also calls a listener when it is notified.

    `listener` is called under the lock, on the notifying thread.  It must return
    quickly, and must not take a lock that its own side holds during a call of
    the module.
    """

    listener: Callable[[], None] | None = None

    def notify_all(self) -> None:
        """Wake all waiters and call the listener."""
        super().notify_all()
        if self.listener is not None:
            self.listener()
