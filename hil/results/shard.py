"""One of several equal parts of a selection of cases, so that several machines can share it (`--shard 2/5`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hil.errors import UsageError

_FORM = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The part `number`, from 1, of `of` parts."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def part(self, names: Iterable[str]) -> frozenset[str]:
        """The names of this part, whatever order they come in.

        Neighbours in the alphabet are often equally long, so each part gets every `of`-th.
        """
        return frozenset(sorted(names)[self.number - 1 :: self.of])


@dataclass(frozen=True, slots=True)
class Part:
    """A run of one shard that was merged into another; `started` is UTC (ISO 8601), `cases` counts its verdicts."""

    run_id: str
    shard: str
    started: str
    duration_s: float
    dut_url: str
    module: str
    platform: str
    cases: int
    lab: tuple[tuple[str, str], ...] = ()


def shard_of(text: str) -> Shard:
    """The shard of `2/5`; raises `UsageError` for another form, and for a part that there is not."""
    found = _FORM.fullmatch(text)
    number, of = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise UsageError(
            f"--shard: expected NUMBER/COUNT with a number from 1 to the count, as 2/5; got {text!r}"
        )
    return Shard(number, of)
