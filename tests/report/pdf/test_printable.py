"""Text for the PDF."""

from __future__ import annotations

import pytest

from hil.report.pdf.printable import BREAK, is_printable, printable, printable_tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Prüflabor Łódź, Ελλάδα, Москва: 23 °C ≤ 5 µs → €",
            "Prüflabor Łódź, Ελλάδα, Москва: 23 °C ≤ 5 µs → €",
        ),
        ("東", "<U+6771>"),
        ("\x1b[1m", "<U+001B>[1m"),
        ("a\tb\u00a0c", "a b c"),
        ("x" * 47, "x" * 47),
        ("x" * 50, "\u200b".join(("x" * 24, "x" * 24, "xx"))),
        ("a1" * 32, "a1" * 32),  # a digest is copied from the report
    ],
)
def test_what_has_no_glyph_is_told_by_its_number(text: str, shown: str) -> None:
    assert printable(text) == shown
    assert is_printable(shown.replace(BREAK, ""))


def test_each_string_of_a_tree_is_made_printable_and_other_values_stay() -> None:
    assert printable_tree({"a": ["\x00", 1, True, None, {"b": "\x00"}]}) == {
        "a": ["<U+0000>", 1, True, None, {"b": "<U+0000>"}]
    }
