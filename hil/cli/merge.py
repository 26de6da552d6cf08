"""`hil merge`: the runs of all shards of a selection, made one run with its report."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from hil.cli import questions
from hil.cli.concluding import annotate, conclude
from hil.cli.folder_name import FolderName
from hil.cli.resuming import folder_of
from hil.errors import UsageError
from hil.report.allure_cases import write_results
from hil.report.render import render
from hil.report.servers import publish
from hil.report.source import source_of
from hil.results import folder as folders
from hil.results.case_records import case_record, encode
from hil.results.conclusion import Exit
from hil.results.description import RUN, digest
from hil.results.description import encode as describe
from hil.results.lock import RunLock
from hil.results.merging import merge as merged_of
from hil.results.model import RunReport
from hil.results.private import make_private, mark_confidential
from hil.results.records import (
    RESULTS,
    dut_record,
    end_record,
    read,
    resumed_record,
    run_record,
    withdrawn_record,
)
from hil.results.selftest_file import SELFTEST
from hil.results.selftest_file import encode as encode_selftest
from hil.results.whole_file import write_file
from hil.results.writer import ResultWriter
from hil.seal import writing
from hil.seal.origin import require_unchanged


@click.command(
    epilog="""\b
Examples:
  hil conformance --bench rack-1.toml --shard 1/2 --report-dir run-1     on one machine
  hil conformance --bench rack-2.toml --shard 2/2 --report-dir run-2     on another one
  hil merge run-1 run-2 --report-dir out

\b
Exit codes are those of a run (hil conformance --help); a shard that is missing or incomplete: 3.
The runs stay as they are; their captures and the records of their lines are copied."""
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option("--report-dir", type=FolderName(), default=None, metavar="DIR", help="Folder for the report.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="JSON on standard output: summary.json of the merged run; what is told goes to standard error.",
)
def merge(*, runs: tuple[Path, ...], report_dir: Path | None, as_json: bool) -> int:
    """Make one run of RUN..., the runs of all shards of one selection (hil conformance --shard).

    They have to be as they were sealed, and to have begun with the same version, campaign, gate
    and files, on DUTs of one model and firmware.  Each case names the run that judged it.
    """
    places = [folder_of(run) for run in runs]
    for place in places:
        require_unchanged(place, may_lack=True)
    report = merged_of([(place, read(place)) for place in places], folders.command_line())
    folder, lock = _folder(report_dir, report.header.campaign, places)
    with lock:
        try:
            warnings = _copy_evidence(report, places, folder)
            _copy_wire(report, places, folder)
            _write(report, folder)
            _seal(report, places, folder)
        except OSError as error:
            raise UsageError(
                f"cannot write the merged run into {folder}: {error.strerror}; "
                "name a writable folder with room by --report-dir"
            ) from error

    def told() -> Exit:
        code = conclude(report, folder, warnings)
        annotate(report)
        return code

    return int(questions.as_json(told, folder) if as_json else told())


def _seal(report: RunReport, places: Iterable[Path], folder: Path) -> None:
    """Seal the merged run, which names the heads of those that it was made of, and render it."""
    run = report.header.run_id
    parts = {
        part.run_id: writing.head(place) for part, place in zip(report.header.merged, places, strict=True)
    }
    writing.begin(folder, run, goes_on=False)
    writing.seal(folder, report, made_of=parts)
    renderings = render(report, folder)
    write_results(report, folder / folders.ALLURE, evidence=folder)
    for path in (*renderings, folder / folders.ALLURE, *publish(source_of(report, folder))):
        writing.add_rendering(folder, run, [path])


def _folder(asked: Path | None, campaign: str, places: Iterable[Path]) -> tuple[Path, RunLock]:
    if asked is None:
        name = f"{folders.run_id(campaign, datetime.now(UTC))}-merged"
        folder = folders.new_folder(Path("reports").resolve(), name)
        return folder, folders.locked(folder)
    folder = asked.resolve()
    if folder in places:
        raise UsageError(f"--report-dir {asked} is one of the runs to be merged; name another folder")
    return folder, folders.prepare(folder)


def _write(report: RunReport, folder: Path) -> None:
    """Write `run.json` and `results.jsonl`; raises `OSError`."""
    content = describe(report.header.run_id, report.description)
    write_file(folder / RUN, content)
    if report.selftest is not None:
        write_file(folder / SELFTEST, encode_selftest(report.selftest))
    report = replace(report, description_digest=digest(content))
    with ResultWriter(folder / RESULTS) as writer:
        for record in (
            run_record(report),
            *map(dut_record, report.duts),
            *map(case_record, report.cases),
            *map(withdrawn_record, report.withdrawals),
            *map(resumed_record, report.resumptions),
            end_record(report),
        ):
            writer.write(encode(record))
        if writer.trouble:
            raise OSError(None, writer.trouble)


def _copy_evidence(report: RunReport, places: Iterable[Path], folder: Path) -> list[str]:
    """Copy the captures and sessions that the cases name; returns what is missing, in words."""
    missing = []
    names = [name for case in report.cases for name in (*case.captures, *case.sessions)]
    for name in names:
        source = next((found for place in places if (found := _within(place, name)).is_file()), None)
        if source is None:
            missing.append(name)
            continue
        if name.startswith(f"{folders.CAPTURES}/"):
            mark_confidential(folder / folders.CAPTURES)
        (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy2(source, folder / name)
    if not missing:
        return []
    return [f"{len(missing)} files of evidence are in none of the runs any more; the first is {missing[0]}"]


def _copy_wire(report: RunReport, places: Iterable[Path], folder: Path) -> None:
    """Copy the records of the lines, each with its shard in its name."""
    for part, place in zip(report.header.merged, places, strict=True):
        for source in sorted((place / folders.WIRE).glob("*.jsonl")):
            make_private(folder / folders.WIRE)
            shutil.copy2(source, folder / folders.WIRE / f"{part.shard.replace('/', '-of-')}-{source.name}")


def _within(place: Path, name: str) -> Path:
    """The file of that name in the folder of a run; the folder itself for a name that leads out of it."""
    found = (place / name).resolve()
    return found if found.is_relative_to(place) else place
