"""Which collected cases a run takes, and whether what their markers name exists."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hil.errors import UsageError, hint
from hil.plugin.markers import MARKER, closest, is_of_suites, own_marks, place, requirement_ids
from hil.plugin.short_options import TAKEN

SUITES = "hil.suites"
"""The package of the suites."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse an unknown requirement and wrong files of claims and deviations before anything runs."""
    try:
        _take_bench_file(config)
        _read_requirements(config)
        for identifier in config.getoption("hil_requirement", []):
            try:
                _look_up(config, identifier)
            except UsageError as unknown:
                raise UsageError(f"--hil-requirement: {unknown}") from None
        _read_files(config)
        _check_bench(config)
        _begin_time_limit(config)
        _begin_sharding(config)
        _begin_endurance(config)
    except UsageError as wrong:
        raise pytest.UsageError(str(wrong)) from None


def _take_bench_file(config: pytest.Config) -> None:
    short = config.stash.get(TAKEN, frozenset[str]())
    ours = {"--hil-dut", *({"--dut"} & short)}
    named = [word for word in config.invocation_params.args if str(word).partition("=")[0] in ours]
    if len(named) > 1:
        raise UsageError(f"{named[-1]}: given {len(named)} times; a run has one DUT")
    if any(config.getoption(f"hil_{name}", None) for name in ("bench", "module", "tags")):
        from hil.plugin import bench_choice  # noqa: PLC0415 - a run of strangers has no bench file

        bench_choice.take(config, named=named)
    elif config.getoption("dist", "no") != "no":
        from hil.plugin import pool_of_pytest  # noqa: PLC0415 - a run of strangers without workers has none

        pool_of_pytest.require_one_worker(config)


@pytest.hookimpl(optionalhook=True, tryfirst=True)  # before xdist counts the processors
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Start as many workers as there are modules in the bench file of the run."""
    if not config.getoption("hil_bench", None):
        return None
    from hil.plugin import pool_of_pytest  # noqa: PLC0415 - as above

    try:
        return pool_of_pytest.auto_workers(config)
    except UsageError as wrong:
        raise pytest.UsageError(str(wrong)) from None


def _begin_time_limit(config: pytest.Config) -> None:
    if config.getoption("hil_case_time", None):
        from hil.plugin import time_limit  # noqa: PLC0415 - a run of strangers has none

        time_limit.seconds_of(config.getoption("hil_case_time"), option="--case-time")
    if config.getoption("hil_max_time", None):
        from hil.plugin import time_limit  # noqa: PLC0415 - a run of strangers has none

        time_limit.begin(config)


def _begin_sharding(config: pytest.Config) -> None:
    if config.getoption("hil_shard", None):
        from hil.plugin import sharding  # noqa: PLC0415 - a run of strangers has none

        sharding.begin(config)


def _begin_endurance(config: pytest.Config) -> None:
    if any(config.getoption(f"hil_{name}", None) is not None for name in ("for", "seed")) or _endures(config):
        from hil.plugin import endurance  # noqa: PLC0415 - only for that campaign

        endurance.begin(config)


def _endures(config: pytest.Config) -> bool:
    return str(config.getoption("hil_campaign", "full")) == "endurance"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The campaign endurance has cases of its own."""
    if collection_path.name != "endurance" and not _endures(config):
        return None
    from hil.plugin import endurance  # noqa: PLC0415 - only for that campaign and that folder

    return endurance.is_left_out(collection_path, config)


def _read_requirements(config: pytest.Config) -> None:
    option, ini = config.getoption("hil_requirements", None), config.getini("hil_requirements")
    if not option and not ini and not _endures(config):
        return
    from hil.campaign import own_requirements  # noqa: PLC0415 - a run of strangers has no such file
    from hil.plugin.stash_keys import OWN_REQUIREMENTS  # noqa: PLC0415

    beside = config.inipath.parent if config.inipath else config.rootpath
    paths = [config.invocation_params.dir / option if option else beside / ini] if option or ini else []
    if _endures(config):
        from hil.plugin import endurance  # noqa: PLC0415 - only for that campaign

        paths.append(endurance.requirements_file())
    config.stash[OWN_REQUIREMENTS] = tuple(row for path in paths for row in own_requirements.load(path))


def _check_bench(config: pytest.Config) -> None:
    """Refuse a bench that cannot be used; the default one, on loopback, needs no check."""
    names = (
        "bench",
        "baud",
        "flow_control",
        "pics",
        "public",
        "listen",
        "ports",
        "host_name",
        "standard_ports",
    )
    if not any(config.getoption(f"hil_{name}", None) for name in names):
        return
    from hil.plugin import bench_place  # noqa: PLC0415 - a run of strangers has no bench

    bench_place.check(config)


def _read_files(config: pytest.Config) -> None:
    pics, deviations = config.getoption("hil_pics", None), config.getoption("hil_deviations", None)
    if not pics and not deviations:
        return
    from hil.campaign import deviations as known  # noqa: PLC0415 - a run of strangers has no such files
    from hil.campaign import pics_file as claims  # noqa: PLC0415
    from hil.plugin.stash_keys import DEVIATIONS, OWN_REQUIREMENTS, PICS  # noqa: PLC0415

    here = config.invocation_params.dir
    if pics:
        config.stash[PICS] = claims.load(here / Path(pics))
    if deviations:
        own = config.stash.get(OWN_REQUIREMENTS, ())
        config.stash[DEVIATIONS] = known.load(here / Path(deviations), datetime.now(UTC).date(), own)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A test whose markers name what there is not is an error of its collection."""
    report = yield
    if report.passed:
        wrong = list(_wrong_marks(node for node in report.result if isinstance(node, pytest.Item)))
        if wrong:
            report.outcome = "failed"
            report.longrepr = "\n".join(dict.fromkeys(wrong))
            report.result = []
    return report


def _wrong_marks(items: Iterable[pytest.Item]) -> Generator[str]:
    for item in items:
        for name, mark in own_marks(item):
            try:
                _CHECKS.get(name, _accept)(item.config, mark)
            except UsageError as wrong:
                yield f"{_test(item)}: {wrong}"


def _accept(_config: pytest.Config, _mark: pytest.Mark) -> None:
    """A marker whose arguments name nothing."""


def _check_requirement(config: pytest.Config, mark: pytest.Mark) -> None:
    if not mark.args:
        raise UsageError(f"the marker {mark.name} names no id")
    for identifier in mark.args:
        _look_up(config, str(identifier))


def _check_needs(_config: pytest.Config, mark: pytest.Mark) -> None:
    from hil.campaign.features import require_known  # noqa: PLC0415 - a run of strangers asks for none
    from hil.campaign.pics import NUMBERS  # noqa: PLC0415

    if not mark.args and not mark.kwargs:
        raise UsageError(f"the marker {mark.name} names no feature")
    for name in mark.args:
        require_known(str(name))
    for name in mark.kwargs:
        if name not in NUMBERS:
            every = f"there are {', '.join(NUMBERS)}"
            raise UsageError(
                f"no number of the PICS is called {name!r}{hint(name, NUMBERS, otherwise=every)}"
            )


def _check_axes(_config: pytest.Config, mark: pytest.Mark) -> None:
    if len(mark.args) != 1 or not mark.kwargs:
        raise UsageError(f"the marker {mark.name} wants the name of a product, and a value for each axis")


def _check_probe(_config: pytest.Config, mark: pytest.Mark) -> None:
    if len(mark.args) != 1:
        raise UsageError(f"the marker {mark.name} wants one question")


_CHECKS = {
    MARKER: _check_requirement,
    "needs": _check_needs,
    "axes": _check_axes,
    "probe": _check_probe,
}


def _look_up(config: pytest.Config, identifier: str) -> None:
    from hil.plugin.stash_keys import OWN_REQUIREMENTS  # noqa: PLC0415
    from hil.spec.catalogue import Requirement, requirement  # noqa: PLC0415 - a run of strangers asks for none

    nothing: tuple[Requirement, ...] = ()
    own = config.stash.get(OWN_REQUIREMENTS, nothing)
    requirement(identifier, own)


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]  # one line for all parameter sets of a test


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the cases of `--hil-campaign` and `--hil-requirement`."""
    wanted = set(config.getoption("hil_requirement", []))
    campaign = config.getoption("hil_campaign", "full")
    if not wanted and campaign == "full":
        return
    kept = [item for item in items if not wanted or wanted & set(requirement_ids(item))]
    if campaign == "smoke":
        kept = [item for item in kept if closest(item, "smoke")]
    elif campaign == "pairwise":
        kept = pairwise(config, kept)
    if len(kept) < len(items):
        chosen = set(kept)
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = kept


def pairwise(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """The cases that stand alone, and a covering array of each product; no requirement loses all its cases."""
    from hil.campaign.covering import reduce  # noqa: PLC0415 - only for this campaign
    from hil.plugin.applicability import why_not_applicable  # noqa: PLC0415
    from hil.plugin.stash_keys import REDUCTIONS  # noqa: PLC0415

    products: dict[tuple[str, tuple[str, ...]], list[tuple[pytest.Item, tuple[Any, ...]]]] = {}
    for item in items:
        where = place(item)
        if where is not None:
            name, values = where
            products.setdefault((name, tuple(values)), []).append((item, tuple(values.values())))
    left_out: set[pytest.Item] = set()
    reductions = []
    for (name, axes), cases in products.items():
        claimed = {row for item, row in cases if not why_not_applicable(item)}
        kept, reduction = reduce(name, axes, [row for _, row in cases], claimed=claimed.__contains__)
        left_out |= {item for item, row in cases if row not in kept}
        reductions.append(reduction)
    config.stash[REDUCTIONS] = tuple(reductions)
    verified = {name for item in items if item not in left_out for name in requirement_ids(item)}
    chosen = []
    for item in items:
        if item not in left_out or not verified.issuperset(requirement_ids(item)):
            verified.update(requirement_ids(item))
            chosen.append(item)
    return chosen


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Name the new name of a test when a run of the suites found no test under an old one."""
    if exitstatus not in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return
    if not any(_is_of_suites(config, str(argument)) for argument in config.args):
        return
    from hil.campaign import renamed  # noqa: PLC0415 - only for this message

    hints = [hint for argument in config.args if (hint := renamed.hint_for_argument(argument))]
    for hint in (*hints, *renamed.hints_for_expression(config.option.keyword)):
        terminalreporter.write_line(f"hint: {hint}")


def _is_of_suites(config: pytest.Config, argument: str) -> bool:
    place = argument.partition("::")[0]
    return f"{place}.".startswith(f"{SUITES}.") or is_of_suites(config.invocation_params.dir / place)
