"""Compare what is public with docs/api-snapshot.txt: `python docs/check_api.py`, as `make lint` does.

`python docs/check_api.py --accept` writes the snapshot anew.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from api_surface import lines

SNAPSHOT = Path(__file__).with_name("api-snapshot.txt")
ACCEPT = "--accept"

HOW_TO_ACCEPT = f"""\
The public API differs from docs/{SNAPSHOT.name} (- before, + now).
If that is wanted: run `python docs/check_api.py {ACCEPT}` and `python docs/generate_api.py`,
tell the old and the new name in CHANGELOG.md, and commit the three files with the change."""


def changes(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """What is gone or new, one line each; a changed signature is one line of both."""
    gone = [f"- {line}" for line in before if line not in now]
    new = [f"+ {line}" for line in now if line not in before]
    return sorted([*gone, *new], key=lambda line: (line[2:], line[0]))


def main(arguments: Sequence[str]) -> int:
    """Check, or accept; 1 when something public changed."""
    now = lines()
    if ACCEPT in arguments:
        SNAPSHOT.write_text("\n".join(now) + "\n", encoding="utf-8")
        return 0
    found = changes(SNAPSHOT.read_text(encoding="utf-8").splitlines(), now)
    if found:
        print("\n".join([*found, "", HOW_TO_ACCEPT]), file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
