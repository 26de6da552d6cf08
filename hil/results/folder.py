"""The folder of a run: its name and its files, an earlier run in it, the link to the latest run."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

from hil.errors import UsageError
from hil.results.description import RUN
from hil.results.lock import LOCK, RunLock, take
from hil.results.private import remove_all, remove_dead
from hil.results.records import RESULTS
from hil.results.selftest_file import SELFTEST

SUMMARY = "summary.json"
PAGE = "report.html"
JUNIT = "junit.xml"
MARKDOWN = "summary.md"
GITLAB = "gl-code-quality-report.json"
ALLURE = "allure-results"
FORMAL = "report.pdf"
CASES = "report-cases.csv"
"""The annex of the formal report."""
CSV = "csv"
REQIF = "requirements.reqif"
CAPTURES = "captures"
SESSIONS = "sessions"
"""What the lower tester observed of each FTPS session, one JSON file each."""
STIMULI = "servers.json"
"""Beside the sessions of a case: what its servers were told to be."""
ENDURANCE = "endurance.jsonl"
"""The series of an endurance run (`hil.endurance.series`)."""
WIRE = "wire"
"""The records of the lines (`hil.evidence.wire`)."""
EARLIER = "earlier"
LATEST = "latest"

MANIFEST = "manifest.jsonl"
"""The chain of the digests of the files of a run (`hil.seal`)."""
SIGNATURE = "manifest.p7s"
"""The detached signature of the manifest."""
STAMP = "manifest.tsr"
"""The time stamp of the manifest (RFC 3161)."""

_OURS = (
    RESULTS,
    RUN,
    SUMMARY,
    MARKDOWN,
    PAGE,
    JUNIT,
    FORMAL,
    CASES,
    ALLURE,
    CSV,
    REQIF,
    GITLAB,
    CAPTURES,
    SESSIONS,
    WIRE,
    ENDURANCE,
    SELFTEST,
)
_OF_SEAL = (MANIFEST, SIGNATURE, STAMP)

_NAME_LENGTH = 120


def capture_folder(case: str) -> str:
    """The name of the folder with the captures of a case: short, legal on every system, unique."""
    name = case[case.partition("::")[0].rfind("/") + 1 :]
    words = "-".join(re.findall(r"[A-Za-z0-9._]+", name)).replace(".py-", ".")
    return f"{words[:_NAME_LENGTH]}-{crc32(case.encode(errors='replace')):08x}"


def capture_path(case: str, file_name: str) -> str:
    """The path of a kept capture, relative to the folder of the run."""
    return f"{CAPTURES}/{capture_folder(case)}/{file_name}"


def session_path(case: str, number: int) -> str:
    """The path of a session of a case, relative to the folder of the run; `number` counts from 1."""
    return f"{SESSIONS}/{capture_folder(case)}/session-{number}.json"


def stimuli_path(case: str) -> str:
    """The path of what the servers of a case were told to be, relative to the folder of the run."""
    return f"{SESSIONS}/{capture_folder(case)}/{STIMULI}"


def run_id(campaign: str, now: datetime) -> str:
    """The id of a run, which sorts by time: `20260131T101500Z-smoke`."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{campaign}"


def new_folder(base: Path, name: str) -> Path:
    """Make a folder of that name in `base`, with a number if the name is taken, and point `latest` to it.

    Raises `UsageError` if the folder cannot be made.
    """
    try:
        base.mkdir(parents=True, exist_ok=True)
        remove_dead(base)
        folder = _unused(base, name)
        folder.mkdir()
    except OSError as error:
        raise _unwritable(base, error) from error
    _point_latest(base, folder)
    return folder


def locked(folder: Path) -> RunLock:
    """Lock the folder of a run for this process, and remove what a killed one has left there.

    Raises `UsageError` if the folder is not writable, or if another process has it.
    """
    try:
        lock = take(folder, command_line())
    except OSError as error:
        raise _unwritable(folder, error) from error
    if lock.is_first:
        remove_all(folder)
    return lock


def prepare(folder: Path) -> RunLock:
    """Make `folder` ready for a run, and lock it; an earlier run in it moves to `earlier/<its id>`.

    Raises `UsageError` if the folder is not writable, or if another process has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error
    lock = locked(folder)
    try:
        _move_aside(folder)
    except BaseException:
        lock.release()
        raise
    return lock


def command_line() -> tuple[str, ...]:
    """The command line of this process, without the folder of the program."""
    return (Path(sys.argv[0]).name, *sys.argv[1:])


def _move_aside(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
        found = [folder / name for name in (*_OURS, *_OF_SEAL) if (folder / name).exists()]
        if found:
            kept = _unused(folder / EARLIER, _id_of_run_in(folder))
            kept.mkdir(parents=True)
            for path in found:
                path.rename(kept / path.name)
    except OSError as error:
        raise _unwritable(folder, error) from error


def discard(folder: Path) -> None:
    """Remove the folder of a run without results, unless it holds other files."""
    allure = folder / ALLURE
    try:
        (folder / LOCK).unlink(missing_ok=True)  # it is ours
        remove_all(folder)
        if allure.is_dir() and not any(allure.iterdir()):
            allure.rmdir()
        if any(folder.iterdir()):
            return
        folder.rmdir()
    except OSError:  # another program uses it; an empty folder does no harm
        return
    link = folder.parent / LATEST
    if link.is_symlink() and not link.exists():
        link.unlink()
        runs = sorted(path.parent for path in folder.parent.glob(f"*/{RESULTS}"))
        if runs:
            _point_latest(folder.parent, runs[-1])


def _unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        f"cannot write a report into {folder}: {error.strerror}; name a writable folder with --report-dir"
    )


def _unused(base: Path, name: str) -> Path:
    folder, number = base / name, 1
    while folder.exists():
        number += 1
        folder = base / f"{name}-{number}"
    return folder


def _id_of_run_in(folder: Path) -> str:
    try:
        with (folder / RESULTS).open(encoding="utf-8") as results:
            found = str(json.loads(results.readline())["run_id"])
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
    ):  # incomplete or missing: the time of the folder gives the id
        changed = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
        return run_id("unknown", changed)
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in found) or "unknown"


def _point_latest(base: Path, folder: Path) -> None:
    link = base / LATEST
    fresh = base / f".{LATEST}-{os.getpid()}"
    try:
        fresh.symlink_to(folder.name, target_is_directory=True)
        fresh.replace(link)
    except OSError:  # no links on this file system, or a folder of that name: the run goes on
        fresh.unlink(missing_ok=True)
