"""What a run is meant to do, as `run.json` tells it: planned cases, claims, known deviations, digests.

The controller of xdist collects nothing.  A worker leaves the planned cases in the private
folder of its run, before it tells the controller that it has collected.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from hil.plugin import wire
from hil.plugin.activation import is_worker
from hil.plugin.case_under_way import line_of, title_of
from hil.plugin.markers import closest, requirement_ids
from hil.plugin.stash_keys import DEVIATIONS, PICS
from hil.results.case import Cell
from hil.results.description import (
    RUN,
    Claim,
    Description,
    KnownDeviation,
    PlannedCase,
    digest,
    encode,
    read_planned,
    unknown,
)
from hil.results.model import RunReport
from hil.results.private import make_private
from hil.results.suite_files import catalogue_digest, digest_of_all, digests, file_of
from hil.results.whole_file import write_file

_FILE = "plan.json"


def planned_of(items: Iterable[pytest.Item]) -> tuple[PlannedCase, ...]:
    """The planned cases among collected items: those that verify requirements."""
    return tuple(_planned(item) for item in items if requirement_ids(item))


def _planned(item: pytest.Item) -> PlannedCase:
    cell = closest(item, "matrix")
    return PlannedCase(
        item.nodeid,
        title_of(item),
        requirement_ids(item),
        Cell(**cell.kwargs) if cell else None,
        line_of(item),
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """In a worker of xdist: leave the planned cases for the controller, also if there are none."""
    if not is_worker(session.config) or not wire.is_kept(session.config):
        return
    place = wire.private_folder(session.config)
    make_private(place)
    text = json.dumps([asdict(case) for case in planned_of(session.items)])
    fresh = place / f"{_FILE}.{vars(session.config)['workerinput']['workerid']}"
    fresh.write_text(text, encoding="utf-8", errors="backslashreplace")
    fresh.replace(place / _FILE)


def told_by_workers(config: pytest.Config) -> tuple[PlannedCase, ...] | None:
    """The planned cases that a worker has left; empty if none verifies a requirement, None if no worker could tell."""
    file = wire.private_folder(config) / _FILE
    try:
        return tuple(map(read_planned, json.loads(file.read_text(encoding="utf-8"))))
    except (OSError, ValueError):
        return None
    finally:
        file.unlink(missing_ok=True)


def describe(config: pytest.Config, names: Sequence[str], cases: Iterable[PlannedCase]) -> Description:
    """The description of a run of these planned cases, in their order."""
    known = {case.id: case for case in cases}
    found = tuple(known.get(name) or unknown(name) for name in names)
    return Description(
        planned=found,
        claims=tuple(_claims(config)),
        deviations=tuple(_deviations(config)),
        suites=digest_of_all(digests(config.rootpath, map(file_of, names))),
        catalogue=catalogue_digest(),
    )


def begun(folder: Path, report: RunReport, description: Description) -> RunReport:
    """The run with its description, which is written; a file that finds no place is damage of the run."""
    content = encode(report.header.run_id, description)
    found = replace(report, description=description, description_digest=digest(content))
    try:
        write_file(folder / RUN, content)
    except OSError as error:
        return replace(found, damage=(f"{RUN} cannot be written into {folder}: {error.strerror}",))
    return found


def _claims(config: pytest.Config) -> Iterable[Claim]:
    """The entries of the PICS, with their defaults; none of a run of strangers."""
    pics = config.stash.get(PICS, None)
    if pics is None:
        return
    from hil.campaign.pics import KEYS  # noqa: PLC0415 - a run without claims does not need it

    for key, value in pics.values.items():
        yield Claim(key, KEYS[key].meaning, value, key in pics.written)


def _deviations(config: pytest.Config) -> Iterable[KnownDeviation]:
    for entry in config.stash.get(DEVIATIONS, ()):
        yield KnownDeviation(entry.requirement, entry.observed, entry.reason, entry.expires.isoformat())
