"""The options of the bench of a run: its DUT, its bench file, the line, and where the lower tester stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from hil.bench import Bench, ModuleSetup
from hil.campaign.pics import Pics
from hil.errors import UsageError
from hil.lab.bench_file.choice import fitting, words_of
from hil.lab.bench_file.form import FLOW_CONTROLS
from hil.lab.bench_file.reading import load
from hil.lab.place import Place
from hil.plugin.bench_choice import NOTHING, Choice, choose, with_options
from hil.plugin.bench_place import place

Result = TypeVar("Result")

DUT = "emulator://m95"


@dataclass(frozen=True)  # no slots: the choice is made once, when it is asked for
class BenchOptions:
    """What the user gave of the bench; None or empty is not given."""

    duts: tuple[str, ...] = ()
    file: Path | None = None
    modules: tuple[str, ...] = ()
    tags: str = ""
    baud: int | None = None
    flow_control: str | None = None
    public: str | None = None
    listen: str | None = None
    ports: str | None = None
    host_name: str | None = None
    standard_ports: bool = False
    wait: float = 0.0

    @cached_property
    def choice(self) -> Choice | None:
        """The module of the bench file, the first of several; None without one.  Raises `UsageError`."""
        if len(self.duts) > 1:
            raise UsageError(f"--dut: given {len(self.duts)} times; a run has one DUT")
        if self.file is None:
            if self.modules or self.tags:
                raise UsageError("--module and --tags choose from a bench file; give --bench FILE, too")
            return None
        if self.duts:
            raise UsageError("--dut beside --bench: the bench file names the port of each module")
        names, tags = self.names, words_of(self.tags)
        if len(names) > 1:
            loaded = load(self.file)
            return Choice(loaded, fitting(loaded, names=names, tags=tags)[0])
        return choose(self.file, name="".join(names), tags=tags)

    @property
    def names(self) -> tuple[str, ...]:
        """The modules that the user named, each once."""
        return tuple(dict.fromkeys(name for text in self.modules for name in words_of(text)))

    @property
    def dut(self) -> str:
        """The URL of the DUT."""
        if self.choice is not None:
            return self.choice.module.port
        return self.duts[0] if self.duts else DUT

    def place(self, claims: Pics) -> Place:
        """Where the lower tester stands; raises `UsageError`."""
        return place(
            claims,
            self.choice.stated if self.choice else NOTHING,
            public=self.public,
            listen=self.listen,
            ports=self.ports,
            host_name=self.host_name,
            standard_ports=self.standard_ports,
        )

    def bench(self, asked: Place) -> Bench:
        """The bench of the run; raises `UsageError`."""
        setup = self.choice.setup() if self.choice else ModuleSetup()
        setup = with_options(setup, baud=self.baud, flow_control=self.flow_control, wait_s=self.wait)
        return replace(asked.bench(self.dut), module=setup)

    def arguments(self) -> tuple[str, ...]:
        """The same for pytest."""
        given: dict[str, object] = {
            "baud": self.baud,
            "flow-control": self.flow_control,
            "public": self.public,
            "listen": self.listen,
            "ports": self.ports,
            "host-name": self.host_name,
            "wait": self.wait or None,
        }
        if self.choice is not None:
            names = self.names if len(self.names) > 1 else (self.choice.module.name,)
            given |= {"bench": self.choice.loaded.path.resolve(), "module": ",".join(names)}
        else:
            given["dut"] = self.dut
        flags = ("--hil-standard-ports",) if self.standard_ports else ()
        return (*(f"--hil-{name}={value}" for name, value in given.items() if value is not None), *flags)


_OPTIONS = (
    click.option(
        "--dut",
        "duts",
        multiple=True,
        metavar="URL",
        help=f"The DUT: emulator://m95, a device path, or any pyserial URL.  [default: {DUT}]",
    ),
    click.option(
        "--bench",
        "file",
        type=click.Path(path_type=Path),
        default=None,
        metavar="FILE",
        help="The bench file (TOML): lower tester, lab and modules; `hil bench --example` prints one.",
    ),
    click.option(
        "--module",
        "modules",
        multiple=True,
        metavar="NAME",
        help="The module of the bench file that is the DUT; several run as one pool, repeated or NAME,NAME.",
    ),
    click.option(
        "--tags",
        default="",
        metavar="TAG,...",
        help="The DUT is the module of the bench file that has these tags; with -n, several are.",
    ),
    click.option(
        "--baud", type=int, default=None, metavar="RATE", help="The rate of the port.  [default: 115200]"
    ),
    click.option(
        "--flow-control",
        type=click.Choice(FLOW_CONTROLS),
        default=None,
        help="rts-cts: the port uses the lines RTS and CTS, and the DUT is told so.  [default: none]",
    ),
    click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0.0,
        metavar="SECONDS",
        help="How long to wait while another run has the DUT.  [default: not at all]",
    ),
    click.option(
        "--public",
        default=None,
        metavar="ADDRESS",
        help="The address that the DUT dials; alone where it is one of this machine.",
    ),
    click.option(
        "--listen",
        default=None,
        metavar="ADDRESS",
        help="The address or interface that the lower tester binds, behind port forwarding.",
    ),
    click.option(
        "--ports",
        default=None,
        metavar="LOW-HIGH",
        help="The ports that the DUT can reach, for control and data connections.  [default: any]",
    ),
    click.option(
        "--host-name",
        default=None,
        metavar="NAME",
        help="A host name that the DUT resolves to the address that it dials.",
    ),
    click.option(
        "--standard-ports",
        is_flag=True,
        help="The lower tester may bind ports 21 and 990, and the DUT reaches them.",
    ),
)


def bench_options(command: Callable[..., Result]) -> Callable[..., Result]:
    """Give a command these options; it gets them as one `BenchOptions`, named `where`."""

    @wraps(command)
    def with_where(**given: Any) -> Result:
        names = BenchOptions.__dataclass_fields__
        where = BenchOptions(**{name: given.pop(name) for name in names})
        return command(where=where, **given)

    for option in reversed(_OPTIONS):
        with_where = option(with_where)
    return with_where
