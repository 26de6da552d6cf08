"""The files of one state: `index.json` and one file for each content.

    <imei>/index.json     the profile, and the content of each file by its digest
    <imei>/<sha256>       a content

A content is written before the index that names it, and removed after an index
that no longer names it.  A rename replaces the index.  So a process that is killed
at any moment leaves the state before the change or the state after it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hil.emulator.storage.kept_state import CorruptState, KeptState
from hil.emulator.storage.security_store import StoredFile
from hil.spec.files import NVRAM_NAMES

KEPT_PLACES = ("UFS:", "SD:")
_INDEX = "index.json"
_VERSION = 1
_UNFINISHED = ".writing-"


def load(place: Path) -> KeptState:
    """Read a state; an empty one if there is none.  Raises `CorruptState` and `OSError`."""
    try:
        index = json.loads((place / _INDEX).read_bytes())
    except FileNotFoundError:
        if place.exists() and any(not _is_unfinished(entry) for entry in place.iterdir()):
            raise CorruptState(f"it has no {_INDEX}") from None
        return KeptState()
    except NotADirectoryError:
        raise CorruptState("it is no folder") from None
    except ValueError as error:
        raise CorruptState(f"{_INDEX} is no JSON: {error}") from None
    try:
        if index["version"] != _VERSION:
            raise CorruptState(f"{_INDEX} has version {index['version']!r}, this program reads {_VERSION}")
        security = {
            name: StoredFile(_content(place, row), int(row["checksum"]))
            for name, row in index["security"].items()
        }
        files = {name: _content(place, row) for name, row in index["files"].items()}
        _check_names([name for name in security if name not in NVRAM_NAMES])
        _check_names([name for name in files if not name.startswith(KEPT_PLACES)])
        return KeptState(index["profile"], security, files)
    except KeyError as missing:
        raise CorruptState(f"{_INDEX} lacks the field {missing}") from None
    except (TypeError, ValueError, AttributeError):
        raise CorruptState(f"{_INDEX} has a field of another type than it should") from None


def _check_names(wrong: Sequence[str]) -> None:
    if wrong:
        raise CorruptState(f"no file that is kept there can be called {wrong[0]!r}")


def save(place: Path, state: KeptState) -> None:
    """Replace the state on the disk in one step."""
    if not place.exists():
        place.mkdir(mode=0o700)
        _sync_folder(place.parent)
    contents = {
        _digest(data): data for data in [*(s.data for s in state.security.values()), *state.files.values()]
    }
    for digest, data in contents.items():
        if not (place / digest).exists():
            _write(place, digest, data)
    index = {
        "version": _VERSION,
        "profile": state.profile,
        "security": {
            name: {
                "content": _digest(stored.data),
                "size": len(stored.data),
                "checksum": stored.noted_checksum,
            }
            for name, stored in state.security.items()
        },
        "files": {name: {"content": _digest(data), "size": len(data)} for name, data in state.files.items()},
    }
    _write(place, _INDEX, json.dumps(index, indent=1).encode())
    for entry in place.iterdir():
        if entry.name != _INDEX and entry.name not in contents and _is_ours(entry):
            entry.unlink()


def _write(place: Path, name: str, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=_UNFINISHED, dir=place)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(place / name)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
    _sync_folder(place)


def _sync_folder(place: Path) -> None:
    folder = os.open(place, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _content(place: Path, row: Mapping[str, Any]) -> bytes:
    name = str(row["content"])
    try:
        if not _is_digest(name):
            raise CorruptState(f"{name!r} is no name of a content")
        data = (place / name).read_bytes()
    except FileNotFoundError:
        raise CorruptState(f"the content {name} is missing") from None
    if _digest(data) != name:
        raise CorruptState(f"the content {name} has been changed")
    return data


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _is_digest(name: str) -> bool:
    return len(name) == 64 and not name.strip("0123456789abcdef")


def _is_ours(entry: Path) -> bool:
    return _is_digest(entry.name) or _is_unfinished(entry)


def _is_unfinished(entry: Path) -> bool:
    """Whether it is an unfinished file of a killed process."""
    return entry.name.startswith(_UNFINISHED)
