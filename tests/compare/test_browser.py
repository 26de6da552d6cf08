"""The pages of `hil compare` and `hil history` in a browser: axe-core finds nothing, and nothing is wider than the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hil.compare import chronicle, statement
from hil.compare.comparison import compared
from hil.compare.history import history
from hil.compare.page import page
from hil.verdict import Cause, Ground, Verdict
from tests.compare.runs import case, failing, inconclusive, run_of
from tests.compare.test_answers import answering
from tests.compare.test_history import with_verdicts
from tests.peers import peer_file
from tests.report.browser.chromium import Page, chromium

LONG = "test_a_" + "very_" * 30 + 'long_name[AT+QSSLCFG="ciphersuite",0,0X0035-<b>]'

RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"

AXE = (
    f"axe.run(document, {{runOnly: {RULES}}}).then((done) => done.violations.map((each) => each.id + ': '"
    " + each.nodes.slice(0, 3).map((node) => node.html + ' ' + node.failureSummary).join(' | ')))"
)


def comparison() -> str:
    """A page with a row in most tables, some of them with long words."""
    worse, better, other, left = case(LONG), case("test_b", "GEN-02"), case("test_c"), case("test_d")
    base = run_of(
        answering("AT+GMR", "M95FAR02A08", worse),
        failing(better, Ground.READING),
        failing(other),
        left,
        case("test_gone"),
    )
    later = run_of(
        failing(answering("AT+GMR", "X" * 200, worse), actual="0x" + "ab" * 100),
        better,
        inconclusive(other, Cause.NO_STIMULUS),
        replace(left, verdict=Verdict.ERROR, reason="no answer"),
        case(LONG + "new"),
    )
    return page("Comparison of runs", [statement.document(compared(base, each)) for each in (later, base)])


def past() -> str:
    verdicts = (Verdict.PASS, Verdict.FAIL, Verdict.PASS, Verdict.INCONCLUSIVE, None, Verdict.ERROR) * 5
    document = chronicle.document(history(with_verdicts(*verdicts), ()))
    return page(document.title, [document])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module", params=[comparison, past], ids=["compare", "history"])
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(request.param(), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_a_page_is_accessible_and_fits_the_window(browser: Page, file: Path, width: int, dark: bool) -> None:
    browser.asked.clear()
    browser.show(file, width=width, dark=dark)
    browser.run(peer_file("axe-core/axe.min.js").read_text(encoding="utf-8"))

    assert browser.run(AXE) == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert (
        browser.run(
            "[...document.querySelectorAll('.scroll')].filter((each) => each.scrollWidth > each.clientWidth + 1)"
            ".map((each) => each.getAttribute('aria-label'))"
        )
        == []
    )
    assert set(browser.asked) <= {"about:blank", file.as_uri()}
