"""A wrong command, option or value is told with the nearest one, letter case aside."""

from __future__ import annotations

import pytest

from hil.cli import main
from hil.cli.wrong_words import meant


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("Conformance", "conformance"),
        ("SHOW out", "show"),
        ("persnality x", "personality"),
        ("conf --list", "conformance"),
        ("conformance --Campaign smoke", "--campaign"),
        ("conformance --capmaign=smoke", "--campaign"),
        ("conformance -K x", "-k"),
        ("conformance --campaign SMOKE", "smoke"),
        ("conformance --campaign pairwyse", "pairwise"),
        ("conformance --gate Standart", "standard"),
        ("conformance --flow-control RTS-CTS", "rts-cts"),
        ("schema Deviation", "deviations"),
        ("serve --version TLS1.0", "tls1.0"),
        ("compare a b --format MARKDOWN", "markdown"),
        ("requirements --kind Mandatory", "mandatory"),
        ("doctor --Dut x", "--dut"),
        ("conformance --requirement auth-05", "AUTH-05"),
        ("conformance --requirement sslcfg-ctx-3", "SSLCFG-CTX-03"),
    ],
)
def test_the_nearest_name_is_told(line: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(line.split())

    told = capsys.readouterr()
    assert (code, told.out, told.err.count("\n")) == (2, "", 1)
    assert near in told.err.partition("Did you mean")[2] + told.err.partition("nearest")[2]


@pytest.mark.parametrize("word", ["", "-x", "zzz", "qq", "--nothing-like-it"])
def test_a_word_that_is_like_none_has_no_nearest_name(word: str) -> None:
    assert meant(word, ["--campaign", "-n", "-k", "smoke", "full"]) == ""
