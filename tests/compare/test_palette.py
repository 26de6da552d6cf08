"""The colours of the pages: enough contrast for WCAG 2.2 AA (1.4.3), light and dark, and none beside the palette."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hil.compare.page
import hil.report.html.page

FOLDER = Path(hil.compare.page.__file__).parent / "templates"

OF_A_RUN = Path(hil.report.html.page.__file__).parent / "templates" / "style.css"

SAME = {"better": "pass", "worse": "fail", "other": "inconclusive"}
"""The names of the page of a run for what means the same."""

LEAST = 4.5

PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("page", "card")),
    *((tone, ground) for tone in ("better", "worse", "other") for ground in (f"{tone}-bg", "card")),
]


def colours(text: str) -> dict[str, str]:
    """The colours of a scheme by their names, each with six digits."""
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text)
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * each for each in value[1:])
        for name, value in found
    }


def schemes() -> list[dict[str, str]]:
    """The colours of the light and of the dark scheme by their names."""
    return [colours(part) for part in (FOLDER / "palette.css").read_text().split("@media")]


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_a_text_has_enough_contrast(scheme: int, text: str, ground: str) -> None:
    known = schemes()[scheme]
    bright, dim = sorted((luminance(known[text]), luminance(known[ground])), reverse=True)

    assert (bright + 0.05) / (dim + 0.05) >= LEAST


def test_the_colours_are_those_of_the_page_of_a_run() -> None:
    of_a_run = [colours(part) for part in OF_A_RUN.read_text().split("{% endset %}")[:2]]

    for mine, other in zip(schemes(), of_a_run, strict=True):
        assert mine == {
            name: other[re.sub(r"^\w+", lambda word: SAME.get(word[0], word[0]), name)] for name in mine
        }


def test_no_colour_stands_outside_the_palette() -> None:
    style = (FOLDER / "page.css").read_text().partition("@media print")[0]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", style) == []
