"""A run that is rendered by `hil report`: into its own folder, where the chain gets a link, or elsewhere."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from hil.cli.concluding import conclude
from hil.cli.damaged import examined, readable
from hil.cli.linting import FORMAL_NAME, hint, told
from hil.errors import UsageError
from hil.report.formats import write_all
from hil.report.source import Source, source_of
from hil.results.collection import without_collection
from hil.results.folder import command_line
from hil.results.lock import take
from hil.results.records import file_of
from hil.seal.public import copy_run
from hil.seal.writing import add_rendering


@dataclass(frozen=True, slots=True)
class Request:
    """What to make of a run: names of formats, what to tell of the laboratory, whether to lint the formal report."""

    formats: tuple[str, ...]
    about: tuple[tuple[str, str], ...]
    lint: bool


@without_collection()
def report_on(place: Path, target: Path, request: Request) -> int:
    """Render the run in `place` into `target`, and print what it came to; returns the exit code.

    Raises `UsageError` where there is no run, and where nothing can be written.
    """
    file_of(place)  # before anything is written: the folder of a run it may not be
    try:
        target.mkdir(parents=True, exist_ok=True)
        with take(place, command_line()) if target == place and request.formats else nullcontext():
            source = _source(place, request)
            written = write_all(source, target, request.formats)
            warning = add_rendering(place, source.report.header.run_id, written)
    except OSError as error:
        raise unwritable("the report", target, error) from error
    warnings = [*source.report.damage, *([warning] if warning else ())]
    code = int(conclude(source.report, place, warnings, written=written))
    if request.lint:
        return told(source, code)
    if FORMAL_NAME in request.formats:
        hint(source)
    return code


def _source(place: Path, request: Request) -> Source:
    found, chain = examined(place)
    return replace(source_of(found, place, request.about), unsealed=chain.unsealed, head=chain.head)


def publish_copy(place: Path, target: Path, request: Request) -> int:
    """Make the public copy of a run in `target`, and render that; returns the exit code, raises `UsageError`."""
    found = readable(place)
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
