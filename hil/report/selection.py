"""Which collected cases a run takes, and whether their requirements exist."""

from __future__ import annotations

from collections.abc import Generator, Iterable

import pytest

from hil.errors import UsageError

MARKER = "requirement"


def requirement_ids(item: pytest.Item) -> tuple[str, ...]:
    """The ids that the markers of a test name, outermost scope first, each once."""
    marks = reversed(list(item.iter_markers(MARKER)))
    return tuple(dict.fromkeys(identifier for mark in marks for identifier in mark.args))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse an unknown id of `--requirement` before anything runs."""
    wanted = config.getoption("requirement", [])
    try:
        for identifier in wanted:
            _look_up(identifier)
    except UsageError as unknown:
        raise pytest.UsageError(f"--requirement: {unknown}") from None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A test that names no requirement of the catalogue is an error of its collection."""
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
        for mark in item.iter_markers(MARKER):
            if not mark.args:
                yield f"{_test(item)}: the marker requirement names no id"
            for identifier in mark.args:
                try:
                    _look_up(str(identifier))
                except UsageError as unknown:
                    yield f"{_test(item)}: {unknown}"


def _look_up(identifier: str) -> None:
    from hil.spec.catalogue import requirement  # noqa: PLC0415 - a run of strangers asks for none

    requirement(identifier)


def _test(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]  # one line for all parameter sets of a test


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the cases of `--campaign` and `--requirement`."""
    wanted = set(config.getoption("requirement", []))
    smoke_only = config.getoption("campaign", "full") == "smoke"
    if not wanted and not smoke_only:
        return
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        chosen = (not wanted or wanted & set(requirement_ids(item))) and (
            not smoke_only or item.get_closest_marker("smoke")
        )
        (kept if chosen else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
