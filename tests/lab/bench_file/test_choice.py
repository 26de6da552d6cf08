"""A run takes one module of a bench file: by name, by tags, or the only one."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.lab.bench_file.choice import chosen
from tests.lab.bench_file.files import modules, read


@pytest.mark.parametrize(
    ("name", "tags", "expected"),
    [("m95-2", (), "m95-2"), ("", ("note",), "m95-1"), ("m95-1", ("rack-a", "note"), "m95-1")],
)
def test_a_module_is_chosen(name: str, tags: tuple[str, ...], expected: str, tmp_path: Path) -> None:
    assert chosen(read(tmp_path), name=name, tags=tags).name == expected


def test_the_only_module_needs_no_choice(tmp_path: Path) -> None:
    assert chosen(read(tmp_path, modules(""))).name == "m1"


@pytest.mark.parametrize(
    ("name", "tags", "said"),
    [
        ("", (), "has 2 modules, and a run takes one; choose it by --module: m95-1, m95-2"),
        ("", ("rack-a",), "has 2 modules with the tags rack-a, and a run takes one; choose it by --module"),
        ("m95-11", (), "has no module 'm95-11'; it has m95-1, m95-2; the nearest is 'm95-1'"),
        ("", ("rack-b",), "has the tags rack-b; known tags are note, rack-a"),
        ("m95-2", ("note",), "the module m95-2 of"),
    ],
)
def test_no_module_or_many_are_one_line(name: str, tags: tuple[str, ...], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as wrong:
        chosen(read(tmp_path), name=name, tags=tags)

    assert said in str(wrong.value)


def test_of_many_modules_an_error_names_some(tmp_path: Path) -> None:
    loaded = read(tmp_path, modules(*[""] * 20))

    with pytest.raises(UsageError, match=r"m1, m2, .*, m8 and 12 more; -n auto takes all of them"):
        chosen(loaded)
