"""How fast the bench is at this moment: a fixed piece of work as the lower tester does it, in Python and two threads.

A host that other programs load makes every session slower, most of all those of an
emulated module.  Measured beside each session, the yardstick tells that from a module
that becomes slower.
"""

from __future__ import annotations

import hashlib
import threading
import time
from queue import SimpleQueue

_TURNS = 40
_LOOPS = 12_000
_BLOCK = bytes(65_536)


def yardstick_s() -> float:
    """The seconds of the work now; 2 to 3 ms on an idle host."""
    there: SimpleQueue[int | None] = SimpleQueue()
    back: SimpleQueue[int] = SimpleQueue()

    def answer() -> None:
        while (number := there.get()) is not None:
            back.put(number)

    began = time.monotonic()
    thread = threading.Thread(target=answer, name="yardstick", daemon=True)
    thread.start()
    for number in range(_TURNS):
        there.put(number)
        back.get()
    there.put(None)
    thread.join()
    sum(range(_LOOPS))
    for number in range(_LOOPS // 4):
        str(number)
    hashlib.sha256(_BLOCK).digest()
    return time.monotonic() - began
