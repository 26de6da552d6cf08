"""A run that is rendered by `hil report`: into its own folder, where the chain gets a link, or elsewhere."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from hil.cli.concluding import conclude
from hil.cli.damaged import readable
from hil.cli.linting import FORMAL_NAME, hint, told
from hil.errors import UsageError
from hil.report.formats import write_all
from hil.report.source import source_of
from hil.results.folder import command_line
from hil.results.lock import take
from hil.results.model import RunReport
from hil.seal.public import copy_run
from hil.seal.writing import add_rendering


@dataclass(frozen=True, slots=True)
class Request:
    """What to make of a run: names of formats, what to tell of the laboratory, whether to lint the formal report."""

    formats: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    lint: bool


def report_on(place: Path, target: Path, request: Request) -> int:
    """Render the run in `place` into `target`, and print what it came to; returns the exit code.

    Raises `UsageError` where there is no run, and where nothing can be written.
    """
    found = readable(place)  # before anything is written: the folder of a run it may not be
    written: tuple[Path, ...] = ()
    warnings = list(found.damage)
    if request.formats:
        written, warning = _rendered(place, target, request)
        warnings += [warning] if warning else []
    code = int(conclude(found, place, warnings, written=written))
    source = source_of(found, place, request.about)
    if request.lint:
        return told(source, code)
    if FORMAL_NAME in request.formats:
        hint(source)
    return code


def _rendered(place: Path, target: Path, request: Request) -> tuple[tuple[Path, ...], str]:
    """Write the renderings, and add them to the chain; returns their paths, and a warning or nothing."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        with take(place, command_line()) if target == place else nullcontext():
            found = readable(place)
            written = write_all(source_of(found, place, request.about), target, request.formats)
            return written, add_rendering(place, found.header.run_id, written)
    except OSError as error:
        raise unwritable("the report", target, error) from error


def publish_copy(place: Path, target: Path, request: Request) -> int:
    """Make the public copy of a run in `target`, and render that; returns the exit code, raises `UsageError`."""
    found: RunReport = readable(place)
    try:
        target.mkdir(parents=True, exist_ok=True)
        copy_run(place, target, found)
    except OSError as error:
        raise unwritable("the public copy", target, error) from error
    return report_on(target, target, request)


def unwritable(what: str, target: Path, error: OSError) -> UsageError:
    """The error of a folder that takes no file."""
    return UsageError(
        f"cannot write {what} into {target}: {error.strerror}; name a writable folder with room by --output"
    )
