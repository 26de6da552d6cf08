"""Why a run has no verdict of each case: what `--maxfail`, `--stepwise`, dead workers and unreadable files leave behind."""

from __future__ import annotations

import pytest

from hil.plugin.stash_keys import UNREADABLE
from hil.plugin.wording import in_one_line


def why_ended(session: pytest.Session, *, has_cases_left: bool) -> str:
    """The reason in one line; empty where the run is whole, or pytest has no reason."""
    unreadable = session.config.stash.get(UNREADABLE, 0)
    errors = f"{unreadable} error{'s' * (unreadable > 1)} during collection" if unreadable else ""
    if not has_cases_left:
        return errors
    workers = session.config.pluginmanager.get_plugin("dsession")  # it ends a run without an exception
    told = session.shouldfail or session.shouldstop or getattr(workers, "_summary_report", "")
    return in_one_line(str(told or errors))
