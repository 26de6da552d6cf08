"""The table `[bench]` of a PICS file beside a bench file: what it says, and where both say different things.

The bench file is the place of these values; the table is kept for one release.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from hil.campaign.pics import Pics
from hil.config.lines import line_of
from hil.config.text import text_of
from hil.errors import UsageError

SAME: Mapping[str, str] = MappingProxyType(
    {
        "bench.host": "public",
        "bench.public": "public",
        "bench.listen": "listen",
        "bench.host_name": "host_name",
        "bench.ports": "ports",
        "bench.standard_ports": "standard_ports",
    }
)
"""The keys of the table, and the key of `[lower_tester]` in a bench file that means the same."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a bench file says of the lower tester: the value and the place (file and line) of each written key."""

    values: Mapping[str, str | bool]
    places: Mapping[str, str]
    file: str = ""


def require_one_statement(pics: Pics, stated: Stated, by_option: Collection[str] = ()) -> None:
    """Raise `UsageError` where PICS and bench file give two values, and no option decides; it names both lines."""
    for key, same in SAME.items():
        if key not in pics.written or same not in stated.values or same in by_option:
            continue
        if pics.values[key] != stated.values[same]:
            raise UsageError(
                f"contradiction: {stated.places[same]} and {key} = {_shown(pics.values[key])} "
                f"({pics.source}{_line(pics, key)}); leave out the latter, or give --{same.replace('_', '-')}"
            )


def notice(pics: Pics) -> str:
    """What a user should change before the next release; empty if the PICS file has no such table."""
    found = [key for key in SAME if key in pics.written]
    if not found:
        return ""
    return (
        f"{pics.source}{_line(pics, found[0])}: the table [bench] goes with the next release; write {found[0]} as "
        f"lower_tester.{SAME[found[0]]} of a bench file (hil bench --example), or as an option"
    )


def _line(pics: Pics, key: str) -> str:
    number = line_of(text_of(Path(pics.source)), key)
    return f":{number}" if number else ""


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
