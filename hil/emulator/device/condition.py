"""The condition on a module's lock: threads wait on it, and one front end listens to it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class NotifyingCondition(threading.Condition):
    """A condition that also calls a listener when it is notified.

    `listener` is called under the lock, from whatever thread notifies.  It must
    be quick, and must take no other lock that its own side holds while it calls
    the module.
    """

    listener: Callable[[], None] | None = None

    def notify_all(self) -> None:
        """Wake all waiters and call the listener."""
        super().notify_all()
        if self.listener is not None:
            self.listener()
