"""Before a case: does the DUT claim what the case needs?"""

from __future__ import annotations

import pytest

from hil.campaign.features import of_axes, of_requirements
from hil.plugin.markers import marks, place, requirement_ids
from hil.plugin.stash_keys import PICS
from hil.verdict import NotApplicable


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """End a case whose needs the DUT does not claim, before its fixtures run."""
    pics = item.config.stash.get(PICS, None)
    if pics is None:
        return
    features, least = needs(item)
    reason = pics.unmet_need(features, least)
    if reason:
        raise NotApplicable(reason)


def needs(item: pytest.Item) -> tuple[tuple[str, ...], dict[str, int]]:
    """The features and the least numbers that a case needs of the DUT."""
    found = list(marks(item, "needs"))
    where = place(item)
    features = (
        *(name for mark in found for name in mark.args),
        *of_axes(where[1] if where else {}),
        *of_requirements(requirement_ids(item)),
    )
    least = {name: number for mark in reversed(found) for name, number in mark.kwargs.items()}
    return tuple(dict.fromkeys(features)), least
