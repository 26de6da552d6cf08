"""The file system of the report, small enough to be filled; where none can be mounted, a limit of the runner's files."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SIZE_MIB = 400

_BLOCK = bytes(1 << 20)


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder, and whether it is a file system of its own."""

    folder: Path
    is_mounted: bool

    @property
    def kind(self) -> str:
        return "a tmpfs without room" if self.is_mounted else "RLIMIT_FSIZE of the runner"

    @contextmanager
    def full(self, pid: int) -> Iterator[None]:
        """No room for the process `pid` until the end of the block; one that has ended needs none."""
        with self._filled() if self.is_mounted else _limited(pid):
            yield

    @contextmanager
    def _filled(self) -> Iterator[None]:
        filler = self.folder / "filler"
        try:
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                for size in (len(_BLOCK), 1):
                    while file.write(_BLOCK[:size]) == size:
                        pass
            yield
        finally:
            filler.unlink(missing_ok=True)


@contextmanager
def _limited(pid: int) -> Iterator[None]:
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A file system for the reports until the end of the block; its content is lost then."""
    folder.mkdir()
    mount = shutil.which("mount")
    is_mounted = (
        not os.geteuid()
        and mount is not None
        and not subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={SIZE_MIB}m", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        ).returncode
    )
    try:
        yield Disk(folder, is_mounted)
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
