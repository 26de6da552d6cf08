"""Python's search for garbage, put off while records are read.

Millions of small values are made then, none of them is garbage, and the search would look
at all of them again and again: it took two thirds of the time of reading.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collection() -> Iterator[None]:
    """No search for garbage in the block; also as a decorator.  It goes on behind it if it was on before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
