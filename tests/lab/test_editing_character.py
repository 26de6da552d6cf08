"""An editing character that is a letter would make sound command lines fail: a run undoes it before its first case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.bench import Bench
from hil.lab.attach import attached
from hil.modem import leftovers
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.line_check import line_trouble
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.transcript import Transcript
from tests.emulated import emulated

LETTERS = {
    "G": "ATS5=8",
    "+": "ATS5=8",
    "0": "ATS5=8",
    "A": "ATS5=8",
    "E": "ATS5=8",
    "=": "AT&F",  # stands in ATS5=8
    "8": "AT&F",
}


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An emulated module for each letter."""
    options = ("--tcp", "127.0.0.1:0", "--count", str(len(LETTERS)), "--clock-rate", "20")
    with emulated(*options, folder=tmp_path_factory.mktemp("modules")) as modules:
        yield dict(zip(LETTERS, modules.urls, strict=True))


@pytest.mark.parametrize("letter", LETTERS)
def test_a_run_undoes_it(letter: str, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    url = urls[letter]
    port = Port.open(url, baudrate=115_200)
    leftovers.asked(port, tries=3)
    leftovers.asked(port, f"ATS5={ord(letter)}\r".encode(), tries=1)
    port.close()

    bench = Bench(url, "127.0.0.1", None, clock_rate=20.0)
    with attached(bench, named=url, transcript=Transcript(), claims=Claims()) as (modem, _):
        told = modem.send("ATS5?").information
        mended = modem.mended

    assert told == ("008",)
    assert LETTERS[letter] in mended


def test_what_comes_in_a_case_is_trouble_of_the_line() -> None:
    with Channel.open("emulator://m95?clock_rate=20", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.send("ATS5=67").check()  # C

        trouble = line_trouble(channel)

    assert trouble is not None
    assert "editing character is 67" in trouble.detail
