"""The bench of a run: from the PICS and the options that stand above it to one `Bench`, refused before anything runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.bench import Bench
from hil.campaign.pics import Pics
from hil.errors import HilError
from hil.lab.place import Place, require_usable
from hil.plugin.activation import is_worker
from hil.plugin.stash_keys import BENCH, PICS

OPTIONS = ("public", "listen", "ports", "host_name", "standard_ports")
"""The options of the bench, in pytest with `hil_` in front; each replaces the PICS key of its name."""


def settle(config: pytest.Config) -> Bench:
    """The bench of this run, made once; what it lacks is in the PICS of the run from then on."""
    if BENCH not in config.stash:
        pics = config.stash.get(PICS, None) or Pics()
        bench = place_of(config, pics).bench(str(config.getoption("hil_dut")))
        config.stash[BENCH] = bench
        config.stash[PICS] = replace(pics, bench_lacks=bench.lacks)
    return config.stash[BENCH]


def check(config: pytest.Config) -> None:
    """End the run with one line when its bench cannot be used as the user wrote it."""
    try:
        bench = settle(config)
        if not is_worker(config):
            asked = place_of(config, config.stash[PICS])
            workers = int(getattr(config.option, "numprocesses", None) or 1)
            require_usable(bench, workers=workers, wants_standard_ports=asked.standard_ports)
    except HilError as wrong:
        raise pytest.UsageError(str(wrong)) from None


def place_of(config: pytest.Config, pics: Pics) -> Place:
    """What the user wrote: the options, and the PICS where there is none."""
    return place(pics, **{name: config.getoption(f"hil_{name}", None) for name in OPTIONS})


def place(
    pics: Pics,
    *,
    public: str | None = None,
    listen: str | None = None,
    ports: str | None = None,
    host_name: str | None = None,
    standard_ports: bool | None = None,
) -> Place:
    """The options over the PICS; an address by option puts all addresses of the PICS aside."""
    by_option = Place(listen=listen or "", public=public or "")
    by_pics = Place(
        host=pics.text("bench.host"), listen=pics.text("bench.listen"), public=pics.text("bench.public")
    )
    return replace(
        by_option if public or listen else by_pics,
        host_name=pics.text("bench.host_name") if host_name is None else host_name,
        ports=pics.text("bench.ports") if ports is None else ports,
        standard_ports=pics.flag("bench.standard_ports") or bool(standard_ports),
    )
