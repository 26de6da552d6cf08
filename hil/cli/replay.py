"""`hil replay`: a recorded module as a DUT."""

from __future__ import annotations

import json
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click

from hil.cli.emulate import ENDED, INTERRUPTED, front_ends, signals_stop
from hil.cli.json_object import SCHEMA, echo_object
from hil.evidence.wire.reading import records_of, segments
from hil.plugin.collected import suites_home
from hil.replay.player import Player
from hil.replay.port import ReplayPort
from hil.replay.script import script_of
from hil.results.records import RESULTS, read
from hil.transcript import Pco

UNMATCHED = 1

_OF_LOWER_TESTER = frozenset({Pco.FTP_CONTROL, Pco.FTP_DATA, Pco.TLS})


@click.command(
    epilog="""\b
Examples:
  hil replay reports/real --tcp 127.0.0.1:6000 &
  pytest --pyargs hil.suites --dut socket://127.0.0.1:6000 --no-preflight -k test_forms
  hil replay reports/real --cases > at-only       the cases that a replay can decide, one a line
  pytest @at-only --hil-dut socket://127.0.0.1:6000 --hil-no-preflight
  hil replay reports/real --pty ./m95 --speed 0   answers at once

\b
Exit codes:
  0    ended, and the record had every request
  1    some request is not in the record; stderr says which
  2    the request is wrong: an option, a folder without a record
  3    a port is taken or forbidden
  130  ended by Ctrl-C, and the record had every request""",
)
@click.argument("run", type=click.Path(path_type=Path))
@click.option(
    "--module",
    metavar="NAME",
    help="One module of the run: its name in the bench file, the URL of its port, or its worker (gw0).",
)
@click.option("--pty", metavar="LINK", help="A pseudo-terminal; LINK points to it and goes away at the end.")
@click.option("--tcp", metavar="HOST:PORT", help="Raw TCP; one owner at a time; port 0 is a free one.")
@click.option(
    "--rfc2217", metavar="HOST:PORT", help="Telnet with serial settings and modem lines (RFC 2217)."
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1e6),
    metavar="X",
    default=1.0,
    show_default=True,
    help="How many times as fast as recorded; 0 is at once.",
)
@click.option("--once", is_flag=True, help="End when the first host goes away.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help='First line of output: {"modules": [{"url"}]}; with --cases: one object.',
)
@click.option(
    "--cases", is_flag=True, help="Print the cases that judge the AT dialogue alone, and serve nothing."
)
def replay(
    *,
    run: Path,
    module: str | None,
    pty: str | None,
    tcp: str | None,
    rfc2217: str | None,
    speed: float,
    once: bool,
    as_json: bool,
    cases: bool,
) -> int:
    """Serve a recorded module as a DUT: the answers of the record, in their order and with their times.

    Cases may come in another order or selection.  What the host chooses anew (its user and
    password, ports, numbers, keys, the clock) stands in the answers in place of the recorded
    one.  A request that the record does not have is told on stderr and answered by ERROR.

    A replayed module opens no connection: a case whose verdict needs the lower tester is
    inconclusive or fails.  --cases names the others.
    """
    if cases:
        names = list(at_only(run))
        if as_json:
            echo_object({"cases": names})
        else:
            for name in names:
                click.echo(_from_here(name))
        if not names:
            _tell(f"no case of {run} judges the AT dialogue alone: the lower tester saw something in each")
        return ENDED
    opening = front_ends(pty, tcp, rfc2217, 1)
    player = Player(script_of(run, module=module, ports=ports_of(run)), report=_tell)
    (front_end,) = opening()
    with (
        closing(ReplayPort(player, front_end, speed=speed, is_once=once)) as port,
        signals_stop(port) as received,
    ):
        if as_json:
            click.echo(json.dumps({"schema": SCHEMA, "modules": [{"url": front_end.url}]}))
        else:
            click.echo(f"the module of {run} at {front_end.url}; Ctrl-C ends it")
        sys.stdout.flush()
        port.run()
    requests = player.matched + player.unmatched
    _tell(f"{player.matched} of {requests} command lines were those of the record")
    if player.unmatched:
        return UNMATCHED
    return INTERRUPTED if signal.SIGINT in received else ENDED


def _from_here(case: str) -> str:
    """The id of a case as pytest finds it from the working folder: with the place of the suites, where they are elsewhere."""
    file = case.partition("::")[0]
    installed = suites_home().parent / file
    return f"{installed}{case.removeprefix(file)}" if installed.exists() and not Path(file).exists() else case


def _tell(text: str) -> None:
    print(f"hil replay: {text}", file=sys.stderr, flush=True)


def ports_of(run: Path) -> dict[str, frozenset[str]]:
    """The URLs of the modules of a run by their names in the bench file; a module may have had several ports."""
    if not (run / RESULTS).exists():  # the record is enough
        return {}
    found = defaultdict[str, set[str]](set)
    for dut in read(run).duts:
        if dut.module:
            found[dut.module].add(dut.url)
    return {name: frozenset(urls) for name, urls in found.items()}


def at_only(run: Path) -> Iterator[str]:
    """The recorded cases in which the lower tester saw nothing, and which used the first line of their worker."""
    records_of(run)
    used: dict[str, set[tuple[str, int]]] = {}
    first: dict[str, str] = {}
    for segment in segments(run):
        first.setdefault(segment.opened.worker, segment.opened.url)
        used.setdefault(segment.case, set()).add((segment.opened.worker, segment.opened.line))
        if segment.opened.url != first[segment.opened.worker]:
            used[segment.case].add(("", 0))  # another DUT, or a channel of the multiplexer
    for case in read(run).cases:
        lines = used.get(case.id, set())
        if (
            lines
            and ("", 0) not in lines
            and not any(line.pco in _OF_LOWER_TESTER for line in case.transcript)
        ):
            yield case.id
