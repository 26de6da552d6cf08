"""The header of a run, from the options and the files of pytest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

import pytest

from hil.lab.bench_file.form import Lab
from hil.plugin.bench_choice import CHOICE
from hil.plugin.narrowing import narrowed
from hil.plugin.pool_run import POOL
from hil.plugin.stash_keys import OWN_REQUIREMENTS
from hil.results import folder as folders
from hil.results.model import RunHeader
from hil.results.resuming import digest
from hil.verdict import Ground


def header_of(config: pytest.Config) -> RunHeader:
    """What is known when the run begins."""
    from hil.results.header import describe_run  # noqa: PLC0415 - imports ssl

    choice, pool = config.stash.get(CHOICE, None), config.stash.get(POOL, None)
    names = pool.names if pool else ()
    return describe_run(
        campaign=config.getoption("hil_campaign"),
        dut_url=f"{len(names)} modules of {choice.loaded.path.name}"
        if names and choice
        else config.getoption("hil_dut"),
        command=folders.command_line(),
        own=config.stash.get(OWN_REQUIREMENTS, ()),
        gate=Ground(config.getoption("hil_gate")),
        inputs=tuple(_inputs(config)),
        shard=config.getoption("hil_shard") or "",
        module=choice.module.name if choice and not names else "",
        modules=names,
        narrowed=narrowed(config),
        lab=tuple(_lab(choice.loaded.content.lab)) if choice else (),
    )


def _lab(lab: Lab) -> Iterator[tuple[str, str]]:
    """What the bench file tells of the laboratory; the record of its selftest is a file of the run."""
    return ((name, value) for name, value in asdict(lab).items() if name != "selftest")


def _inputs(config: pytest.Config) -> Iterator[tuple[str, str]]:
    """The digest of each file that the user gave; they have been read before.

    The bench file is none of them: it may tell another port when a run is resumed.
    """
    for name in ("pics", "deviations", "requirements"):
        path = config.getoption(f"hil_{name}", None)
        if path:
            yield f"--{name}", digest(config.invocation_params.dir / path)
