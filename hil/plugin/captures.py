"""The pcapng files of a case: written to a private folder, kept if the verdict of the case requires it.

The controller of a run names one private folder beside its records and removes it;
each process writes into a sub-folder of its own.  The recorder moves the files that
are kept to `captures/<case>/session-N.pcapng`.  A capture holds all data, also the
password of the lower tester, which is new in every run: so both folders have mode
0700, and nothing lies in the temporary folder of the system.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pytest

from hil.plugin.activation import is_worker
from hil.plugin.run_folder import base_of_ini
from hil.results.folder import CAPTURES, capture_folder, capture_path
from hil.results.private import make_private, mark_confidential, private_name
from hil.verdict import Verdict

NONE, FAILED, ALL = "none", "failed", "all"
MODES = (NONE, FAILED, ALL)
"""Of which cases captures are kept: of none, of those that did not pass, of all."""

WORKER_INPUT = "hil_captures"
"""The key under which the controller of xdist sends the folder to its workers."""

_TROUBLE = frozenset({Verdict.FAIL, Verdict.KNOWN_DEVIATION, Verdict.INCONCLUSIVE, Verdict.ERROR})


class Source(Protocol):
    """What writes captures."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong while it wrote."""


class Spool:
    """The captures of one process; the thread of the server calls `path_for`, the thread of the tests all else."""

    def __init__(self, base: Path, *, mode: str) -> None:
        self._base = base
        self._mode = mode
        self._current: Path | None = None
        self._paths: dict[int, Path] = {}
        self.source: Source | None = None

    def path_for(self, session: int) -> Path | None:
        """The file for a session that begins now; None between cases."""
        current = self._current
        if current is None:
            return None
        path = self._paths[session] = current / f"session-{session}.pcapng"
        return path

    def begin(self, case: str) -> None:
        """Begin a case."""
        self._paths = {}
        self._current = self._base / capture_folder(case)

    def take(self) -> tuple[Path, ...]:
        """The files of the sessions so far, which are the caller's from now on."""
        paths, self._paths = self._paths, {}
        return tuple(path for _, path in sorted(paths.items()) if path.exists())

    def end(self, verdict: Verdict) -> tuple[Path, ...]:
        """End the case; returns the files that are kept, in the order of their sessions."""
        folder, self._current = self._current, None
        if folder is None or not folder.is_dir():
            return ()
        if self._mode != ALL and verdict not in _TROUBLE:
            shutil.rmtree(folder, ignore_errors=True)
            return ()
        return tuple(path for _, path in sorted(self._paths.items()) if path.exists())

    def complaints(self) -> tuple[str, ...]:
        """What went wrong with the captures of this process."""
        return self.source.warnings if self.source is not None else ()


SPOOL: pytest.StashKey[Spool] = pytest.StashKey()
BASE: pytest.StashKey[Path] = pytest.StashKey()
FOLDER: pytest.StashKey[Path] = pytest.StashKey()
"""In the config of the process that records: the folder of the run."""


def wanted(config: pytest.Config) -> bool:
    """Whether this run writes captures."""
    is_recorded = config.getoption("hil_report_dir", None) or config.getini("hil_report_dir")
    return bool(is_recorded) and config.getoption("hil_captures") != NONE


def spool(config: pytest.Config) -> Spool | None:
    """The spool of this process; None if the run writes no captures."""
    if not wanted(config):
        return None
    if SPOOL not in config.stash:
        config.stash[SPOOL] = Spool(_own_folder(config), mode=config.getoption("hil_captures"))
    return config.stash[SPOOL]


def base(config: pytest.Config) -> Path:
    """The private folder of a controller, or of a run without workers; the first capture makes it."""
    if BASE not in config.stash:
        config.stash[BASE] = place(config) / private_name("captures")
    return config.stash[BASE]


def place(config: pytest.Config) -> Path:
    """The folder of the run; before the recorder has made one below that of the ini file, the latter."""
    explicit = config.getoption("hil_report_dir", None)
    if explicit:
        return config.invocation_params.dir / str(explicit)
    return config.stash.get(FOLDER, base_of_ini(config) or config.rootpath)


def discard(config: pytest.Config) -> None:
    """Remove the private folder, and the place of the ini file if nothing else is there."""
    if BASE in config.stash:
        shutil.rmtree(config.stash[BASE], ignore_errors=True)
        if FOLDER not in config.stash:
            with suppress(OSError):
                config.stash[BASE].parent.rmdir()


def keep(folder: Path, case: str, paths: tuple[str, ...]) -> None:
    """Move captures into the folder of a run; raises `OSError`."""
    for path in map(Path, paths):
        mark_confidential(folder / CAPTURES)
        place = folder / capture_path(case, path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)


def _own_folder(config: pytest.Config) -> Path:
    if is_worker(config):
        given: dict[str, str] = getattr(config, "workerinput")  # noqa: B009 - xdist puts it there, without a type
        make_private(Path(given[WORKER_INPUT]))
        return Path(given[WORKER_INPUT]) / given["workerid"]
    make_private(base(config))
    return base(config) / "main"
