"""The table `[lab]`, in a bench file and in a file of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.lab.bench_file.lab import load
from tests.lab.bench_file.files import RACK, read, written


def test_a_file_of_its_own_gives_what_it_tells_with_dates_as_text(tmp_path: Path) -> None:
    text = (
        '[lab]\nname = " Prüflabor Ost"\nreceived = 2026-11-02\naddress = ""\nplace = "  "\nimei = "full"\n'
    )

    assert load(written(tmp_path, text)) == (("name", "Prüflabor Ost"), ("received", "2026-11-02"))


def test_a_bench_file_may_be_given_in_its_place(tmp_path: Path) -> None:
    assert load(written(tmp_path, RACK)) == (("name", "Radio laboratory"),)


@pytest.mark.parametrize(
    ("policy", "full"), [("", False), ('imei = "masked"', False), ('imei = "full"', True)]
)
def test_the_policy_for_the_imei_reaches_the_module(tmp_path: Path, policy: str, *, full: bool) -> None:
    bench = read(tmp_path, RACK.replace("[lab]", f"[lab]\n{policy}"))

    assert bench.setup(bench.modules[1]).full_imei is full


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x"', "lab: expected a table headed [lab] (docs/report.md); got nothing"),
        ('[lab]\ncity = "x"', "unknown key lab.city; expected"),
        (
            '[lab]\nreceived = "yesterday"',
            "lab.received: expected a date without quotation marks, such as 2027-03-31; got 'yesterday'",
        ),
        (
            "[lab]\nreceived = 2026-11-28T10:00:00Z",
            "lab.received: expected a date without quotation marks, such as 2027-03-31; got 2026-11-28T10:00:00+00:00",
        ),
        ('[lab]\nname = "two\\nlines"', "lab.name: expected one line of text in quotation marks; got"),
        ('[lab]\nimei = "all"', "lab.imei: expected one of full, masked; got 'all'"),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_expectation(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=re.escape(words)):
        load(written(tmp_path, text, "lab.toml"))
