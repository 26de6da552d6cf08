"""Whether what a report shows of a failure is a sentence: no Python expression, no object address, no wall of bytes.

The files of `tests/unconverted.txt` do not judge through `hil.expect` yet; their
failures are not looked at.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

UNCONVERTED = Path(__file__).parent.parent / "unconverted.txt"

EXPRESSION = re.compile(
    r"""\ (==|!=|<=|>=)\ |\ (is\ not|not\ in)\ [\[({'"<]|\bassert\ |<[a-zA-Z_]+(\.[a-zA-Z_]+)+|\b0x[0-9a-f]{8,}"""
    r"""|\bb["']|\bb\\'|\b(namedtuple|dict|set|tuple|frozenset|mappingproxy)\(|\b[A-Z]\w+\(\w+="""
    r"""|\bTrue\b|\bFalse\b|\bNone\b|\\x[0-9a-f]{2}.*\\x[0-9a-f]{2}|(\b[0-9a-f]{2}\ ){32}""",
    re.VERBOSE,
)
"""An operator, `assert`, an object, an address, bytes of Python, a call, a constant, a wall of bytes."""


def is_expression(text: str) -> bool:
    """Whether the text shows Python or too many bytes."""
    return EXPRESSION.search(text) is not None


@cache
def unconverted() -> frozenset[str]:
    """The files of the suites that do not judge through `hil.expect` yet."""
    lines = UNCONVERTED.read_text(encoding="utf-8").splitlines() if UNCONVERTED.exists() else []
    return frozenset(line for line in lines if line and not line.startswith("#"))


def is_converted(case: str) -> bool:
    """Whether the file of that case judges through `hil.expect`."""
    return case.partition("::")[0] not in unconverted()
