"""The keys of a personality that a record shows by itself, without a probe: identities, and the lines after power-on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from hil.fidelity.comparison import Cases
from hil.fidelity.exchanges import Exchange

_OK = "OK"

_IDENTITIES: Mapping[str, str] = {
    "AT+CGMI": "manufacturer",
    "AT+GMI": "manufacturer",
    "AT+CGMM": "model",
    "AT+GMM": "model",
    "ATI": "ati",
}
"""The key by the command whose answer is its lines."""

_FIRST = "AT"
"""The command from which a module finds the rate; its boot lines stand before the answer (AT+IPR=0)."""

_BOOT = "boot_urcs_when_autobauding"


def shown(real: Cases, emulated: Cases) -> dict[str, Any]:
    """The keys that differ in the record from what the emulator shows in the same cases."""
    mine, theirs = (_keys(cases) for cases in (real, emulated))
    return {key: lines for key, lines in mine.items() if key in theirs and theirs[key] != lines}


def _keys(cases: Cases) -> dict[str, tuple[str, ...]]:
    """Each key with the lines that came most often."""
    seen: dict[str, Counter[tuple[str, ...]]] = {}
    for each in (exchange for case in cases.values() for exchange in case):
        key, lines = _lines(each)
        if key and lines is not None:
            seen.setdefault(key, Counter())[lines] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in seen.items()}


def _lines(each: Exchange) -> tuple[str, tuple[str, ...] | None]:
    if each.request == _FIRST and _FIRST in each.came:  # only a module that has started echoes
        return _BOOT, each.came[: each.came.index(_FIRST)]
    key = _IDENTITIES.get(each.request, "")
    is_whole = len(each.came) > 1 and each.came[-1] == _OK
    return key, tuple(line for line in each.came[:-1] if line != each.request) if is_whole else None
