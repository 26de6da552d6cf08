"""Shorter waits for a DUT that is to answer nothing: they would pass in full, and prove no more."""

from __future__ import annotations

SHORT_WAITS = """
from hil.lab import rungs
from hil.modem import response_timeouts

response_timeouts.WALL_S = 2.0
# The rungs before the one that helps; a DUT without supply hears none of them.
rungs.PROBE_S, rungs.CFUN_S, rungs.CFUN_LEAST_S, rungs.ATTACH_S = 0.3, 0.3, 0.3, 0.3
"""
"""The source of a `conftest.py`."""
