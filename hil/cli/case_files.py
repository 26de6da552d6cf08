"""The files of the suites that can hold a case of some requirements, so that a run of a few cases reads no others.

A marker names an id as it stands in its file, or takes it from a table in a module of the suites that
the file imports.  So a file whose text and whose imports do not have the id holds no case of it.
`tests/cli/test_case_files.py` proves that of each case of the suites.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

_IMPORT = re.compile(r"^from (\.+)([\w.]*) import \(?([^()\n]*)", re.MULTILINE)
_MADE = re.compile(r"""f["'][A-Z][A-Z0-9]*-""")
"""How an id begins that a text makes of parts."""


class FilesOf:
    """A pytest plugin that collects no file that cannot hold a case of these requirements."""

    def __init__(self, home: Path, requirements: Collection[str]) -> None:
        self._home = home
        self._requirements = tuple(requirements)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave a file of tests out; None leaves the decision to other plugins."""
        is_of_tests = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
        if not is_of_tests or may_hold(collection_path, self._home, self._requirements):
            return None
        return True


def may_hold(file: Path, home: Path, requirements: Collection[str]) -> bool:
    """Whether a file of the suites in `home` can hold a case of one of the requirements."""
    texts = [_text(each) for each in _with_imports(file, home)]
    return any(_MADE.search(text) or any(each in text for each in requirements) for text in texts)


def _with_imports(file: Path, home: Path) -> frozenset[Path]:
    """The file and the modules of the suites that it imports, directly or not."""
    found, left = {file}, [file]
    while left:
        for module in _imported(left.pop()):
            if module not in found and module.is_relative_to(home):
                found.add(module)
                left.append(module)
    return frozenset(found)


@cache
def _imported(file: Path) -> tuple[Path, ...]:
    return tuple(_modules(file))


def _modules(file: Path) -> Iterator[Path]:
    for dots, name, names in _IMPORT.findall(_text(file)):
        base = file.parents[len(dots) - 1].joinpath(*name.split(".") if name else ())
        places = [base, *(base / each.split()[0] for each in names.split(",") if each.strip())]
        for place in places:
            yield from (each for each in (place.with_suffix(".py"), place / "__init__.py") if each.is_file())


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
