"""`python -m tests.repro [DEFECT...]` (`make repro`): do the scripts of `hil repro` tell a module with a defect from a sound one?

For each defect the cases of its requirements run; the folders of the shortest failing ones are
tried on a module with the defect, where the same failure has to come, and on a sound one,
where none may come.  Exit code 0 when that is so wherever there is a script.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from hil.emulator.defects import DEFECTS, require_known
from hil.repro.folder import write
from hil.results.case import CaseResult
from hil.results.records import read
from hil.verdict import Verdict

from .trial import HIL, tried

EVERY = 25
"""One of so many defects is tried when none is named."""

RIGHT, NO_SCRIPT, NOT_FOUND = "right", "no script", "no case fails"


def failing(name: str, folder: Path) -> list[CaseResult]:
    """The failing cases of a module with this defect, recorded in that folder."""
    chosen = [option for each in DEFECTS[name].requirements for option in ("--requirement", each)]
    dut = f"emulator://m95?defect={name}"
    command = (*HIL, "conformance", *chosen, "--dut", dut, "--captures", "none", "-n", "1")
    subprocess.run((*command, "--report-dir", str(folder)), capture_output=True, check=False)
    return [case for case in read(folder).cases if case.verdict is Verdict.FAIL]


def outcomes(name: str, folder: Path, count: int) -> Iterator[str]:
    """What becomes of the first failing cases of a defect, in a line each."""
    cases = sorted(failing(name, folder / "run"), key=lambda case: len(case.transcript))
    report = read(folder / "run")
    made, left_out = [], []
    for number, case in enumerate(cases):
        place = folder / f"repro-{number}"
        if against := write(report, folder / "run", case, place):
            left_out.append(f"{case.name}: {against[0].what}")
        else:
            made.append((case, place))
        if len(made) == count:
            break
    if not made:
        yield f"{name}: {f'{NO_SCRIPT}: {left_out[0]}' if left_out else NOT_FOUND}"
    for case, place in made:
        rate = json.loads((place / "steps.json").read_text(encoding="utf-8"))["clock_rate"]
        with_it, said = tried(place, place / "serve", (name,), rate)
        without, other = tried(place, place / "serve-sound", (), rate)
        if (with_it, without) == (1, 0):
            yield f"{name}: {RIGHT}: {case.name}"
        else:
            yield f"{name}: WRONG: {case.name}: {with_it} {_end(said)}; sound {without} {_end(other)}"


def _end(text: str) -> str:
    return (text.strip().splitlines() or [""])[-1]


def main(arguments: Sequence[str]) -> int:
    """Try the defects that are named, or a sample of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.repro")
    parser.add_argument("defects", nargs="*", metavar="DEFECT")
    parser.add_argument("--cases", type=int, default=1, help="failing cases of each defect")
    parser.add_argument("--first", type=int, default=0, help="the first of the sample")
    parser.add_argument("-n", "--workers", type=int, default=2)
    chosen = parser.parse_args(arguments)
    require_known(chosen.defects)
    names = chosen.defects or list(DEFECTS)[chosen.first :: EVERY]

    def all_of(name: str) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="m95-hil-repro-") as folder:
            return list(outcomes(name, Path(folder), chosen.cases))

    with ThreadPoolExecutor(chosen.workers) as pool:
        found = []
        for done in as_completed([pool.submit(all_of, name) for name in names]):
            found += done.result()
            print("\n".join(done.result()), flush=True)
    counts = {
        word: sum(f": {word}" in line for line in found) for word in (RIGHT, "WRONG", NO_SCRIPT, NOT_FOUND)
    }
    print(", ".join(f"{word} {count}" for word, count in counts.items()))
    return 1 if counts["WRONG"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
