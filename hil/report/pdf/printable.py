"""Text for the PDF: what the fonts of the report have; any other character is told by its number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"

# A glyph that is missing makes a PDF/A invalid, so no character goes to the typesetter that a font may lack.
# Libertinus Serif and DejaVu Sans Mono both have these.
_WITHOUT_GLYPH = re.compile(
    "[^ -~\u00a1-\u00ac\u00ae-\u017f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0401-\u044f\u0451-\u045f"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2190-\u2193\u2212\u2260\u2264\u2265\n]"
)


def printable(text: str) -> str:
    """The text with `U+6771` in place of each character without a glyph, and one space for a tab.

    A long word may be broken, so that it does not run over the edge of its cell.
    """
    shown = _WITHOUT_GLYPH.sub(_number, text.replace("\t", " ").replace("\u00a0", " "))
    return _LONG_WORD.sub(_breakable, shown)


BREAK = "\u200b"
"""A place where a line may end; it has no width."""

_LONG_WORD = re.compile(r"\S{48,}")

_DIGEST = re.compile("[0-9a-f]{64}")
"""It is copied from the report, so it holds no break."""


def _breakable(found: re.Match[str]) -> str:
    word = found[0]
    if _DIGEST.fullmatch(word):
        return word
    return BREAK.join(word[at : at + 24] for at in range(0, len(word), 24))


def is_printable(text: str) -> bool:
    """Whether the fonts of the report have each character."""
    return not _WITHOUT_GLYPH.search(text)


def printable_tree(value: Json) -> Json:
    """The same of each string of a tree."""
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: printable_tree(each) for key, each in value.items()}
        case Sequence():
            return [printable_tree(each) for each in value]
    return value


def _number(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"
