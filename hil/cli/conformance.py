"""`hil conformance`: preflight, the suites in this process, the report, and an exit code that can be trusted."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from hil.bench import Bench
from hil.campaign.bench_of_pics import notice
from hil.campaign.deviations import load as load_deviations
from hil.campaign.pics import Pics
from hil.campaign.pics_file import load as load_pics
from hil.cli.asking import Asking, asking_options
from hil.cli.bench_options import BenchOptions, bench_options
from hil.cli.conformance_command import ConformanceCommand
from hil.cli.conformance_run import ConformanceRequest, run
from hil.cli.conformance_text import EPILOG
from hil.cli.endurance_options import EnduranceOptions, endurance_options
from hil.cli.folder_name import FolderName
from hil.cli.last_failed import unsettled
from hil.cli.pool_request import WorkerCount, taken
from hil.cli.pytest_words import check_expression
from hil.cli.questions import Selection, answer, as_json
from hil.errors import UsageError
from hil.lab.place import require_usable
from hil.lab.pool.locks import of_port
from hil.lab.ports import LEAST as PORTS_LEAST
from hil.plugin.own_runs import check_environment
from hil.plugin.time_limit import seconds_of
from hil.results import folder as folders
from hil.results.lock import RunLock
from hil.results.model import DutIdentity, PreflightLine
from hil.results.records import read
from hil.results.resuming import require_fitting
from hil.results.selftest_file import read as read_selftest
from hil.results.shard import shard_of
from hil.spec import catalogue
from hil.verdict import Ground

EMULATED = "emulator://"

WORKERS_A_CPU, LEAST_WORKERS = 8, 16
"""On the emulator, -n may be so many for each processor, and on any machine at least so many in all."""


@click.command(
    cls=ConformanceCommand,
    epilog=EPILOG,
)
@bench_options
@click.option(
    "--campaign",
    type=click.Choice(["smoke", "pairwise", "full", "endurance"]),
    default="full",
    show_default=True,
    help="Which cases to run: the short selection, all but only pairs of products such as the TLS matrix, or all;"
    " or endurance, thousands of sessions on one module.",
)
@endurance_options
@asking_options
@click.option(
    "-n",
    "workers",
    type=WorkerCount(),
    default=None,
    metavar="WORKERS",
    help="Cases at a time, each on a module of its own; auto takes all modules that fit and are free."
    "  [default: on the emulator 3 a CPU and at most 6; for a few cases 1 a CPU and at most 2; for a module 1]",
)
@click.option("--report-dir", type=FolderName(), default=None, metavar="DIR", help="Folder for the report.")
@click.option(
    "--resume",
    type=click.Path(path_type=Path),
    default=None,
    metavar="RUN",
    help="Go on with the run in this folder: its planned cases without a verdict, with its options, on its DUT.",
)
@click.option(
    "--max-time",
    default=None,
    metavar="TIME",
    help="After this time, as 90s, 15m, 8h or 1h30m, no new case starts; the rest is not run.",
)
@click.option(
    "--shard",
    default="",
    metavar="NUMBER/COUNT",
    help="Of the selected cases those of one part, as 2/5; `hil merge` joins the runs of all parts.",
)
@click.option(
    "--case-time",
    default=None,
    metavar="TIME",
    help="A case that takes longer, as 90s, 15m or 1h30m, is an error, and the run goes on.  [default: 30 minutes of "
    "module time and 2 minutes, without the pauses that a case makes]",
)
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
    "--port-wait",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for a lost port to return; the case that lost it is repeated.  0 is not at all.",
)
@click.option(
    "--no-preflight",
    is_flag=True,
    help="Judge without a check whether SIM, network and a path to the lower tester are there.",
)
@click.option(
    "--estimate",
    "only_estimate",
    is_flag=True,
    help="Run nothing on the DUT but a short calibration, and print how long the selected cases will take.",
)
@click.option(
    "--deviations",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Known deviations (TOML): requirement, observed, reason, expires.",
)
@click.option(
    "--selftest",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="The record of hil selftest; the report holds it as evidence that the method is fit.",
)
@click.option(
    "--settings",
    type=click.Choice(["remembered", "always"]),
    default="remembered",
    show_default=True,
    help="Which settings the driver sends: those that differ from what it remembers, or all each time.",
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
    where: BenchOptions,
    campaign: str,
    endurance: EnduranceOptions,
    asking: Asking,
    workers: int | str | None,
    report_dir: Path | None,
    resume: Path | None,
    max_time: str | None,
    shard: str,
    case_time: str | None,
    expression: str,
    requirements: tuple[str, ...],
    captures: str,
    pics: Path | None,
    port_wait: float,
    no_preflight: bool,
    deviations: Path | None,
    selftest: Path | None,
    settings: str,
    gate: str,
    only_estimate: bool,
) -> int:
    """Run the conformance suites against a DUT and write the report."""
    check_environment()
    for identifier in requirements:
        catalogue.requirement(identifier)
    selection = Selection(campaign, expression, requirements, shard)
    last_failed = unsettled(asking.last_failed, report_dir) if asking.last_failed and not resume else None
    if (code := answer(asking, selection, where, pics, last_failed)) is not None:
        return int(code)
    alone = {"--estimate": only_estimate, "--shard": shard, "--case-time": case_time, "--resume": resume}
    several_names = where.names if len(where.names) > 1 else ()
    endurance.check(campaign, {"-n": workers, "--module": several_names, **alone})
    given = frozenset(name for name, path in (("pics", pics), ("deviations", deviations)) if path)
    where, pool = taken(where, workers, given=given)
    if pool is not None:
        click.get_current_context().call_on_close(pool.release)
    several = pool is not None and len(pool.members) > 1
    if where.choice is not None:
        pics, deviations = pics or where.choice.pics, deviations or where.choice.deviations
        selftest = selftest or where.choice.selftest
    if selftest is not None:
        read_selftest(selftest)
    claims = load_pics(pics) if pics is not None else Pics()
    if deviations is not None:
        load_deviations(deviations, datetime.now(UTC).date())
    if max_time is not None:
        seconds_of(max_time)
    if shard:
        shard_of(shard)
    if case_time is not None:
        seconds_of(case_time, option="--case-time")
    if expression:
        check_expression(expression)
    few = campaign == "smoke" or bool(expression) or bool(requirements)
    if endurance.is_chosen(campaign):
        count = 1
    else:
        count = len(pool.members) if pool is not None else choose_workers(where.dut, workers, few=few)
    asked = where.place(claims)
    bench = where.bench(asked)
    if old := notice(claims):
        print(f"hil: notice: {old}", file=sys.stderr)
    if workers is None and bench.ports and not several:
        count = max(1, min(count, len(bench.ports) // PORTS_LEAST))
    require_usable(bench, workers=count, wants_standard_ports=asked.standard_ports)
    held = of_port(
        bench.dut_url, wait_s=where.wait, tell=lambda words: print(f"hil: {words}", file=sys.stderr)
    )
    click.get_current_context().with_resource(held)
    earlier = read(resume) if resume is not None else None
    checked: tuple[PreflightLine, ...] = ()
    if not no_preflight and not several:
        checked = preflight(bench, claims, partial(require_fitting, earlier), port_wait_s=port_wait)
    if only_estimate:
        from hil.cli import estimate  # noqa: PLC0415 - a run does not need it

        return estimate.run(bench, selection.options(pics), modules=count, as_json=asking.as_json)
    folder, lock = _folder(report_dir, campaign, resume)
    request = ConformanceRequest(
        where.dut,
        campaign,
        count,
        folder,
        expression,
        requirements,
        captures,
        pics,
        deviations,
        where.arguments(),
        gate,
        settings,
        checked,
        earlier,
        max_time,
        port_wait,
        shard=shard,
        preflight_by_workers=several and not no_preflight,
        case_time=case_time,
        selftest=selftest,
        endurance=endurance.arguments,
        workers_asked=workers if isinstance(workers, int) else 0,
        maxfail=asking.maxfail,
        last_failed=last_failed,
    )
    with lock:
        return int(as_json(lambda: run(request), folder) if asking.as_json else run(request))


def choose_workers(dut: str, workers: int | str | None, *, few: bool = False) -> int:
    """How many cases run at a time; `UsageError` when one module would have to serve two workers.

    Cases wait longer than they compute, so three share a CPU.  Where only a `few`
    are run, the start of more workers takes longer than they save.
    """
    asked = workers if isinstance(workers, int) else None
    if dut.startswith(EMULATED):
        processors = os.cpu_count() or 1
        most = max(LEAST_WORKERS, WORKERS_A_CPU * processors)
        if asked is not None and asked > most:
            raise UsageError(
                f"-n {asked}: expected at most {most} workers on {processors} processors; "
                "more wait for a processor, and their cases come too late; leave -n out"
            )
        return asked or (min(2, processors) if few else min(6, 3 * processors))
    if asked is not None and asked > 1:
        raise UsageError(
            f"-n {asked} needs {asked} modules, and {dut} is one; leave -n out for a physical DUT, or name a bench file with several"
        )
    return 1


def preflight(
    bench: Bench, pics: Pics, require: Callable[[DutIdentity], None], *, port_wait_s: float = 0.0
) -> tuple[PreflightLine, ...]:
    """See that a DUT answers, one that `require` takes, and that what a run takes for granted is there; raises what is missing."""
    from hil.lab.attach import attached, identity_of, timed  # noqa: PLC0415 - so that --help needs no driver and no server
    from hil.lab.mending import told_mended  # noqa: PLC0415
    from hil.lab.peers import Peers  # noqa: PLC0415
    from hil.lab.port_return import await_return, over_losses  # noqa: PLC0415
    from hil.lab.preflight import preflight as checked  # noqa: PLC0415
    from hil.modem.claims import Claims  # noqa: PLC0415
    from hil.modem.modem import Modem  # noqa: PLC0415
    from hil.pki.authority import Authority  # noqa: PLC0415
    from hil.transcript import Transcript  # noqa: PLC0415

    url, clock_rate = timed(bench.dut_url)
    here = replace(bench, dut_url=url, clock_rate=clock_rate)
    transcript, claims = Transcript(), Claims.of(pics.claims)
    peers = Peers(here, Authority(), transcript)

    def tell(words: str) -> None:
        print(f"hil: {words}", file=sys.stderr)

    def wait(modem: Modem) -> None:
        await_return(modem, wait_s=port_wait_s, tell=tell)

    with (
        attached(here, named=bench.dut_url, transcript=transcript, claims=claims, await_port=wait) as (
            modem,
            found,
        ),
        peers.ftps_server() as server,
    ):
        setup = bench.module
        require(identity_of(bench.dut_url, found, module=setup.name, full_imei=setup.full_imei))
        if modem.mended:
            tell(told_mended(modem.mended))
        look = partial(
            checked,
            modem,
            server,
            named=bench.dut_url,
            claims=pics.claims,
            network=modem.channel.network,
            peers=peers,
        )
        return over_losses(modem, look, wait)


def _folder(asked: Path | None, campaign: str, resume: Path | None) -> tuple[Path, RunLock]:
    """The folder of the run, and its lock."""
    if resume is not None:
        return resume, folders.locked(resume)
    if asked is None:
        new = folders.new_folder(Path("reports").resolve(), folders.run_id(campaign, datetime.now(UTC)))
        return new, folders.locked(new)
    folder = asked.resolve()
    return folder, folders.prepare(folder)
