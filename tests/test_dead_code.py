"""The list of allowed names in the dead-code check (`make lint`) holds no name that is not needed."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from vulture import Vulture

ROOT = Path(__file__).parent.parent
CHECK = tomllib.loads((ROOT / ".ci/vulture.toml").read_text(encoding="utf-8"))["tool"]["vulture"]


@pytest.fixture(scope="module")
def reported() -> set[str]:
    """The names that are reported when no name is allowed."""
    vulture = Vulture(ignore_decorators=CHECK["ignore_decorators"])
    vulture.scavenge([str(ROOT / path) for path in CHECK["paths"]])
    return {item.name for item in vulture.get_unused_code(min_confidence=CHECK["min_confidence"])}


@pytest.mark.parametrize("name", CHECK["ignore_names"])
def test_an_allowed_name_would_be_reported(name: str, reported: set[str]) -> None:
    assert any(fnmatchcase(found, name) for found in reported)
