"""What a module keeps over a loss of power, in a folder: NVRAM:, UFS: and SD: files, the stored profile.

    FOLDER/m95-hil.lock          held by the process that uses the folder; also marks it as one of these
    FOLDER/<imei>/index.json     the profile, and which file has which content
    FOLDER/<imei>/<sha256>       a content

A content is written before the index that names it, and removed after one that
no longer does; the index is replaced by a rename.  So a process that is killed
at any moment leaves the state before or after the change, never one between.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hil.emulator.at.profile import Profile
from hil.emulator.module import Module
from hil.emulator.storage.security_store import StoredFile
from hil.errors import PortError, UsageError
from hil.spec.files import NVRAM_NAMES

KEPT_PLACES = ("UFS:", "SD:")
_LOCK = "m95-hil.lock"
_INDEX = "index.json"
_VERSION = 1
_UNFINISHED = ".writing-"


class CorruptState(Exception):
    """A state that can't be what this program wrote; the text says where."""


@dataclass(frozen=True, slots=True)
class KeptState:
    """What survives; `profile` is None before the first AT&W."""

    profile: Mapping[str, Any] | None = None
    security: Mapping[str, StoredFile] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


class StateFolder:
    """A folder of states, used by one process at a time; raises `UsageError` or `PortError`."""

    def __init__(self, path: Path, *, report: Callable[[str], None]) -> None:
        self.path, self._report = path, report
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (path / _LOCK).exists() and any(path.iterdir()):
                raise UsageError(
                    f"{path} holds other things than the state of emulated modules; name a new or empty folder"
                )
            self._lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileExistsError:
            raise PortError(f"the state folder {path} is a file; name a folder") from None
        except OSError as error:
            raise PortError(f"the state folder {path} can't be used: {error.strerror}") from error
        self._take_lock()

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(self._lock, 20).decode("ascii", "replace").strip()
            os.close(self._lock)
            raise PortError(
                f"the state folder {self.path} is in use by process {owner or 'unknown'}; end it, or name another folder"
            ) from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let other processes use the folder."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def attach(self, module: Module) -> None:
        """Give a module the state of its IMEI, and keep it from here on; call it before the first terminal."""
        place = self.path / module.imei
        try:
            state = load(place)
            profile = None if state.profile is None else _profile(state.profile)
        except CorruptState as corrupt:
            aside = _set_aside(place)
            self._report(f"{place} is corrupt: {corrupt}; it is kept as {aside}, the module begins anew")
            state, profile = KeptState(), None
        except OSError as error:
            raise PortError(f"the state {place} can't be read: {error.strerror}") from error
        module.security.restore(state.security)
        module.files.restore(state.files)
        if profile is not None:
            module.profiles.store(profile)
        module.keep = _Keeper(place, module, report=self._report, profile=state.profile).save
        module.keep()  # from here on a folder without an index is a damaged one


class _Keeper:
    """Saves one module's state after each change, under the module's lock."""

    def __init__(
        self,
        place: Path,
        module: Module,
        *,
        report: Callable[[str], None],
        profile: Mapping[str, Any] | None,
    ) -> None:
        self._place, self._module, self._report = place, module, report
        self._factory = _plain(module.profiles.stored()) if profile is None else None

    def save(self) -> None:
        """Write what is kept now; trouble is reported, since the module itself knows no disk."""
        profile = _plain(self._module.profiles.stored())
        state = KeptState(
            None if profile == self._factory else profile,
            self._module.security.kept,
            self._module.files.kept,
        )
        try:
            save(self._place, state)
        except OSError as error:
            self._report(
                f"the state {self._place} can't be written: {error.strerror}; what changed will be lost"
            )


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
    """Replace the state on disk by another one, at once as others see it."""
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
    """Whether a killed process was about to write it."""
    return entry.name.startswith(_UNFINISHED)


def _set_aside(place: Path) -> Path:
    """Rename, to a name that nothing has."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number, aside = 1, place.with_name(f"{place.name}.corrupt-{stamp}")
    while aside.exists():
        number += 1
        aside = place.with_name(f"{place.name}.corrupt-{stamp}-{number}")
    try:
        place.rename(aside)
    except OSError as error:
        raise PortError(f"{place} is corrupt and can't be set aside: {error.strerror}") from error
    return aside


def _plain(profile: Profile) -> dict[str, Any]:
    """The profile as JSON knows it."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(profile)))
    return plain


def _profile(plain: Mapping[str, Any]) -> Profile:
    """The profile back; settings that this program doesn't know make it corrupt, missing ones get their default."""
    defaults = Profile()
    values: dict[str, Any] = {}
    known = {entry.name for entry in fields(Profile)}
    if not isinstance(plain, Mapping) or not set(plain) <= known:
        raise CorruptState(f"the stored profile has unknown settings: {sorted(set(plain) - known)}")
    for name, value in plain.items():
        values[name] = _like(getattr(defaults, name), value, name)
    return Profile(**values)


def _like(default: object, value: Any, name: str) -> Any:
    match default:
        case bool() | int() | str() if type(value) is type(default):
            return value
        case tuple() if isinstance(value, list) and [type(v) for v in value] == [type(v) for v in default]:
            return tuple(value)
        case dict() if isinstance(value, dict):
            with contextlib.suppress(ValueError):
                registers = {int(number): setting for number, setting in value.items()}
                if set(registers) == set(default) and all(
                    type(v) is int and 0 <= v <= 255 for v in registers.values()
                ):
                    return registers
    raise CorruptState(f"the stored profile's {name} can't be {value!r}")
