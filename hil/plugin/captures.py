"""The pcapng files of a case: written aside while it runs, kept when its verdict calls for them.

Each process writes into a folder of its own in the one that the controller of
the run makes and takes away; what is to be kept, the recorder moves into the
folder of the run: `captures/<case>/session-N.pcapng`.  A capture holds all that
was said, the password of the lower tester included, which is new in every run.
"""

from __future__ import annotations

import re
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

import pytest

from hil.plugin.activation import is_worker
from hil.results.folder import capture_folder, capture_path
from hil.verdict import Verdict

NONE, FAILED, ALL = "none", "failed", "all"
MODES = (NONE, FAILED, ALL)
"""Of which cases captures are kept: of none, of those that did not pass, of all."""

WORKER_INPUT = "hil_captures"
"""What a controller calls the folder when it tells its workers."""

_TROUBLE = frozenset({Verdict.FAIL, Verdict.KNOWN_DEVIATION, Verdict.INCONCLUSIVE, Verdict.ERROR})
_NUMBER = re.compile(r"\d+")


class Source(Protocol):
    """What writes captures: it has warnings when it cannot."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong."""


class Spool:
    """The captures of one process; `path_for` is called by the server's thread, all else by the one that tests."""

    def __init__(self, base: Path, *, mode: str) -> None:
        self._base = base
        self._mode = mode
        self._current: Path | None = None
        self.source: Source | None = None

    def path_for(self, session: int) -> Path | None:
        """The file for a session that begins now; None between cases."""
        current = self._current
        return None if current is None else current / f"session-{session}.pcapng"

    def begin(self, case: str) -> None:
        """A case begins."""
        self._current = self._base / capture_folder(case)

    def end(self, verdict: Verdict) -> tuple[Path, ...]:
        """The case has ended; returns its files that are to be kept, in the order of their sessions."""
        folder, self._current = self._current, None
        if folder is None or not folder.is_dir():
            return ()
        if self._mode != ALL and verdict not in _TROUBLE:
            shutil.rmtree(folder, ignore_errors=True)
            return ()
        return tuple(sorted(folder.glob("*.pcapng"), key=lambda path: int(_NUMBER.findall(path.name)[-1])))

    def complaints(self) -> tuple[str, ...]:
        """What went wrong with captures until now."""
        return self.source.warnings if self.source is not None else ()


SPOOL: pytest.StashKey[Spool] = pytest.StashKey()
BASE: pytest.StashKey[Path] = pytest.StashKey()


def wanted(config: pytest.Config) -> bool:
    """Whether this run writes captures at all."""
    is_recorded = config.getoption("hil_report_dir", None) or config.getini("hil_report_dir")
    return bool(is_recorded) and config.getoption("hil_captures") != NONE


def spool(config: pytest.Config) -> Spool | None:
    """The spool of this process, None when no captures are wanted."""
    if not wanted(config):
        return None
    if SPOOL not in config.stash:
        config.stash[SPOOL] = Spool(_own_folder(config), mode=config.getoption("hil_captures"))
    return config.stash[SPOOL]


def base(config: pytest.Config) -> Path:
    """The folder of a controller, or of a run without workers."""
    if BASE not in config.stash:
        # Made by the first capture: a run that is killed without one leaves nothing.
        config.stash[BASE] = Path(tempfile.gettempdir()) / f"m95-hil-captures-{secrets.token_hex(8)}"
    return config.stash[BASE]


def discard(config: pytest.Config) -> None:
    """Take that folder away."""
    if BASE in config.stash:
        shutil.rmtree(config.stash[BASE], ignore_errors=True)


def keep(folder: Path, case: str, paths: tuple[str, ...]) -> None:
    """Move captures into the folder of a run; raises `OSError`."""
    for path in map(Path, paths):
        place = folder / capture_path(case, path.name)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, place)


def _own_folder(config: pytest.Config) -> Path:
    if is_worker(config):
        given: dict[str, str] = getattr(config, "workerinput")  # noqa: B009 - xdist puts it there, without a type
        return Path(given[WORKER_INPUT]) / given["workerid"]
    return base(config) / "main"
