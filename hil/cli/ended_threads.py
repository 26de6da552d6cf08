"""A thread that ends because the system gives this process nothing more: it is told in one line, and the command ends.

Whoever waits for the work of that thread would wait for ever.  Other errors of threads keep
Python's words: a thread that reads a lost port, for example, ends by one.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from hil.cli.trouble import has_too_little, trouble_of
from hil.results.conclusion import Exit


class EndedThreads:
    """Takes the place of Python's hook for errors of threads."""

    def __init__(self) -> None:
        self.code = 0
        """The exit code that such an error asks for; 0 as long as there is none."""
        self._usual = threading.excepthook
        threading.excepthook = self._ended

    def _ended(self, error: threading.ExceptHookArgs) -> None:
        if error.exc_value is None or not has_too_little(error.exc_value):
            self._usual(error)
        elif not self.code:
            self.code = int(Exit.INFRASTRUCTURE)
            print("hil:", trouble_of(error.exc_value).words, file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGTERM)  # as a user ends it: what is recorded stays
