"""The bench of a run: from options, bench file and PICS, in this order, to one `Bench`, refused before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import pytest

from hil.bench import Bench, ModuleSetup
from hil.campaign.bench_of_pics import SAME, Stated, require_one_statement
from hil.campaign.pics import Pics
from hil.errors import HilError
from hil.lab.place import HOST, LISTEN, PUBLIC, Place, require_usable
from hil.plugin.activation import is_worker
from hil.plugin.bench_choice import CHOICE, NOTHING, with_options
from hil.plugin.stash_keys import BENCH, PICS

OPTIONS = ("public", "listen", "ports", "host_name", "standard_ports")
"""The options of the bench, in pytest with `hil_` in front; each stands above bench file and PICS."""


def settle(config: pytest.Config) -> Bench:
    """The bench of this run, made once; what it lacks is in the PICS of the run from then on."""
    if BENCH not in config.stash:
        pics = config.stash.get(PICS, None) or Pics()
        bench = place_of(config, pics).bench(str(config.getoption("hil_dut")))
        config.stash[BENCH] = bench = replace(bench, module=setup_of(config))
        config.stash[PICS] = replace(pics, bench_lacks=bench.lacks)
    return config.stash[BENCH]


def setup_of(config: pytest.Config) -> ModuleSetup:
    """What is known of the module: by the bench file, and by the options of its line above that."""
    choice = config.stash.get(CHOICE, None)
    return with_options(
        choice.setup() if choice else ModuleSetup(),
        baud=config.getoption("hil_baud", None),
        flow_control=config.getoption("hil_flow_control", None),
        wait_s=config.getoption("hil_wait", 0.0),
    )


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
    """What the user wrote: the options, the bench file where there is none, and the PICS where neither is."""
    choice = config.stash.get(CHOICE, None)
    given = {name: config.getoption(f"hil_{name}", None) for name in OPTIONS}
    return place(pics, choice.stated if choice else NOTHING, **given)


def place(
    pics: Pics,
    stated: Stated = NOTHING,
    *,
    public: str | None = None,
    listen: str | None = None,
    ports: str | None = None,
    host_name: str | None = None,
    standard_ports: bool | None = None,
) -> Place:
    """The options over the bench file, that over the PICS; an address of one puts all addresses of the next aside.

    Raises `UsageError` where the two files contradict each other.
    """
    options = {"public": public, "listen": listen, "ports": ports, "host_name": host_name}
    if standard_ports:
        options["standard_ports"] = ""
    given = [name for name, value in options.items() if value is not None]
    require_one_statement(pics, stated, given)
    of_file = {name: str(value) for name, value in stated.values.items()}
    by_pics = Place(
        host=pics.text("bench.host"), listen=pics.text("bench.listen"), public=pics.text("bench.public")
    )
    by_file = Place(listen=of_file.get("listen", ""), public=of_file.get("public", ""))
    by_option = Place(listen=listen or "", public=public or "")
    named = next((each for each in (by_option, by_file) if each.public or each.listen), by_pics)
    return replace(
        named,
        places=_places(pics, stated, given),
        host_name=_first(host_name, of_file.get("host_name"), pics.text("bench.host_name")),
        ports=_first(ports, of_file.get("ports"), pics.text("bench.ports")),
        standard_ports=bool(
            standard_ports or stated.values.get("standard_ports", pics.flag("bench.standard_ports"))
        ),
    )


def _places(pics: Pics, stated: Stated, given: Collection[str]) -> Mapping[str, str]:
    """The file and the key of each value that comes from a file, as `m95.toml: bench.ports`."""
    of_pics = {
        key if key == HOST else f"lower_tester.{same}": f"{pics.source}: {key}"
        for key, same in SAME.items()
        if key in pics.written
    }
    of_file = {f"lower_tester.{name}": f"{stated.file}: lower_tester.{name}" for name in stated.values}
    aside = {f"lower_tester.{name}" for name in given}
    if aside & {LISTEN, PUBLIC}:
        aside |= {HOST, LISTEN, PUBLIC}
    return {key: where for key, where in (of_pics | of_file).items() if key not in aside}


def _first(*texts: str | None) -> str:
    """The first text that is given; an empty one is."""
    return next((text for text in texts if text is not None), "")
