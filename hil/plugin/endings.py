"""Why pytest began no other case: what `--maxfail`, `--stepwise` and the dead workers of xdist leave behind."""

from __future__ import annotations

import pytest

from hil.plugin.wording import in_one_line


def why_ended(session: pytest.Session) -> str:
    """The reason in one line; empty where pytest has none."""
    workers = session.config.pluginmanager.get_plugin("dsession")  # it ends a run without an exception
    told = session.shouldfail or session.shouldstop or getattr(workers, "_summary_report", "")
    return in_one_line(str(told or ""))
