"""`hil doctor`: examines a bench from end to end, and says what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import click

from hil.campaign.pics import Pics
from hil.campaign.pics_file import load as load_pics
from hil.cli.bench_options import BenchOptions, bench_options
from hil.cli.folder_name import FolderName
from hil.cli.json_object import echo_object
from hil.errors import UsageError
from hil.lab.bench_file.choice import fitting, words_of
from hil.lab.bench_file.reading import load
from hil.lab.doctor.examination import examine
from hil.lab.doctor.finding import Examination, Finding, Outcome
from hil.lab.doctor.host import examine_host
from hil.lab.pool import health
from hil.lab.pool.interface import Member
from hil.plugin.pool_choice import member_of
from hil.results.conclusion import Exit

_WIDTH = 28  # of the longest name of a check


@click.command(
    epilog="""\b
Examples:
  hil doctor                                     the emulated module
  hil doctor --dut /dev/ttyUSB0 --public 198.51.100.7
  hil doctor --bench bench.toml                  the host, then every module of the bench
  hil doctor --bench bench.toml --module m95-1 --json

\b
What an earlier user left behind (data mode, ATQ1, ATS3, a multiplexer, an upload) is put right.
A line that begins with -> is the next step. A quarantine of a module that passes is lifted (hil pool).

\b
Exit codes:
  0    a run can begin; there may be warnings
  2    the request is wrong: an option, the bench file
  3    there is trouble""",
)
@bench_options
@click.option(
    "--pics", type=click.Path(path_type=Path), default=None, metavar="FILE", help="What the DUT claims."
)
@click.option(
    "--report-dir",
    type=FolderName(),
    metavar="DIR",
    default=Path("reports"),
    show_default=True,
    help="Where reports will be written: is there room?",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of the text.")
def doctor(*, where: BenchOptions, pics: Path | None, report_dir: Path, as_json: bool) -> int:
    """Examine a bench: host, port, line, module, SIM, network, and the way to the lower tester."""
    benches = list(_each(where))
    found: list[Examination] = []
    for number, options in enumerate(benches):
        claims = _claims(options, pics)
        asked = options.place(claims)
        bench = options.bench(asked)
        if not number:
            host = examine_host(bench, report_dir, wants_standard_ports=asked.standard_ports)
            found.append(_taken("", "this machine", host, silent=as_json))
        name = bench.module.name
        examination = _taken(name, bench.dut_url, examine(bench, claims=claims.claims), silent=as_json)
        found.append(examination)
        if options.choice and (words := _quarantine(name, member_of(options.choice.module), examination)):
            click.echo(words, err=as_json)
    if as_json:
        echo_object({"examinations": [_plain(each) for each in found]})
    sound = all(each.is_sound for each in found)
    if not as_json:
        troubles = sum(f.outcome is Outcome.TROUBLE for each in found for f in each.findings)
        click.echo(
            "a run can begin" if sound else f"{troubles} {'trouble' if troubles == 1 else 'troubles'} found"
        )
    return int(Exit.CONFORMS if sound else Exit.INFRASTRUCTURE)


def _quarantine(name: str, member: Member, examination: Examination) -> str:
    """What becomes of the quarantine of a module by its examination, in words; empty if it has none."""
    found = health.of(member).quarantine
    if found is None:
        return ""
    if not examination.is_sound:
        return (
            f"{name} stays quarantined since {found.since}: {found.reason}; "
            f"mend it and examine it again (hil pool --release {name} lifts it unseen)"
        )
    if health.lift(member):
        return f"{name} is not quarantined any more"
    return f"{name} stays quarantined: its file cannot be written; ask its owner to run hil pool --release {name}"


def _each(where: BenchOptions) -> Iterator[BenchOptions]:
    """One for each module: all of a bench file, unless some are chosen."""
    if where.file is None:
        yield where
        return
    if where.duts:
        raise UsageError("--dut beside --bench: the bench file names the port of each module")
    found = fitting(load(where.file), names=where.names, tags=words_of(where.tags))
    yield from (replace(where, modules=(module.name,), tags="") for module in found)


def _claims(options: BenchOptions, pics: Path | None) -> Pics:
    path = pics or (options.choice.pics if options.choice else None)
    return load_pics(path) if path else Pics()


def _taken(name: str, port: str, findings: Iterable[Finding], *, silent: bool) -> Examination:
    """All findings, each printed as soon as it is known."""
    if not silent:
        click.echo(f"{name + '  ' if name else ''}{port}")
    taken = []
    for finding in findings:
        taken.append(finding)
        if not silent:
            click.echo(f"  {finding.outcome:<13} {finding.check:<{_WIDTH}}  {finding.detail}")
            if finding.step:
                click.echo(f"  {'':<13} {'':<{_WIDTH}}  -> {finding.step}")
    return Examination(name, port, tuple(taken))


def _plain(examination: Examination) -> dict[str, object]:
    plain = {**asdict(examination), "is_sound": examination.is_sound}
    plain["findings"] = [_with_state(asdict(finding)) for finding in examination.findings]
    return plain


def _with_state(finding: dict[str, object]) -> dict[str, object]:
    """Only a check of the line has a state."""
    return {name: value for name, value in finding.items() if name != "state" or value}
