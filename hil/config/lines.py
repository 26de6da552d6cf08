"""The line of a key in a TOML text, for errors that name places; `tomllib` tells none."""

from __future__ import annotations

import re
from collections import Counter

_TABLE = re.compile(r"\s*\[(?P<many>\[)?\s*(?P<name>[\w.\s-]+?)\s*\]")
_ENTRY = re.compile(r"\s*(?P<name>[\w.-]+)\s*=")


def line_of(text: str, key: str) -> int | None:
    """The number of the line that has a key, as `module[1].sim.apn`; None if none has it.

    The key of a table is the line of its heading.
    """
    tables: Counter[str] = Counter()
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := _TABLE.match(line):
            current = _numbered(head["name"].replace(" ", ""), bool(head["many"]), tables)
            if current == key:
                return number
        elif (entry := _ENTRY.match(line)) and f"{current}.{entry['name']}".strip(".") == key:
            return number
    return None


def _numbered(name: str, is_one_of_many: bool, seen: Counter[str]) -> str:
    """The name of a table with the number of each entry of a list above it: `module[1].sim`."""
    if is_one_of_many:
        seen[name] += 1
    parts: list[str] = []
    path = ""
    for part in name.split("."):
        path = f"{path}.{part}".strip(".")
        parts.append(f"{part}[{seen[path] - 1}]" if seen[path] else part)
    return ".".join(parts)
