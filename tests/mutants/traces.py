"""`python -m tests.mutants.traces MUTANT`: show that nobody can tell a mutant from the correct module, and store that.

All cases in which the mutant is at work run on the correct module and on the mutant.
A trace has what the DTE and the server saw in them: the AT lines, the FTP commands and
replies, the TLS handshakes, the connections.  It is stored only if both are the same.
Exit code 0 when it is stored, 1 when the mutant can be told or is never at work, 2 for
an unknown mutant.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

import pytest

from hil.emulator.mutants.catalogue import Mutant, mutant
from hil.errors import UsageError
from hil.results.case import ASIDE, CaseResult
from hil.selftest.forks import Outcome, Plan, collect_and_run

from .campaign import REACH, MutantLoop
from .survivors import TRACES, read_trace

RIGHT = "right"

_VOLATILE = (
    (re.compile(r"(?<=\d,)\d{1,3},\d{1,3}(?=\)|$)"), "<port>"),  # RFC 959 4.1.2: h1,h2,h3,h4,p1,p2
    (re.compile(r"(?<=127\.0\.0\.1[:|])\d+"), "<port>"),
    (re.compile(r'(?<=",)\d{4,5}\b'), "<port>"),
    (re.compile(r"(?<=\|\|\|)\d+"), "<port>"),
    (re.compile(r"\bm95-[0-9a-f]{6}\b"), "<user>"),
    (re.compile(r"\b\d\d/\d\d/\d\d,\d\d:\d\d:\d\d"), "<time>"),
)
"""What differs between two runs of the same case."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison came to: how often the mutant was wrong, and the lines of each case on both modules."""

    mutant: str
    bent: int
    right: Mapping[str, Sequence[str]]
    wrong: Mapping[str, Sequence[str]]

    @property
    def differences(self) -> list[str]:
        """The lines that tell the two apart, and the cases that one of them lacks; empty if nobody could."""
        found = [f"{case}: on one of them only" for case in sorted(set(self.right) ^ set(self.wrong))]
        for case in self.right:
            lines = unified_diff(
                list(self.right[case]), list(self.wrong.get(case, ())), "right", self.mutant, n=0, lineterm=""
            )
            changed = [line for line in lines if not line.startswith("@@")]
            found += [f"{case}: {line}" for line in changed]
        return found

    @property
    def record(self) -> dict[str, object]:
        """The stored trace."""
        return {"mutant": self.mutant, "bent": self.bent, "cases": dict(self.right)}


def seen(case: CaseResult) -> list[str]:
    """What was seen in a case at each point of observation, in its order, without times and other volatile parts."""
    lines = [line for line in case.transcript if line.kind != ASIDE]
    return [
        f"{pco} {line.direction} {_lasting(line.text)}"
        for pco in sorted(
            {line.pco for line in lines}
        )  # two threads write: the order between points is chance
        for line in lines
        if line.pco == pco
    ] + [f"verdict {case.verdict.value} {_lasting(case.reason)}".rstrip()]


def _lasting(text: str) -> str:
    for pattern, name in _VOLATILE:
        text = pattern.sub(name, text)
    return text


class TraceLoop(MutantLoop):
    """Runs the cases of one mutant, all of them, on the correct module and on the mutant."""

    def __init__(self, chosen: Mutant) -> None:
        self.compared: list[Outcome] = []
        self._chosen = chosen
        super().__init__([chosen], lambda _outcome: None, at_a_time=2)

    def hopeful(self) -> list[Mutant]:
        """No mutant: the campaigns are those of `pytest_runtestloop`."""
        return []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Find the cases by a shadow, then compare."""
        super().pytest_runtestloop(session)
        at_work = self.coverage.by_mutant.get(self._chosen.id, set())
        cases = tuple(case for case in self.coverage.order(self.cases, self._chosen) if case in at_work)
        if cases:
            plans = [
                Plan(RIGHT, "emulator://m95", cases),
                Plan(self._chosen.id, f"emulator://m95?mutant={self._chosen.id}", cases),
            ]
            self.run(plans, session.items, self.compared.append)
        return True

    def needed(self, plan: Plan, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """All cases, also after a failed one."""
        return iter(items)


def compare(chosen: Mutant, outcomes: Iterable[Outcome]) -> Compared:
    """The campaigns on both modules, side by side."""
    by_name = {outcome.plan.name: outcome for outcome in outcomes}
    lines = {name: {case.id: seen(case) for case in outcome.cases} for name, outcome in by_name.items()}
    reach = [note for note in by_name[chosen.id].notes if note["kind"] == REACH] if by_name else []
    return Compared(
        chosen.id, sum(note["bent"] for note in reach), lines.get(RIGHT, {}), lines.get(chosen.id, {})
    )


def main(arguments: list[str]) -> int:
    """Compare, and store the trace of a mutant that cannot be told from the correct module."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.traces", description=__doc__)
    parser.add_argument("mutant", metavar="MUTANT")
    parser.add_argument("--folder", type=Path, default=TRACES, help="where the trace is stored (%(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        member = mutant(chosen.mutant)
    except UsageError as unknown:
        print(f"traces: {unknown}", file=sys.stderr)
        return 2
    loop = TraceLoop(member)
    collect_and_run(loop)
    compared = compare(member, loop.compared)
    if not compared.bent:
        print(f"{member.id}: never at work, so nothing is shown")
        return 1
    if compared.differences:
        print(*compared.differences[:20], sep="\n")
        print(f"{member.id}: {len(compared.differences)} lines differ")
        return 1
    print(store(compared, chosen.folder))
    return 0


def store(compared: Compared, folder: Path) -> Path:
    """Write the trace; its name is that of the mutant."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{compared.mutant}.json"
    file.write_text(json.dumps(compared.record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert read_trace(compared.mutant, file)
    return file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
