"""docs/report.md: its example is a file that `--lab` takes, and its table has the items of the report."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from hil.lab.bench_file.lab import Lab, load
from hil.report.view.items import ITEMS, Item

PAGE = (Path(__file__).parent.parent.parent / "docs/report.md").read_text(encoding="utf-8")


def test_the_example_tells_each_key_of_the_laboratory(tmp_path: Path) -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    path = tmp_path / "lab.toml"
    path.write_text(example, encoding="utf-8")

    told = load(path)

    assert [*(key for key, _ in told), "selftest", "imei"] == [each.name for each in fields(Lab)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.letter)
def test_each_item_has_a_row_with_the_keys_that_it_needs(item: Item) -> None:
    (row,) = re.findall(rf"^\| {item.letter} \| .*$", PAGE, re.MULTILINE)

    assert all(f"`{key}`" in row for key, _ in item.keys)
