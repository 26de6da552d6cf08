"""The page: what stands on it, and that a browser shows it without errors and without sideways scrolling."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from hil.report.html import page
from hil.spec.catalogue import requirements
from tests.peers import program
from tests.results.samples import DUT, HEADER, sample

PROBE = """
<script>
addEventListener("load", function () {
  const words = document.getElementById("filter-words");
  const say = function (name, value) { document.documentElement.setAttribute("data-" + name, value); };
  say("width", document.documentElement.scrollWidth + " of " + document.documentElement.clientWidth);
  words.value = "auth-05";
  words.dispatchEvent(new Event("input"));
  say("shown", document.getElementById("filter-shown").textContent);
  location.hash = "#req-GEN-06";
  dispatchEvent(new Event("hashchange"));
  say("revealed", String(!document.getElementById("req-GEN-06").hidden));
  for (const details of document.querySelectorAll("details")) details.open = true;
  say("open-width", document.documentElement.scrollWidth + " of " + document.documentElement.clientWidth);
  say("done", "yes");
});
</script>
"""
WATCH = """<script>addEventListener("error", function (event) {
  document.documentElement.setAttribute("data-error", event.message); });</script>"""


def shown(html: str, tmp_path: Path, width: int) -> dict[str, str]:
    """The page in a frame of that width; what the probe found, read from the browser's document."""
    (tmp_path / "report.html").write_text(html.replace("<head>", "<head>" + WATCH) + PROBE, encoding="utf-8")
    # Headless Chromium has a least window width; a frame has none.
    (tmp_path / "frame.html").write_text(
        f'<iframe id="f" src="report.html" style="width:{width}px;height:900px;border:0"></iframe>'
        "<script>f.addEventListener('load', function () { setTimeout(function () {"
        "for (const a of f.contentDocument.documentElement.attributes)"
        " document.body.setAttribute(a.name, a.value); }, 0); });</script>",
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            str(program("chromium")),
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *(
                "--disable-background-networking",
                "--disable-component-update",
                "--allow-file-access-from-files",
            ),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=5000", "--dump-dom"),
            (tmp_path / "frame.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    body = re.search(r"<body([^>]*)>", done.stdout)
    assert body, done.stdout[:500]
    return dict(re.findall(r'data-([a-z-]+)="([^"]*)"', body[1]))


@pytest.mark.parametrize("width", [400, 1280])
def test_a_browser_shows_the_page_without_errors_or_sideways_scrolling(tmp_path: Path, width: int) -> None:
    found = shown(page(sample()), tmp_path, width)

    assert found.get("error") is None
    assert found["done"] == "yes"
    assert found["width"] == f"{width} of {width}" or found["width"] == f"{width - 15} of {width - 15}"
    assert found["open-width"] == found["width"]
    assert found["shown"] == f"1 of {len(requirements())} shown"
    assert found["revealed"] == "true"


def test_the_page_asks_nothing_of_the_network() -> None:
    html = page(sample())

    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", html)
    assert "@import" not in html
    assert "url(" not in html


def test_identity_counts_and_failures_stand_on_the_page() -> None:
    html = page(sample())

    for text in (DUT.revision, DUT.imei, HEADER.run_id, HEADER.commit, HEADER.openssl, "tlslite-ng 0.8.2"):
        assert text in html
    assert "&lt;ErrorCode.NETWORK: -5&gt;" in html
    assert "+QFTPOPEN: 0" in html
    assert "SNI" in html
    assert "the DUT claims no CMUX" in html
    assert "must not be used (RFC 7465)" in html
    assert "suites/tls/test_matrix.py::test_last" in html


def test_what_a_dut_says_is_never_markup() -> None:
    html = page(sample())

    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_every_link_has_its_target_and_every_target_is_one() -> None:
    html = page(sample())

    targets = re.findall(r'\bid="([^"]+)"', html)
    assert len(targets) == len(set(targets))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(targets)
    assert "req-AUTH-05" in targets
