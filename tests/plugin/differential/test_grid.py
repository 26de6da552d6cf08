"""Whatever ends a case, and whatever options the run has: pytest and our report tell the same, as without m95-hil."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest

from tests.plugin.differential.case_files import CONFTEST, ENDING, HEAD, ORDINARY
from tests.plugin.differential.comparison import disagreements, run
from tests.plugin.differential.settings import SETTINGS
from tests.plugin.guest import installed

ALL = "ordinary"
"""The files of `ORDINARY` together."""

FILES = {ALL: ORDINARY, **{name: {"it": text} for name, text in ENDING.items()}}

WHOLE = "HIL_WHOLE_GRID"
"""Set in the environment: each file with each setting, which takes about an hour."""

SEED = 13


def _cells() -> list[tuple[str, str]]:
    cells = list(itertools.product(FILES, SETTINGS))
    if os.environ.get(WHOLE):
        return cells
    chosen = random.Random(SEED)
    of_ordinary = chosen.sample([cell for cell in cells if cell[0] == ALL], 5)
    return [*of_ordinary, *chosen.sample([cell for cell in cells if cell[0] != ALL], 7)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed.install(tmp_path_factory.mktemp("site") / "site")


@pytest.mark.parametrize(("files", "setting"), _cells())
def test_pytest_and_the_report_agree(files: str, setting: str, site: Path, tmp_path: Path) -> None:
    chosen, alone, ours = SETTINGS[setting], tmp_path / "alone", tmp_path / "ours"
    for folder in (alone, ours):
        folder.mkdir()
        (folder / "conftest.py").write_text(CONFTEST, encoding="utf-8")
        for name, text in FILES[files].items():
            if name in chosen.without:
                continue
            (folder / f"test_{name}.py").write_text(HEAD + text, encoding="utf-8")

    without = run(alone, chosen, site=None)
    with_us = run(ours, chosen, site=site)

    assert list(disagreements(without, with_us, chosen)) == [], with_us.output[-6000:]
