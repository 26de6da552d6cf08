"""A run of cases whose transcripts tell everything that each case uses: a pytest plugin.

The driver sets only what differs from what it set before, so the transcript of a
case would not show what an earlier one had set.  Here it forgets before each case.
"""

from __future__ import annotations

import json
import os
import random
import weakref
from pathlib import Path

import pytest

from hil.modem.modem import Modem
from hil.plugin.markers import requirement_ids
from hil.plugin.needs import needs

DECLARED = "HIL_DECLARED_NEEDS"
"""The environment variable with the path of the file to write: what each case declares."""

SAMPLE = "HIL_REHEARSED"
"""The environment variable with the number of cases to run; without it all."""

_MODEMS: weakref.WeakSet[Modem] = weakref.WeakSet()
_make = Modem.__init__


def _remembering_init(self: Modem, *args: object, **kwargs: object) -> None:
    _make(self, *args, **kwargs)  # type: ignore[arg-type]
    _MODEMS.add(self)


Modem.__init__ = _remembering_init  # type: ignore[method-assign]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Let every driver forget what it has set and stored."""
    for modem in tuple(_MODEMS):
        modem.forget()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a sample; the seed makes it the same in every run."""
    size = int(os.environ.get(SAMPLE) or len(items))
    if size < len(items):
        chosen = set(random.Random(f"{len(items)} cases").sample(range(len(items)), size))
        items[:] = [item for place, item in enumerate(items) if place in chosen]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the needs of each case."""
    declared = {
        item.nodeid: (list(needs(item).features), needs(item).least)
        for item in session.items
        if requirement_ids(item)
    }
    Path(os.environ[DECLARED]).write_text(json.dumps(declared), encoding="utf-8")
