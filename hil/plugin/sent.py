"""What a worker of xdist sends to the controller, which collects nothing, when its session ends."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from hil.plugin.activation import is_worker
from hil.plugin.stash_keys import PREFLIGHT, REDUCTIONS, SELECTION

SENT_REDUCTIONS = "hil_reductions"
"""The key under which a worker of xdist sends its reductions."""

SENT_SELECTION = "hil_selection"
"""The key under which a worker of xdist sends the cases of all shards."""

SENT_PREFLIGHT = "hil_preflight"
"""The key under which a worker of xdist sends what its preflight found."""


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker of xdist: send what concerns the whole run."""
    if not is_worker(session.config):
        return
    stash, output = session.config.stash, vars(session.config)["workeroutput"]
    for key, values in (
        (SENT_REDUCTIONS, stash.get(REDUCTIONS, ())),
        (SENT_PREFLIGHT, stash.get(PREFLIGHT, ())),
    ):
        if values:
            output[key] = json.dumps([asdict(value) for value in values])
    if SELECTION in stash:
        output[SENT_SELECTION] = json.dumps(stash[SELECTION])
