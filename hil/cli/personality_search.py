"""The switches of the emulator's variants that make it answer as a recorded module: tried one by one, kept if they help.

The cases of the record run on the emulator, and the exchanges are compared.  Where they
differ, each value of each switch about the commands that differ is tried on some of
these cases.  What helps is combined, until nothing helps any more.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.model import ANY, REFUSED, TOLD, Switch
from hil.errors import InfrastructureError, UsageError
from hil.fidelity.comparison import Cases, Fidelity, cases_of, compared
from hil.results.folder import PAGE
from hil.results.records import RESULTS

CASES_EACH = 4
"""On so many cases a value is tried."""

ROUNDS = 4

AT_ONCE = 2
"""So many runs at a time: each one mostly waits."""

LIMIT_S = 1800.0

Chosen = Mapping[str, str]
"""Values by the names of their switches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The chosen values, and how like the module the emulator is with them, and was without."""

    values: Chosen
    before: Fidelity
    after: Fidelity


@dataclass(slots=True)
class Search:
    """A search; `base` is a personality or its file, `tell` gets lines about the progress."""

    real: Cases
    base: str
    tell: Callable[[str], None]

    def draft(self) -> Draft:
        """Find the values; raises `InfrastructureError` if the cases do not run on the emulator."""
        self.tell(f"{len(self.real)} recorded cases run on the emulator")
        plain = self._conducted({}, list(self.real))
        before = now = compared(self.real, plain)
        chosen: dict[str, str] = {}
        for number in range(1, ROUNDS + 1):
            if not now.differing:
                break
            helpful = self._round(number, chosen, now, plain)
            if not helpful:
                break
            best = self._combined(chosen, helpful, now)
            if best is None:
                break
            chosen, plain = best
            now = compared(self.real, plain)
        return Draft(chosen, before, now)

    def _round(self, number: int, chosen: Chosen, now: Fidelity, plain: Cases) -> list[tuple[int, str, str]]:
        """The values that remove differences, those that remove most first."""
        trials = list(_trials(now, chosen, is_first=number == 1))
        self.tell(f"round {number}: {now.differing} exchanges differ; {len(trials)} values are tried")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            gains = list(pool.map(lambda trial: self._gain(chosen, plain, *trial), trials))
        found = [
            (gain, switch.name, value)
            for gain, (switch, value, _) in zip(gains, trials, strict=True)
            if gain > 0
        ]
        return sorted(found, reverse=True)

    def _gain(self, chosen: Chosen, plain: Cases, switch: Switch, value: str, cases: Sequence[str]) -> int:
        real = {case: self.real[case] for case in cases}
        was, now = (
            compared(real, plain),
            compared(real, self._conducted({**chosen, switch.name: value}, cases)),
        )
        lost = was.compared - now.compared  # a DUT that answers otherwise is asked otherwise
        return was.differing - now.differing - max(0, lost)

    def _combined(
        self, chosen: Chosen, helpful: Sequence[tuple[int, str, str]], now: Fidelity
    ) -> tuple[dict[str, str], Cases] | None:
        """All helpful values, the best one of each switch; or the best one alone if together they are no better."""
        best: dict[str, str] = {}
        for _, name, value in helpful:
            best.setdefault(name, value)
        for more in (best, dict([next(iter(best.items()))])):
            values = {**chosen, **more}
            found = self._conducted(values, list(self.real))
            if compared(self.real, found).differing < now.differing:
                self.tell(f"kept: {', '.join(f'{name}:{value}' for name, value in more.items())}")
                return values, found
        return None

    def _conducted(self, values: Chosen, cases: Sequence[str]) -> Cases:
        """The exchanges of the emulator with these values, in these cases."""
        with tempfile.TemporaryDirectory(prefix="m95-hil-") as folder:
            run = Path(folder) / "run"
            _conduct(run, cases, self.base, values)
            return cases_of(run)


def _trials(
    now: Fidelity, chosen: Chosen, *, is_first: bool
) -> Iterator[tuple[Switch, str, tuple[str, ...]]]:
    """What may help: values of switches about commands that differ, with cases in which these differ.

    The switches about every command come after the first round, for what is left.
    """
    for switch in SWITCHES.values():
        about = {subject.removeprefix(REFUSED).removeprefix(TOLD) for subject in switch.about}
        cases = dict.fromkeys(
            each.case
            for command in now.commands
            if (ANY in about and not is_first) or _subject(command.command) in about
            for each in command.differences
        )
        if cases:
            for value in switch.others:
                if chosen.get(switch.name) != value.name:
                    yield switch, value.name, tuple(cases)[:CASES_EACH]


def _subject(command: str) -> str:
    return command.partition(",")[0].rstrip("=?")


def _conduct(folder: Path, cases: Iterable[str], base: str, values: Chosen) -> None:
    """Run cases of the suites on the emulator, in a process of their own."""
    spec = find_spec("hil.suites")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("the suites are not installed; reinstall m95-hil")
    home = Path(next(iter(spec.submodule_search_locations))).parent
    variants = "".join(f"&variant={name}:{value}" for name, value in values.items())
    listed = folder.with_name("cases")
    listed.write_text("".join(f"{home / case}\n" for case in cases), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", f"@{listed}", f"--rootdir={home}", "-c", os.devnull),
            *("-q", "--tb=no", "-p", "no:cacheprovider", "--assert=plain", "--hil-captures=none"),
            *(f"--hil-dut=emulator://m95?personality={base}{variants}", f"--hil-report-dir={folder}"),
        ],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if not (folder / RESULTS).exists() or not (folder / PAGE).exists():
        said = (done.stdout + done.stderr).strip().splitlines()
        raise InfrastructureError(
            "the cases of the record do not run on the emulator: expected a report, came "
            f"{said[-1] if said else 'nothing'}; record the run with this version of m95-hil"
        )
