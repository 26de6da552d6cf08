"""A fixed computation, so that the duration of a run can be compared between machines and loads."""

from __future__ import annotations

import hashlib
import time

ROUNDS = 1 << 20


def yardstick_s() -> float:
    """Seconds for 2^20 rounds of PBKDF2 with SHA-256 in this process."""
    began = time.perf_counter()
    hashlib.pbkdf2_hmac("sha256", b"yardstick", b"salt", ROUNDS)
    return time.perf_counter() - began
