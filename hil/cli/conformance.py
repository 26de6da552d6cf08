"""`hil conformance`: preflight, the suites in this process, the report, and an exit code that can be trusted."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest

from hil.bench import Bench
from hil.campaign.deviations import load as load_deviations
from hil.campaign.pics import Pics
from hil.campaign.pics_file import load as load_pics
from hil.campaign.renamed import hints_for_expression
from hil.errors import InfrastructureError, UsageError
from hil.lab.place import require_usable
from hil.lab.ports import LEAST as PORTS_LEAST
from hil.plugin.bench_place import place
from hil.plugin.progress import ProgressPlugin, display_for
from hil.plugin.recording import RECORDER, Recorder
from hil.plugin.stash_keys import PREFLIGHT
from hil.results import folder as folders
from hil.results.conclusion import (
    Coverage,
    Exit,
    exit_code,
    failing_requirements,
    meaning,
    optional_not_met,
    outdated,
)
from hil.results.model import PreflightLine
from hil.results.words import counts_line
from hil.spec import catalogue
from hil.verdict import Ground, Verdict

EMULATED = "emulator://"
MOST_NAMED = 10
"""So many failing requirements are named at the end; the report has all."""

MOST_ERRORS = 3
"""So many errors are shown at the end."""


@dataclass(frozen=True, slots=True)
class ConformanceRequest:
    """What the user asked for."""

    dut: str
    campaign: str
    workers: int
    folder: Path
    expression: str
    requirements: tuple[str, ...]
    captures: str
    pics: Path | None = None
    deviations: Path | None = None
    bench: tuple[str, ...] = ()
    """The options of the bench, as pytest takes them."""
    gate: str = Ground.READING.value

    checked: tuple[PreflightLine, ...] = ()
    """What the preflight found; empty if there was none."""


@click.command(
    epilog="""\b
Examples:
  hil conformance
  hil conformance --dut 'emulator://m95?defect=accepts-expired-ca' -k authentication
  hil conformance --dut /dev/ttyUSB0 --campaign smoke --report-dir out
  hil conformance --dut rfc2217://bench7:4000 --requirement AUTH-05
  hil conformance --dut /dev/ttyUSB0 --campaign pairwise --pics m95.toml --deviations known.toml

\b
Exit codes:
  0    every applicable case passed or is left open by the note, known deviations apart
  1    a case failed on a ground that --gate lets decide, or had no stimulus, or a known deviation passes now
  2    the request is wrong: an option or file, the URL of the DUT, what answers there is no M95, the report folder
  3    the bench failed (no DUT, no port, only errors), or no case ran
  130  interrupted by Ctrl-C; what was done until then is in the report

\b
The report folder holds report.html, summary.json, junit.xml, allure-results/, captures/ and
results.jsonl, which is written as the run goes. Without --report-dir it is reports/<time>-<campaign>/, and
reports/latest points to it.""",
)
@click.option(
    "--dut",
    default="emulator://m95",
    show_default=True,
    metavar="URL",
    help="The DUT: emulator://m95, a device path, or any pyserial URL.",
)
@click.option(
    "--campaign",
    type=click.Choice(["smoke", "pairwise", "full"]),
    default="full",
    show_default=True,
    help="Which cases to run: the short selection, all but only pairs of products such as the TLS matrix, or all.",
)
@click.option(
    "-n",
    "workers",
    type=click.IntRange(min=1),
    default=None,
    metavar="WORKERS",
    help="Cases at a time.  [default: on the emulator 3 a CPU and at most 6; for a few cases 1 a CPU and at most 2;"
    " for a module 1]",
)
@click.option("--report-dir", type=click.Path(path_type=Path), default=None, help="Folder for the report.")
@click.option(
    "-k", "expression", default="", metavar="EXPR", help="Only cases whose names match, as in pytest."
)
@click.option(
    "--requirement",
    "requirements",
    multiple=True,
    metavar="ID",
    help="Only the cases of this requirement; may be repeated.",
)
@click.option(
    "--captures",
    type=click.Choice(["none", "failed", "all"]),
    default="failed",
    show_default=True,
    help="Of which cases the report keeps pcapng files of the FTP sessions.",
)
@click.option(
    "--pics",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="What the DUT claims (PICS/IXIT, TOML); `hil pics --example` prints one.",
)
@click.option(
    "--public",
    default=None,
    metavar="ADDRESS",
    help="The address that the DUT dials; alone where it is one of this machine.",
)
@click.option(
    "--listen",
    default=None,
    metavar="ADDRESS",
    help="The address or interface that the lower tester binds, behind port forwarding.",
)
@click.option(
    "--ports",
    default=None,
    metavar="LOW-HIGH",
    help="The ports that the DUT can reach, for control and data connections.  [default: any]",
)
@click.option(
    "--host-name",
    default=None,
    metavar="NAME",
    help="A host name that the DUT resolves to the address that it dials.",
)
@click.option(
    "--standard-ports",
    is_flag=True,
    help="The lower tester may bind ports 21 and 990, and the DUT reaches them.",
)
@click.option(
    "--no-preflight",
    is_flag=True,
    help="Judge without a check whether SIM, network and a path to the lower tester are there.",
)
@click.option(
    "--deviations",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Known deviations (TOML): requirement, observed, reason, expires.",
)
@click.option(
    "--gate",
    type=click.Choice([ground.value for ground in Ground]),
    default=Ground.READING.value,
    show_default=True,
    help="Which fails decide exit code 1: those on the note; those on a standard too; those on our reading too.",
)
def conformance(
    *,
    dut: str,
    campaign: str,
    workers: int | None,
    report_dir: Path | None,
    expression: str,
    requirements: tuple[str, ...],
    captures: str,
    pics: Path | None,
    public: str | None,
    listen: str | None,
    ports: str | None,
    host_name: str | None,
    standard_ports: bool,
    no_preflight: bool,
    deviations: Path | None,
    gate: str,
) -> int:
    """Run the conformance suites against a DUT and write the report."""
    for identifier in requirements:
        catalogue.requirement(identifier)
    claims = load_pics(pics) if pics is not None else Pics()
    if deviations is not None:
        load_deviations(deviations, datetime.now(UTC).date())
    if expression:
        check_expression(expression)
    count = choose_workers(dut, workers, few=campaign == "smoke" or bool(expression) or bool(requirements))
    asked = place(
        claims, public=public, listen=listen, ports=ports, host_name=host_name, standard_ports=standard_ports
    )
    bench = asked.bench(dut)
    if workers is None and bench.ports:
        count = max(1, min(count, len(bench.ports) // PORTS_LEAST))
    require_usable(bench, workers=count, wants_standard_ports=asked.standard_ports)
    checked = () if no_preflight else preflight(bench, claims)
    request = ConformanceRequest(
        dut,
        campaign,
        count,
        _folder(report_dir, campaign),
        expression,
        requirements,
        captures,
        pics,
        deviations,
        _bench_options(public=public, listen=listen, ports=ports, host_name=host_name)
        + (("--hil-standard-ports",) if standard_ports else ()),
        gate,
        checked,
    )
    return int(_run(request))


def _bench_options(**given: str | None) -> tuple[str, ...]:
    return tuple(
        f"--hil-{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None
    )


def check_expression(expression: str) -> None:
    """Let pytest read the expression of -k on no cases at all; under xdist it would be a worker that dies of it.

    Raises `UsageError` with pytest's own words.
    """
    said = io.StringIO()
    with TemporaryDirectory() as nowhere, redirect_stdout(said), redirect_stderr(said):
        code = pytest.main(
            [nowhere, "--collect-only", "-c", os.devnull, "-p", "no:cacheprovider", "-k", expression]
        )
    if code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(_usage_error(said.getvalue()))


def _usage_error(said: str) -> str:
    lines = [line.removeprefix("ERROR: ") for line in said.splitlines() if line.startswith("ERROR")]
    return lines[0] if lines else said.strip()


def choose_workers(dut: str, asked: int | None, *, few: bool = False) -> int:
    """How many cases run at a time; `UsageError` when one module would have to serve two workers.

    Cases wait longer than they compute, so three share a CPU.  Where only a `few`
    are run, the start of more workers takes longer than they save.
    """
    if dut.startswith(EMULATED):
        processors = os.cpu_count() or 1
        return asked or (min(2, processors) if few else min(6, 3 * processors))
    if asked is not None and asked > 1:
        raise UsageError(
            f"-n {asked} needs {asked} modules, and {dut} is one; leave -n out for a physical DUT"
        )
    return 1


def preflight(bench: Bench, pics: Pics) -> tuple[PreflightLine, ...]:
    """See that a DUT answers and that what a run takes for granted is there; raises what is missing."""
    from hil.lab.attach import attached, timed  # noqa: PLC0415 - so that --help needs no driver and no server
    from hil.lab.peers import Peers  # noqa: PLC0415
    from hil.lab.preflight import preflight as checked  # noqa: PLC0415
    from hil.modem.claims import Claims  # noqa: PLC0415
    from hil.pki.authority import Authority  # noqa: PLC0415
    from hil.transcript import Transcript  # noqa: PLC0415

    url, clock_rate = timed(bench.dut_url)
    here = replace(bench, dut_url=url, clock_rate=clock_rate)
    transcript, claims = Transcript(), Claims.of(pics.claims)
    peers = Peers(here, Authority(), transcript)
    with (
        attached(here, named=bench.dut_url, transcript=transcript, claims=claims) as (modem, _),
        peers.ftps_server() as server,
    ):
        network = modem.channel.network
        return checked(modem, server, named=bench.dut_url, claims=pics.claims, network=network, peers=peers)


def _folder(asked: Path | None, campaign: str) -> Path:
    if asked is None:
        return folders.new_folder(Path("reports").resolve(), folders.run_id(campaign, datetime.now(UTC)))
    folder = asked.resolve()
    folders.prepare(folder)
    return folder


def _arguments(request: ConformanceRequest) -> list[str]:
    spec = find_spec("hil.suites")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("the suites are not installed; reinstall m95-hil")
    home = next(iter(spec.submodule_search_locations))
    return [
        home,
        f"--rootdir={Path(home).parent}",  # cases are called suites/... wherever they are installed
        f"--confcutdir={home}",
        "-c",
        os.devnull,  # no ini file of the folder that the user happens to be in
        "--import-mode=importlib",
        "--strict-markers",
        "-p",
        "no:cacheprovider",
        f"--hil-dut={request.dut}",
        f"--hil-campaign={request.campaign}",
        f"--hil-report-dir={request.folder}",
        f"--hil-captures={request.captures}",
        f"--hil-gate={request.gate}",
        *(f"--hil-requirement={identifier}" for identifier in request.requirements),
        *([f"--hil-pics={request.pics.resolve()}"] if request.pics else []),
        *request.bench,
        "--hil-no-preflight",  # it is done, or not wanted
        *([f"--hil-deviations={request.deviations.resolve()}"] if request.deviations else []),
        *(["-k", request.expression] if request.expression else []),
        *(["-n", str(request.workers)] if request.workers > 1 else []),
    ]


class _RecorderHolder:
    """Holds on to the recorder, which pytest forgets at its end."""

    def __init__(self) -> None:
        self.recorder: Recorder | None = None

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        found = session.config.pluginmanager.get_plugin(RECORDER)
        self.recorder = found if isinstance(found, Recorder) else None


class _Checked:
    """Tells the recorder what the preflight found."""

    def __init__(self, lines: tuple[PreflightLine, ...]) -> None:
        self._lines = lines

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[PREFLIGHT] = self._lines


def _run(request: ConformanceRequest) -> Exit:
    progress, holder = ProgressPlugin(display_for(sys.stdout)), _RecorderHolder()
    said = io.StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            pytest_code = pytest.main(
                _arguments(request), plugins=[progress, holder, _Checked(request.checked)]
            )
    finally:
        progress.close()
    if os.environ.get("HIL_DEBUG"):
        print(said.getvalue(), file=sys.stderr)
    if progress.collection_errors:
        folders.discard(request.folder)
        reasons = dict.fromkeys(_last_line(error) for error in progress.collection_errors)
        raise InfrastructureError(f"the suites cannot be collected: {'; '.join(reasons)}")
    if holder.recorder is None:
        folders.discard(request.folder)
        return _nothing_ran(request, pytest_code, said.getvalue())
    if progress.stopped_by:
        print(f"hil: the run ended early: {' '.join(progress.stopped_by.split())}", file=sys.stderr)
    return _conclude(holder.recorder)


def _last_line(error: str) -> str:
    return error.strip().splitlines()[-1].removeprefix("E ").strip()  # pytest marks its last words by an E


def _nothing_ran(request: ConformanceRequest, pytest_code: int, said: str) -> Exit:
    if pytest_code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if pytest_code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(_usage_error(said))
    if pytest_code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        chosen = [f"--campaign {request.campaign}", *(f"--requirement {id_}" for id_ in request.requirements)]
        if request.expression:
            chosen.append(f"-k {request.expression!r}")
        hints = hints_for_expression(request.expression)
        raise InfrastructureError("; ".join([f"no case ran: none fits {' '.join(chosen)}", *hints]))
    raise InfrastructureError(f"pytest ended with {pytest_code} before any case: {said.strip()[-500:]}")


def _print_named(title: str, rows: tuple[Coverage, ...]) -> None:
    names = [row.requirement.id for row in rows]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        print(f"{title}: {', '.join(names[:MOST_NAMED])}{more}")


def _conclude(recorder: Recorder) -> Exit:
    report = recorder.report
    code = exit_code(report)
    print()
    for line in report.static.lines:
        print(f"static review: {line}")
    print(counts_line(report))
    for status in outdated(report):
        print(f"outdated deviation, its requirement passes now: {status.deviation}")
    _print_named("failing requirements", failing_requirements(report))
    _print_named("optional requirements not met", optional_not_met(report))
    for case in [case for case in report.cases if case.verdict is Verdict.ERROR][:MOST_ERRORS]:
        print(f"error in {case.name}: {case.reason}")
    if report.not_run:
        print(f"not run: {len(report.not_run)} cases")
    for warning in recorder.warnings:
        print(f"hil: warning: {warning}", file=sys.stderr)
    print(f"{meaning(report)} (exit {int(code)})")
    print(f"report: {recorder.folder / folders.PAGE}")
    return code
