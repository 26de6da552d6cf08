"""How fast the results of a long run become a report: 1,000 and 10,000 cases with transcripts, steps and sessions.

The cases are those of a real run, repeated under other ids with other values.  Each
rendering is made in a fresh process; time of the wall and of the processor and the peak
of memory are printed beside a yardstick, a process that parses the same records and
keeps none of them.

    python benchmarks/report_speed.py [--run FOLDER] [--cases N,...] [--keep FOLDER] [--json]

Ends with 1 when a goal for 10,000 cases is missed (by the lesser time: other work on the machine makes that of the
wall longer, several threads that of the processor), or when ten times the cases take more than
thirteen times as long.  A rendering that this version does not have is said to be missing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from hil.cli.main import COMMANDS
from hil.report.formats import FORMATS
from hil.results.description import RUN, digest
from hil.results.folder import SESSIONS, session_path
from hil.results.records import RESULTS

FULL = 10_000
"""The goals are for so many cases."""

LINEAR = 1.3
"""So much more than in proportion may the larger run take."""

YARDSTICK = (
    "import json, sys\nfor line in open(sys.argv[1], 'rb'):\n    json.loads(line)"  # one line after the other
)


SEALING = (
    "import sys\nfrom pathlib import Path\nfrom hil.results.records import read\n"
    "from hil.seal.writing import begin, seal\nfolder = Path(sys.argv[1])\nreport = read(folder)\n"
    "begin(folder, report.header.run_id, goes_on=False)\nseal(folder, report)\n"
)
"""Seals a run, in a process that has that part of the package."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What the rendering of 10,000 cases may take; 0 MiB is no limit."""

    seconds: float
    mib: float = 0.0


GOALS = {"html": Goal(3.0, 200.0), "pdf": Goal(15.0), "verify": Goal(2.0)}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took: seconds of the wall and of the processor, MiB at its peak."""

    what: str
    cases: int
    wall_s: float
    processor_s: float
    peak_mib: float


def main() -> int:
    """Measure, print, and say by the exit code whether the goals are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--run", type=Path, help="the run that is repeated; a smoke campaign by default")
    parser.add_argument("--cases", default=f"1000,{FULL}", help=f"how many cases (default 1000,{FULL})")
    parser.add_argument("--only", choices=GOALS, action="append", help="measure this one alone")
    parser.add_argument("--keep", type=Path, help="make the runs here and keep them")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    wanted = [name for name in arguments.only or GOALS if name in FORMATS or name in COMMANDS]
    with tempfile.TemporaryDirectory() as name:
        place = arguments.keep or Path(name)
        place.mkdir(parents=True, exist_ok=True)
        source = arguments.run or recorded(place)
        costs = [
            cost
            for count in sorted(map(int, arguments.cases.split(",")))
            for cost in measured(apart(source, place / f"cases-{count}", count), count, wanted)
        ]
    missed = [text for name in wanted for text in misses(name, costs)]
    if arguments.json:
        print(json.dumps({"costs": [asdict(cost) for cost in costs], "missed": missed}))
    else:
        absent = sorted(set(arguments.only or GOALS) - set(wanted))
        show(costs, absent, missed)
    return 1 if missed else 0


# --- a run of many cases -----------------------------------------------------------------------------------------


def recorded(place: Path) -> Path:
    """A real run: the smoke campaign on the emulated module."""
    folder = place / "real"
    command = ["conformance", "--campaign", "smoke", "--report-dir", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "hil.cli.main", *command], check=True, stdout=subprocess.DEVNULL, timeout=300
    )
    return folder


def apart(source: Path, folder: Path, count: int) -> Path:
    """Make a run in a process of its own: what this one holds would count for the peaks of its children."""
    child = multiprocessing.get_context("spawn").Process(target=repeated, args=(source, folder, count))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit(f"expected a run of {count} cases in {folder}, came exit code {child.exitcode}")
    return folder


def repeated(source: Path, folder: Path, count: int) -> None:
    """Make a run of `count` cases in `folder`: those of `source` again and again, each with values of its own."""
    if (folder / RESULTS).exists():
        return
    (folder / SESSIONS).mkdir(parents=True)
    lines = (source / RESULTS).read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    described = json.loads((source / RUN).read_text(encoding="utf-8"))
    titles = {case["id"]: case for case in described["planned"]}
    cases = list(islice(varied([each for each in records if each["kind"] == "case"]), count))
    names = [case["id"] for case, _ in cases]
    described["planned"] = [{**titles[old], "id": case["id"]} for case, old in cases]
    content = json.dumps(described, indent=1, ensure_ascii=False).encode()
    (folder / RUN).write_bytes(content)
    head = {**records[0], "planned": names, "description": digest(content)}
    with (folder / RESULTS).open("w", encoding="utf-8") as results:
        for record in (head, *records[1:]):
            if record["kind"] not in {"case", "end"}:
                write(results.fileno(), record)
        for case, old in cases:
            fresh = values(case["id"])
            write(results.fileno(), with_sessions(source, folder, fresh(case), old))
        write(results.fileno(), records[-1])
    if "verify" in COMMANDS:
        subprocess.run([sys.executable, "-c", SEALING, str(folder)], check=True)


def varied(cases: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each case with a new id, again and again; its old id stands beside it."""
    for number, case in enumerate(cycle(cases)):
        yield {**case, "id": f"{case['id']}[round-{number // len(cases)}]"}, case["id"]


def values(name: str) -> Any:
    """What gives a record other user names, digests and times, the same ones for the same name."""
    chance = random.Random(name)
    digits = re.compile(r"(?<=m95-)[0-9a-f]{6}\b|\b[0-9a-f]{32,}\b")

    def fresh(record: dict[str, Any]) -> dict[str, Any]:
        text = digits.sub(
            lambda found: f"{chance.getrandbits(4 * len(found[0])):0{len(found[0])}x}",
            json.dumps(record, ensure_ascii=False),
        )
        made: dict[str, Any] = json.loads(text)
        slower = chance.uniform(0.8, 1.3)
        if "transcript" in made:
            made["duration_s"] = round(made["duration_s"] * slower, 6)
            made["transcript"] = [[round(line[0] * slower, 6), *line[1:]] for line in made["transcript"]]
        return made

    return fresh


def with_sessions(source: Path, folder: Path, case: dict[str, Any], old: str) -> dict[str, Any]:
    """The case with session files of its own; captures are no part of what is repeated."""
    fresh, paths = values(case["id"]), []
    for number in range(1, len(case["sessions"]) + 1):
        path = session_path(case["id"], number)
        (folder / path).parent.mkdir(exist_ok=True)
        record = json.loads((source / session_path(old, number)).read_text(encoding="utf-8"))
        (folder / path).write_text(json.dumps(fresh(record), separators=(",", ":")), encoding="utf-8")
        paths.append(path)
    return {**case, "sessions": paths, "captures": []}


def write(file: int, record: dict[str, Any]) -> None:
    """Append a record as one line."""
    os.write(file, f"{json.dumps(record, ensure_ascii=False, separators=(',', ':'))}\n".encode())


# --- measurement -------------------------------------------------------------------------------------------------


def measured(run: Path, count: int, wanted: list[str]) -> Iterator[Cost]:
    """The yardstick and each rendering of a run, each in a process of its own."""
    yield cost("yardstick", count, [sys.executable, "-c", YARDSTICK, str(run / RESULTS)])
    for name in wanted:
        with tempfile.TemporaryDirectory() as output:
            command = ["report", str(run), "--format", name, "--output", output]
            arguments = command if name in FORMATS else [name, str(run)]
            yield cost(name, count, [sys.executable, "-m", "hil.cli.main", *arguments])


def cost(what: str, cases: int, command: list[str]) -> Cost:
    """Run a process and say what it took; its exit code is that of the run it renders."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert child.stderr is not None
    complaint = child.stderr.read().decode(errors="replace").strip()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    allowed = {0} if what == "verify" else {0, 1, 3}
    if "defect of m95-hil" in complaint or child.returncode not in allowed:
        sys.exit(
            f"{what} of {cases} cases: expected a report, came exit code {child.returncode}: {complaint}"
        )
    processor = usage.ru_utime + usage.ru_stime
    return Cost(what, cases, round(wall, 2), round(processor, 2), round(usage.ru_maxrss / 1024, 1))


def misses(name: str, costs: list[Cost]) -> Iterator[str]:
    """Which goals a rendering misses, in words."""
    mine = [cost for cost in costs if cost.what == name]
    small, large, goal = mine[0], mine[-1], GOALS[name]
    took = min(large.wall_s, large.processor_s)
    if large.cases >= FULL and took > goal.seconds:
        yield f"{name}: {took:.1f} s, goal {goal.seconds:.0f} s"
    if large.cases >= FULL and goal.mib and large.peak_mib > goal.mib:
        yield f"{name}: {large.peak_mib:.0f} MiB, goal {goal.mib:.0f} MiB"
    if large.processor_s > LINEAR * small.processor_s * large.cases / small.cases:
        yield f"{name}: {large.processor_s / small.processor_s:.1f} times as long for {large.cases // small.cases} times the cases"


def show(costs: list[Cost], absent: list[str], missed: list[str]) -> None:
    """Print a table, what could not be measured, and what misses its goal."""
    parsing = {each.cases: each.processor_s for each in costs if each.what == "yardstick"}
    for each in costs:
        print(
            f"{each.what:<10} {each.cases:6d} cases: {each.wall_s:6.2f} s, processor {each.processor_s:6.2f} s "
            f"({each.processor_s / parsing[each.cases]:4.1f} yardsticks), peak {each.peak_mib:4.0f} MiB"
        )
    for name in absent:
        print(f"{name:<10} this version does not have it")
    for text in missed:
        print(f"goal missed: {text}")


if __name__ == "__main__":
    sys.exit(main())
