"""The module of a bench file that a run takes, and what the file says for that run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from hil.bench import ModuleSetup
from hil.campaign.bench_of_pics import SAME, Stated
from hil.errors import UsageError
from hil.lab.bench_file.choice import chosen, words_of
from hil.lab.bench_file.form import BAUD_HIGH, BAUD_LOW, RTS_CTS, Module
from hil.lab.bench_file.reading import LoadedBench, load
from hil.plugin import pool_of_pytest

NOTHING = Stated({}, {})
"""What no bench file says."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A module and the bench file that describes it."""

    loaded: LoadedBench
    module: Module

    @property
    def pics(self) -> Path | None:
        """The file of claims of the module."""
        return self.loaded.beside(self.module.pics)

    @property
    def deviations(self) -> Path | None:
        """The file of known deviations of the module."""
        return self.loaded.beside(self.module.deviations)

    @property
    def selftest(self) -> Path | None:
        """The record of `hil selftest` of the laboratory."""
        return self.loaded.beside(self.loaded.content.lab.selftest)

    @property
    def stated(self) -> Stated:
        """What the file says of the lower tester."""
        tester = self.loaded.content.lower_tester
        written = [name for name in dict.fromkeys(SAME.values()) if name in self.loaded.written]
        values = {name: getattr(tester, name) for name in written}
        places = {name: self.loaded.place(f"lower_tester.{name}", value) for name, value in values.items()}
        return Stated(values, places, str(self.loaded.path))

    def setup(self) -> ModuleSetup:
        """What the driver needs to know of the module; raises `UsageError` for a secret that is missing."""
        return self.loaded.setup(self.module)


CHOICE: pytest.StashKey[Choice] = pytest.StashKey()
"""In the config: the module of the bench file; absent without one."""


def choose(path: Path, *, name: str = "", tags: Sequence[str] = ()) -> Choice:
    """The one module of that file with this name and these tags; raises `UsageError`."""
    loaded = load(path)
    return Choice(loaded, chosen(loaded, name=name, tags=tags))


def with_options(
    setup: ModuleSetup, *, baud: int | None, flow_control: str | None, wait_s: float = 0.0
) -> ModuleSetup:
    """The options of the line above what the bench file says of it; raises `UsageError` for an impossible rate."""
    if baud is not None:
        if not BAUD_LOW <= baud <= BAUD_HIGH:
            raise UsageError(f"--baud: expected a rate from {BAUD_LOW} to {BAUD_HIGH} bit/s; got {baud}")
        setup = replace(setup, baudrate=baud)
    if flow_control is not None:
        setup = replace(setup, has_rts_cts=flow_control == RTS_CTS)
    return replace(setup, lock_wait_s=wait_s)


def take(config: pytest.Config, *, named: Sequence[str] = ()) -> None:
    """Let the bench file of a pytest run name its DUT, or its DUTs, and the files of them; raises `UsageError`.

    `named` are the options of the command line that name a DUT, too.
    """
    option = config.option
    if not option.hil_bench:
        if option.hil_module or option.hil_tags:
            raise UsageError(
                "--hil-module and --hil-tags choose from a bench file; give --hil-bench FILE, too"
            )
        return
    if named:
        raise UsageError(f"{named[0]} beside --hil-bench: the bench file names the port of each module")
    path = config.invocation_params.dir / option.hil_bench
    names, tags = words_of(option.hil_module or ""), words_of(option.hil_tags or "")
    loaded = load(path)
    several = pool_of_pytest.begun(config, loaded, names=names, tags=tags)
    module = several[0] if several else chosen(loaded, name="".join(names[:1]), tags=tags)
    choice = Choice(loaded, module)
    if not several:
        pool_of_pytest.require_one_worker(config)
    config.stash[CHOICE] = choice
    option.hil_dut = choice.module.port
    option.hil_pics = option.hil_pics or (choice.pics and str(choice.pics.resolve()))
    option.hil_deviations = option.hil_deviations or (choice.deviations and str(choice.deviations.resolve()))
    option.hil_selftest = option.hil_selftest or (choice.selftest and str(choice.selftest.resolve()))
