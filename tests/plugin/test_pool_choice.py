"""Which modules of a bench file judge one run together: how many, and only those on which a case comes to one verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.lab.bench_file.reading import load
from hil.plugin.pool_choice import AUTO, require_same, wanted

TWO = """
[[module]]
name = "one"
port = "socket://127.0.0.1:4001"
tags = ["a"]
{}

[[module]]
name = "two"
port = "{}"
tags = ["a", "b"]
{}
"""

PORT = "socket://127.0.0.1:4002"


def bench(folder: Path, *, port: str = PORT, first: str = "", second: str = "") -> Path:
    (folder / "one.toml").write_text('[ftp]\ndata_connections = ["passive"]\n')
    (folder / "same.toml").write_text('[ftp]\ndata_connections = ["passive"]\n')
    (folder / "two.toml").write_text("")
    path = folder / "rack.toml"
    path.write_text(TWO.format(first, port, second))
    return path


@pytest.mark.parametrize(
    ("names", "tags", "workers", "found"),
    [
        ((), (), None, ()),
        ((), (), AUTO, ("one", "two")),
        ((), (), 1, ("one", "two")),
        (("one", "two"), (), None, ("one", "two")),
        (("two",), (), AUTO, ()),
        ((), ("b",), AUTO, ()),
        ((), ("a",), 2, ("one", "two")),
    ],
)
def test_the_modules_of_a_run(
    names: tuple[str, ...],
    tags: tuple[str, ...],
    workers: int | str | None,
    found: tuple[str, ...],
    tmp_path: Path,
) -> None:
    loaded = load(bench(tmp_path))

    assert tuple(each.name for each in wanted(loaded, names=names, tags=tags, workers=workers)) == found


def test_more_workers_than_modules_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"-n 2 needs 2 modules, and .* has 1 that fits: two; "):
        wanted(load(bench(tmp_path)), names=(), tags=("b",), workers=2)


@pytest.mark.parametrize(
    ("first", "second", "port", "key"),
    [
        ('pics = "one.toml"', 'pics = "two.toml"', PORT, "pics"),
        ('deviations = "one.toml"', "", PORT, "deviations"),
        ("", '[module.power]\ndriver = "command"\noff = "false"\non = "true"', PORT, "power"),
        (
            '[module.power]\ndriver = "command"\noff = "false"\non = "true"',
            "",
            "emulator://m95",
            "network_tester",
        ),
    ],
)
def test_modules_that_would_judge_differently_are_refused_with_both_lines(
    first: str, second: str, port: str, key: str, tmp_path: Path
) -> None:
    loaded = load(bench(tmp_path, port=port, first=first, second=second))

    with pytest.raises(UsageError) as refused:
        require_same(loaded, loaded.modules)

    assert f"expected the same {key} for all modules of a run; got module[0].{key} = " in str(refused.value)
    assert str(refused.value).count("rack.toml:") == 2
    assert "\n" not in str(refused.value)


def test_files_of_one_content_and_options_above_the_file_are_no_difference(tmp_path: Path) -> None:
    same = load(bench(tmp_path, first='pics = "one.toml"', second='pics = "same.toml"'))
    require_same(same, same.modules)

    other = load(bench(tmp_path, first='pics = "one.toml"', second='pics = "two.toml"'))
    require_same(other, other.modules, given=frozenset({"pics"}))
