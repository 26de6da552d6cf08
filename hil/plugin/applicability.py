"""Before a case: does the DUT claim what the case needs?"""

from __future__ import annotations

import pytest

from hil.plugin.stash_keys import PICS
from hil.verdict import NotApplicable


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """End a case whose needs the DUT does not claim, before its fixtures run."""
    reason = why_not_applicable(item)
    if reason:
        raise NotApplicable(reason)


def why_not_applicable(item: pytest.Item) -> str:
    """The need of a case that the DUT does not claim; empty if there is none."""
    pics = item.config.stash.get(PICS, None)
    if pics is None:
        return ""
    from hil.plugin.needs import marked_needs, needs  # noqa: PLC0415 - a run without claims reads no code

    # The code of all cases takes seconds to read, and a DUT that claims all of the note lacks nothing of it.
    found = needs(item) if pics.excluded() or pics.bench_lacks else marked_needs(item)
    return pics.unmet_need(found.features, found.least)
