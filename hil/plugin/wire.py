"""The record of the lines of this process: where it lies, and the key that names its secrets.

Each process writes a file of its own into `wire/` of the folder of the run.  A worker
gets the key from its controller.  A worker of xdist starts before the folder of the run is
made where that is named by the ini file: so the controller leaves its name in a private folder.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Any

import pytest

from hil.evidence.wire.writer import WireRecord
from hil.plugin import captures
from hil.plugin.activation import is_worker
from hil.results.folder import WIRE
from hil.results.private import make_private, private_name

WORKER_INPUT = "hil_wire"
"""The key under which a worker finds the key of the run and the place of its folder."""

_KEY: pytest.StashKey[bytes] = pytest.StashKey()
_NOTE: pytest.StashKey[Path] = pytest.StashKey()
_RECORD: pytest.StashKey[WireRecord] = pytest.StashKey()

_FOLDER = "folder"


def record(config: pytest.Config) -> WireRecord | None:
    """The record of this process; None if the run is not recorded."""
    if not is_kept(config):
        return None
    if _RECORD not in config.stash:
        if is_worker(config):
            given: dict[str, Any] = vars(config)["workerinput"]
            key, place = given[WORKER_INPUT]
            config.stash[_RECORD] = WireRecord(
                lambda: _told(Path(place)), worker=given["workerid"], key=bytes.fromhex(key)
            )
        else:
            config.stash[_RECORD] = WireRecord(lambda: _of_run(config), worker="main", key=_key(config))
    return config.stash[_RECORD]


def is_kept(config: pytest.Config) -> bool:
    """Whether this run keeps a record of its lines."""
    if is_worker(config):
        return WORKER_INPUT in vars(config)["workerinput"]
    return bool(config.getoption("hil_report_dir", None)) or captures.FOLDER in config.stash


def for_worker(config: pytest.Config) -> tuple[str, str]:
    """What a worker is given: the key, and the file that tells the folder of the run."""
    if _NOTE not in config.stash:
        config.stash[_NOTE] = captures.place(config) / private_name("wire") / _FOLDER
        if captures.FOLDER in config.stash:
            tell_folder(config)
    return _key(config).hex(), str(config.stash[_NOTE])


def private_folder(config: pytest.Config) -> Path:
    """The private folder by which the controller and its workers tell one another files."""
    if is_worker(config):
        return Path(vars(config)["workerinput"][WORKER_INPUT][1]).parent
    return Path(for_worker(config)[1]).parent


def tell_folder(config: pytest.Config) -> None:
    """Tell the workers the folder of the run, which has been made."""
    if _NOTE in config.stash:
        note = config.stash[_NOTE]
        make_private(note.parent)
        note.write_text(str(config.stash[captures.FOLDER]), encoding="utf-8")


def end(config: pytest.Config) -> None:
    """End the record, and remove what the controller and its workers told one another."""
    if _RECORD in config.stash:
        config.stash[_RECORD].close()
    if _NOTE in config.stash:
        shutil.rmtree(config.stash[_NOTE].parent, ignore_errors=True)


def _key(config: pytest.Config) -> bytes:
    if _KEY not in config.stash:
        config.stash[_KEY] = secrets.token_bytes(16)
    return config.stash[_KEY]


def _of_run(config: pytest.Config) -> Path:
    return captures.place(config) / WIRE


def _told(note: Path) -> Path:
    return Path(note.read_text(encoding="utf-8")) / WIRE
