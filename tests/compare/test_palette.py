"""The colours of the pages: enough contrast for WCAG 2.2 AA (1.4.3), light and dark, and none beside the palette."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hil.compare.page

FOLDER = Path(hil.compare.page.__file__).parent / "templates"

LEAST = 4.5

PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("page", "card")),
    *((tone, ground) for tone in ("better", "worse", "other") for ground in (f"{tone}-bg", "card")),
]


def schemes() -> list[dict[str, str]]:
    """The colours of the light and of the dark scheme by their names."""
    text = (FOLDER / "palette.css").read_text()
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in text.split("@media")]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_a_text_has_enough_contrast(scheme: int, text: str, ground: str) -> None:
    colours = schemes()[scheme]
    bright, dim = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)

    assert (bright + 0.05) / (dim + 0.05) >= LEAST


def test_no_colour_stands_outside_the_palette() -> None:
    style = (FOLDER / "page.css").read_text().partition("@media print")[0]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", style) == []
