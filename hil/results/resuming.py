"""Going on with a run: what must be the same as when it began, and its file made ready for more records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from hil.errors import UsageError
from hil.results.model import DutIdentity, RunHeader, RunReport

TOOL = "m95-hil"

_MISSING = "none"


def digest(path: Path) -> str:
    """The digest of a file, by which it is known to be the same; raises `OSError`."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def require_plan(report: RunReport, run: Path) -> None:
    """Raise `UsageError` if a run has no plan to go on with."""
    if not report.planned:
        raise UsageError(
            f"the run in {run} was recorded before there was a plan in its first line, so what it lacks is unknown; "
            f"hil report {run} renders it, a new run repeats it"
        )


def require_same_setting(before: RunHeader, now: RunHeader, run: Path) -> None:
    """Raise `UsageError` with both values if version, gate or input files differ from those of the run."""
    for name, old, new in _compared(before, now):
        if old != new:
            raise UsageError(
                f"the run in {run} cannot go on: expected {name} {old}, as it began, came {new}; "
                "restore it, or start a new run"
            )


def _compared(before: RunHeader, now: RunHeader) -> Iterator[tuple[str, str, str]]:
    yield "version of m95-hil", dict(before.tools).get(TOOL, _MISSING), dict(now.tools).get(TOOL, _MISSING)
    yield "commit of m95-hil", before.commit or _MISSING, now.commit or _MISSING
    yield "campaign", before.campaign, now.campaign
    yield "DUT", _named(before), _named(now, of_pool=bool(before.modules))
    yield "gate", before.gate.value, now.gate.value
    old, new = dict(before.inputs), dict(now.inputs)
    for name in dict.fromkeys([*old, *new]):
        yield f"{name} with the digest", old.get(name, _MISSING), new.get(name, _MISSING)


def _named(header: RunHeader, *, of_pool: bool = False) -> str:
    """The module of the bench file, whose port may have another name when the run goes on; else the address.

    A run `of_pool` goes on with those of its bench file that are free, with a single one, too.
    """
    if header.modules or (of_pool and header.module):
        return "modules of a bench file"
    return f"module {header.module} of the bench file" if header.module else header.dut_url


def require_same_plan(report: RunReport, selected: tuple[str, ...]) -> None:
    """Raise `UsageError` if other cases are selected than those that the run planned."""
    planned, now = set(report.planned), set(selected)
    if planned != now:
        first = min(planned ^ now)
        raise UsageError(
            f"the run {report.header.run_id} cannot go on: expected its {len(planned)} planned cases, "
            f"came {len(now)}; the first that only one of both has is {first}; start a new run"
        )


def require_same_firmware(expected: tuple[DutIdentity, ...], found: DutIdentity) -> None:
    """Raise `UsageError` with both if a module of a pool has a firmware that none of the run had; its IMEI may be any."""
    known = dict.fromkeys(map(_firmware, expected))
    if known and _firmware(found) not in known:
        raise UsageError(
            f"module {found.module} cannot go on with the run: expected the firmware {' or '.join(known)}, "
            f"came {_firmware(found)}; leave it out by --module or --tags, or start a new run"
        )


def require_fitting(before: RunReport | None, found: DutIdentity) -> None:
    """Raise `UsageError` if the DUT may not go on with a run; one that judged alone needs its own, None takes any."""
    if before is not None:
        (require_same_firmware if before.header.modules else require_same_dut)(before.duts, found)


def _firmware(dut: DutIdentity) -> str:
    return f"{dut.manufacturer} {dut.model} {dut.revision}"


def require_same_dut(expected: tuple[DutIdentity, ...], found: DutIdentity) -> None:
    """Raise `UsageError` with both if another DUT answers; its address is compared elsewhere, and its IMEI is masked."""
    if expected and _who(found) not in map(_who, expected):
        raise UsageError(
            f"the run cannot go on with another DUT: expected {' or '.join(map(_who, expected))}, "
            f"came {_who(found)}; connect the DUT of the run, or start a new run"
        )


def _who(dut: DutIdentity) -> str:
    return f"{_firmware(dut)}, IMEI {dut.imei}"


def repair(file: Path) -> None:
    """Let a file end behind its last whole record, so that more can be appended; raises `OSError`."""
    data = file.read_bytes()
    whole, last = data[: data.rfind(b"\n") + 1], data[data.rfind(b"\n") + 1 :]
    if not last:
        whole, last = whole[: whole.rfind(b"\n", 0, -1) + 1], whole[whole.rfind(b"\n", 0, -1) + 1 :]
    try:
        json.loads(last)
    except (ValueError, RecursionError):
        content = whole
    else:
        content = whole + last.rstrip(b"\n") + b"\n"
    if content != data:
        with file.open("r+b") as results:
            results.seek(0)
            results.write(content)
            results.truncate()
