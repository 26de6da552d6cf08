"""The page in a browser: filter, matrix, case, evidence, keys and links, at three widths, light and dark; and axe-core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.html.page import page
from hil.results.model import RunReport
from hil.spec.catalogue import requirements
from tests.peers import peer_file
from tests.report.browser.chromium import Page, chromium
from tests.results.samples import FAILED, OTHERS, matrix_cases, sample

WIDTHS = (400, 1280, 2560)
CAPTURE = "captures/test_server-0badcafe/session-1.pcapng"
CASE = replace(FAILED, captures=(CAPTURE,), sessions=("sessions/test_server-0badcafe/session-1.json",))
TWIN = replace(FAILED, id="suites/authentication/test_server.py::test_twin", title="Its twin")

OPENED = (
    "location.hash = '{hash}'; new Promise((done, fail) => {{"
    "setTimeout(() => fail(new Error('no case was drawn')), 20000); const look = () => {{"
    "const box = document.querySelector('details.case[open] .body .seq'); box ? done(true) : setTimeout(look, 20); }};"
    "look(); }})"
)
"""Follows a link to a case and waits until it is drawn."""

ALIKE = (
    ".req:nth-child(n+8), .file details.case:nth-of-type(n+8), option:nth-child(n+4), .list tr:nth-child(n+6)"
)
"""Rows that are as the rows before them: axe-core takes seconds for all of them."""

SETTLED = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"


def report() -> RunReport:
    return replace(sample(), cases=(CASE, TWIN, *OTHERS, *matrix_cases()), damage=("run.json is damaged",))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run") / "report.html"
    path.write_text(page(report()), encoding="utf-8")
    return path


def opened(browser: Page, file: Path, *, width: int = 1280, dark: bool = False) -> Page:
    """The page, freshly loaded."""
    browser.errors.clear()
    browser.asked.clear()
    browser.show(file, width=width, dark=dark)
    return browser


def count(browser: Page, selector: str) -> int:
    found = browser.run(f"document.querySelectorAll({json.dumps(selector)}).length")
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_goes_from_the_matrix_to_the_evidence(
    browser: Page, file: Path, width: int, dark: bool
) -> None:
    shown = opened(browser, file, width=width, dark=dark)

    # A square of the matrix filters the list of cases.
    shown.run("document.querySelector('a.sq.fail').click()")
    shown.run(SETTLED)
    shown.run(SETTLED)
    assert count(shown, "details.case:not([hidden])") == 1
    # A cause does, too.
    shown.run("document.querySelector('.causes a[href*=cause]').click()")
    shown.run(SETTLED)
    shown.run(SETTLED)
    assert count(shown, "details.case:not([hidden])") == 2
    # A case opens with its diagram, its marked exchange and its evidence.
    shown.run(OPENED.format(hash=CASE.anchor))
    assert "decisive exchange" in shown.run("document.querySelector('.seq li.mark').textContent")
    assert shown.run("document.querySelector('a[href$=pcapng]').getAttribute('href')") == CAPTURE
    shown.run(
        "[...document.querySelectorAll('.choice button')].find((b) => b.textContent === 'Transcript').click()"
    )
    assert count(shown, ".lines li") == len(CASE.transcript)
    # Nothing is wider than the window, and nothing but the file was loaded.
    shown.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert shown.run("document.documentElement.scrollWidth") <= width
    assert shown.errors == []
    assert {address for address in shown.asked if not address.startswith("data:")} <= {
        "about:blank",
        file.as_uri(),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=fail&ground=note", 0),  # those of the sample have no typed check
        ("verdict=error", 1),
        ("q=auth-05", 2),
        ("q=the+port+stays", 1),
        ("clause=note+2.3&verdict=fail", 2),
        ("tag=AUTH", 2),
        ("file=suites%2Fprobes%2Ftest_ftp.py", 1),
    ],
)
def test_a_link_to_a_filter_shows_what_it_names(browser: Page, file: Path, query: str, expected: int) -> None:
    shown = opened(browser, file)

    shown.run(f"location.hash = 'cases?{query}'; data.ready()")
    shown.run(SETTLED)

    assert count(shown, "details.case:not([hidden])") == expected
    assert shown.run("document.querySelector('#case-filter .shown').textContent").startswith(
        f"{expected} of "
    )


def test_requirements_are_found_and_lead_to_their_cases(browser: Page, file: Path) -> None:
    shown = opened(browser, file)

    shown.run(
        "const field = document.querySelector('#requirement-filter [name=q]');"
        "field.value = 'auth-05'; field.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    assert shown.run("document.querySelector('#requirement-filter .shown').textContent") == (
        f"1 of {len(requirements())} shown"
    )
    shown.run("location.hash = 'req-AUTH-05'")
    shown.run(SETTLED)
    shown.run(SETTLED)
    assert count(shown, "#req-AUTH-05 .body a[href^='#case-']") == 2


def test_the_keys_search_move_open_and_help(browser: Page, file: Path) -> None:
    shown = opened(browser, file)

    shown.press("/")
    assert shown.run("document.activeElement.name") == "q"
    shown.press("Escape")
    shown.press("j")
    shown.press("j")
    shown.press("k")
    assert (
        shown.run("[...document.querySelectorAll('details.case')].findIndex((e) => e.matches('.current'))")
        == 0
    )
    shown.press("Enter")
    shown.run(SETTLED)
    assert count(shown, "details.case[open]") == 1
    shown.press("Escape")
    assert count(shown, "details.case[open]") == 0
    shown.press("?")
    assert shown.run("document.getElementById('help').open") is True


def test_the_switch_changes_light_and_dark(browser: Page, file: Path) -> None:
    shown = opened(browser, file, dark=True)
    background = "getComputedStyle(document.body).backgroundColor"
    dark = shown.run(background)

    shown.run("document.getElementById('theme').click()")

    assert shown.run(background) != dark
    shown.run("localStorage.clear()")


def test_a_browser_that_cannot_unpack_says_what_to_do(browser: Page, file: Path) -> None:
    shown = opened(browser, file)

    shown.run("delete globalThis.DecompressionStream; document.querySelector('details.case').open = true")
    shown.run(SETTLED)

    assert "hil show RUN CASE" in shown.run("document.querySelector('details.case[open]').textContent")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(browser: Page, file: Path, dark: bool) -> None:
    shown = opened(browser, file, dark=dark)
    shown.run(OPENED.format(hash=CASE.anchor))
    shown.run(
        "document.querySelectorAll('.fold, .req:nth-child(-n+5)').forEach((each) => { each.open = true; })"
    )
    shown.run(f"document.querySelectorAll('{ALIKE}').forEach((each) => each.remove())")
    shown.run(SETTLED)
    shown.run(peer_file("axe-core/axe.min.js").read_text(encoding="utf-8"))

    found = shown.run(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then((done) => done.violations.map((each) =>"
        " each.id + ': ' + each.nodes.slice(0, 3).map((node) => node.html + ' ' + node.failureSummary).join(' | ')"
        " + ' (' + each.nodes.length + ')'))"
    )

    assert found == []
