"""A pytest plugin that draws by `--shuffle SEED` in which order the cases run, and which if not all (`--share`).

Both are the same in every worker.
"""

from __future__ import annotations

from random import Random

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the seed."""
    parser.addoption("--shuffle", metavar="SEED", default="", help="draws the order of the cases")
    parser.addoption(
        "--share", type=float, default=1.0, help="run that share of them, the first of the order"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Draw the order."""
    seed = config.getoption("shuffle")
    if seed:
        Random(str(seed)).shuffle(items)
        del items[round(len(items) * config.getoption("share")) :]
