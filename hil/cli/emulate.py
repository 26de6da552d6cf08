"""`hil emulate`: emulated modules for any serial program."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

import click

from hil.cli import emulate_lists
from hil.cli.emulate_text import defects_table, instructions, mishaps_table, variants_table
from hil.cli.json_object import listing
from hil.cli.record_file import RecordFile
from hil.emulator.defects import parts_with, require_known
from hil.emulator.device import hardware_options
from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.device.imei import complete, consecutive
from hil.emulator.device.personality import Personality
from hil.emulator.device.personality_file import personality as personality_called
from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.pty import open_ptys
from hil.emulator.frontends.rack import Rack
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.frontends.tcp import Address, TcpFrontEnd, open_tcp
from hil.emulator.frontends.traffic_log import TrafficLog
from hil.emulator.mishaps.catalogue import Planned, planned
from hil.emulator.module import IMEI, Module
from hil.emulator.storage.state_folder import StateFolder
from hil.emulator.variants.choice import Choice
from hil.errors import InfrastructureError, UsageError, nearest
from hil.evidence.redaction import redact_places
from hil.stopping import wanted

ENDED, INTERRUPTED = 0, 130
"""The exit codes after SIGTERM or SIGHUP, and after Ctrl-C."""


@dataclass(frozen=True, slots=True)
class EmulateRequest:
    """The request of the user."""

    open_front_ends: Callable[[], Sequence[FrontEnd]]
    imeis: tuple[str, ...]
    state: Path | None
    personality: Personality
    hardware: HardwareOptions
    variants: Choice
    defects: frozenset[str]
    baud: int | None
    clock_rate: float
    log: Path | None
    as_json: bool
    mishaps: tuple[Planned, ...] = ()
    seed: int = 0


@click.command(
    epilog="""\b
Examples:
  hil emulate --pty ./m95 &  picocom ./m95          then type AT and Enter
  hil emulate --tcp 127.0.0.1:6000 --count 16       a rack: ports 6000 to 6015
  hil emulate --tcp 127.0.0.1:0 --json              a free port; its URL is the first line of output
  hil emulate --rfc2217 127.0.0.1:4000 --state lab  rfc2217://127.0.0.1:4000, NVRAM kept in lab/
  hil emulate --pty ./m95 --baud 115200 --clock-rate 50

\b
Exit codes:
  0    ended by SIGTERM or SIGHUP
  2    the request is wrong: an option, a name, an address
  3    a port is taken or forbidden, a folder or file can't be used, lines of the log are missing
  130  ended by Ctrl-C""",
)
@click.option("--pty", metavar="LINK", help="A pseudo-terminal; LINK points to it and goes away at the end.")
@click.option("--tcp", metavar="HOST:PORT", help="Raw TCP; one owner at a time; port 0 is a free one.")
@click.option(
    "--rfc2217", metavar="HOST:PORT", help="Telnet with serial settings and modem lines (RFC 2217)."
)
@click.option(
    "--count", type=click.IntRange(1, 1000), default=1, show_default=True, help="The number of modules."
)
@click.option(
    "--imei",
    metavar="DIGITS",
    default=IMEI,
    help="IMEI of the first module; to 14 digits the check digit is added.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep NVRAM, UFS and profile in this folder.",
)
@click.option(
    "--personality",
    metavar="NAME|FILE",
    default="note",
    show_default=True,
    help="The personality: note, classic-gsm, M95FAR02A08, or a TOML file of your own (a path with a /).",
)
@click.option(
    "--fit",
    metavar="NAME=VALUE",
    multiple=True,
    help=f"Hardware options as in emulator URLs: {', '.join(hardware_options.OPTIONS)}; may be repeated.",
)
@click.option(
    "--variant",
    metavar="NAME:VALUE",
    multiple=True,
    help="A sound behaviour other than the first, such as put-result-ok:present; may be repeated.",
)
@click.option("--defect", metavar="NAME", multiple=True, help="A defect; may be repeated.")
@click.option(
    "--mishap",
    metavar="NAME[:N]",
    multiple=True,
    help="A mishap of the bench, such as lost-bytes:300; may be repeated.",
)
@click.option(
    "--seed", type=click.IntRange(0, 10**18), default=0, show_default=True, help="When the mishaps happen."
)
@click.option(
    "--baud", type=click.IntRange(300, 4_000_000), metavar="N", help="Pace both directions: 10 bits a byte."
)
@click.option(
    "--clock-rate",
    type=click.FloatRange(0.001, 1e6),
    metavar="X",
    default=1.0,
    show_default=True,
    help="Module seconds in one second; for guard times and time-outs, not for --baud.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Append the traffic without secrets to this file.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help='First line of output: {"modules": [{"url", "imei"}]}; of a list one object.',
)
@listing(
    "--list-defects",
    lambda: f"{defects_table()}\n{mishaps_table()}",
    emulate_lists.defects,
    "Print defects and mishaps.",
)
@listing(
    "--list-variants",
    variants_table,
    emulate_lists.variants,
    "Print the switches of sound behaviours with their values.",
)
def emulate(
    *,
    pty: str | None,
    tcp: str | None,
    rfc2217: str | None,
    count: int,
    imei: str,
    state: Path | None,
    personality: str,
    fit: tuple[str, ...],
    variant: tuple[str, ...],
    defect: tuple[str, ...],
    mishap: tuple[str, ...],
    seed: int,
    baud: int | None,
    clock_rate: float,
    log: Path | None,
    as_json: bool,
) -> int:
    """Run emulated M95 modules for other programs until Ctrl-C."""
    require_known(defect)
    words = personality_called(personality)
    return run(
        EmulateRequest(
            front_ends(pty, tcp, rfc2217, count),
            consecutive(complete(imei), count),
            state,
            words,
            _hardware(fit),
            Choice.of(words, variant),
            frozenset(defect),
            baud,
            clock_rate,
            log,
            as_json,
            planned(mishap),
            seed,
        )
    )


command = emulate


def run(request: EmulateRequest) -> int:
    """Serve until a signal; returns the exit code."""
    parts = request.variants.parts(parts_with(request.defects))
    with ExitStack() as cleanup:
        modules = [
            Module(
                clock_rate=request.clock_rate,
                parts=parts,
                imei=imei,
                personality=request.variants.personality(request.personality),
                hardware=request.variants.hardware(request.hardware),
            )
            for imei in request.imeis
        ]
        traffic_log = (
            None if request.log is None else _traffic_log(cleanup.enter_context(_log_file(request.log)))
        )
        if request.state is not None:
            folder = cleanup.enter_context(StateFolder(request.state, report=_warner()))
            for module in modules:
                folder.attach(module.imei, module.persistent)
        opened = request.open_front_ends()
        rack = cleanup.enter_context(
            Rack(
                modules,
                opened,
                baud=request.baud,
                traffic_log=traffic_log,
                mishaps=request.mishaps,
                seed=request.seed,
            )
        )
        with signals_stop(rack) as received:
            _announce(modules, opened, as_json=request.as_json)
            rack.run()
    return INTERRUPTED if signal.SIGINT in received else ENDED


# --- request --------------------------------------------------------------------------------------


def front_ends(
    pty: str | None, tcp: str | None, rfc2217: str | None, count: int
) -> Callable[[], Sequence[FrontEnd]]:
    """What opens the front ends that the options name; raises `UsageError` unless they name one kind."""
    if [pty, tcp, rfc2217].count(None) != 2:
        raise UsageError(
            "choose one way to reach the module: --pty ./m95, --tcp 127.0.0.1:6000 or --rfc2217 127.0.0.1:4000"
        )
    if pty is not None:
        return lambda: open_ptys(pty, count)
    address, kind = Address.parse(tcp or rfc2217 or ""), TcpFrontEnd if tcp else Rfc2217FrontEnd
    if not address.is_loopback:
        _warner()(
            f"{address} can be reached from the network: whoever connects first owns the module, and keys and"
            " passwords travel in clear; 127.0.0.1 with an SSH tunnel keeps them to you"
        )
    return lambda: open_tcp(address, count, kind)


def _hardware(pairs: Sequence[str]) -> HardwareOptions:
    options: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name not in hardware_options.OPTIONS:
            near = nearest(name, hardware_options.OPTIONS)
            nearby = (
                f"the nearest is {near}=VALUE" if near else f"there are {', '.join(hardware_options.OPTIONS)}"
            )
            raise UsageError(f"no hardware option is called {name!r}; {nearby}")
        options.setdefault(name, []).append(value)
    return hardware_options.parse(options)


# --- run -------------------------------------------------------------------------------------------


def _announce(modules: Sequence[Module], front_ends: Sequence[FrontEnd], *, as_json: bool) -> None:
    places = [(module.imei, front_end.url) for module, front_end in zip(modules, front_ends, strict=True)]
    if as_json:
        shown = [{"url": url, "imei": imei} for imei, url in places]
        print(json.dumps({"modules": shown}), flush=True)
    else:
        print(instructions(places), flush=True)


def _warner() -> Callable[..., None]:
    """What tells a warning, once; it may be called in any thread, where click has no context."""
    command = click.get_current_context().command_path
    told: set[str] = set()

    def warn(text: str, _cause: int = 0) -> None:
        if text not in told:
            told.add(text)
            print(f"{command}: warning: {text}", file=sys.stderr, flush=True)

    return warn


class Stoppable(Protocol):
    """What serves until it is stopped."""

    def stop(self) -> None:
        """End; from a signal handler."""


@contextmanager
def signals_stop(server: Stoppable) -> Iterator[list[int]]:
    """Let the signals that end a program end what serves; yields the received ones."""
    received: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        server.stop()

    before = {number: signal.signal(number, stop) for number in wanted()}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _log_file(path: Path) -> Iterator[RecordFile]:
    """The log; a disk that is full or a pipe that nobody reads stops no module."""
    log = RecordFile(path, tell=_warner(), what="the log", mode=0o600)
    try:
        yield log
    finally:
        log.close()
    if missing := log.missing:
        raise InfrastructureError(
            f"lines missing in the log {path}: {missing}, the latest ones; there was no place for them"
        )


def _traffic_log(log: RecordFile) -> Callable[[Module], TrafficLog]:
    return lambda module: TrafficLog(module.imei, log.append, redact=redact_places)
