"""The line of a key in a TOML text."""

from __future__ import annotations

import pytest

from hil.config.lines import line_of

TEXT = """\
top = 1
[table]
a = 1  # b = 2
[[many]]
a = 1
[many.inner]
b = 2
[[ many ]]
a = 3
[many.inner]
b = 4
[[many.deep]]
c = 5
"""


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("top", 1),
        ("table", 2),
        ("table.a", 3),
        ("table.b", None),
        ("many[0]", 4),
        ("many[0].a", 5),
        ("many[0].inner.b", 7),
        ("many[1].a", 9),
        ("many[1].inner.b", 11),
        ("many[1].deep[0].c", 13),
        ("many[2].a", None),
    ],
)
def test_a_key_has_its_line(key: str, number: int | None) -> None:
    assert line_of(TEXT, key) == number
