"""Files that a user writes: TOML, read whole, with errors of one line that name key, expected, got and nearest."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hil.errors import UsageError


def read(path: Path) -> dict[str, Any]:
    """The tables of the file; `UsageError` when it cannot be read or is no TOML."""
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as trouble:
        raise UsageError(f"{path}: cannot be read: {trouble.strerror or trouble}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
        raise UsageError(f"{path}: is no TOML: {trouble}") from None


def wrong(path: Path, key: str, *, expected: str, got: object, nearest: str = "") -> UsageError:
    """The error of a value that does not fit."""
    hint = f"; the nearest is {nearest!r}" if nearest else ""
    return UsageError(f"{path}: {key}: expected {expected}; got {got!r}{hint}")


def unknown(path: Path, key: str, known: Iterable[str]) -> UsageError:
    """The error of a key that there is not."""
    keys = list(known)
    shown = ", ".join(keys) if len(keys) <= 8 else f"one of {len(keys)} keys (docs/selection.md)"
    return UsageError(f"{path}: unknown key {key}; expected {shown}; the nearest is {nearest(key, keys)!r}")


def nearest(word: str, words: Iterable[str]) -> str:
    """The word most like this one."""
    lower = {str(known).lower(): str(known) for known in words}
    return lower[difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.0)[0]]
